"""What a route is handed: who asks, what for, and the office; every route names the action that it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Request

from api.access.deciding import Action, Refusal, Who
from api.json.problems import RefusedError, refused
from api.store.acts import moment
from api.store.database import Actor
from api.workflow.at_home import home_set
from api.workflow.office import VIETNAM, NoVersionError, Office
from api.workflow.programme import ASKED
from engine.criteria import CriteriaSet
from engine.units import UnitKey, UnitVersion
from engine.wording.scope import scope


@dataclass(frozen=True)
class Asked:
    """One request: the office, who asks, and the action that its route is."""

    office: Office
    who: Who
    action: Action
    request: Request

    def must(self, unit: UnitKey | None = None) -> None:
        """Refuse unless they may do that to the unit."""
        reason = self.office.access.decide(self.who, self.action, unit, self.office.today)
        if reason is Refusal.NOT_THE_APPRAISER:
            raise RefusedError(str(reason), f"{self._appraiser()} chuyển việc cho cấp đó.")
        if reason is not None:
            raise refused(reason)

    def _appraiser(self) -> str:
        """Say which level appraises today: it is data."""
        by = self.office.appraised_by(self.office.today)
        level = {"district": "cấp huyện", "province": "cấp tỉnh"}.get(by or "", "chưa cấp nào được giao")
        return f"Ngày {self.office.today:%d/%m/%Y} thẩm định là việc của {level};"

    def must_find(self, unknown: str, *units: UnitKey) -> None:
        """Refuse a thing of units of which they may see none as if there were no such thing, by ``unknown``."""
        if not self.office.access.visible(self.who, Action.READ, units, self.office.today):
            raise RefusedError("not_found", unknown)
        for each in units:
            self.must(each)

    def must_all(self, units: Iterable[UnitKey]) -> None:
        """Refuse unless they may do that to every one of the units."""
        wanted = frozenset(units)
        if self.visible(wanted) != wanted:
            raise RefusedError(
                "not_your_place", "Việc này cần thấy mọi đơn vị được tính; tài khoản chỉ thấy một phần trong số đó."
            )

    def visible(self, units: Iterable[UnitKey]) -> frozenset[UnitKey]:
        """Return those of the units to which they may do that."""
        return self.office.access.visible(self.who, self.action, units, self.office.today)

    def neighbours(self, units: Iterable[UnitVersion]) -> list[UnitVersion]:
        """Return those of the units that lie in a province they work in, or came from one."""
        return self.office.access.neighbours(self.who, units, self.office.today)

    @property
    def actor(self) -> Actor:
        """Who the audit log names."""
        return Actor(self.who.name, "api", self.who.account_id, request_id(self.request))

    def unit(self, code: str, on: date) -> UnitVersion:
        """Return the unit that bears a code on a day, if they may do that to it."""
        found = self.office.register.version(code, on)
        if found is None:
            raise RefusedError(
                "not_found",
                f"Không có đơn vị mã «{code[:20]}» trên bản đồ ngày {on:%d/%m/%Y}; xem /api/v1/units?on={on}.",
            )
        self.must(found.key)
        return found

    def scored_unit(self, code: str, on: date, criteria: CriteriaSet) -> UnitVersion:
        """Return a unit as :meth:`unit` does, if the set is for its kind."""
        found = self.unit(code, on)
        register = self.office.register
        if not register.covers(criteria, found):
            whom = f"{found.name} là {found.kind}" + (f", {found.province_name}" if criteria.province else "")
            raise RefusedError("not_usable", f"{whom}; bộ tiêu chí này chỉ chấm {scope(criteria, register)}.")
        return found

    def known(self, at: date | datetime | None) -> int:
        """Return the last act that counts: of now, or up to a day (its end, in Vietnam) or a moment."""
        if at is None:
            return self._now()
        with self.office.database.reading() as session:
            if not isinstance(at, datetime):
                at = datetime(at.year, at.month, at.day, 23, 59, 59, 999999, tzinfo=VIETNAM)
            return self.office.database.act_on(session, moment(at if at.tzinfo else at.replace(tzinfo=VIETNAM)))

    def _now(self) -> int:
        """Return what is known now: once for a request, so that none of it mixes two moments."""
        if not hasattr(self.request.state, "known"):
            self.request.state.known = self.office.known_now()
        return int(self.request.state.known)

    def set_id(self, given: str | None) -> str:
        """Return the set asked for; by default that of the province of who asks, as on the pages."""
        return given or ASKED.get() or home_set(self.office, self.who)


def request_id(request: Request) -> str:
    """Return the number of the request, as it stands in its answer and in the log."""
    return str(getattr(request.state, "request_id", ""))


class Needs:
    """The dependency of a route that names its action; the walk over all routes in the tests finds it by this class."""

    def __init__(self, action: Action, *others: Action) -> None:
        """Name the action; who may only do one of the ``others`` is let in for that."""
        self.action, self._others = action, others

    def __call__(self, request: Request) -> Asked:
        """Find out who asks, and refuse at once what they may nowhere do."""
        office: Office = request.app.state.office
        who = request.app.state.door.who(request)
        for action in (self.action, *self._others):
            asked = Asked(office, who, action, request)
            if office.access.decide(who, action, None, office.today) is None:
                return asked
        asked = Asked(office, who, self.action, request)
        asked.must()
        return asked


ToSignIn = Annotated[Asked, Depends(Needs(Action.SIGN_IN))]
ToOwn = Annotated[Asked, Depends(Needs(Action.OWN))]
ToReadCriteria = Annotated[Asked, Depends(Needs(Action.READ_CRITERIA))]
ToReadUnits = Annotated[Asked, Depends(Needs(Action.READ_UNITS))]
ToRead = Annotated[Asked, Depends(Needs(Action.READ))]
ToReadSums = Annotated[Asked, Depends(Needs(Action.SUMS))]
ToReadCounts = Annotated[Asked, Depends(Needs(Action.COUNTS))]
ToSeeProgress = Annotated[Asked, Depends(Needs(Action.PROGRESS))]
ToCheck = Annotated[Asked, Depends(Needs(Action.CHECK))]
ToDraft = Annotated[Asked, Depends(Needs(Action.DRAFT))]
ToPublish = Annotated[Asked, Depends(Needs(Action.PUBLISH))]
ToRecord = Annotated[Asked, Depends(Needs(Action.RECORD))]
ToImport = Annotated[Asked, Depends(Needs(Action.RECORD, Action.WAIVE))]
ToWaive = Annotated[Asked, Depends(Needs(Action.WAIVE))]
ToRegister = Annotated[Asked, Depends(Needs(Action.REGISTER))]
ToSelfAssess = Annotated[Asked, Depends(Needs(Action.SELF_ASSESS))]
ToAppraise = Annotated[Asked, Depends(Needs(Action.APPRAISE))]
ToReopen = Annotated[Asked, Depends(Needs(Action.REOPEN))]
ToRecognise = Annotated[Asked, Depends(Needs(Action.RECOGNISE))]
ToPlanPeriod = Annotated[Asked, Depends(Needs(Action.PLAN_PERIOD))]
ToApportion = Annotated[Asked, Depends(Needs(Action.APPORTION))]
ToExport = Annotated[Asked, Depends(Needs(Action.EXPORT))]
ToReadAudit = Annotated[Asked, Depends(Needs(Action.READ_AUDIT))]
ToManageAccounts = Annotated[Asked, Depends(Needs(Action.MANAGE_ACCOUNTS))]
"""The first argument of a route says what the route is for."""


def period_bounds(asked: Asked, set_id: str, period: str) -> tuple[date, date]:
    """Return the first and last day of a period by the file in force; refused when it is none."""
    try:
        return asked.office.version_of_period(set_id, period).criteria.period.bounds(period)
    except ValueError as error:
        raise RefusedError("bad_request", f"«{period[:20]}» không phải kỳ; viết năm bốn chữ số, ví dụ 2024.") from error
    except NoVersionError as error:
        raise RefusedError("not_found", f"{error}.") from error
