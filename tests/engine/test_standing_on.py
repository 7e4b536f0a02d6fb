"""A province's set over a national one: what is carried on, added, missing, looser; whom a province's set is for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from api.exchange.criteria_files import read_for_check
from api.exchange.criteria_folder import CriteriaFolder
from engine.checking import check
from engine.units import Lineage, Register, UnitVersion
from engine.wording.faults import line
from engine.wording.standing_on import standing_words
from tests.builders import criteria_set

CRITERIA = Path(__file__).parents[2] / "criteria"
NQ12 = (CRITERIA / "nq12-tu" / "2022-06-27.yaml").read_text("utf-8")
AS = "{TC01: [TC01, TC05], TC02: [TC09, TC10], TC03: [TC12], TC04: [TC08]}"
BASE = f"{{set: tt124-xa, effective_from: 2022-02-10, as: {AS}}}"


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    """A folder of criteria with the national set of Circular 124."""
    (tmp_path / "tt124-xa").mkdir()
    (tmp_path / "nq12-tu").mkdir()
    name = "tt124-xa/2022-02-10.yaml"
    (tmp_path / name).write_bytes((CRITERIA / name).read_bytes())
    return tmp_path


def said(folder: Path, base: str, *pairs: tuple[str, str]) -> list[str]:
    """Check the set of Resolution 12 over a base; return the faults that are about it."""
    text = NQ12.replace("\napplies_to:", f"\nstands_on: {base}\napplies_to:", 1)
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    file = folder / "nq12-tu" / "2022-06-27.yaml"
    file.write_text(text, "utf-8")
    found = [line(each, "a.yaml").partition(" — ")[0] for each in read_for_check(file).faults]
    return [each.split(": ", 1)[1] for each in found if "GOALS_AGAINST_BASE" not in each]


def test_what_resolution_12_carries_of_circular_124(folder: Path) -> None:
    """All four criteria are carried, ten are added; three questions of the Circular are not asked: warnings."""
    assert said(folder, BASE) == [
        f"BASE_PART_MISSING cảnh báo: tiêu chí {by} mang {of} của bộ tt124-xa nhưng không hỏi «{key}» như ở bộ ấy"
        for by, of, key in (
            ("TC09, TC10", "TC02", "rules_observed"),
            ("TC09, TC10", "TC02", "crime_contained"),
            ("TC12", "TC03", "police_duties_done"),
        )
    ]
    checked = read_for_check(folder / "nq12-tu" / "2022-06-27.yaml")
    assert checked.criteria is not None
    assert checked.standing is not None
    words = standing_words(checked.criteria, checked.standing)
    assert "mang 4/4 tiêu chí của bộ ấy, thêm 10 tiêu chí" in words[0]
    assert words[4].endswith("mang ở TC08")
    assert checked.standing.added == ("TC02", "TC03", "TC04", "TC06", "TC07", "TC11", "TC13", "TC14", "TC15", "TC16")


def test_a_looser_bound_and_a_criterion_left_out(folder: Path) -> None:
    """65 % where the Circular asks 70 % is looser; a criterion that is carried nowhere is missing: warnings both."""
    found = said(
        folder,
        "{set: tt124-xa, effective_from: 2022-02-10, as: {TC01: [TC01, TC05], TC02: [], TC03: [TC12], TC04: [TC08]}}",
        ("[bodies_recognised, bodies], at_least: 70}", "[bodies_recognised, bodies], at_least: 65}"),
    )
    beside = [each for each in found if not each.startswith(("EXAMPLE", "BASE_PART"))]
    assert beside == [
        "NOT_CARRIED cảnh báo: tiêu chí TC02 «Đạt các khoản 2, 3, 4 của Điều 4» của bộ tt124-xa không có ở bộ này",
        "BASE_LOOSER cảnh báo: tiêu chí TC08 mang TC04 của bộ tt124-xa nhưng nhẹ hơn: at_least 70 ở bộ ấy, 65 ở đây",
    ]


def test_a_base_that_is_not_there(folder: Path) -> None:
    """A file that does not exist is an error, and so is an id that neither set has."""
    base = "{set: tt124-xa, effective_from: 2022-02-11}"
    assert said(folder, base) == ["NO_BASE_FILE lỗi: không có tệp «tt124-xa/2022-02-11.yaml» mà bộ này đứng trên"]
    strange = said(folder, "{set: tt124-xa, effective_from: 2022-02-10, as: {TC0: [TC08], TC04: [TC99]}}")
    assert [each for each in strange if "NO_SUCH_CARRIED" in each] == [
        "NO_SUCH_CARRIED lỗi: «TC0» không phải tiêu chí của bộ tt124-xa, có phải «TC04»?",
        "NO_SUCH_CARRIED lỗi: «TC99» không phải tiêu chí của bộ nq12-tu, có phải «TC09»?",
    ]


def test_the_service_takes_a_file_only_over_its_base(folder: Path) -> None:
    """In a folder that is served a file is taken where its base stands beside it, and refused where it does not."""
    said(folder, BASE)
    assert "nq12-tu" in CriteriaFolder(folder, lambda: 0.0).books().versions
    (folder / "tt124-xa" / "2022-02-10.yaml").unlink()
    books = CriteriaFolder(folder, lambda: 0.0).books()
    assert [each.code for each in books.faults["nq12-tu/2022-06-27.yaml"] if each.severity == "error"] == [
        "NO_BASE_FILE"
    ]


def test_a_text_alone_is_not_held_against_its_base() -> None:
    """Where no folder stands around a text nothing is said of its base."""
    text = NQ12.replace("\napplies_to:", f"\nstands_on: {BASE}\napplies_to:", 1)
    assert {each.code for each in check(text).faults} == {"GOALS_AGAINST_BASE"}


# --------------------------------------------------------------------------------------------------- the province

CRITERION = [{"id": "TC01", "title": "A", "all": [{"flag": "a"}]}]
EVE, TURN = date(2025, 6, 30), date(2025, 7, 1)


def unit(code: str, province: str, first: date, last: date | None) -> UnitVersion:
    """Make a commune."""
    return UnitVersion(code, f"Xã {code}", code, "xã", None, None, province, f"Tỉnh {province}", first, last)


def test_a_province_holds_what_came_from_it() -> None:
    """Of the units of 25 those made of units of 17, wholly or in part, are also of 17; the others are of 25 alone."""
    start = date(2020, 1, 1)
    old = [unit("00001", "17", start, EVE), unit("00002", "25", start, EVE), unit("00003", "25", start, EVE)]
    new = [unit("00001", "25", TURN, None), unit("00002", "25", TURN, None)]
    went = ((old[0], new[0]), (old[1], new[0]), (old[2], new[1]))
    lineage = [Lineage(was.key, now.key, "whole", TURN, "") for was, now in went]
    register = Register((old[0], new[0], old[1], new[1], old[2]), tuple(lineage))
    of = {
        (province, day): [
            each.key[0] for each in register.covered(criteria_set({"a": "flag"}, CRITERION, province=province), day)
        ]
        for province in ("17", "25", None) for day in (EVE, TURN)
    }  # fmt: skip
    assert of == {
        ("17", EVE): ["00001"], ("17", TURN): ["00001"],
        ("25", EVE): ["00002", "00003"], ("25", TURN): ["00001", "00002"],
        (None, EVE): ["00001", "00002", "00003"], (None, TURN): ["00001", "00002"],
    }  # fmt: skip
    assert (register.province_name("25"), register.province_name("99")) == ("Tỉnh 25", None)
