"""Who enters figures of what: the desk that a request sits at, and the units that may be entered for there."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import Request

from api.access.deciding import ALLOWED, Action, Role
from api.pages.entry.cells import NOTHING_SENT, Sent, moment_of
from api.pages.entry.sections import Shown
from api.pages.gate import Gate
from api.store import assessments
from api.store import figures as stored
from api.store.audit import Wanted, acts
from api.store.units import numbers
from api.workflow.entering import Desk
from api.workflow.office import NoVersionError
from api.workflow.schedule import units_of
from engine.units import UnitVersion

MOST_DIGITS = 15
"""Digits of the number of an act in an address."""


class Desks:
    """The desks of an office."""

    def __init__(self, gate: Gate) -> None:
        self._gate, self._office = gate, gate.office

    def at(self, request: Request, given: str, faults: list[str]) -> Desk:
        """Return the desk of who asks, for the period that is asked for; what is wrong with that goes to the faults."""
        office, period = self._office, self._period(given, self.periods(), faults)
        roles = self._gate.who(request).roles(office.today)
        by_province = {each for each in roles if Action.RECORD in ALLOWED[each]} == {Role.PROVINCE}
        version = office.version_of_period(office.main_set, period)
        return Desk(office, self._gate.actor(request), version, period, by_province)

    def periods(self) -> tuple[str, ...]:
        """Return the periods that are planned or have figures, newest first; this year's where there is none."""
        office = self._office
        with office.database.reading() as session:
            plans = assessments.plans(session, office.main_set)
            known = {*plans, *stored.periods(session, office.main_set)}
        return tuple(sorted(filter(self._has_rules, known), reverse=True)) or (f"{office.today.year:04}",)

    def _has_rules(self, period: str) -> bool:
        try:
            self._office.version_of_period(self._office.main_set, period)
        except NoVersionError:
            return False
        return True

    def _period(self, given: str, periods: tuple[str, ...], faults: list[str]) -> str:
        """Return the period asked for; else the newest that is open, else the newest."""
        if given in periods:
            return given
        with self._office.database.reading() as session:
            plans = assessments.plans(session, self._office.main_set)
        usual = next(
            (each for each in periods if each in plans and plans[each].opens <= self._office.today), periods[0]
        )
        if given:
            faults.append(f"Không có kỳ «{given[:20]}»; đang hiện kỳ {usual}. Các kỳ: {', '.join(periods)}.")
        return usual

    def units(self, request: Request, desk: Desk) -> tuple[UnitVersion, ...]:
        """Return the units of a period that may be entered for."""
        units = units_of(self._office, desk.criteria, desk.period)
        who, today = self._gate.who(request), self._office.today
        seen = self._office.access.visible(who, Action.RECORD, [unit.key for unit in units], today)
        return tuple(unit for unit in units if unit.key in seen)

    def unit(self, desk: Desk, code: str) -> UnitVersion | None:
        """Return the unit that bears a code in the period of a desk, if it is scored there."""
        found = self._office.register.version(code, desk.criteria.period.bounds(desk.period)[1])
        return found if found is not None and self._office.register.covers(desk.criteria, found) else None

    def shown(
        self,
        request: Request,
        desk: Desk,
        units: Iterable[UnitVersion],
        sent: Sent = NOTHING_SENT,
        **more: object,
    ) -> Shown:
        """Gather what the address and the form bring along."""
        done, act = self._done(request, desk, units) if request.method in ("GET", "HEAD") else ("", 0)
        token, account = self._gate.token(request), self._gate.who(request).name
        return Shown(token, account, sent, done=done, act=act, **more)  # type: ignore[arg-type]  # named as its fields

    def _done(self, request: Request, desk: Desk, units: Iterable[UnitVersion]) -> tuple[str, int]:
        """Say what the form before this page did, and which act of it can be undone."""
        query = request.query_params
        if "minh-chung" in query:
            return "Đã ghi minh chứng.", 0
        word, given = ("Đã hoàn tác", query["hoan-tac"]) if "hoan-tac" in query else ("Đã lưu", query.get("luu", ""))
        if given == "0":
            return "Không có gì thay đổi, nên không ghi gì.", 0
        if not (given.isascii() and given.isdigit() and len(given) <= MOST_DIGITS):
            return "", 0
        with self._office.database.reading() as session:
            known = numbers(session)
            rows = stored.of_act(session, int(given))
            found = acts(session, Wanted(), 1, int(given) + 1)
        mine = {known.get(unit.key) for unit in units}
        if not rows or not {row.unit_id for row in rows} <= mine or {row.period for row in rows} != {desk.period}:
            return "", 0
        return f"{word} {len(rows)} số liệu lúc {moment_of(found[0].act.at)}.", int(given)
