"""What somebody may see of the register, and one model with all that was ever written of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from api.access.deciding import Action, Who
from api.store import movement as stored
from api.store.movement import Entry
from api.store.movement_tables import ModelRow, ModelTurn
from api.store.units import numbers
from api.workflow.movement.guarding import lying
from api.workflow.movement.kept import Held
from api.workflow.office import Office
from engine.movement.register import Movement, Row, Snapshot
from engine.units import UnitKey


def office_movement(office: Office, upto: int, day: date | None = None) -> Movement:
    """Return the register as known after an act, by the book in force on a day (today)."""
    return office.movements.at(upto, day or office.today).movement


def seen_by(office: Office, who: Who, snapshot: Snapshot, action: Action = Action.READ) -> frozenset[str] | None:
    """Return the codes, on the day of a snapshot, of the units of which somebody sees models; None: all there are."""
    keys = {key for place in snapshot.state.places for key in place.possible}
    visible = office.access.visible(who, action, keys, office.today)
    return None if visible == keys else frozenset(code for code, _ in visible)


@dataclass(frozen=True, slots=True)
class One:
    """One model: as it is on a day (None: not founded yet, or withdrawn), its row that stands, everything written."""

    key: str
    row: ModelRow
    on: Row | None
    history: tuple[Entry, ...]
    units: tuple[UnitKey, ...]
    """Where it lies, or may lie; of one that is not there, where it was last said to lie."""
    keys: Mapping[int, UnitKey]
    """Unit versions by the numbers that the rows have."""


def one(office: Office, held: Held, key: str, day: date, upto: int) -> One | None:
    """Return a model as known after an act; None when nothing was written of it by then."""
    with office.database.reading() as session:
        history = stored.history(session, key, upto)
        keys = {number: unit for unit, number in numbers(session).items()}
    rows = [each.row for each in history if each.stands and isinstance(each.row, ModelRow)]
    if not rows:
        return None
    snapshot = held.movement.on(day)
    place = snapshot.place_of(key)
    found = None if place is None else snapshot.row(place)
    turns = {
        (key, each.row.since): (each.row.unit_id, each.row.withdrawn)
        for each in history
        if each.stands and isinstance(each.row, ModelTurn)
    }
    recorded = (keys[lying({key: rows[0].unit_id}, turns, day)[key]],)
    units = recorded if found is None else ((found.unit,) if found.unit else found.candidates or recorded)
    return One(key, rows[0], found, history, units, keys)
