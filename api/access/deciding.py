"""Who may do what where: the one function that decides; the table that it decides by is that of the roles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from api.access.roles import ALLOWED, ROLE_TITLES, WITHIN, Action, Role
from engine.units import Register, UnitKey, UnitVersion

__all__ = [
    "ALLOWED",
    "NOBODY",
    "ROLE_TITLES",
    "Access",
    "Action",
    "Granted",
    "Place",
    "Refusal",
    "Role",
    "Who",
]


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the map: ``all``, a ``province``, a ``district`` or one ``unit`` version."""

    kind: str
    code: str = ""
    first_day: date | None = None

    @classmethod
    def read(cls, text: str) -> Place:
        """Read ``all``, ``province:17``, ``district:150``, ``unit:04831:2020-01-01``; ValueError when it is none."""
        kind, _, rest = text.partition(":")
        code, _, day = rest.partition(":")
        digits = {"province": 2, "district": 3, "unit": 5}.get(kind, 0)
        if (kind == "all" and not rest) or (kind in ("province", "district") and not day and _digits(code, digits)):
            return cls(kind, code)
        if kind == "unit" and _digits(code, digits):
            return cls(kind, code, date.fromisoformat(day))
        raise ValueError(text)

    def __str__(self) -> str:
        """Write it as it is read."""
        return ":".join(part for part in (self.kind, self.code, self.first_day and self.first_day.isoformat()) if part)

    def holds(self, unit: UnitVersion) -> bool:
        """Tell whether a unit version lies in the place."""
        if self.kind == "unit":
            return unit.key == (self.code, self.first_day)
        return self.kind == "all" or getattr(unit, self.kind) == self.code


def _digits(text: str, number: int) -> bool:
    return len(text) == number and text.isascii() and text.isdigit()


@dataclass(frozen=True, slots=True)
class Granted:
    """A role within a place, from a first to a last day (both included; None is open)."""

    role: Role
    place: Place
    first_day: date
    last_day: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the grant is in force."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who asks: an account with its grants, or a program that holds a token of theirs."""

    name: str
    account_id: int | None
    granted: tuple[Granted, ...]
    only: frozenset[Action] | None = None
    """What a token is limited to; None: everything that the account may do."""
    bound: frozenset[Action] | None = None
    """What is open until the person has changed their first password; None: everything."""

    def roles(self, day: date) -> tuple[Role, ...]:
        """Return the roles in force, each once."""
        return tuple(dict.fromkeys(each.role for each in self.granted if each.holds_on(day)))


NOBODY = Who("", None, ())


class Refusal(StrEnum):
    """Why something is not allowed."""

    SIGN_IN_FIRST = "sign_in_first"
    PASSWORD_FIRST = "password_first"  # noqa: S105 -- the name of a reason
    NOT_THIS_TOKEN = "not_this_token"  # noqa: S105 -- as above
    NOT_YOUR_ROLE = "not_your_role"
    NOT_YOUR_PLACE = "not_your_place"
    NOT_THE_APPRAISER = "not_the_appraiser"


def _closed(who: Who, action: Action) -> Refusal | None:
    """Say what stands before any role: not signed in, a password still to be chosen, a token that is not for it."""
    if who.account_id is None and not who.granted:
        return Refusal.SIGN_IN_FIRST
    if who.bound is not None and action not in who.bound:
        return Refusal.PASSWORD_FIRST
    if who.only is not None and who.only.isdisjoint({action, WITHIN.get(action, action)}):
        return Refusal.NOT_THIS_TOKEN
    return None


@dataclass(frozen=True)
class Access:
    """Decides by the table, the map of units and who appraises on a day (``district`` or ``province``)."""

    register: Register
    appraised_by: Callable[[date], str | None]
    _heirs: dict[UnitKey, tuple[UnitVersion, ...]] = field(default_factory=dict)
    _provinces: dict[frozenset[Place], frozenset[str]] = field(default_factory=dict)

    def decide(self, who: Who, action: Action, unit: UnitKey | None, on: date) -> Refusal | None:
        """Return why ``who`` may not do that to a unit (None: to nothing in particular) on a day; None: they may.

        A place also takes in the units that went into its own: their past is now its business.
        """
        if action is Action.SIGN_IN:
            return None
        closed = _closed(who, action)
        if closed is not None or (action is Action.OWN and who.account_id is not None):
            return closed
        found = [each for each in who.granted if each.holds_on(on) and action in ALLOWED[each.role]]
        if not found:
            return Refusal.NOT_YOUR_ROLE
        if unit is not None:
            found = [each for each in found if self._covers(each.place, unit)]
        if not found:
            return Refusal.NOT_YOUR_PLACE
        return None if self._is_theirs(found, action, on) else Refusal.NOT_THE_APPRAISER

    def _is_theirs(self, granted: Iterable[Granted], action: Action, on: date) -> bool:
        """Tell whether the day leaves them what appraisers do: appraise; and waive, where their role is no other."""
        if action is Action.APPRAISE:
            return self._appraises(granted, on)
        return action is not Action.WAIVE or any(
            each.role is not Role.APPRAISER or self._appraises([each], on) for each in granted
        )

    def _appraises(self, granted: Iterable[Granted], on: date) -> bool:
        by = self.appraised_by(on)
        return any(each.place.kind == by or (by == "province" and each.place.kind == "all") for each in granted)

    def holds(self, who: Who, role: Role, unit: UnitKey, on: date) -> bool:
        """Tell whether somebody has a role in force at a unit."""
        return any(each.role is role and each.holds_on(on) and self._covers(each.place, unit) for each in who.granted)

    def visible(self, who: Who, action: Action, units: Iterable[UnitKey], on: date) -> frozenset[UnitKey]:
        """Return those of the units to which ``who`` may do that."""
        if any(
            each.place.kind == "all" and each.holds_on(on) and action in ALLOWED[each.role] for each in who.granted
        ) and not self.decide(who, action, None, on):
            return frozenset(units)
        return frozenset(unit for unit in units if self.decide(who, action, unit, on) is None)

    def provinces(self, who: Who, on: date) -> frozenset[str] | None:
        """Return the provinces, past and present, that somebody has a role in on a day; None: in all of them."""
        places = frozenset(each.place for each in who.granted if each.holds_on(on))
        if any(each.kind == "all" for each in places):
            return None
        if places not in self._provinces:
            held = (each for each in self.register.versions if any(place.holds(each) for place in places))
            self._provinces[places] = frozenset(code for each in held for code in self.register.provinces_of(each))
        return self._provinces[places]

    def is_everywhere(self, who: Who, action: Action, on: date) -> bool:
        """Tell whether somebody may do that to everything there is, whatever province it lies in."""
        return self.decide(who, action, None, on) is None and any(
            each.place.kind == "all" and each.holds_on(on) and action in ALLOWED[each.role] for each in who.granted
        )

    def neighbours(self, who: Who, units: Iterable[UnitVersion], on: date) -> list[UnitVersion]:
        """Return those of the units whose names and history somebody may look up: all of the provinces they work in."""
        provinces = self.provinces(who, on)
        if provinces is None:
            return list(units)
        return [each for each in units if provinces & self.register.provinces_of(each)]

    def _covers(self, place: Place, unit: UnitKey) -> bool:
        return place.kind == "all" or any(place.holds(each) for each in self._line(unit))

    def _line(self, unit: UnitKey) -> tuple[UnitVersion, ...]:
        """Return a unit version and everything that became of it."""
        if unit not in self._heirs:
            found: dict[UnitKey, UnitVersion] = {}
            left = [unit]
            while left:
                key = left.pop()
                version = next((each for each in self.register.history(key[0]) if each.key == key), None)
                if version is not None and key not in found:
                    found[key] = version
                    left += [each.new for each in self.register.successors(key)]
            self._heirs[unit] = tuple(found.values())
        return self._heirs[unit]
