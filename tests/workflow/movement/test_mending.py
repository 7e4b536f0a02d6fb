"""What a writer of the register must not lose, gain or move unseen: marks, places, rights, races, what acts name."""

from datetime import date

import pytest

from api.sample_models import fill_models
from api.store import movement as stored
from api.store.audit import Wanted, acts
from api.store.database import Actor
from api.store.movement_tables import ModelReview, ModelRow
from api.store.units import numbers
from api.workflow.movement import guarding
from api.workflow.movement.adding import add_model, add_models
from api.workflow.movement.changing import correct_model, undo_models, withdraw_model
from api.workflow.movement.closing import close_register
from api.workflow.movement.judging import GivenReview, GivenTurn
from api.workflow.movement.reading import one
from api.workflow.movement.reviewing import review_model
from api.workflow.movement.turning import turn_model, withdraw_turn
from api.workflow.movement.writer import MovementError
from api.workflow.office import Office
from engine.movement import counting
from engine.movement.places import place_on
from tests.offices import Opened
from tests.workflow.movement.conftest import ANYBODY, HERE, THERE, added, camera, commune

KEY = "MH000001"


def standing(office: Office) -> ModelRow:
    """Return the row of the model that stands."""
    with office.database.reading() as session:
        row = stored.model(session, KEY)
    assert row is not None
    return row


def lies_in(office: Office) -> str:
    """Return the code of the unit in which the model lies today."""
    snapshot = office.movements.at(office.known_now(), office.today).movement.on(office.today)
    unit = snapshot.row(0).unit
    assert unit is not None
    return unit[0]


def acts_of(office: Office, code: str) -> list[str]:
    """Return the acts of the history of a unit, oldest first."""
    with office.database.reading() as session:
        numbered = [number for key, number in numbers(session).items() if key[0] == code]
        return [each.act.action for each in reversed(acts(session, Wanted(units=numbered), 50))]


def test_a_correction_keeps_the_mark_of_an_invented_model(shared: Opened) -> None:
    """Nobody's correction makes an invented model a real one, and saying the same of it writes nothing."""
    office = shared.office
    added(office, camera(sample=True))
    assert correct_model(office, ANYBODY, camera(key=KEY, seen=standing(office).id)).act is None
    correct_model(office, ANYBODY, camera(key=KEY, seen=standing(office).id, members=12))
    assert (standing(office).members, standing(office).sample) == (12, True)


def test_naming_the_unit_in_which_a_model_lies_moves_nothing(shared: Opened) -> None:
    """A program that sends back the unit which it was shown after a merger does not change where it was recorded."""
    office = shared.office
    added(office, camera())
    before = standing(office).unit_id
    shared.clock.move(days=300)
    heir = lies_in(office)
    assert heir == place_on(office.register, (HERE, date(2020, 1, 1)), office.today).unit[0] != HERE  # type: ignore[index]
    correct_model(office, ANYBODY, camera(key=KEY, seen=standing(office).id, unit=heir, members=3))
    assert (standing(office).unit_id, standing(office).members) == (before, 3)


def test_a_model_can_not_be_founded_after_what_is_said_of_it(shared: Opened) -> None:
    """A later day of founding is refused while turns and ratings from before it stand; the place and cure are named."""
    office = shared.office
    added(office, camera())
    turn = turn_model(office, ANYBODY, KEY, GivenTurn(date(2022, 6, 1), "paused"))
    review_model(office, ANYBODY, KEY, GivenReview(2021, "good"))
    later = camera(key=KEY, seen=standing(office).id, founded_on=date(2023, 1, 1))
    with pytest.raises(MovementError) as refused:
        correct_model(office, ANYBODY, later)
    assert [(each.place, each.message) for each in refused.value.faults] == [(
        "founded_on",
        "ngày thành lập mới 01/01/2023 ở sau diễn biến ngày 01/06/2022, xếp loại năm 2021 đã ghi",
    )]  # fmt: skip
    withdraw_turn(office, ANYBODY, KEY, turn.since, turn.id)
    assert correct_model(office, ANYBODY, camera(key=KEY, seen=later.seen, founded_on=date(2021, 12, 31))).changed == 1


def test_nobody_puts_a_model_into_a_unit_of_others(shared: Opened) -> None:
    """Taking back a move, or undoing one, is a move: it asks for the right to write to both units."""
    office = shared.office
    added(office, camera())
    turn = turn_model(office, ANYBODY, KEY, GivenTurn(date(2024, 6, 1), "active", THERE))
    for deed in (
        lambda: withdraw_turn(office, commune(office, THERE), KEY, turn.since, turn.id),
        lambda: turn_model(office, commune(office, THERE), KEY, GivenTurn(date(2024, 6, 1), "active"), turn.id),
        lambda: undo_models(office, commune(office, THERE), turn.act),
        lambda: undo_models(office, commune(office), turn.act),
    ):
        with pytest.raises(MovementError) as refused:
            deed()
        assert refused.value.code == "not_your_place"
    withdraw_turn(office, ANYBODY, KEY, turn.since, turn.id)
    moved = correct_model(office, ANYBODY, camera(key=KEY, seen=standing(office).id, unit=THERE))
    assert moved.act is not None
    with pytest.raises(MovementError):
        undo_models(office, commune(office, THERE), moved.act)
    assert lies_in(office) == THERE


def test_an_undo_asks_of_units_and_not_of_each_model(shared: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """What many models' undo asks of the record does not grow with them, and it still asks for every unit."""
    office = shared.office
    given = [camera(title=f"Camera {at}") for at in range(30)]
    keys = added(office, *given).keys
    rated = [camera(title=f"Camera {at}", key=key, reviews=(GivenReview(2023, "good"),)) for at, key in enumerate(keys)]
    act = added(office, *rated).act
    assert act is not None
    asked: list[int] = []
    before = stored.of_keys

    def counted(session: object, kind: object, wanted: object) -> object:
        asked.append(1)
        return before(session, kind, wanted)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(stored, "of_keys", counted)
    with pytest.raises(MovementError):
        undo_models(office, commune(office, THERE), act)
    undo_models(office, commune(office), act)
    assert len(asked) <= 12


def test_what_was_laid_over_an_older_register_is_not_written(shared: Opened) -> None:
    """A list made of the register as it was is refused under the lock when somebody wrote to it since."""
    office = shared.office
    act = added(office, camera()).act
    one, other = (camera(key=KEY, reviews=(GivenReview(2023, rating),)) for rating in ("good", "weak"))
    add_models(office, ANYBODY, [one], laid_over=act)
    with pytest.raises(MovementError) as refused:
        add_models(office, ANYBODY, [other], laid_over=act)
    assert refused.value.code == "stale"
    with office.database.reading() as session:
        row = stored.review(session, KEY, 2023)
    assert row is not None
    assert row.rating == "good"


def test_acts_are_found_from_every_unit_that_they_wrote_to(shared: Opened) -> None:
    """An act on models of several units stands in the history of each; one on the ratings of one names that unit."""
    office = shared.office
    added(office, camera(), camera(unit=THERE))
    added(office, camera(key=KEY, reviews=(GivenReview(2023, "good"),)))
    review_model(office, ANYBODY, "MH000002", GivenReview(2023, "good"))
    withdraw_model(office, ANYBODY, KEY, standing(office).id)
    assert acts_of(office, HERE) == ["model.import", "model.import", "model.withdraw"]
    assert acts_of(office, THERE) == ["model.import", "model.review"]
    with office.database.reading() as session:
        assert [each.unit and each.unit[0] for each in acts(session, Wanted(action="model"), 3)] == [HERE, THERE, HERE]


def test_closed_registers_are_counted_once_for_all_units(of: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many units closed a period, a write counts each figure of it twice: before and after."""
    office = of.office
    added(office, camera(), camera(unit=THERE))
    close_register(office, ANYBODY, HERE, "2024")
    close_register(office, ANYBODY, THERE, "2024")
    counts: list[str] = []
    before = counting.counted

    def counted(snapshot: object, rule: object, year: int) -> object:
        counts.append(rule.id)  # type: ignore[attr-defined]  # a rule of the book
        return before(snapshot, rule, year)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(guarding, "counted", counted)
    add_model(office, ANYBODY, camera(village="Xóm Mát"))
    assert {counts.count(each) for each in counts} == {2}


def test_a_period_that_has_not_begun_can_not_be_closed(of: Opened) -> None:
    """Nobody can say that a register is complete for a year to come; the year under way can be closed."""
    office = of.office
    added(office, camera())
    with pytest.raises(MovementError, match="2025 chưa bắt đầu") as refused:
        close_register(office, ANYBODY, HERE, "2025")
    assert refused.value.code == "state_forbids"
    assert not close_register(office, ANYBODY, HERE, "2024").withdrawn


def test_a_withdrawn_model_is_seen_where_it_lay(shared: Opened) -> None:
    """Moved and then withdrawn, it is found by the unit that it had moved to, which may bring it back."""
    office = shared.office
    added(office, camera())
    turn_model(office, ANYBODY, KEY, GivenTurn(date(2024, 6, 1), "active", THERE))
    withdraw_model(office, commune(office, THERE), KEY, standing(office).id)
    upto = office.known_now()
    found = one(office, office.movements.at(upto, office.today), KEY, office.today, upto)
    assert found is not None
    assert (found.on, [code for code, _ in found.units]) == (None, [THERE])


def test_the_sample_fits_a_machine_whose_clock_is_behind(shared: Opened) -> None:
    """What the invented register says of days to come is left out, so that the demonstration opens all the same."""
    office = shared.office
    made = fill_models(office, Actor("mẫu", "command")).new
    with office.database.reading() as session:
        years = {each.year for each in stored.of_keys(session, ModelReview, stored_keys(made))}
    assert (made > 500, years) == (True, {2024})


def stored_keys(count: int) -> list[str]:
    """Return the keys of the first models."""
    return [stored.key_of(number) for number in range(1, count + 1)]
