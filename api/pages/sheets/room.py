"""The room of one sheet: what it is, the steps taken on it, what was sealed of it."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from api.access.deciding import Action, Refusal
from api.pages.accounts.signing_in import gone_to, kept_nowhere
from api.pages.gate import Gate, forged
from api.pages.posting import Sent, posting
from api.pages.problems import Problem
from api.pages.routes import FORBIDDEN, NOT_FOUND, OK, Pages
from api.pages.sheets.forms import by_item, read_items
from api.pages.sheets.items import Looking, Mode, Outcome, Place, sheet_page
from api.pages.sheets.record import Sheet, is_with_commune, sheet_of
from api.pages.sheets.rows import WAITING, oldest_first, sheet_rows
from api.pages.sheets.sealed import sealed_page
from api.pages.sheets.steps import ACTIONS, Steps, changed
from api.pages.sheets.words import DONE, LEVELS, STEP_WORDS, when
from api.pages.unit_record import sees_texts
from api.store.assessments import State
from api.workflow.office import NoVersionError
from api.workflow.schedule import closed, not_open
from api.workflow.sheets import Assessment, FaultyError, ForbiddenError, OvertakenError
from engine.wording.numbers import day

SHEETS = "/phieu"
CONFLICT, OVERTAKEN, NOT_USABLE = 409, 412, 422


def not_yours() -> Problem:
    """Somebody sends a step that is not theirs to take."""
    return Problem(
        "Bước này không thuộc quyền của tài khoản",
        (
            "Chưa ghi gì.",
            "Xã tự chấm và nộp phiếu của mình; cấp đang được giao thẩm định thì thẩm định, trả lại và chốt.",
            "Phiếu đã chốt do cấp tỉnh mở lại. Cần làm thì nhờ người quản trị cấp thêm quyền.",
        ),
        (("Các phiếu chấm", SHEETS),),
        search=False,
    )


class SheetPages:
    """The addresses of one sheet."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate, self._office = pages, gate, gate.office

    def router(self) -> APIRouter:
        """Give a sheet, its forms and its sealed editions their addresses."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._gate.lets(Action.READ))])
        one = SHEETS + "/{sheet_id}"
        router.add_api_route(one, self.page, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(one, posting(self.sent), methods=["POST"], response_model=None)
        router.add_api_route(f"{one}/chot/{{edition}}", self.sealed, methods=["GET", "HEAD"], response_model=None)
        return router

    def page(self, request: Request, sheet_id: str) -> Response:
        """Show a sheet."""
        outcome = Outcome(done=DONE.get(request.query_params.get("xong", ""), ""))
        return self._show(request, self._sheet(request, sheet_id), outcome)

    def sealed(self, request: Request, sheet_id: str, edition: str) -> Response:
        """Show an edition as it was sealed, and compute it again from what it kept."""
        sheet = self._sheet(request, sheet_id)
        found = next((each for each in sheet.record.sealed if str(each[0].edition) == edition), None)
        if found is None:
            raise HTTPException(NOT_FOUND)
        self._know_the_sample()
        return self._pages.show(request, "sealed.html", sealed_page(self._office, sheet, *found))

    def sent(self, request: Request, sent: Sent) -> Response:
        """Take the step that a form of the page asks for."""
        sheet, deed = self._sheet(request, request.path_params["sheet_id"]), sent.one("viec")
        if deed not in ACTIONS or not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        if not self._gate.may(request, ACTIONS[deed], sheet.of.unit.key):
            return self._pages.problem(request, not_yours(), FORBIDDEN)
        read = read_items(sent, sheet.of.ids)
        if read.faults:
            return self._show(request, sheet, Outcome(read=read), NOT_USABLE)
        try:
            Steps(self._office, self._gate.actor(request), sheet, sent, read).take(deed)
        except OvertakenError:
            now = self._again(sheet)
            outcome = Outcome(overtaken=self._overtaken(request, now), read=read, changed=changed(now, read))
            return self._show(request, now, outcome, OVERTAKEN)
        except (FaultyError, ForbiddenError) as error:
            found = by_item(error.faults)
            said = [str(error)] if isinstance(error, ForbiddenError) else []
            general = (*said, *filter(None, [found.pop("", "")]))
            outcome = Outcome(faults=general, read=replace(read, faults=found))
            status = NOT_USABLE if isinstance(error, FaultyError) else CONFLICT
            return self._show(request, self._again(sheet), outcome, status)
        return gone_to(f"{SHEETS}/{sheet.of.id}?xong={deed}")

    # ------------------------------------------------------------------------------------------------------ parts

    def _sheet(self, request: Request, sheet_id: str) -> Sheet:
        """Return the sheet of an address; HTTPException when there is none, or none for who asks."""
        set_id, period, code = ("", *sheet_id.rsplit(".", 2))[-3:] if sheet_id.count(".") > 1 else ("", "", "")
        try:
            version = self._office.version_of_period(set_id, period)
        except (NoVersionError, ValueError):
            raise HTTPException(NOT_FOUND) from None
        unit = self._office.register.version(code, version.criteria.period.bounds(period)[1])
        if unit is None or not self._office.register.covers(version.criteria, unit):
            raise HTTPException(NOT_FOUND)
        if not self._gate.may(request, Action.READ, unit.key):
            raise HTTPException(FORBIDDEN)
        texts = sees_texts(self._gate, request, unit.key)
        return sheet_of(self._office, Assessment(version, period, unit), texts=texts)

    def _again(self, sheet: Sheet) -> Sheet:
        return sheet_of(self._office, sheet.of, texts=sheet.record.texts)

    def _overtaken(self, request: Request, sheet: Sheet) -> str:
        """Say who was there before."""
        steps = sheet.record.course.steps
        if not steps:
            return "Trang đã gửi không khớp với phiếu."
        last = steps[-1]
        who = "Chính tài khoản này" if last.actor == self._gate.actor(request).name else last.actor
        return f"{who} đã {STEP_WORDS[last.kind]} lúc {when(last.at)}, sau khi trang đã gửi được mở."

    def _show(self, request: Request, sheet: Sheet, outcome: Outcome, status: int = OK) -> Response:
        self._know_the_sample()
        page = sheet_page(self._office, sheet, self._looking(request, sheet), outcome)
        return kept_nowhere(self._pages.show(request, "sheet.html", page, status))

    def _know_the_sample(self) -> None:
        """Let the board read its figures: only then the frame knows whether they are invented."""
        board = self._pages.board()
        if board.data.periods:
            board.scored()

    def _looking(self, request: Request, sheet: Sheet) -> Looking:
        gate, of, course = self._gate, sheet.of, sheet.record.course
        today, key, mode, why_not = self._office.today, of.unit.key, Mode.READER, ""
        appraises = self._office.access.decide(gate.who(request), Action.APPRAISE, key, today)
        if is_with_commune(sheet) and gate.may(request, Action.SELF_ASSESS, key):
            why_not = (not_open if course.answering else closed)(sheet.record.plan, of.period, today) or ""
            mode = Mode.READER if why_not else Mode.COMMUNE
        elif course.state in WAITING and appraises is None:
            mode = Mode.APPRAISER
        elif course.state in WAITING and appraises is Refusal.NOT_THE_APPRAISER:
            level = LEVELS.get(self._office.appraised_by(today) or "", "cấp khác")
            why_not = f"Ngày {day(today)} {level} thẩm định phiếu của xã; tài khoản này chỉ xem được."
        return Looking(
            mode=mode,
            why_not=why_not,
            may_reopen=course.state is State.SEALED and gate.may(request, Action.REOPEN, key),
            may_enter=mode is Mode.COMMUNE and gate.may(request, Action.RECORD, key),
            token=gate.token(request),
            place=self._place(request, sheet) if appraises is None else None,
        )

    def _place(self, request: Request, sheet: Sheet) -> Place:
        """Tell where the sheet stands among those that wait for who asks, the oldest first."""
        rows = [
            row
            for row in oldest_first(sheet_rows(self._office, sheet.of.version, sheet.of.period))
            if self._gate.may(request, Action.APPRAISE, row.unit)
        ]
        at = next((index for index, row in enumerate(rows) if row.unit == sheet.of.unit.key), None)
        if at is None:
            first = (rows[0].name, rows[0].link) if rows else None
            return Place(f"{len(rows)} phiếu khác đang chờ thẩm định", None, first)
        near = [(rows[i].name, rows[i].link) if 0 <= i < len(rows) else None for i in (at - 1, at + 1)]
        return Place(f"Phiếu {at + 1} trong {len(rows)} phiếu đang chờ thẩm định", near[0], near[1])
