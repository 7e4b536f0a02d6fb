"""What is sealed stays: the same bytes as the score of the day, again from its own inputs, whatever moves later."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from sqlmodel import select

from api.answers.assessments import recomputed, shown
from api.answers.score_lines import score_bytes, unit_bytes
from api.exchange.data import read_data
from api.store import assessments as stored
from api.store.acts import Broken, canonical, verify
from api.store.tables import Act, Figure, Sealed, Waiver
from api.store.units import number_of
from api.workflow.apportioning import apportion, splits, take_back
from api.workflow.assessing import appraise, reopen, seal, self_assess, submit
from api.workflow.filing import file_figures
from api.workflow.office import NoVersionError, Office
from api.workflow.recognising import revoke
from api.workflow.recording import Change, record
from api.workflow.replacing import replaced
from api.workflow.sheets import Assessment
from engine.indicators import Kind
from engine.units import UnitKey
from tests.assessments import (
    CLERK,
    DA_BAC,
    PERIOD,
    SET,
    TAN_PHEO,
    agreed,
    course_of,
    fill_few,
    open_period,
    prepared,
    sheet,
)
from tests.offices import Opened, opened

WAIVED: UnitKey = ("05068", date(2020, 1, 1))
"""TC13 does not apply to it in 2024."""
RECOGNISED: UnitKey = ("05293", date(2020, 1, 1))
"""At the commune and the district level since 2022 and 2023."""
REVOKED: UnitKey = ("04945", date(2020, 1, 1))
"""Its recognition ends in November 2024."""
BROKEN: UnitKey = ("05173", date(2020, 1, 1))
"""One of its figures of 2024 is above its limit."""
MERGED: UnitKey = ("04831", date(2025, 7, 1))
"""Xã Đà Bắc, made of four units in 2025."""


def sealed_of(office: Office, of: Assessment) -> tuple[Sealed, Act]:
    """Read the newest sealed edition."""
    with office.database.reading() as session:
        return stored.sealed(session, SET, number_of(session, of.unit.key), of.period)[-1]


def carry_through(office: Office, of: Assessment) -> Sealed:
    """Take an assessment from its beginning to its seal, everybody of one mind."""
    self_assess(office, CLERK, of, course_of(office, of).number, {})
    submit(office, CLERK, of, course_of(office, of).number)
    appraise(office, CLERK, of, course_of(office, of).number, agreed(office, of))
    seal(office, CLERK, of, course_of(office, of).number, unit_bytes)
    return sealed_of(office, of)[0]


def lines_now(office: Office, period: str = PERIOD) -> dict[str, str]:
    """Return the lines of /scores of now, by code."""
    board = office.board(office.version_of_period(SET, period), office.known_now())
    body = score_bytes(board.scored(period)).decode()
    lines = body.split('"units":[\n')[1].rsplit("\n", 2)[0].split(",\n")
    return {json.loads(each)["unit"]: each for each in lines}


@contextmanager
def shifting_rules(address: str, folder: Path) -> Iterator[tuple[Opened, Path]]:
    """Open an office over a copy of the criteria file; give the file too, so that it can change."""
    file = folder / "criteria" / SET / "2022-06-27.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(Path("criteria/nq12-tu/2022-06-27.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    with opened(address, criteria=folder / "criteria") as found:
        yield found, file


def test_a_sealed_record_outlives_every_change(sample_address: str, tmp_path: Path) -> None:
    """Figures of two years, a waiver, a recognition and the criteria file change: the record is what it was."""
    keys = (DA_BAC, WAIVED, RECOGNISED, REVOKED, BROKEN)
    with shifting_rules(sample_address, tmp_path) as (found, file):
        office = found.office
        open_period(office)
        sheets = [sheet(office, key) for key in keys]
        rows = [carry_through(office, each) for each in sheets]
        lines = lines_now(office)
        assert [row.score for row in rows] == [lines[key[0]] for key in keys]
        assert all(row.digest == sheets[0].version.digest for row in rows)
        before = [shown(of, *sealed_of(office, of), texts=True) for of in sheets]

        change_everything(office, keys)
        text = file.read_text(encoding="utf-8")
        file.write_text(
            text.replace("not_applicable_counts_as: met", "not_applicable_counts_as: unmet"), encoding="utf-8"
        )
        found.clock.move(seconds=10)
        assert office.version_of_period(SET, PERIOD).digest != rows[0].digest
        after = lines_now(office)
        assert all(after[key[0]] != lines[key[0]] for key in keys)
        assert [recomputed(office, row).decode() for row in rows] == [row.score for row in rows]
        assert [shown(of, *sealed_of(office, of), texts=True) for of in sheets] == before

        file.unlink()
        found.clock.move(seconds=10)
        assert [recomputed(office, row).decode() for row in rows] == [row.score for row in rows]
        with office.database.engine.connect() as connection:
            assert not [each for each in verify(connection) if isinstance(each, Broken)]


def change_everything(office: Office, keys: tuple[UnitKey, ...]) -> None:
    """Change every figure of the units in 2023 and 2024 by one, take waivers back, revoke recognitions."""
    for period in ("2023", PERIOD):
        with office.database.reading() as session:
            numbers = {number_of(session, key): key for key in keys}
            rows = session.exec(select(Figure).where(Figure.period == period)).all()
        changes = [
            Change(
                numbers[row.unit_id], period, row.indicator, Kind(row.kind), None if row.steps else row.steps, row.id
            )
            for row in rows
            if row.unit_id in numbers
        ]
        record(office.database, CLERK, SET, changes)
    with office.database.writing(CLERK, "waiver.withdraw", set_id=SET) as write:
        for waiver in write.session.exec(select(Waiver)).all():
            replaced(write, waiver, withdrawn=True)
    for number in (1, 8):
        revoke(office.database, CLERK, SET, number, "9/QĐ", date(2024, 6, 1))


def test_the_inputs_name_their_rows(opened_sample: Opened) -> None:
    """Beside the score stand the figures as entered with their rows, those of the year before, the decisions."""
    office = opened_sample.office
    open_period(office)
    inputs = json.loads(carry_through(office, sheet(office, RECOGNISED)).inputs)
    with office.database.reading() as session:
        rows = {row.id: row for row in session.exec(select(Figure)).all()}

    assert inputs["unit"] == {
        "code": "05293",
        "first_day": "2020-01-01",
        "name": "Xã Thượng Cốc",
        "kind": "xã",
        "district": "157",
        "province": "17",
    }
    assert [(each["level"], each["decision"]) for each in inputs["recognitions"]] == [
        ("commune", "MẪU-01/QĐ"),
        ("district", "MẪU-08/QĐ"),
    ]
    assert all(rows[each["row"]].indicator == key for key, each in inputs["figures"].items())
    assert {rows[number].period for each in inputs["before"].values() for number in each["rows"]} == {"2023"}
    assert {"offences", "social_evils", "traffic_accidents", "fires"} <= inputs["before"].keys()
    assert (inputs["sample"], inputs["period"]) == (True, "2024")

    waived = json.loads(carry_through(office, sheet(office, WAIVED)).inputs)
    assert waived["waivers"]["TC13"]["reason"] == "Đang kiện toàn tổ bảo vệ an ninh, trật tự từ ngày 01/7/2024"
    assert json.loads(carry_through(office, sheet(office, REVOKED)).inputs)["recognitions"] == []


def test_what_is_kept_is_in_one_form(opened_office: Opened) -> None:
    """Inputs and items are canonical JSON; both verdicts of an item stand beside the computed one."""
    office = prepared(opened_office)
    row = carry_through(office, sheet(office))
    items = json.loads(row.items)

    assert (row.inputs, row.items) == (canonical(json.loads(row.inputs)), canonical(items))
    assert items["TC11"] == {
        "computed": "unknown",
        "self_assessed": {"computed": "unknown", "justification": "", "verdict": "unknown"},
        "appraised": {"computed": "unknown", "reason": "chưa đủ số liệu", "verdict": "unknown"},
    }
    assert row.edition == 1


def test_a_merged_unit_keeps_the_figures_of_its_parts(opened_office: Opened) -> None:
    """Xã Đà Bắc is measured in 2025 against the sum of its four parts; sealed it names the rows of all four."""
    office = opened_office.office
    opened_office.clock.move(days=380)
    criteria = office.version_of_period(SET, "2025").criteria
    parts = "".join(
        f"{code},2024,{fires}\n" for code, fires in (("04831", 1), ("04867", 2), ("04879", 0), ("04885", 4))
    )
    data = read_data(f"unit,period,fires\n{parts}04831,2025,3\n".encode(), criteria, office.register, name="so.csv")
    file_figures(office.database, office.register, criteria, data, CLERK)
    open_period(office, "2025")
    of = sheet(office, MERGED, "2025")
    assert of.unit.key == MERGED
    row = carry_through(office, of)
    before = json.loads(row.inputs)["before"]

    assert row.score == lines_now(office, "2025")["04831"]
    assert (before["fires"]["value"], len(before["fires"]["rows"])) == ("7", 4)
    assert '"-57.1429"' in row.score
    assert recomputed(office, row).decode() == row.score


def test_shares_that_change_later_change_nothing_that_is_sealed(opened_office: Opened) -> None:
    """Xã Tiền Phong is sealed with its part of Xã Vầy Nưa and names the share; taken back, the sealed bytes stay."""
    office = opened_office.office
    opened_office.clock.move(days=380)
    criteria = office.version_of_period(SET, "2025").criteria
    rows = b"unit,period,fires\n04891,2024,9\n04888,2024,1\n04891,2025,3\n"
    data = read_data(rows, criteria, office.register, name="so.csv")
    file_figures(office.database, office.register, criteria, data, CLERK)
    open_period(office, "2025")
    split = splits(office.register)[0]
    given = {split.heirs[0].key: Fraction(2, 9), split.heirs[1].key: Fraction(7, 9)}
    (other, mine) = apportion(office, CLERK, criteria, split, "", given, reason="Biên bản", seen=0)
    row = carry_through(office, sheet(office, ("04891", date(2025, 7, 1)), "2025"))
    fires = json.loads(row.inputs)["before"]["fires"]

    assert (fires["value"], fires["shares"]) == ("8", [mine.row])
    assert mine.new[0] == "04891" != other.new[0]
    assert row.score == lines_now(office, "2025")["04891"]
    take_back(office, CLERK, criteria, split, "", reason="Biên bản bị thay", seen=mine.row)
    assert lines_now(office, "2025")["04891"] != row.score
    assert recomputed(office, row).decode() == row.score


def test_a_unit_without_figures(opened_office: Opened) -> None:
    """It can be sealed as wholly unknown, with a reason for each criterion."""
    office = prepared(opened_office)
    row = carry_through(office, sheet(office, TAN_PHEO))
    score = json.loads(row.score)

    assert (score["name"], score["met"], score["possible"]) == ("Xã Tân Pheo", 0, 16)
    assert {each["verdict"] for each in score["criteria"]} == {"unknown"}
    assert recomputed(office, row).decode() == row.score


def test_a_record_without_its_text_is_not_computed(opened_office: Opened) -> None:
    """Where the kept text is missing or is another's, nothing is computed from whatever else is at hand."""
    office = prepared(opened_office)
    row = carry_through(office, sheet(office))
    row.digest = "sha256:" + "0" * 64
    with pytest.raises(NoVersionError, match="sha256:000"):
        recomputed(office, row)


def test_the_first_edition_stays_beside_the_second(opened_office: Opened) -> None:
    """A second edition holds the score of its own day; the first is what it was."""
    office = prepared(opened_office)
    of = sheet(office)
    first = carry_through(office, of)
    reopen(office, CLERK, of, course_of(office, of).number, decision="15/QĐ-BCĐ", reason="kết luận")
    record(office.database, CLERK, SET, [Change(DA_BAC, PERIOD, "petitions", Kind.COUNT, 0, 0)])
    second = carry_through(office, of)
    with office.database.reading() as session:
        rows = [row for row, _ in stored.sealed(session, SET, number_of(session, DA_BAC), PERIOD)]

    assert [row.edition for row in rows] == [1, 2]
    assert (rows[0].score, rows[1].score) == (first.score, second.score)
    assert [json.loads(row.score)["possible"] - json.loads(row.score)["met"] for row in rows] == [1, 0]
    assert [recomputed(office, row).decode() == row.score for row in rows] == [True, True]


def test_inputs_that_would_not_give_the_score_are_never_sealed(opened_office: Opened) -> None:
    """When the score of the inputs is not that of the record, the act fails and nothing is written."""
    office = opened_office.office
    fill_few(office)
    open_period(office)
    of = sheet(office)
    self_assess(office, CLERK, of, 0, {})
    submit(office, CLERK, of, course_of(office, of).number)
    appraise(office, CLERK, of, course_of(office, of).number, agreed(office, of))
    number, calls = course_of(office, of).number, iter((b"{}", b"[]"))
    with pytest.raises(RuntimeError, match=r"nq12-tu\.2024\.04831"):
        seal(office, CLERK, of, number, lambda _result, _place: next(calls))

    assert course_of(office, of).number == number
