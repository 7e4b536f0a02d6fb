"""Figures that come from the register: counted where it is closed, never guessed, said to both, fixed by a seal."""

import json
from datetime import date
from decimal import Decimal

import pytest

from api.answers.score_lines import unit_bytes
from api.store.database import Actor
from api.workflow.assessing import self_assess, submit
from api.workflow.board import Scored
from api.workflow.movement.adding import add_models
from api.workflow.movement.closing import close_register, open_register
from api.workflow.movement.feeding import FedFigure, fed
from api.workflow.movement.judging import GivenReview, GivenTurn
from api.workflow.movement.reviewing import review_model
from api.workflow.movement.turning import turn_model
from api.workflow.movement.writer import MovementError
from api.workflow.record import Record
from api.workflow.recording import Change, record
from api.workflow.sealing import scored_again
from api.workflow.trying import ground, tried
from engine.conditions import ChangeCondition
from engine.indicators import Kind
from tests.assessments import course_of, sheet
from tests.offices import Opened
from tests.workflow.movement.conftest import ANYBODY, HERE, SET, added, camera, commune
from tests.workflow.test_sealing import carry_through, sealed_of

UNIT = (HERE, date(2020, 1, 1))
WORKING = "working_models"
GOOD = (GivenReview(2024, "good"),)


def typed(of: Opened, **values: int) -> None:
    """Enter figures of the commune in 2024."""
    changes = [Change(UNIT, "2024", key, Kind.COUNT, value, 0) for key, value in values.items()]
    record(of.office.database, Actor("canbo1", "form"), SET, changes)


def scored(of: Opened, upto: int | None = None, codes: tuple[str, ...] | None = None, period: str = "2024") -> Scored:
    """Score a period."""
    version = of.office.version_of_period(SET, period)
    return of.office.board(version, of.office.known_now() if upto is None else upto, codes).scored(period)


def figure(result: Scored, indicator: str = WORKING) -> float | None:
    """Return the figure of the commune that was scored."""
    value = float(result.scores.figures.column(indicator)[result.codes.index(HERE)])
    return None if value != value else value  # noqa: PLR0124 -- NaN


def cell(of: Opened, indicator: str = WORKING) -> FedFigure:
    """Return what the register says of a figure of the commune now."""
    criteria = of.office.version_of_period(SET, "2024").criteria
    return fed(of.office, criteria, "2024", of.office.known_now(), [UNIT]).cells[UNIT, indicator]


def test_the_count_of_a_closed_register_is_the_figure(of: Opened) -> None:
    """Two of three models are rated good: closed, 2 stands for the typed 3, the fault names both; open, 3 stands."""
    office = of.office
    added(office, camera(reviews=GOOD), camera(village="Xóm Mát", reviews=GOOD))
    added(office, camera(village="Xóm Nà", reviews=(GivenReview(2024, "weak"),)))
    typed(of, villages=9, working_models=3)
    before = office.known_now()
    assert (figure(scored(of)), scored(of).faults) == (3, ())
    assert (cell(of).counted.sure, cell(of).counted.possible, cell(of).typed, cell(of).closed) == (2, 2, 3, False)

    close_register(office, commune(office), HERE, "2024")
    assert close_register(office, ANYBODY, HERE, "2024").act == office.known_now()
    for codes in (None, (HERE,)):
        result = scored(of, codes=codes)
        assert (figure(result), figure(result, "villages_in_models")) == (2, 3)
        (fault,) = result.faults
        assert (fault.code, fault.unit, fault.period, fault.column) == ("REGISTER_DISAGREES", HERE, "2024", WORKING)
        assert "số nhập tay 3 khác sổ mô hình 2; sổ đã chốt nên lấy số của sổ" in fault.message
        assert f"/mo-hinh?ky=2024&xa={HERE}&dem=nq12-working-models" in fault.cure
    assert figure(scored(of, before)) == 3
    version, unit = office.version_of_period(SET, "2024"), office.register.version(*UNIT)
    assert unit is not None
    trial = tried(ground(office, version, "2024", [unit]), [{WORKING: "3", "villages": "8"}])
    assert (figure(trial.scored), figure(trial.scored, "villages")) == (2, 8)

    open_register(office, ANYBODY, HERE, "2024")
    assert (figure(scored(of)), scored(of).faults) == (3, ())


def test_an_open_range_is_unknown(of: Opened) -> None:
    """A model nobody rated makes it 1 to 2: unknown, said as such with the typed figure; rated, it is 2."""
    office = of.office
    added(office, camera(reviews=GOOD), camera(village="Xóm Mát"))
    close_register(office, ANYBODY, HERE, "2024")
    result = scored(of)
    assert (result.codes, figure(result), figure(result, "villages_in_models")) == ((HERE,), None, 2)
    assert [fault.code for fault in result.faults] == ["REGISTER_OPEN"]
    assert "mới đếm được từ 1 đến 2; coi là chưa rõ" in result.faults[0].message

    typed(of, working_models=2)
    assert figure(scored(of)) is None
    assert "từ 1 đến 2, số nhập tay 2 không được dùng" in scored(of).faults[0].message
    review_model(office, ANYBODY, "MH000002", GivenReview(2024, "fair"))
    assert (figure(scored(of)), scored(of).faults) == (2, ())


def test_the_period_before_is_fed_too(of: Opened) -> None:
    """What 2024 is compared with is what the register said of 2023, on the map and by the ratings of then."""
    office, version = of.office, of.office.version_of_period(SET, "2024")
    first, *others = version.criteria.criteria
    compared = first.model_copy(update={"condition": ChangeCondition(change=WORKING, at_least=Decimal(0))})
    criteria = version.criteria.model_copy(update={"criteria": [compared, *others]})
    added(office, camera(reviews=(GivenReview(2023, "good"), GivenReview(2024, "weak"))))
    typed(of, villages=9, working_models=5)
    close_register(office, ANYBODY, HERE, "2023")
    known = Record(office.database, office.register, SET, office.known_now(), movements=office.movements)

    codes, figures = known.figures(criteria, office.register, "2024")
    assert (codes, figures.column(WORKING).tolist(), figures.column_before(WORKING).tolist()) == ((HERE,), [5], [1])
    assert known.periods == ("2023", "2024")


def test_a_sealed_sheet_keeps_what_it_was_fed(of: Opened) -> None:
    """Sealed with 1, it stays 1 when the register moves on; then the register is neither closed nor opened."""
    office, sealing = of.office, sheet(of.office, UNIT)
    added(office, camera(reviews=GOOD))
    typed(of, villages=9, working_models=7)
    close_register(office, commune(office), HERE, "2024")
    row = carry_through(office, sealing)
    figures = json.loads(row.inputs)["figures"]
    assert figures[WORKING] == {"value": "1", "models": ["MH000001"]}
    assert figures["villages_in_models"]["value"] == "1"

    with pytest.raises(MovementError, match="Phiếu kỳ 2024 đã chốt") as refused:
        open_register(office, ANYBODY, HERE, "2024")
    assert refused.value.code == "state_forbids"
    added(office, camera(village="Xóm Mát", reviews=GOOD))
    result = scored(of)
    assert figure(result) == 2
    assert sealed_of(office, sealing)[0] == row
    assert unit_bytes(scored_again(office, row), 0).decode() == row.score


def test_after_handing_in_a_commune_moves_no_count(of: Opened) -> None:
    """Once handed in its officer changes nothing that is counted, but what is not counted; the province may."""
    office, officer, handed_in = of.office, commune(of.office), sheet(of.office, UNIT)
    added(office, camera(reviews=GOOD))
    typed(of, villages=9)
    close_register(office, officer, HERE, "2024")
    self_assess(office, Actor("xa", "form"), handed_in, 0, {})
    submit(office, Actor("xa", "form"), handed_in, course_of(office, handed_in).number)

    for deed in (
        lambda: add_models(office, officer, [camera(village="Xóm Mát")]),
        lambda: turn_model(office, officer, "MH000001", GivenTurn(date(2024, 6, 1), "ended")),
        lambda: open_register(office, officer, HERE, "2024"),
    ):
        with pytest.raises(MovementError) as refused:
            deed()
        assert refused.value.code == "state_forbids"
    review_model(office, officer, "MH000001", GivenReview(2023, "weak"))
    added(office, camera(village="Xóm Mát", reviews=GOOD))
    assert figure(scored(of)) == 2
