"""Who may do what where: the one function that decides, and the table that it decides by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from engine.units import Register, UnitKey, UnitVersion


class Role(StrEnum):
    """What somebody is here for."""

    COMMUNE = "commune_officer"
    APPRAISER = "appraiser"
    PROVINCE = "provincial_officer"
    EDITOR = "policy_editor"
    ADMINISTRATOR = "administrator"
    VIEWER = "viewer"


ROLE_TITLES = {
    Role.COMMUNE: "Cán bộ cấp xã",
    Role.APPRAISER: "Người thẩm định",
    Role.PROVINCE: "Cán bộ cấp tỉnh",
    Role.EDITOR: "Người soạn chính sách",
    Role.ADMINISTRATOR: "Quản trị",
    Role.VIEWER: "Người xem",
}


class Action(StrEnum):
    """What can be done. Each address of the service asks for one."""

    SIGN_IN = "sign_in"
    OWN = "own_account"
    READ_CRITERIA = "read_criteria"
    READ_UNITS = "read_units"
    READ = "read"
    """Figures, scores, assessments, recognitions of a unit."""
    PROGRESS = "progress"
    """Targets, impact, plan: of everything that a target counts."""
    CHECK = "check_criteria"
    DRAFT = "draft_criteria"
    PUBLISH = "publish_criteria"
    RECORD = "record"
    """Figures and evidence."""
    WAIVE = "waive"
    REGISTER = "register"
    SELF_ASSESS = "self_assess"
    APPRAISE = "appraise"
    REOPEN = "reopen"
    RECOGNISE = "recognise"
    PLAN_PERIOD = "plan_period"
    SET_ISSUER = "set_issuer"
    """In whose name documents are drafted, and with which words."""
    APPORTION = "apportion"
    """What part of a split unit's counts went where: it moves the figures of more than one unit."""
    EXPORT = "export"
    READ_AUDIT = "read_audit"
    MANAGE_ACCOUNTS = "manage_accounts"


_EVERYBODY = frozenset({Action.OWN, Action.READ_CRITERIA, Action.READ_UNITS})
_READER = _EVERYBODY | {Action.READ, Action.PROGRESS, Action.EXPORT}
ALLOWED: dict[Role, frozenset[Action]] = {
    Role.COMMUNE: _READER | {Action.RECORD, Action.REGISTER, Action.SELF_ASSESS},
    Role.APPRAISER: _READER | {Action.WAIVE, Action.APPRAISE},
    Role.PROVINCE: _READER
    | {
        Action.CHECK,
        Action.PUBLISH,
        Action.RECORD,
        Action.WAIVE,
        Action.REGISTER,
        Action.APPRAISE,
        Action.REOPEN,
        Action.RECOGNISE,
        Action.PLAN_PERIOD,
        Action.SET_ISSUER,
        Action.APPORTION,
        Action.READ_AUDIT,
    },
    Role.EDITOR: _READER | {Action.CHECK, Action.DRAFT, Action.PUBLISH},
    Role.ADMINISTRATOR: _EVERYBODY | {Action.CHECK, Action.READ_AUDIT, Action.MANAGE_ACCOUNTS},
    Role.VIEWER: _READER,
}
"""What each role may do within its place. An administrator runs the service and sees no figures by that."""


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
    return Refusal.NOT_THIS_TOKEN if who.only is not None and action not in who.only else None


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
