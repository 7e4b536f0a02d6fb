"""The two shipped sets as data: published figures are kept, what is assumed is said to be, nothing is personal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.checking import check
from engine.conditions import BOUNDS, SUBJECTS, leaves
from engine.criteria import CriteriaSet, SizedList
from engine.indicators import Kind
from engine.privacy import looks_like_an_id, personal_word
from engine.wording.faults import line
from engine.yaml_tree import read_tree
from tests.builders import Row, lacks, result, verdicts_of

FOLDER = Path(__file__).parents[2] / "criteria"
FILES = {"nq12-tu": FOLDER / "nq12-tu" / "2022-06-27.yaml", "tt124-xa": FOLDER / "tt124-xa" / "2022-02-10.yaml"}
PROGRAMMES = (
    "bach-thong/2017-06-21.yaml", "ct22-tu/2016-01-01.yaml", "ho-an-toan/2018-07-01.yaml",
    "phuong-kieu-mau/2022-06-27.yaml", "to-dan-van/2014-10-14.yaml",
)  # fmt: skip
WARNINGS = {
    "nq12-tu": [
        (
            "GOALS_AGAINST_BASE cảnh báo: mục tiêu 2025: các dòng cộng lại là 134, văn bản ghi 139 — "
            "giữ nguyên như văn bản; báo cáo nêu cả hai con số"
        ),
    ],
    "tt124-xa": [],
}


def shipped(name: str) -> CriteriaSet:
    """Read a shipped set."""
    file = FILES[name]
    criteria = check(file.read_bytes(), stem=file.stem, folder=file.parent.name).criteria
    assert criteria is not None
    return criteria


NQ12, TT124 = shipped("nq12-tu"), shipped("tt124-xa")
BOTH = pytest.mark.parametrize("criteria", [NQ12, TT124], ids=lambda each: each.set)


def tree(name: str) -> dict[str, Any]:
    """Read the values of a shipped set as they are written."""
    value = read_tree(FILES[name].read_bytes()).value
    assert isinstance(value, dict)
    return value


def conditions(written: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every condition and group in a part of a file, as written."""
    yield written
    for key in ("all", "any", "of"):
        for part in written.get(key, []):
            yield from conditions(part)


# --------------------------------------------------------------------------------------------------------- both sets


@pytest.mark.parametrize("name", FILES)
def test_the_only_fault_is_what_the_document_leaves_open(name: str) -> None:
    """134 against 139 is warned of; nothing else is, in either set."""
    file = FILES[name]
    checked = check(file.read_bytes(), stem=file.stem, folder=file.parent.name)
    assert [line(fault, "").split(": ", 1)[1] for fault in checked.faults] == WARNINGS[name]
    assert not checked.has_errors


def test_no_other_set_is_shipped() -> None:
    """Every file of a set is looked at here."""
    draft = FOLDER / "nq12-tu" / "2025-07-01.yaml"  # tests/criteria/test_draft_set.py
    books = (FOLDER / "mo-hinh").glob("*.yaml")  # tests/criteria/test_movement_book.py
    programmes = [FOLDER / name for name in PROGRAMMES]  # tests/criteria/test_programmes.py
    assert sorted({*FOLDER.glob("*/[0-9]*-*-*.yaml")} - {*books}) == sorted([*FILES.values(), draft, *programmes])


@BOTH
def test_a_reconstruction_says_so(criteria: CriteriaSet) -> None:
    """The wording is reconstructed, in the whole and in no part official; the files say it to whoever opens them."""
    assert criteria.wording == "reconstructed"
    parts = [*criteria.criteria, *criteria.vetoes, *criteria.bands, *criteria.recognition, *criteria.targets]
    assert {each.wording for each in parts} == {None}
    assert "ĐÂY LÀ BẢN DỰNG LẠI" in FILES[criteria.set].read_text("utf-8")


@BOTH
def test_every_criterion_has_basis_group_and_examples(criteria: CriteriaSet) -> None:
    """Each has its basis and examples, among them one that is met, one unmet and one unknown."""
    for each in criteria.criteria:
        assert each.basis, each.id
        assert each.group, each.id
        assert {example.verdict for example in each.examples} == {"met", "unmet", "unknown"}, each.id


@BOTH
def test_assumed_criteria_say_what_is_assumed(criteria: CriteriaSet) -> None:
    """A criterion whose basis is only inferred has a note that says that it is reconstructed."""
    inferred = [each for each in criteria.criteria if (each.basis or "").startswith("suy từ")]
    assert all("Dựng lại" in (each.note or "") for each in inferred)
    assert len(inferred) == {"nq12-tu": 8, "tt124-xa": 0}[criteria.set]


@BOTH
def test_every_indicator_is_read_and_no_figure_is_asked_for_in_vain(criteria: CriteriaSet) -> None:
    """What staff must enter is used by a criterion, directly or as part of a sum."""
    read = {key for each in criteria.criteria for _, leaf in leaves(each.condition) for key in leaf.indicators}
    read |= {part for key in read for part in criteria.indicators[key].sum or ()}
    assert set(criteria.indicators) == read


def texts(value: Any) -> Iterator[str]:  # noqa: ANN401 -- any part of a set
    """Yield every text of a set, keys too."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield str(key)
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str):
        yield value


@BOTH
def test_nothing_personal_is_in_a_set(criteria: CriteriaSet) -> None:
    """No text of a set, note and example included, asks for or holds personal data of residents."""
    found = list(texts(tree(criteria.set)))
    assert len(found) > 100
    assert [each for each in found if personal_word(each) or looks_like_an_id(each)] == []


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_the_text_is_plain(file: Path) -> None:
    """UTF-8 in NFC without a byte order mark, line ends of one kind, no tab, no blank at a line's end, 120 columns."""
    data = file.read_bytes()
    text = data.decode("utf-8")
    assert text == unicodedata.normalize("NFC", text)
    assert not data.startswith(b"\xef\xbb\xbf")
    assert not re.search(r"\r|\t| $", text, re.MULTILINE)
    assert text.endswith("\n")
    assert max(len(each) for each in text.splitlines()) <= 120


# ------------------------------------------------------------------------------------------------------ Resolution 12


def test_sixteen_criteria_in_order() -> None:
    """TC01 to TC16, and three vetoes."""
    assert [each.id for each in NQ12.criteria] == [f"TC{number:02}" for number in range(1, 17)]
    assert [each.id for each in NQ12.vetoes] == ["LT1", "LT2", "LT3"]


def test_the_head_is_that_of_the_resolution() -> None:
    """In force from its day, for communes and townships, by calendar years; exempt criteria count as met."""
    assert (NQ12.set, NQ12.effective_from, NQ12.effective_to, NQ12.status) == (
        "nq12-tu",
        date(2022, 6, 27),
        None,
        "published",
    )
    assert NQ12.applies_to == ["xã", "thị trấn"]
    assert NQ12.period.bounds("2024") == (date(2024, 1, 1), date(2024, 12, 31))
    assert NQ12.not_applicable_counts_as == "met"
    assert [(each.document, each.issued_on) for each in NQ12.legal_basis] == [
        ("12-NQ/TU", date(2022, 6, 27)),
        ("2631/QĐ-UBND", date(2021, 11, 11)),
        ("124/2021/TT-BCA", date(2021, 12, 28)),
        ("318/QĐ-TTg", date(2022, 3, 8)),
    ]


def test_every_form_of_the_format_is_used_somewhere() -> None:
    """All subjects, groups, bounds and kinds occur, so the shipped set shows how each is written."""
    written = [part for each in tree("nq12-tu")["criteria"] for part in conditions(each)]
    forms = {*SUBJECTS, *BOUNDS, "all", "any", "of", "is", "issued_by", "any_time"}
    assert {key for each in written for key in each} >= forms
    assert any(len(set(BOUNDS) & set(each)) == 2 for each in written)
    assert {key for each in written for key in ("all", "any", "of") if key in each and "id" not in each} == {
        "any",
        "of",
    }
    assert {each.kind for each in NQ12.indicators.values()} == set(Kind)
    assert {each.merger for each in NQ12.indicators.values()} == {"sum", "any", "all", "reissue", "unknown"}


def test_bands_are_sixteen_thirteen_ten_and_nine() -> None:
    """The four bands of the resolution; 8 criteria are below all of them."""
    assert [(each.id, each.criteria_met) for each in NQ12.bands] == [("full", 16), ("b13", 13), ("b10", 10), ("b09", 9)]
    assert [NQ12.band_of(count) for count in (16, 15, 13, 12, 10, 9, 8, 0)] == [
        "full", "b13", "b13", "b10", "b10", "b09", "below", "below",
    ]  # fmt: skip


def test_levels_and_the_day_the_district_ended() -> None:
    """Commune, district and province; the district level is there on 30/6/2025 and gone on 1/7/2025."""
    assert list(NQ12.levels) == ["commune", "district", "province"]
    assert NQ12.levels["commune"].requires.band == "full"
    assert {NQ12.levels[level].requires.recognised for level in ("district", "province")} == {"commune"}
    assert NQ12.levels["district"].in_force(date(2025, 6, 30))
    assert not NQ12.levels["district"].in_force(date(2025, 7, 1))
    assert NQ12.levels["province"].in_force(date(2030, 12, 31))


def goals(target_id: str) -> list[tuple[str, int]]:
    """Return place and number of each goal of a target."""
    target = next(each for each in NQ12.targets if each.id == target_id)
    return [(goal.level or goal.band or "", goal.at_least) for goal in target.goals]


def test_targets_are_as_published() -> None:
    """3 of 9 pilots in 2022; 3, 20, 30, 50 and «the rest 31» in 2025; one of the province, one a district in 2030."""
    assert [(each.id, each.due) for each in NQ12.targets] == [
        ("2022", date(2022, 12, 31)), ("2025", date(2025, 12, 31)), ("2030", date(2030, 12, 31)),
    ]  # fmt: skip
    assert goals("2022") == [("commune", 3)]
    assert NQ12.targets[0].goals[0].among == "pilot"
    assert NQ12.lists["pilot"] == SizedList(size=9)
    assert goals("2025") == [("district", 3), ("commune", 20), ("b13", 30), ("b10", 50), ("b09", 31)]
    assert goals("2030") == [("province", 1), ("district", 1)]
    assert [goal.per for goal in NQ12.targets[2].goals] == [None, "district"]


def test_the_document_is_not_corrected() -> None:
    """The lines of 2025 add up to 134, the document says 139: both stay, five apart."""
    target = NQ12.targets[1]
    assert (target.asked, target.base) == (134, 139)
    assert [goal.rest for goal in target.goals] == [False, False, False, False, True]
    assert (target.reading, target.population) == ("disjoint", "units_of_document")
    assert sum(count for _, count in goals("2025")[:-1]) == 103


def test_what_cannot_be_acted_on_has_no_action() -> None:
    """Past the first quarter, or about what has happened, nothing can be planned; the rest has an action."""
    assert [each.id for each in NQ12.criteria if each.action is None] == [
        "TC01",
        "TC07",
        "TC09",
        "TC10",
        "TC11",
        "TC12",
    ]
    assert [each.id for each in TT124.criteria if each.action is None] == ["TC01", "TC02", "TC03"]


def test_vetoes_block_what_they_say() -> None:
    """Two block every level, the third only the levels above the commune."""
    assert [each.blocks for each in NQ12.vetoes] == [None, None, ["district", "province"]]
    assert NQ12.revocation is not None
    assert NQ12.revocation.unmet_share_at_least == 50
    assert NQ12.revocation.or_unmet == ["TC09"]


# ------------------------------------------------------------------------------------------------------ Circular 124

SHARES = 3  # TC04, the fourth condition of Article 5


def bodies(villages: int, offices: int, registered: int, recognised: int) -> Row:
    """Figures of Article 5, clause 4."""
    return {"villages": villages, "offices": offices, "bodies_registered": registered, "bodies_recognised": recognised}


def test_four_conditions_of_article_five() -> None:
    """Four conditions, all asked; one result, with no targets and no vetoes."""
    assert [each.id for each in TT124.criteria] == ["TC01", "TC02", "TC03", "TC04"]
    assert [(each.id, each.criteria_met) for each in TT124.bands] == [("full", 4)]
    assert (list(TT124.levels), TT124.targets, TT124.vetoes) == (["achieved"], [], [])
    assert TT124.not_applicable_counts_as == "unmet"
    assert TT124.applies_to == ["xã", "phường", "thị trấn"]


def test_the_period_begins_on_16_november() -> None:
    """The year 2024 is 16/11/2023 to 15/11/2024, and a document of 15/11 belongs to the year before."""
    assert TT124.period.bounds("2024") == (date(2023, 11, 16), date(2024, 11, 15))
    assert TT124.period.containing(date(2023, 11, 15)) == "2023"
    assert TT124.period.containing(date(2023, 11, 16)) == "2024"


@pytest.mark.parametrize(
    ("row", "verdict", "shortfall"),
    [
        (bodies(20, 5, 25, 16), "unmet", {"bodies_recognised": "2"}),  # 70 % of 25 are 17.5, so 18
        (bodies(20, 5, 25, 17), "unmet", {"bodies_recognised": "1"}),
        (bodies(20, 5, 25, 18), "met", {}),
        (bodies(15, 5, 20, 14), "met", {}),  # 70 % to the unit
        (bodies(15, 5, 20, 13), "unmet", {"bodies_recognised": "1"}),
        (bodies(20, 5, 24, 18), "unmet", {"bodies_registered": "1"}),
        (bodies(0, 0, 0, 0), "unmet", {"bodies": "1"}),
        (bodies(20, 5, 25, 26), "unknown", {}),  # more recognised than registered
    ],
)
def test_the_shares_of_article_five(row: Row, verdict: str, shortfall: dict[str, str]) -> None:
    """16 of 25 lacks 2; 14 of 20 is 70 per cent exactly and enough; nothing at all is not enough."""
    assert result(TT124, row, index=SHARES).verdict == verdict
    assert lacks(TT124, row, index=SHARES) == shortfall


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        ("2023-11-15", "unmet"),
        ("2023-11-16", "met"),
        ("2024-03-31", "met"),
        ("2024-04-01", "unmet"),
        ("2024-11-15", "unmet"),
    ],
)
def test_the_first_quarter_of_a_period_from_november(day: str, verdict: str) -> None:
    """A resolution counts from the first day of the period to 31 March, both included."""
    row: Row = {"resolution": day, "work_plan": "2024-01-02", "registered": True, "working_models": 1}
    assert verdicts_of(TT124, [row]) == [verdict]
