"""Writing to the register: each write one act over what was seen, nothing lost, nobody outside their place."""

from datetime import date

import pytest

from api.store import movement as stored
from api.store.acts import Broken, verify
from api.store.movement_tables import ModelRow
from api.workflow.movement.adding import add_model, add_models
from api.workflow.movement.changing import correct_model, restore_model, undo_models, withdraw_model
from api.workflow.movement.judging import GivenReview, GivenTurn
from api.workflow.movement.reviewing import Rated, review_model, review_models, withdraw_review
from api.workflow.movement.turning import turn_model, withdraw_turn
from api.workflow.movement.writer import MovementError
from api.workflow.office import Office
from engine.movement.wanted import EVERYTHING
from tests.offices import Opened
from tests.workflow.movement.conftest import ANYBODY, HERE, THERE, added, camera, commune


def standing(office: Office, key: str) -> ModelRow:
    """Return the row of a model that stands."""
    with office.database.reading() as session:
        row = stored.model(session, key)
    assert row is not None
    return row


def keys(office: Office, upto: int | None = None, day: date = date(2024, 11, 10)) -> list[str]:
    """Return the models of the register on a day."""
    snapshot = office.movements.at(office.known_now() if upto is None else upto, day).movement.on(day)
    return [snapshot.row(int(place)).model.key for place in snapshot.chosen(EVERYTHING)]


def test_a_model_goes_through_its_life(of: Opened) -> None:
    """Added, corrected, paused, rated, withdrawn, brought back: each one act, each state known by it afterwards."""
    office = of.office
    first = add_model(office, ANYBODY, camera())
    assert (first.keys, first.new, first.changed) == (("MH000001",), 1, 0)
    assert add_model(office, ANYBODY, camera()).act is None

    key, row = "MH000001", standing(office, "MH000001")
    done = correct_model(office, ANYBODY, camera(key=key, seen=row.id, members=12))
    assert (done.keys, done.new, done.changed) == ((key,), 0, 1)
    turn = turn_model(office, ANYBODY, key, GivenTurn(date(2024, 6, 1), "paused"))
    review = review_model(office, ANYBODY, key, GivenReview(2023, "good", households=40))
    assert turn_model(office, ANYBODY, key, GivenTurn(date(2024, 6, 1), "paused")).id == turn.id
    assert review_model(office, ANYBODY, key, GivenReview(2023, "good", households=40)).id == review.id

    today = office.today
    shown = office.movements.at(office.known_now(), today).movement.on(today).row(0)
    assert (shown.standing, shown.since, shown.rating, shown.members, shown.households) == (
        "paused", date(2024, 6, 1), "good", 12, 40,
    )  # fmt: skip
    withdraw_turn(office, ANYBODY, key, date(2024, 6, 1), turn.id)
    withdraw_review(office, ANYBODY, key, 2023, review.id)
    shown = office.movements.at(office.known_now(), today).movement.on(today).row(0)
    assert (shown.standing, shown.rating, shown.households) == ("active", None, None)

    gone = withdraw_model(office, ANYBODY, key, standing(office, key).id)
    assert keys(office) == []
    restore_model(office, ANYBODY, key, gone.id)
    assert keys(office) == [key]
    assert keys(office, gone.act) == []
    assert keys(office, first.act) == [key]
    with office.database.reading() as session:
        found = stored.history(session, key)
        assert [each for each in verify(session.connection()) if isinstance(each, Broken)] == []
    assert [(each.action, each.stands) for each in found] == [
        ("model.add", False), ("model.correct", False), ("model.turn", False), ("model.review", False),
        ("model.turn_back", True), ("model.review_back", True), ("model.withdraw", False), ("model.restore", True),
    ]  # fmt: skip


def test_nothing_is_written_over_what_nobody_saw(of: Opened) -> None:
    """A change over a row that was replaced is stale and brings the newer row; the same change again is none."""
    office = of.office
    add_model(office, ANYBODY, camera())
    seen = standing(office, "MH000001").id
    correct_model(office, ANYBODY, camera(key="MH000001", seen=seen, members=12))

    assert correct_model(office, ANYBODY, camera(key="MH000001", seen=seen, members=12)).act is None
    with pytest.raises(MovementError) as refused:
        correct_model(office, ANYBODY, camera(key="MH000001", seen=seen, members=13))
    assert refused.value.code == "stale"
    assert isinstance(refused.value.newer, ModelRow)
    assert refused.value.newer.members == 12
    with pytest.raises(MovementError, match="Người khác"):
        withdraw_model(office, ANYBODY, "MH000001", seen)
    turn_model(office, ANYBODY, "MH000001", GivenTurn(date(2024, 6, 1), "paused"))
    with pytest.raises(MovementError, match="Người khác"):
        turn_model(office, ANYBODY, "MH000001", GivenTurn(date(2024, 6, 1), "ended"))
    review_model(office, ANYBODY, "MH000001", GivenReview(2023, "good"))
    with pytest.raises(MovementError, match="Người khác"):
        review_model(office, ANYBODY, "MH000001", GivenReview(2023, "weak"))


def test_many_as_one_act_and_taken_back(of: Opened) -> None:
    """A list is one act with its turns and reviews, all or none; undone, new models go and old ones are as before."""
    office = of.office
    added(office, camera())
    many = [
        camera(key="MH000001", title="Camera an ninh xóm Bưng và xóm Mát"),
        camera(village="Xóm Mát", reviews=(GivenReview(2023, "fair"),)),
        camera(village="Xóm Nà", turns=(GivenTurn(date(2022, 1, 1), "ended", decision="3/QĐ-UBND"),)),
    ]
    done = added(office, *many)
    assert (done.keys, done.new, done.changed) == (("MH000001", "MH000002", "MH000003"), 2, 1)
    assert done.act is not None
    assert added(office, *many).act is None

    with pytest.raises(MovementError) as refused:
        added(office, camera(village="Xóm Khác"), camera(kind="tho-cung"), camera(unit="99999"))
    assert [(each.place, each.message) for each in refused.value.faults] == [
        ("models.1.kind", "không có loại «tho-cung» trong danh mục"),
        ("models.2.unit", "không có đơn vị mã «99999» trên bản đồ ngày 10/11/2024"),
    ]
    assert keys(office) == ["MH000001", "MH000002", "MH000003"]

    undo_models(office, ANYBODY, done.act)
    assert keys(office) == ["MH000001"]
    assert standing(office, "MH000001").title == "Camera an ninh xóm Bưng"
    with pytest.raises(MovementError, match="Người khác"):
        undo_models(office, ANYBODY, done.act)
    assert added(office, camera(village="Xóm Khác")).keys == ("MH000004",)


UNUSABLE: tuple[tuple[dict[str, object], str], ...] = (
    ({"title": "Tổ tự quản dòng họ Bùi"}, "title"),
    ({"title": "  "}, "title"),
    ({"village": "Xóm công giáo"}, "village"),
    ({"decision": "CCCD"}, "decision"),
    ({"kind": "343"}, "kind"),
    ({"field": "x"}, "field"),
    ({"body": "x"}, "body"),
    ({"founded_on": date(2024, 11, 11)}, "founded_on"),
    ({"decided_on": date(2024, 11, 11), "decision": "1/QĐ"}, "decided_on"),
    ({"decided_on": date(2024, 1, 1)}, "decision"),
    ({"members": -1}, "members"),
    ({"households": 10**9 + 1}, "households"),
    ({"unit": "04891", "on": date(1999, 1, 1)}, "unit"),
    ({"turns": (GivenTurn(date(2019, 5, 11), "paused"),)}, "turns.0.since"),
    ({"turns": (GivenTurn(date(2020, 5, 11), "lost"),)}, "turns.0.standing"),
    ({"turns": (GivenTurn(date(2020, 5, 11), "active", "99999"),)}, "turns.0.unit"),
    ({"reviews": (GivenReview(2025, "good"),)}, "reviews.0.year"),
    ({"reviews": (GivenReview(2020, "best"),)}, "reviews.0.rating"),
)


def test_what_can_not_be_used(shared: Opened) -> None:
    """Each part that can't be used is one fault at its place, and nothing is written."""
    for said, place in UNUSABLE:
        with pytest.raises(MovementError) as refused:
            add_model(shared.office, ANYBODY, camera(**said))
        assert (refused.value.code, [each.place for each in refused.value.faults]) == ("not_usable", [place]), said
    assert shared.office.known_now() == 0


def test_within_ones_place(of: Opened) -> None:
    """A commune writes to its own unit alone, and moves a model nowhere else; nothing of a refused list is written."""
    office, officer = of.office, commune(of.office)
    add_models(office, officer, [camera()])
    known = office.known_now()

    def outside() -> None:
        add_models(office, officer, [camera(village="Xóm Mát"), camera(unit=THERE)])

    def moving() -> None:
        turn_model(office, officer, "MH000001", GivenTurn(date(2024, 6, 1), "active", THERE))

    def anothers() -> None:
        review_models(office, commune(office, THERE), [Rated("MH000001", GivenReview(2023, "good"))])

    def taken() -> None:
        correct_model(office, commune(office, THERE), camera(key="MH000001", unit=THERE))

    for deed in (outside, moving, anothers, taken):
        with pytest.raises(MovementError) as refused:
            deed()
        assert refused.value.code == "not_your_place"
    assert office.known_now() == known

    turn_model(office, ANYBODY, "MH000001", GivenTurn(date(2024, 6, 1), "active", THERE))
    with pytest.raises(MovementError):
        review_model(office, officer, "MH000001", GivenReview(2023, "good"))
    review_model(office, commune(office, THERE), "MH000001", GivenReview(2023, "good"))


def test_an_old_unit_stays_as_recorded(shared: Opened) -> None:
    """A correction that names the code it was recorded under keeps the unit version, though the map has moved on."""
    office = shared.office
    add_model(office, ANYBODY, camera())
    shared.clock.move(days=365)
    row = standing(office, "MH000001")

    assert office.register.version(HERE, office.today) is None
    correct_model(office, ANYBODY, camera(key="MH000001", seen=row.id, members=3))
    assert standing(office, "MH000001").unit_id == row.unit_id
