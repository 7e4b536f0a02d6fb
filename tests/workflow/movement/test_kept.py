"""The register in memory: brought up to date after each act, it says what one that is read anew says."""

from collections.abc import Callable
from datetime import date

import pytest

from api.workflow.movement.adding import add_model, add_models
from api.workflow.movement.changing import correct_model, restore_model, withdraw_model
from api.workflow.movement.judging import Given, GivenReview, GivenTurn
from api.workflow.movement.kept import Held, Known
from api.workflow.movement.reviewing import review_model, withdraw_review
from api.workflow.movement.turning import turn_model, withdraw_turn
from engine.movement.register import Row
from engine.movement.rollups import Total
from engine.movement.wanted import EVERYTHING, Wanted
from tests.offices import Opened
from tests.workflow.movement.conftest import ANYBODY, HERE, THERE, camera

DAYS = (date(2020, 1, 1), date(2024, 11, 10), date(2025, 7, 1))


def said(held: Held) -> list[tuple[list[Row], list[Row], list[Row], tuple[Total, ...]]]:
    """Return what a register says on some days: in an order, to a search, by village, in all."""
    found = []
    for day in DAYS:
        shot = held.movement.on(day)
        asked = (Wanted(sort="title"), Wanted(search="xom mat"), Wanted(sort="village", standings=EVERYTHING.standings))
        rows = [[shot.row(int(place)) for place in shot.chosen(each)] for each in asked]
        found.append((rows[0], rows[1], rows[2], shot.totals("unit", EVERYTHING)))
    return found


def test_it_follows_every_act(shared: Opened) -> None:
    """After each of these acts, one by one, what was patched is what is built from all rows; nothing else is read."""
    office = shared.office
    clearly = {"body": "phu-nu", "field": "society", "kind": "zalo", "village": "Xóm Mát"}

    def change(key: str, **more: object) -> Given:
        seen = office.movements.at(office.known_now(), office.today).known.rows[key]
        return camera(key=key, seen=seen, **more)

    deeds: tuple[Callable[[], object], ...] = (
        lambda: add_models(office, ANYBODY, [camera(), camera(**clearly, members=5), camera(unit=THERE)]),
        lambda: add_model(office, ANYBODY, camera(title="Mắt thần xóm Mát", households=9)),
        lambda: correct_model(office, ANYBODY, change("MH000001", title="Ánh sáng an ninh", members=7)),
        lambda: correct_model(office, ANYBODY, change("MH000002", village="Xóm Nà", founded_on=date(2021, 2, 3))),
        lambda: turn_model(office, ANYBODY, "MH000001", GivenTurn(date(2023, 1, 1), "paused", "04831")),
        lambda: turn_model(office, ANYBODY, "MH000001", GivenTurn(date(2024, 1, 1), "active")),
        lambda: review_model(office, ANYBODY, "MH000004", GivenReview(2023, "good", members=11)),
        lambda: review_model(office, ANYBODY, "MH000004", GivenReview(2022, "weak", households=3)),
        lambda: withdraw_turn(office, ANYBODY, "MH000001", date(2024, 1, 1), 2),
        lambda: withdraw_review(office, ANYBODY, "MH000004", 2023, 1),
        lambda: withdraw_model(office, ANYBODY, "MH000002", change("MH000002").seen),
        lambda: restore_model(office, ANYBODY, "MH000002", 7),
    )
    for number, deed in enumerate(deeds):
        deed()
        upto = office.known_now()
        followed = office.movements.at(upto, office.today)
        anew = office.movements.over(office.database).at(upto, office.today)
        assert said(followed) == said(anew), number
        assert followed.known.rows == anew.known.rows, number
        assert office.movements.at(upto, office.today) is followed


def test_few_changes_build_nothing_anew(shared: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """An added, a corrected, a rated model: the register before is brought up to date, and no old row is read."""
    office = shared.office
    add_models(office, ANYBODY, [camera(), camera(unit=THERE)])
    first = office.movements.at(office.known_now(), office.today)
    said(first)
    monkeypatch.setattr("api.workflow.movement.kept.Movement", None)
    add_model(office, ANYBODY, camera(village="Xóm Mát", unit=HERE))
    review_model(office, ANYBODY, "MH000001", GivenReview(2023, "good"))

    newer = office.movements.at(office.known_now(), office.today)
    assert newer.known.changed == {"MH000001", "MH000003"}
    assert isinstance(newer.known, Known)
    assert [row.model.key for row in said(newer)[1][1]] == ["MH000003"]
    assert [row.model.key for row in said(first)[1][1]] == []
