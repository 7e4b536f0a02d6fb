"""The room of criteria that do not apply: to whom, why, by what decision, until when; put on record, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.pages.accounts.signing_in import gone_to, kept_nowhere
from api.pages.choosing import of_list, of_periods
from api.pages.gate import Gate, forged
from api.pages.named_unit import suggested
from api.pages.posting import LONGEST, Sent, posting
from api.pages.routes import BAD_REQUEST, FORBIDDEN, OK, Pages, Room
from api.pages.sheets.room import not_yours
from api.pages.sheets.rows import period_asked, periods_of
from api.pages.waivers.deeds import FIELDS, WaiverError, Waiving
from api.pages.waivers.page import Form, WaiversPage, line
from api.workflow.exporting.waivers import Exempt, exempt
from engine.names import search_key
from engine.wording.privacy import about_text

PATH = "/khong-ap-dung"
RECORD, WITHDRAW = "ghi", "rut"
DONE = {
    RECORD: "Đã ghi: tiêu chí không áp dụng.",
    WITHDRAW: "Đã rút: tiêu chí lại được chấm; bản cũ vẫn còn trong lịch sử.",
}
BEWARE = " Chữ vừa ghi giống dữ liệu của một người: xem lại, hệ thống không giữ dữ liệu cá nhân."


def wanted(found: list[Exempt], search: str, criterion: str) -> list[Exempt]:
    """Return those of a name or code, and of a criterion; of all where nothing is asked."""
    words = search_key(search[:100])
    return [
        each
        for each in found
        if criterion in ("", each.row.criterion) and words in search_key(f"{each.name} {each.unit[0]}")
    ]


class WaiverPages:
    """The address of the page and its forms."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate = pages, gate
        pages.add_room(Room("Không áp dụng", PATH, Action.READ))

    def router(self) -> APIRouter:
        """Give the page its address."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._gate.lets(Action.READ))])
        router.add_api_route(PATH, self.page, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(PATH, posting(self.sent), methods=["POST"], response_model=None)
        return router

    def page(self, request: Request) -> Response:
        """Show what does not apply to the units that may be seen; with ``sua`` the form holds a row."""
        return self._show(request, OK)

    def sent(self, request: Request, sent: Sent) -> Response:
        """Put on record what a form says, or withdraw it."""
        deed = sent.one("viec")
        if deed not in DONE or not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        if not self._gate.may(request, Action.WAIVE):
            return self._pages.problem(request, not_yours(), FORBIDDEN)
        waiving = self._waiving(request, sent.text("ky"), list[str]())
        try:
            row = waiving.record(sent) if deed == RECORD else waiving.withdraw(sent)
        except WaiverError as error:
            typed = {name: sent.text(name)[:LONGEST] for name in FIELDS} if deed == RECORD else {}
            return self._show(request, error.status, fault=str(error), typed=typed, period=waiving.period)
        done = {"ky": waiving.period, "xong": deed, "so": str(row.id)}
        beware = {"luu-y": "1"} if deed == RECORD and (about_text(row.reason) or about_text(row.decision)) else {}
        return gone_to(f"{PATH}?{urlencode({**done, **beware})}")

    def _waiving(self, request: Request, asked: str, faults: list[str]) -> Waiving:
        """Return where it is put on record: the period asked for, as the page understands it."""
        office = self._gate.office
        set_id = office.main_set
        periods = periods_of(office, set_id, self._pages.board().data.periods)
        period = period_asked(office, set_id, asked, periods, faults)
        return Waiving(self._gate, request, office.version_of_period(set_id, period).criteria, period)

    def _show(
        self,
        request: Request,
        status: int,
        *,
        fault: str = "",
        typed: Mapping[str, str] | None = None,
        period: str = "",
    ) -> Response:
        office, query, faults = self._gate.office, request.query_params, list[str]()
        waiving = self._waiving(request, period or query.get("ky", "").strip(), faults)
        period, criteria = waiving.period, waiving.criteria
        periods = periods_of(office, criteria.set, self._pages.board().data.periods)
        criterion, search = query.get("tieu-chi", "").strip(), " ".join(query.get("tim", "").split())[:100]
        every = tuple((each.id, f"{each.id} {each.title}") for each in criteria.criteria)
        if criterion and criterion not in dict(every):
            faults.append(f"Không có tiêu chí «{criterion[:40]}»; đang hiện mọi tiêu chí.")
            criterion = ""
        found = exempt(office, criteria.set, period)
        seen = self._gate.seen(request, (each.unit for each in found))
        mine = [each for each in found if each.unit in seen]
        form = self._form(waiving, fault, typed, faults) if self._gate.may(request, Action.WAIVE) else None
        done = query.get("xong", "")
        page = WaiversPage(
            period=period,
            periods=of_periods(periods, period, lambda each: f"{PATH}?ky={each}"),
            search=search,
            criteria=of_list(every, criterion),
            every=every,
            lines=tuple(
                line(each, may=self._gate.may(request, Action.WAIVE, each.unit))
                for each in wanted(mine, search, criterion)
            ),
            total=len(mine),
            counted="đạt" if criteria.not_applicable_counts_as == "met" else "chưa đạt",
            form=form,
            done=DONE.get(done, "") + (BEWARE if done in DONE and query.get("luu-y") else ""),
            again=_again(period, query.get("so", "")) if done == WITHDRAW and form is not None else "",
            problems=tuple(faults),
        )
        return kept_nowhere(
            self._pages.show(request, "waivers.html", page, BAD_REQUEST if faults and status == OK else status)
        )

    def _form(self, waiving: Waiving, fault: str, typed: Mapping[str, str] | None, faults: list[str]) -> Form:
        """Make the form, filled with what was typed or with the row that the address names."""
        asked = waiving.request.query_params.get("sua", "") if typed is None else typed.get("so", "")
        held, changes = dict(typed or {}), ""
        if asked:
            try:
                row, key = waiving.row(Sent({"so": (asked,)}).number("so"))
            except WaiverError as error:
                faults.append(str(error))
            else:
                unit = self._gate.office.register.version(*key)
                changes = f"{row.criterion}, {unit.name if unit else key[0]}"
                held = held or {
                    "so": str(row.id),
                    "ly-do": row.reason,
                    "quyet-dinh": row.decision,
                    "den-ngay": row.last_day.isoformat() if row.last_day else "",
                }
        units = suggested(waiving.units().values())
        return Form(self._gate.token(waiving.request), units, held, changes, fault)


def _again(period: str, number: str) -> str:
    return f"{PATH}?{urlencode({'ky': period, 'sua': number})}#ghi" if number.isascii() and number.isdigit() else ""
