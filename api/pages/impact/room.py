"""The room of impacts: a draft against the version in force, over figures of any period; its tables to take along."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.answers.impact import Comparison, compared
from api.answers.impact_tables import attached
from api.exchange.rulebooks import Version
from api.exchange.table_workbook import write_workbook
from api.pages.gate import Gate, forged
from api.pages.impact.page import PATH, SHEET, Draft, fault_lines, impact_page
from api.pages.impact.query import DISTRICT, PERIOD, Asked, districts_of, read
from api.pages.posting import Sent, with_file
from api.pages.problems import no_figures
from api.pages.query import period_of
from api.pages.routes import BAD_REQUEST, FORBIDDEN, OK, Pages, Room
from api.pages.targets import not_all_seen
from api.workflow import Board
from api.workflow.exporting.going import XLSX, Going, hand_out
from engine.checking import check
from engine.units import UnitKey

ROOM = Room("Tác động", PATH, Action.PROGRESS)
FILE = "tep"
TEXT = "noi-dung"
NOTHING = "Chưa có nội dung dự thảo. Hãy dán vào ô, hoặc chọn tệp .yaml, rồi bấm Xem tác động."


class ImpactPages:
    """The addresses of an impact: its page, of two files of the folder or of a text that is sent, and its workbook."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate, self._office = pages, gate, gate.office
        pages.add_room(ROOM)

    def router(self) -> APIRouter:
        """Give the pages their addresses."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._gate.lets(ROOM.action))])
        take = [Depends(self._gate.lets(Action.EXPORT))]
        shown, taken = with_file(self.tried, field=FILE), with_file(self.tried_sheet, field=FILE)
        router.add_api_route(PATH, self.page, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(PATH, shown, methods=["POST"], response_model=None)
        router.add_api_route(SHEET, self.sheet, methods=["GET", "HEAD"], response_model=None, dependencies=take)
        router.add_api_route(SHEET, taken, methods=["POST"], response_model=None, dependencies=take)
        return router

    def page(self, request: Request) -> Response:
        """Compare the two files that the address names."""
        main = self._pages.board()
        if not main.data.periods:
            return self._pages.problem(request, no_figures(main, "xã nào lên, xuống khi quy định đổi"), OK)
        asked = self._asked(request.query_params, main)
        boards = self._boards(main, asked)
        if not self._sees_all(request, boards, asked.period):
            return self._pages.problem(request, not_all_seen(), FORBIDDEN)
        return self._shown(request, main, asked, self._compared(boards, asked))

    def sheet(self, request: Request) -> Response:
        """Give the same as a workbook; an address with faults is answered by the page that says them."""
        main = self._pages.board()
        if not main.data.periods:
            return self._pages.problem(request, no_figures(main, "xã nào lên, xuống khi quy định đổi"), OK)
        asked = self._asked(request.query_params, main)
        boards = self._boards(main, asked)
        if not self._sees_all(request, boards, asked.period):
            return self._pages.problem(request, not_all_seen(), FORBIDDEN)
        found = self._compared(boards, asked)
        return self.page(request) if asked.faults or found is None else self._workbook(request, found)

    def tried(self, request: Request, sent: Sent, name: str, source: bytes) -> Response:
        """Compare a text that was pasted or uploaded with a file of the folder; nothing of it is kept."""
        return self._tried(request, sent, name, source, as_sheet=False)

    def tried_sheet(self, request: Request, sent: Sent, name: str, source: bytes) -> Response:
        """Give the same as a workbook."""
        return self._tried(request, sent, name, source, as_sheet=True)

    def _tried(self, request: Request, sent: Sent, name: str, source: bytes, *, as_sheet: bool) -> Response:
        main = self._pages.board()
        if not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        if not main.data.periods:
            return self._pages.problem(request, no_figures(main, "xã nào lên, xuống khi quy định đổi"), OK)
        asked = self._asked({**request.query_params, **{key: sent.one(key) for key in (PERIOD, DISTRICT)}}, main)
        done = check(source or sent.one(TEXT))
        text = source.decode("utf-8", "replace") if source else sent.one(TEXT)
        said = fault_lines(done.faults) if text.strip() else (NOTHING,)
        draft = Draft(unicodedata.normalize("NFC", text), name, said)
        if done.criteria is None:
            return self._shown(request, main, asked, None, draft)
        boards = self._boards(main, replace(asked, new=Version(name, text, done.digest, done.criteria)))
        if not self._sees_all(request, boards, asked.period):
            return self._pages.problem(request, not_all_seen(), FORBIDDEN)
        found = self._compared(boards, asked)
        if as_sheet and found is not None:
            return self._workbook(request, found)
        return self._shown(request, main, asked, found, draft)

    # ------------------------------------------------------------------------------------------------- what it takes

    def _versions(self, main: Board) -> tuple[Version, ...]:
        """Return the files of the set, oldest first; the one that is shown where the folder has none."""
        found = self._office.folder.books().versions.get(main.criteria.set, ())
        return found or (Version("", "", main.digest, main.criteria),)

    def _asked(self, query: Mapping[str, str], main: Board) -> Asked:
        period = period_of(" ".join(query.get(PERIOD, "").split()), main, [])
        return read(query, main, self._versions(main), districts_of(main, period), self._pages.today())

    def _boards(self, main: Board, asked: Asked) -> tuple[Board, ...]:
        upto = self._office.known_now()
        old = main if asked.old.digest == main.digest else self._office.board(asked.old, upto)
        return (old,) if asked.new is None else (old, beside(old, asked.new))

    @staticmethod
    def _compared(boards: tuple[Board, ...], asked: Asked) -> Comparison | None:
        if len(boards) == 1:
            return None
        return compared(boards[0], boards[1], asked.period, district=asked.district or None)

    def _sees_all(self, request: Request, boards: Iterable[Board], period: str) -> bool:
        """Tell whether every unit that either file scores or counts may be seen."""
        wanted: set[UnitKey] = set()
        for board in boards:
            last = board.criteria.period.bounds(period)[1]
            wanted |= {unit.key for unit in board.register.covered(board.criteria, last)}
            wanted |= {key for target in board.criteria.targets for key in board.counted(target, last)}
        who, office = self._gate.who(request), self._office
        return office.access.visible(who, Action.PROGRESS, wanted, office.today) >= wanted

    def _shown(
        self, request: Request, main: Board, asked: Asked, found: Comparison | None, draft: Draft | None = None
    ) -> Response:
        page = impact_page(
            main,
            asked,
            self._versions(main),
            districts_of(main, asked.period),
            found,
            draft=draft,
            token=self._gate.token(request),
            may_take=self._gate.may(request, Action.EXPORT),
        )
        return self._pages.show(request, "impact.html", page, BAD_REQUEST if asked.faults else OK)

    def _workbook(self, request: Request, found: Comparison) -> Response:
        office, known = self._office, self._office.known_now()

        def write(path: Path, _which: str) -> None:
            write_workbook(attached(found), path, office.now().replace(tzinfo=None))

        going = Going(
            table="impact",
            name=f"tac-dong-{found.new.criteria.effective_from.isoformat()}-ky-{found.period}",
            write=write,
            known=known,
            set_id=found.new.criteria.set,
            period=found.period,
            criteria=found.new.digest,
        )
        name, body = hand_out(office.database, self._gate.actor(request), going, ".xlsx")
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(body, OK, headers, XLSX)


def beside(old: Board, version: Version) -> Board:
    """Make the board of another file over the same figures and decisions; it is kept nowhere."""
    figures = replace(old.data, _kept={})  # type: ignore[type-var]  # a record of its own: drafts leave nothing behind
    return Board(version.criteria, version.digest, figures, old.register, old.recognitions)
