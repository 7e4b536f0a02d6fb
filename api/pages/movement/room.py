"""The room of the register of groups and models: its addresses, and the forms that add to it and close it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.pages.accounts.signing_in import gone_to, kept_nowhere
from api.pages.gate import Gate, forged
from api.pages.movement.adding import add_page
from api.pages.movement.asking import ADD, CLOSING, LIST, REVIEW, SUMS
from api.pages.movement.closing import closing_page, period_at
from api.pages.movement.closing_choices import period_asked, periods
from api.pages.movement.forms import FormError, Outcome, given_of, refused, typed_of
from api.pages.movement.ground import Ground, ground
from api.pages.movement.list import list_page
from api.pages.movement.model_room import DONE, ModelPages
from api.pages.movement.review import review_page
from api.pages.movement.showing import showing
from api.pages.movement.sums import sums_page
from api.pages.posting import Sent, posting
from api.pages.routes import BAD_REQUEST, FORBIDDEN, OK, Pages, Room
from api.pages.sheets.room import CONFLICT, NOT_USABLE
from api.workflow.movement.adding import add_model
from api.workflow.movement.closing import close_register, open_register
from api.workflow.movement.writer import MovementError, Writer

ROOM = Room("Sổ mô hình", LIST, Action.READ)
CLOSED = {
    "chot": "Đã chốt sổ: các số liệu dưới đây lấy từ sổ.",
    "mo": "Đã mở lại sổ: các số liệu trở về số gõ tay.",
}


class MovementPages:
    """The addresses of the register."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate, self._office = pages, gate, gate.office
        self._show = showing(pages)
        self._model = ModelPages(pages, gate, self._show)
        pages.add_room(ROOM)

    def router(self) -> APIRouter:
        """Give every page its address; what is written to asks for the right to write."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._gate.lets(Action.READ))])
        get, writing = ["GET", "HEAD"], [Depends(self._gate.lets(Action.RECORD))]
        for path, page in ((LIST, self.list), (SUMS, self.sums), (REVIEW, self.review), (CLOSING, self.closing)):
            router.add_api_route(path, page, methods=get, response_model=None)
        router.add_api_route(ADD, self.adding, methods=get, response_model=None, dependencies=writing)
        router.add_api_route(ADD, posting(self.added), methods=["POST"], response_model=None, dependencies=writing)
        router.add_api_route(CLOSING, posting(self.closed), methods=["POST"], response_model=None, dependencies=writing)
        router.add_api_route(f"{LIST}/{{key}}", self._model.page, methods=get, response_model=None)
        router.add_api_route(
            f"{LIST}/{{key}}", posting(self._model.sent), methods=["POST"], response_model=None, dependencies=writing
        )
        return router

    def _here(self, request: Request, *, listing: bool = True) -> Ground:
        self._pages.board()
        return ground(self._gate, request, listing=listing)

    def list(self, request: Request) -> Response:
        """Show the list."""
        here = self._here(request)
        page = list_page(here)
        return self._show(here, "movement.html", page, BAD_REQUEST if page.asked.faults else OK)

    def sums(self, request: Request) -> Response:
        """Show the sums."""
        here = self._here(request)
        page = sums_page(here)
        return self._show(here, "movement_totals.html", page, BAD_REQUEST if page.asked.faults else OK)

    def review(self, request: Request) -> Response:
        """Show what there is to look at."""
        here = self._here(request)
        page = review_page(here)
        return self._show(here, "movement_review.html", page, BAD_REQUEST if page.asked.faults else OK)

    # ----------------------------------------------------------------------------------------------------- adding

    def adding(self, request: Request) -> Response:
        """Show the form of a new model."""
        here = self._here(request, listing=False)
        done = DONE["them"] if "xong" in request.query_params else ""
        return self._add_form(here, {}, Outcome(done=done), OK)

    def added(self, request: Request, sent: Sent) -> Response:
        """Put a new model on record."""
        if sent.one("viec") != "them" or not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        here, typed = self._here(request, listing=False), typed_of(sent)
        writer = Writer.of(self._office, self._gate.who(request), self._gate.actor(request))
        try:
            done = add_model(self._office, writer, given_of(sent))
        except FormError as error:
            return self._add_form(here, typed, Outcome(faults=error.faults, doubt=error.doubt), NOT_USABLE)
        except MovementError as error:
            status = NOT_USABLE if error.code == "not_usable" else CONFLICT
            return self._add_form(here, typed, Outcome(faults=refused(error)), status)
        if sent.one("tiep"):
            return gone_to(f"{ADD}?{urlencode({'xa': sent.one('xa').partition(':')[0], 'xong': '1'})}")
        act = {"luu": str(done.act)} if done.act else {}
        return gone_to(f"{LIST}/{done.keys[0]}?{urlencode({'xong': 'them', **act})}")

    def _add_form(self, here: Ground, typed: Mapping[str, str], outcome: Outcome, status: int) -> Response:
        return kept_nowhere(self._show(here, "movement_add.html", add_page(here, typed, outcome), status))

    # ---------------------------------------------------------------------------------------------------- closing

    def closing(self, request: Request) -> Response:
        """Show which registers are closed for a period, and of one unit what closing changes."""
        query = request.query_params
        outcome = Outcome(done=CLOSED.get(query.get("xong", ""), ""))
        return self._closing(request, query.get("ky", ""), query.get("don-vi", ""), outcome, OK)

    def closed(self, request: Request, sent: Sent) -> Response:
        """Close the register of a unit for a period, or open it again."""
        deed, code, period = sent.one("viec"), sent.one("don-vi")[:20], sent.one("ky")[:20]
        if deed not in CLOSED or not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        writer = Writer.of(self._office, self._gate.who(request), self._gate.actor(request))
        try:
            (close_register if deed == "chot" else open_register)(self._office, writer, code, period)
        except MovementError as error:
            return self._closing(request, period, code, Outcome(faults=refused(error)), CONFLICT)
        return gone_to(f"{CLOSING}?{urlencode({'ky': period, 'don-vi': code, 'xong': deed})}")

    def _closing(self, request: Request, raw: str, code: str, outcome: Outcome, status: int) -> Response:
        self._pages.board()
        here = ground(self._gate, request, today=True)
        offered = periods(self._office)
        period = period_asked(self._office, raw.strip(), offered, here.faults)
        criteria = self._office.version_of_period(self._office.main_set, period).criteria
        page = closing_page(here, period_at(here, criteria, period), offered, code.strip(), outcome)
        status = BAD_REQUEST if page.problems and status == OK else status
        return kept_nowhere(self._show(here, "movement_closing.html", page, status))
