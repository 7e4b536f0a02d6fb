"""What every page of the register stands on: the register as known now, on a day, and who may see what of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from fastapi import Request

from api.access.deciding import Action
from api.pages.choosing import Choice, of_list
from api.pages.frame import Link
from api.pages.gate import Gate
from api.pages.movement.asking import (
    ADD,
    CLOSING,
    FROM_EXCEL,
    LIST,
    REVIEW,
    STANDING_CHOICES,
    SUMS,
    UNRATED,
    Asked,
    day_of,
    read,
)
from api.workflow.movement.kept import Held
from api.workflow.office import NoVersionError, Office
from engine.movement.book import Book
from engine.movement.register import Snapshot
from engine.movement.wanted import Wanted
from engine.names import sort_key
from engine.units import UnitKey, UnitVersion

NO_UNIT: UnitKey = ("", date.min)
"""What only somebody may see who may see everything."""
Groups = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Units by district (empty where there is none), each by name: value and text."""


@dataclass(frozen=True)
class Ground:
    """The register on a day for somebody."""

    gate: Gate
    request: Request
    held: Held
    day: date
    faults: list[str]
    period: str = ""
    """The period that was asked for, whose last day until now is the day."""
    ends: date | None = None
    """Its last day, which may be to come."""

    @property
    def book(self) -> Book:
        """The closed lists."""
        return self.held.movement.book

    @cached_property
    def snapshot(self) -> Snapshot:
        """The register on the day."""
        return self.held.movement.on(self.day)

    @cached_property
    def map(self) -> Mapping[str, UnitVersion]:
        """The units of the day, by code."""
        return self.gate.office.register.on(self.day)

    @cached_property
    def seen(self) -> frozenset[UnitKey]:
        """Those of them that may be seen."""
        return self.gate.seen(self.request, (each.key for each in self.map.values()))

    @cached_property
    def codes(self) -> frozenset[str] | None:
        """Their codes; None where everything may be seen, also what lies in no unit of the day."""
        everything = self.gate.may(self.request, Action.READ, NO_UNIT)
        return None if everything else frozenset(code for code, _ in self.seen)

    def unplaced(self, wanted: Wanted) -> list[int]:
        """Return the places of the models asked for whose unit is not clear on the day."""
        state = self.snapshot.state
        unclear = np.array([each.unit is None for each in state.places] or [False])[state.base]
        places = self.found(wanted)
        kept: list[int] = places[unclear[places]].tolist()
        return kept

    def found(self, wanted: Wanted) -> np.ndarray:
        """Return the places of the models asked for, behind them those that may be."""
        places: np.ndarray = np.concatenate([self.snapshot.chosen(wanted), self.snapshot.maybe(wanted)])
        return places

    @cached_property
    def districts(self) -> Mapping[str, str]:
        """The districts of the units that may be seen, by code, by name."""
        here = {self.map[code].district for code, _ in self.seen}
        held = self.gate.office.register.districts_on(self.day)
        found = [(code, each.name) for code, each in held.items() if code in here]
        return dict(sorted(found, key=lambda each: sort_key(each[1])))

    def asked(self, path: str) -> Asked:
        """Judge the query of the request."""
        return read(
            path,
            self.request.query_params,
            self.day,
            self.gate.office.today,
            self.book,
            districts=self.districts,
            units={code for code, _ in self.seen},
            faults=self.faults,
            period=self.period,
        )

    def earlier(self) -> tuple[str, ...]:
        """Say that the map of the day is older than the register of units tells, where it is."""
        if not self.snapshot.earlier_than_known:
            return ()
        return ("Ngày này ở trước ngày đầu tiên có bản đồ đơn vị; đơn vị ghi theo bản đồ đầu tiên đã biết.",)

    def may(self, action: Action, unit: UnitKey | None) -> bool:
        """Tell whether who asks may do that to a unit; to no unit nothing."""
        return unit is not None and self.gate.may(self.request, action, unit)

    def units(self) -> Groups:
        """Return the units that may be seen, by code, district by district."""
        return _grouped((self.map[code] for code, _ in self.seen), lambda each: each.code)

    def open_units(self) -> Groups:
        """Return the units that may be written to, each as code and first day: a code alone is many units'."""
        office, keys = self.gate.office, (each.key for each in self.map.values())
        found = office.access.visible(self.gate.who(self.request), Action.RECORD, keys, office.today)
        return _grouped((self.map[code] for code, _ in found), lambda each: value_of(each.key))

    def choices(self, asked: Asked) -> dict[str, tuple[Choice, ...]]:
        """Return what the lists of a filter offer."""
        given, book = asked.given, self.book
        ratings = ((each.id, each.title) for each in book.ratings)
        return {
            "districts": of_list(self.districts, asked.district) if len(self.districts) > 1 else (),
            "fields": of_list(((each.id, each.title) for each in book.fields), given.get("linh-vuc", "")),
            "kinds": of_list(((each.id, each.title) for each in book.kinds), given.get("loai", "")),
            "bodies": of_list(((each.id, each.title) for each in book.bodies), given.get("to-chuc", "")),
            "standings": of_list(STANDING_CHOICES, given.get("trang-thai", "")),
            "ratings": of_list([*ratings, (UNRATED, "Chưa xếp loại")], given.get("xep-loai", "")),
        }

    def rooms(self, asked: Asked | None = None) -> tuple[Link, ...]:
        """Return the links between the pages of the register; filters go along where the page has them."""
        here = self.request.url.path
        found = [
            Link("Danh sách", asked.link(LIST, theo="", nam="") if asked else LIST, here == LIST),
            Link("Tổng hợp", asked.link(SUMS, tim="", xa="", xep="", nam="") if asked else SUMS, here == SUMS),
            Link("Cần xem", REVIEW, here == REVIEW),
            Link("Chốt sổ", CLOSING, here == CLOSING),
        ]
        if self.gate.may(self.request, Action.RECORD):
            found.append(Link("Ghi mô hình mới", ADD, here == ADD))
            found.append(Link("Từ Excel", FROM_EXCEL, here == FROM_EXCEL))
        return tuple(found)


def ground(gate: Gate, request: Request, *, today: bool = False, listing: bool = False) -> Ground:
    """Stand on the register as known now, on the day of the address, the last of its period, or ``today``.

    A ``listing`` is by the closed lists in force on its day; what is written is by those of today.
    """
    office, query, faults = gate.office, request.query_params, list[str]()
    day = office.today if today else day_of(query.get("ngay", "").strip(), office.today, faults)
    ends = None if today else end_of_period(office, query, day)
    day = min(ends, office.today) if ends else day
    held = office.movements.at(office.known_now(), day if listing else office.today)
    return Ground(gate, request, held, day, faults, query.get("ky", "").strip() if ends else "", ends)


def end_of_period(office: Office, query: Mapping[str, str], day: date) -> date | None:
    """Return the last day, which may be to come, of the period that an address is about; None where it is about a day.

    A period that has not begun is none.
    ``day`` is the one that it names, which a period may have beside it as far as it is its own last one until now.
    """
    period = query.get("ky", "").strip()
    if not period:
        return None
    try:
        first, last = office.version_of_period(office.main_set, period).criteria.period.bounds(period)
    except (NoVersionError, ValueError):
        return None
    if first > office.today:
        return None
    return last if not query.get("ngay", "").strip() or day == min(last, office.today) else None


def value_of(key: UnitKey) -> str:
    """Write a unit version as the value of a field."""
    return f"{key[0]}:{key[1].isoformat()}"


def key_of(text: str) -> UnitKey | None:
    """Read it back; None where it is none."""
    code, _, first = text.partition(":")
    try:
        return (code, date.fromisoformat(first)) if code else None
    except ValueError:
        return None


def _grouped(units: Iterable[UnitVersion], value: Callable[[UnitVersion], str]) -> Groups:
    """Put units in order, district by district."""
    found: dict[str, list[UnitVersion]] = {}
    for each in sorted(units, key=lambda each: (sort_key(each.district_name or ""), sort_key(each.short_name))):
        found.setdefault(each.district_name or "", []).append(each)
    return tuple((title, tuple((value(each), each.name) for each in held)) for title, held in found.items())
