"""What is done to one model on its page: corrected, withdrawn, rated, turned; each can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import Request, Response

from api.access.deciding import Action
from api.pages.accounts.signing_in import gone_to, kept_nowhere
from api.pages.gate import Gate, forged
from api.pages.movement.asking import LIST
from api.pages.movement.forms import FormError, Outcome, given_of, refused, review_of, turn_of, typed_of
from api.pages.movement.ground import Ground, ground
from api.pages.movement.model import Typed, model_page
from api.pages.movement.recorded import Recorded, overtaken, recorded_model
from api.pages.movement.showing import Show
from api.pages.posting import Sent
from api.pages.problems import Problem
from api.pages.routes import BAD_REQUEST, FORBIDDEN, NOT_FOUND, OK, Pages
from api.pages.sheets.room import CONFLICT, NOT_USABLE, not_yours
from api.store.movement_tables import ModelReview, ModelTurn
from api.workflow.movement.changing import correct_model, restore_model, undo_models, withdraw_model
from api.workflow.movement.reviewing import review_model, withdraw_review
from api.workflow.movement.turning import turn_model, withdraw_turn
from api.workflow.movement.writer import MovementError, Writer

DONE: Mapping[str, str] = {
    "them": "Đã ghi mô hình vào sổ.",
    "sua": "Đã lưu thông tin; bản trước vẫn còn trong lịch sử.",
    "rut": "Đã rút mô hình khỏi sổ.",
    "dua-lai": "Đã đưa mô hình lại vào sổ.",
    "xep-loai": "Đã ghi xếp loại.",
    "bo-xep-loai": "Đã bỏ xếp loại của năm ấy.",
    "dien-bien": "Đã ghi diễn biến.",
    "bo-dien-bien": "Đã bỏ lần ghi diễn biến.",
    "nhu-cu": "Không có gì thay đổi, nên không ghi gì.",
    "hoan-tac": "Đã hoàn tác: mọi thứ trở về như trước lần ghi ấy.",
}
"""What is said after a deed, by the word of its form, which then stands in the address."""
GONE = "Chưa ghi gì: người khác đã sửa trước"
_Kind = TypeVar("_Kind", ModelReview, ModelTurn)
Deed = Callable[[Writer, Recorded, Sent], int]
"""Does what a form asks for; returns the act, 0 where it stood already."""


class ModelPages:
    """The page of one model and its forms."""

    def __init__(self, pages: Pages, gate: Gate, show: Show) -> None:
        self._pages, self._gate, self._office, self._show = pages, gate, gate.office, show
        self._deeds: Mapping[str, Deed] = {
            "sua": self._correct,
            "rut": self._withdraw,
            "dua-lai": self._restore,
            "xep-loai": self._rate,
            "bo-xep-loai": self._unrate,
            "dien-bien": self._turn,
            "bo-dien-bien": self._unturn,
            "hoan-tac": self._undo,
        }

    def page(self, request: Request, key: str) -> Response:
        """Show a model."""
        self._pages.board()
        here = ground(self._gate, request)
        found = recorded_model(here, key)
        if found is None:
            return self._none(request, key)
        query = request.query_params
        act = query.get("luu", "")
        outcome = Outcome(
            done=DONE.get(query.get("xong", ""), ""),
            act=int(act) if act.isascii() and act.isdigit() and len(act) < 16 else 0,  # noqa: PLR2004 -- within 2⁵³
        )
        return self._answer(here, found, outcome, Typed(), BAD_REQUEST if here.faults else OK)

    def sent(self, request: Request, sent: Sent) -> Response:
        """Do what a form of the page asks for."""
        key, deed = str(request.path_params["key"]), sent.one("viec")
        if deed not in self._deeds or not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        self._pages.board()
        here = ground(self._gate, request)
        found = recorded_model(here, key)
        if found is None:
            return self._none(request, key)
        if not here.may(Action.RECORD, found.lies):
            return self._pages.problem(request, not_yours(), FORBIDDEN)
        writer = Writer.of(self._office, self._gate.who(request), self._gate.actor(request))
        try:
            act = self._deeds[deed](writer, found, sent)
        except FormError as error:
            outcome = Outcome(faults=error.faults, doubt=error.doubt)
            return self._answer(here, found, outcome, _typed(deed, sent), NOT_USABLE)
        except MovementError as error:
            return self._refused(here, found, deed, sent, error)
        if any(each.act == act for each in found.entries):  # it stood already: nothing of now that could be taken back
            act = 0
        on = {"ngay": request.query_params["ngay"]} if request.query_params.get("ngay") else {}
        said = {**on, "xong": deed if act else "nhu-cu", **({"luu": str(act)} if act and deed != "hoan-tac" else {})}
        return gone_to(f"{LIST}/{key}?{urlencode(said)}")

    def _refused(self, here: Ground, found: Recorded, deed: str, sent: Sent, error: MovementError) -> Response:
        """Show why nothing was written; where somebody was first, what stands beside what was sent."""
        stale = error.code == "stale"
        mine = typed_of(sent)
        outcome = Outcome(
            heading=GONE if stale else Outcome().heading,
            faults=refused(error),
            changed=overtaken(here, found, mine) if stale and deed == "sua" else (),
        )
        status = {"not_usable": NOT_USABLE, "not_found": NOT_FOUND}.get(error.code, CONFLICT)
        return self._answer(here, found, outcome, _typed(deed, sent), status)

    def _answer(self, here: Ground, found: Recorded, outcome: Outcome, typed: Typed, status: int) -> Response:
        page = model_page(here, found, outcome, typed)
        return kept_nowhere(self._show(here, "movement_model.html", page, status))

    def _none(self, request: Request, key: str) -> Response:
        said = f"Không có mô hình mã «{key[:20]}» trong phạm vi được xem; mã gồm MH và 6 chữ số, ví dụ MH000001."
        problem = Problem("Không có mô hình này", (said,), (("Sổ mô hình", LIST),), search=False)
        return self._pages.problem(request, problem, NOT_FOUND)

    # ------------------------------------------------------------------------------------------------------ deeds

    def _correct(self, writer: Writer, found: Recorded, sent: Sent) -> int:
        given = given_of(sent, key=found.model.key, seen=sent.number("so"))
        return correct_model(self._office, writer, given).act or 0

    def _withdraw(self, writer: Writer, found: Recorded, sent: Sent) -> int:
        return withdraw_model(self._office, writer, found.model.key, sent.number("so")).act

    def _restore(self, writer: Writer, found: Recorded, sent: Sent) -> int:
        return restore_model(self._office, writer, found.model.key, sent.number("so")).act

    def _rate(self, writer: Writer, found: Recorded, sent: Sent) -> int:
        given = review_of(sent)
        seen = max(0, sent.number(f"thay.{given.year}"))
        return review_model(self._office, writer, found.model.key, given, seen).act

    def _unrate(self, writer: Writer, found: Recorded, sent: Sent) -> int:
        row = _row(found, ModelReview, sent.number("so"))
        if row is None:
            raise FormError("Không có lần xếp loại này; mở lại trang rồi làm lại.")
        return withdraw_review(self._office, writer, found.model.key, row.year, row.id).act

    def _turn(self, writer: Writer, found: Recorded, sent: Sent) -> int:
        given = turn_of(sent, self._office.register)
        seen = max(0, sent.number(f"thay.{given.since.isoformat()}"))
        return turn_model(self._office, writer, found.model.key, given, seen).act

    def _unturn(self, writer: Writer, found: Recorded, sent: Sent) -> int:
        row = _row(found, ModelTurn, sent.number("so"))
        if row is None:
            raise FormError("Không có lần ghi diễn biến này; mở lại trang rồi làm lại.")
        return withdraw_turn(self._office, writer, found.model.key, row.since, row.id).act

    def _undo(self, writer: Writer, found: Recorded, sent: Sent) -> int:
        act = sent.number("so")
        action = next((each.action for each in found.entries if each.act == act), "")
        if action in ("", "model.import"):  # an import is taken back as a whole, where it was made
            raise FormError("Lần ghi này không hoàn tác được ở đây; sửa, rút hoặc bỏ từng chỗ trên trang này.")
        return undo_models(self._office, writer, act)


def _row(found: Recorded, kind: type[_Kind], number: int) -> _Kind | None:
    """Return a row of a model by its number."""
    rows = (each.row for each in found.entries)
    return next((row for row in rows if isinstance(row, kind) and row.id == number), None)


def _typed(deed: str, sent: Sent) -> Typed:
    """Keep what was sent in the fields of its form, and the form open."""
    mine = typed_of(sent)
    if deed == "sua":
        return Typed("sua", model=mine)
    if deed == "xep-loai":
        return Typed("xep-loai", review=mine)
    return Typed("dien-bien", turn=mine) if deed == "dien-bien" else Typed()
