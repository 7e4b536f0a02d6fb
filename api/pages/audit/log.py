"""The room of the log: who did what when, newest first, and whether the chain still holds."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.answers.acts import DEEDS
from api.pages.accounts.signing_in import NOT_USABLE, kept_nowhere
from api.pages.audit.query import LOG, Asked, read
from api.pages.audit.rows import NOUNS, Row, row
from api.pages.gate import Gate, forged
from api.pages.posting import Sent, posting
from api.pages.routes import BAD_REQUEST, FORBIDDEN, OK, Pages, Room
from api.pages.sheets.words import when
from api.store import audit
from api.store.acts import Head, head
from api.store.units import numbers
from api.workflow.keeping import Proof, prove
from engine.wording.numbers import number

ROOM = Room("Nhật ký", LOG, Action.READ_AUDIT)
SHOWN = 50
"""Acts on a page."""
BUSY = 429
_HEAD = re.compile(r"([0-9]{1,15}):([0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a walk over the chain found; ``typed`` is the end of the chain that was kept from before."""

    typed: str = ""
    fault: str = ""
    said: str = ""
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log, its filters, the end of the chain, and what a walk over it found."""

    asked: Asked
    rows: tuple[Row, ...]
    deeds: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    """What deeds are about, each with the deeds about it: value and words."""
    newest: str
    older: str
    end: Head
    end_at: str
    checked: Checked
    token: str
    title: str = "Nhật ký"
    styles: tuple[str, ...] = ("audit_log.css",)


class AuditPages:
    """The address of the log."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate, self._office = pages, gate, gate.office
        self._walking = threading.Lock()
        pages.add_room(ROOM)

    def router(self) -> APIRouter:
        """Give the log and its check their address."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._gate.lets(Action.READ_AUDIT))])
        router.add_api_route(LOG, self.page, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(LOG, posting(self.checked), methods=["POST"], response_model=None)
        return router

    def page(self, request: Request) -> Response:
        """Show acts."""
        return self._show(request, Checked(), OK)

    def checked(self, request: Request, sent: Sent) -> Response:
        """Walk the chain, one at a time, and show what was found; nothing is changed by it."""
        if not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        typed = sent.text("dau-chuoi")[:100]
        known = _HEAD.fullmatch(typed)
        if typed and known is None:
            fault = (
                "Đầu chuỗi gồm số lần ghi, dấu hai chấm và 64 chữ số hoặc chữ a–f; chép lại nguyên vẹn hoặc để trống."
            )
            return self._show(request, Checked(typed, fault), NOT_USABLE)
        if not self._walking.acquire(blocking=False):
            return self._show(request, Checked(typed, "Đang có một lượt kiểm tra; chờ lượt đó xong rồi bấm lại."), BUSY)
        try:
            proof = prove(self._office.database, (int(known[1]), known[2]) if known else None)
        finally:
            self._walking.release()
        return self._show(request, _said(typed, proof), OK)

    def _show(self, request: Request, checked: Checked, status: int) -> Response:
        board, register = self._pages.board(), self._office.register
        if board.data.periods:
            board.scored()  # so that the frame knows whether figures are invented
        with self._office.database.reading() as session:
            known = numbers(session)
            who, today = self._gate.who(request), self._office.today
            visible = self._office.access.visible(who, Action.READ_AUDIT, known, today)
            asked = read(request.query_params, session, register, known, visible)
            found = audit.acts(session, asked.wanted, SHOWN + 1, asked.before)
            end = head(session)
        rows = (
            row(register, each, asked.link(don_vi=each.unit[0], truoc="") if each.unit else "")
            for each in found[:SHOWN]
        )
        page = LogPage(
            asked=asked,
            rows=tuple(rows),
            deeds=tuple((noun, text, _deeds_of(noun)) for noun, text in NOUNS.items()),
            newest=asked.link(truoc="") if asked.before else "",
            older=asked.link(truoc=str(found[SHOWN - 1].act.seq)) if len(found) > SHOWN else "",
            end=end,
            end_at=when(end.at) if end.at else "",
            checked=checked,
            token=self._gate.token(request),
        )
        status = BAD_REQUEST if asked.faults and status == OK else status
        return kept_nowhere(self._pages.show(request, "audit_log.html", page, status))


def _deeds_of(noun: str) -> tuple[tuple[str, str], ...]:
    return tuple((action, words) for action, words in DEEDS.items() if action.startswith(f"{noun}."))


def _said(typed: str, proof: Proof) -> Checked:
    if not proof.holds:
        more = (f"Và {number(proof.more)} chỗ đứt nữa.",) if proof.more else ()
        return Checked(typed, breaks=(*proof.sentences, *more))
    kept = " Đầu chuỗi đã giữ từ trước vẫn nằm trong chuỗi." if typed else ""
    told = f"Chuỗi nguyên vẹn: đã đi hết {number(proof.head.seq)} lần ghi, lần nào cũng khớp mã băm và dữ liệu của nó."
    return Checked(typed, said=told + kept)
