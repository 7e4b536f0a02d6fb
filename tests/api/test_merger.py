"""The merger of 1/7/2025 over the sample: what was stays to the byte, and what is new is read on its own map."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from api.answers.crossing import crossed
from api.answers.json import compact
from api.answers.score_lines import score_bytes
from api.answers.targets import progressed
from api.demo import demo_board
from api.exchange.criteria_files import read_shipped
from api.exchange.criteria_folder import CriteriaFolder
from api.exchange.register import load_register
from api.sample_merged import merged_table, whole_table, write_whole_sample
from api.workflow import Board
from api.workflow.crossing import across, former_districts
from engine.figures import Figures
from engine.targets import State
from engine.wording.banners import SAMPLE_BANNER
from tests.api.conftest import Run

DRAFT = "nq12-tu/2025-07-01.yaml"
DUE = date(2025, 12, 31)


@pytest.fixture(scope="module")
def before() -> Board:
    """The sample up to 2024."""
    return demo_board()


@pytest.fixture(scope="module")
def after() -> Board:
    """The sample with 2025 on the map of 46."""
    return demo_board(whole_table)


@pytest.fixture(scope="module")
def draft(after: Board) -> Board:
    """The same figures by the draft for xã and phường."""
    checked = read_shipped(DRAFT)
    assert checked.criteria is not None
    return Board(checked.criteria, checked.digest, after.data, after.register, after.recognitions)


def test_scores_of_2024_are_the_same_to_the_byte(before: Board, after: Board) -> None:
    """The files of 2025 change no byte of what is said of 2024 or of any year before."""
    for period in ("2021", "2022", "2023", "2024"):
        assert score_bytes(before.scored(period)) == score_bytes(after.scored(period))


def test_progress_up_to_the_merger_is_the_same_to_the_byte(before: Board, after: Board) -> None:
    """So it is with every target on any day before the first period of the new map has ended."""
    for on in (date(2024, 12, 31), date(2025, 6, 30)):
        assert compact(progressed(str(on), before.progress(on))) == compact(progressed(str(on), after.progress(on)))


def test_a_period_is_read_on_the_map_of_its_last_day(after: Board) -> None:
    """04891 is Xã Vầy Nưa in 2024 and Xã Tiền Phong in 2025; 46 units stand in 2025, of which the set scores 42."""
    shown = (after.scored(period) for period in ("2024", "2025"))
    names = {each.scores.figures.period: dict(zip(each.codes, each.names, strict=True)) for each in shown}
    assert (names["2024"]["04891"], names["2025"]["04891"]) == ("Xã Vầy Nưa", "Xã Tiền Phong")
    assert (len(names["2024"]), len(names["2025"])) == (139, 46)
    not_covered = [fault.unit or "" for fault in after.data.faults if fault.code == "KIND_NOT_COVERED"]
    assert sorted(not_covered) == ["04792", "04795", "04828", "04894"]


def test_changes_of_2025_are_measured_from_what_the_old_units_had(after: Board) -> None:
    """A unit made of whole scored units is compared with their sum; one with parts or unscored wards with nothing."""
    figures: Figures = after.scored("2025").scores.figures
    earlier = after.scored("2024")
    known = dict(zip(earlier.codes, earlier.scores.figures.column("offences").tolist(), strict=True))
    for place, code in enumerate(after.scored("2025").codes):
        unit = after.register.version(code, DUE)
        assert unit is not None
        rows = after.register.predecessors(unit.key)
        got = figures.column_before("offences")[place]
        whole = all(row.extent == "whole" and row.old[0] in known for row in rows)
        parts = [known[row.old[0]] for row in rows] if whole else [float("nan")]
        assert got == sum(parts) or (got != got and sum(parts) != sum(parts)), code  # noqa: PLR0124 -- NaN


def test_progress_on_both_populations(after: Board) -> None:
    """In 2026 the target of 2025 is 139 by its document and 42 by the units of its due day; neither is corrected."""
    on = date(2026, 11, 22)
    target = next(each for each in after.criteria.targets if each.id == "2025")
    (found,) = after.progress(on, "2025")
    both = across(after, target, on)
    assert both is not None
    assert (found.population, both.counted, both.on_due.population, both.crossing.size) == (139, 139, 42, 46)
    assert [goal.required for goal in found.goals] == [goal.required for goal in both.on_due.goals]
    assert found.goals[0].state is both.on_due.goals[0].state is State.VOID
    assert all(due.reached <= 42 for due in both.on_due.goals)
    assert {unit.name for unit in both.crossing.mixed} == {"Phường Tân Hòa", "Phường Thống Nhất", "Phường Kỳ Sơn"}
    assert [unit.name for unit in both.crossing.none] == ["Phường Hòa Bình"]
    assert len(both.crossing.only) == 42
    assert [unit.name for unit in both.crossing.spanning] == ["Phường Thống Nhất"]
    assert ("04891", date(2020, 1, 1)) in both.crossing.counted_in_mixed
    assert across(after, target, date(2025, 6, 30)) is None


def test_districts_that_are_gone_are_read_as_former_ones(after: Board) -> None:
    """The goal of each district is void; beside it stands how many of the ten had one when the level ended."""
    target = next(each for each in after.criteria.targets if each.id == "2030")
    (found,) = after.progress(date(2026, 11, 22), "2030")
    former = former_districts(after, target, target.goals[1], date(2026, 11, 22))
    assert former is not None
    assert (found.goals[1].state, former.last_day) == (State.VOID, date(2025, 6, 30))
    assert (former.reached, len(former.others)) == (("Thành phố Hòa Bình", "Huyện Lạc Sơn"), 8)
    assert former_districts(after, target, target.goals[0], date(2026, 11, 22)) is None


def test_json_says_both(after: Board) -> None:
    """The JSON of both maps has each goal twice where the map changed, and nothing before; progress stays as it was."""
    on, targets = date(2026, 11, 22), after.criteria.targets
    later = {each["id"]: each for each in crossed(after, targets, on)["targets"]}
    of_2025 = later["2025"]
    assert (of_2025["counted"], of_2025["population"], of_2025["population_on_due"]) == (139, 139, 42)
    assert of_2025["mixed"] == ["04792", "04828", "04894"]
    (as_ever,) = progressed(str(on), after.progress(on, "2025"))["targets"]
    assert [goal["document"] for goal in of_2025["goals"]] == as_ever["goals"]
    district = later["2030"]["goals"][1]
    assert (district["on_due"], district["former_districts"]["required"]) == (None, 10)
    assert crossed(after, targets, date(2025, 6, 30))["targets"] == []


# ---------------------------------------------------------------------------------------------- the second version


def test_the_draft_moves_no_score(after: Board) -> None:
    """A draft is never in force: the file for 2025 and later stays that of 2022."""
    books = CriteriaFolder(None, lambda: 0.0).books()
    for found in (
        books.of_period("nq12-tu", "2025"),
        books.in_force("nq12-tu", date(2026, 11, 22)),
        books.newest("nq12-tu"),
    ):
        assert found is not None
        assert found.digest == after.digest
    assert [each.criteria.status for each in books.versions["nq12-tu"]] == ["published", "draft"]


def test_the_draft_scores_all_46(draft: Board) -> None:
    """For xã and phường, without the district level, with both thresholds that grew."""
    result = draft.scored("2025")
    assert len(result.codes) == 46
    assert [fault.code for fault in result.faults if fault.code == "KIND_NOT_COVERED"] == []
    assert list(result.scores.eligible) == ["commune", "province"]
    assert draft.counted(draft.criteria.targets[0], date(2026, 11, 22)) == sorted(
        unit.key for unit in draft.register.on(DUE).values()
    )


def test_impact_works_across_versions_and_maps(run: Run, tmp_path: Path) -> None:
    """From 2022 to the draft over the figures of 2025: four phường join the 42 xã, and every change of rule is said."""
    write_whole_sample(tmp_path / "so-lieu.csv")
    folder = Path(__file__).parents[2] / "criteria" / "nq12-tu"
    files = folder / "2022-06-27.yaml", folder / "2025-07-01.yaml"
    found = run("impact", *files, "--data", tmp_path / "so-lieu.csv", "--json").json
    assert (found["joined"], found["left"]) == (["04792", "04795", "04828", "04894"], [])
    assert len(found["rises"]) + len(found["falls"]) + found["unchanged"] == 42
    populations = {each["target"]: each["population"] for each in found["populations"]}
    assert populations["2030"] == [42, 46]
    assert any("15" in each["text"] for each in found["changes"] if each["criterion"] == "TC06")


def test_the_sample_of_2025_fits_itself() -> None:
    """46 rows, each labelled as invented, no unit twice, and no figure above its limit."""
    heading, rows = merged_table()
    assert len(rows) == len({row[0] for row in rows}) == 46
    assert {row[1] for row in rows} == {"2025"}
    assert all(row[-1] in SAMPLE_BANNER for row in rows)
    text = io.StringIO()
    csv.writer(text).writerows([heading, *rows])
    assert merged_table() == (heading, rows)
    board = demo_board(whole_table)
    assert board.scored("2025").scores.figures.inconsistencies(board.criteria) == []


# --------------------------------------------------------------------------------------------------- the register


def test_check_takes_a_reorganisation(run: Run, tmp_path: Path) -> None:
    """The command that checks criteria files checks these, against the map of the day before."""
    file = tmp_path / "2027-01-01.yaml"
    file.write_text(
        "reorganisation: Thử\neffective_from: 2027-01-01\nstatus: published\nlegal_basis: 1/NQ\nunits_before: 46\n"
        'units_after: 45\nchanges:\n  - {to: {code: "04831", name: Xã Đà Bắc}, from: ["04831", "04873"]}\n',
        "utf-8",
    )
    done = run("check", file)
    assert (done.status, done.out) == (0, "")
    assert done.said == [f"{file}: dùng được; 46 đơn vị thành 45: 1 lập từ nhiều đơn vị toàn bộ."]
    file.write_text(file.read_text("utf-8").replace("04873", "99999"), "utf-8")
    faulty = run("check", file, "--json")
    assert faulty.status == 1
    assert [each["code"] for each in faulty.json] == ["NO_PREDECESSOR"]


def test_reorganisations_of_a_folder_are_carried_out(tmp_path: Path) -> None:
    """A register with files of its own goes through them in order; a draft waits, a faulty one is told by its place."""
    shipped = Path(__file__).parents[2] / "criteria" / "units"
    for name in ("units.csv", "lineage.csv", "districts.csv"):
        (tmp_path / name).write_bytes((shipped / name).read_bytes())
    folder = tmp_path / "reorganisations"
    folder.mkdir()

    def write(day: str, status: str, change: str) -> None:
        head = f"reorganisation: Thử\neffective_from: {day}\nstatus: {status}\nlegal_basis: 1/NQ\nchanges:\n"
        (folder / f"{day}.yaml").write_text(f"{head}  - {change}\n", "utf-8")

    write("2027-01-01", "published", '{to: {code: "04831", name: Xã Đà Bắc}, from: ["04831", "04873"]}')
    write("2028-01-01", "published", '{to: {code: "04831", name: Phường Đà Bắc}, from: ["04831"]}')
    write("2029-01-01", "draft", '{to: {code: "04831", name: Đặc khu Đà Bắc}, from: ["04831"]}')
    register, faults = load_register(tmp_path)
    assert faults == ()
    assert [each.name for each in register.history("04831")] == [
        "Thị trấn Đà Bắc", "Xã Đà Bắc", "Xã Đà Bắc", "Phường Đà Bắc",
    ]  # fmt: skip
    assert (len(register.on(date(2026, 12, 31))), len(register.on(date(2027, 1, 1)))) == (46, 45)
    write("2028-01-01", "published", '{to: {code: "04831", name: Phường Đà Bắc}, from: ["04873"]}')
    _, faults = load_register(tmp_path)
    place = "reorganisations/2028-01-01.yaml:6"
    assert [str(each).partition(" — ")[0] for each in faults] == [
        f"{place}: mã «04831» đang là của Xã Đà Bắc, đơn vị này không được sắp xếp nên vẫn còn",
        f"{place}: ngày 31/12/2027 không có đơn vị mang mã «04873» (mã này từng là: Xã Yên Hòa, Xã Quy Đức)",
    ]
