"""The register of groups and models as files: what its list shows, to be read, or to be worked in and brought back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

from api.access.deciding import Action
from api.exchange.handout_files import appearing, write_handout
from api.exchange.movement.workbook import ModelTable, write_models
from api.pages.exports.asking import Asking, moment, usable
from api.pages.movement.asking import LIST, Asked, day_of, read
from api.pages.movement.ground import end_of_period
from api.workflow.exporting.going import Going
from api.workflow.movement.cells import table_of
from api.workflow.movement.kept import Held
from engine.movement.counting import counted, rated_year
from engine.movement.register import Snapshot
from engine.movement.wanted import EVERYTHING, Wanted
from engine.units import UnitKey, UnitVersion

CHOSEN = ("huyen", "xa", "linh-vuc", "loai", "to-chuc", "trang-thai", "xep-loai", "dem", "ngay")


def models(asking: Asking) -> Going:
    """Take the models that a list shows, in its order; as a workbook they can be worked in and brought back."""
    view = _view(asking)
    places = _places(asking, view)
    usable(view.asked.faults, places)
    return Going(
        table="models",
        name=f"mo-hinh-{view.snapshot.day.isoformat()}",
        write=partial(_write, asking, _table(asking, view, places, view.seen)),
        known=view.known,
        chosen=asking.chosen(*CHOSEN),
    )


def template(asking: Asking, path: Path) -> None:
    """Write an empty table to be filled in, for the units that may be written to of those that are asked for."""
    view, office = _view(asking), asking.office
    usable(view.asked.faults, view.seen)
    mine = office.access.visible(asking.who, Action.RECORD, view.seen, office.today)
    wanted, district = view.asked.unit, view.asked.district
    offered = {
        key for key in mine
        if wanted in ("", key[0]) and (not district or view.units[key].district == district)
    }  # fmt: skip
    _write(asking, _table(asking, view, [], offered), path, "")


@dataclass(frozen=True)
class _View:
    """The register as somebody asks for it."""

    held: Held
    known: int
    snapshot: Snapshot
    asked: Asked
    units: Mapping[UnitKey, UnitVersion]
    seen: frozenset[UnitKey]
    counted_on: date
    """The day on which a figure counts: that of the list, or the last of a period under way."""


def _view(asking: Asking) -> _View:
    office, faults = asking.office, list[str]()
    day = day_of(asking.get("ngay"), office.today, faults)
    ends = end_of_period(office, asking.query, day)
    day = min(ends, office.today) if ends else day
    known = office.known_now()
    held = office.movements.at(known, office.today)
    units = {each.key: each for each in office.register.on(day).values()}
    seen = asking.sees(units)
    districts = {units[key].district or "" for key in seen} - {""}
    book, codes = held.movement.book, {code for code, _ in seen}
    asked = read(LIST, asking.query, day, office.today, book, districts=districts, units=codes, faults=faults)
    return _View(held, known, held.movement.on(day), asked, units, seen, ends or day)


def _table(asking: Asking, view: _View, places: Sequence[int], units: Iterable[UnitKey]) -> ModelTable:
    said = (f"Xuất lúc {moment(asking.now)}.",)
    return table_of(asking.office, view.held, view.snapshot, places, view.known, units, said)


def _places(asking: Asking, view: _View) -> list[int]:
    """Return the places of the models that are asked for and may be taken along."""
    snapshot, asked = view.snapshot, view.asked
    lying = {key for place in snapshot.state.places for key in place.possible}
    visible = asking.sees(lying)
    codes = None if visible == lying else frozenset(code for code, _ in visible)
    wanted: Wanted = asked.wanted(codes)
    rule = next((each for each in snapshot.book.counts if each.id == asked.given.get("dem")), None)
    if rule is not None:
        wanted = replace(wanted, standings=EVERYTHING.standings)
    places = np.concatenate([snapshot.chosen(wanted), snapshot.maybe(wanted)])
    if rule is not None:
        found = counted(view.held.movement.on(view.counted_on), rule, rated_year(view.counted_on)).values()
        keys = {key for each in found for key in (*each.models, *each.maybe)}
        places = places[np.isin(places, [at for key in keys if (at := snapshot.place_of(key)) is not None])]
    listed: list[int] = places.tolist()
    return listed


def _write(asking: Asking, table: ModelTable, path: Path, which: str) -> None:
    if path.suffix.casefold() != ".xlsx":
        write_handout(table.handout, path, which, asking.now)
        return
    with appearing(path) as unfinished:
        write_models(table, unfinished, asking.now)
