"""The page on which an office says in whose name documents are drafted, and with which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.pages.accounts.signing_in import gone_to, kept_nowhere
from api.pages.gate import Gate, forged
from api.pages.posting import Sent, posting
from api.pages.reports.page import PATH, SETTINGS
from api.pages.routes import FORBIDDEN, OK, Pages
from api.pages.sheets.room import NOT_USABLE, OVERTAKEN
from api.workflow.reporting.issuing import FIELD_WORDS, NEEDED, WIDE, Issuing, held, keep, proposed, tidied
from api.workflow.sheets import FaultyError, OvertakenError
from engine.wording.privacy import about_text

HINTS: Mapping[str, str] = {
    "superior": "Ủy ban nhân dân các cấp không ghi cơ quan chủ quản; để trống.",
    "issuer": "Xuống dòng ở chỗ muốn ngắt trong tiêu đề; chữ tự viết hoa.",
    "symbol": "Ví dụ UBND trong «Số: …/BC-UBND».",
    "place": "Tên đứng trước ngày tháng, ví dụ Hòa Bình.",
    "authority": "Ví dụ TM. Ủy ban nhân dân; không có thì để trống.",
    "post": "Ví dụ Chủ tịch. Chỉ ghi chức vụ, không ghi họ tên.",
    "recipients": "Viết không cần dấu gạch đầu dòng; dòng cuối thường là Lưu: VT.",
    "opening": "Để trống thì dùng lời mở đầu soạn sẵn.",
    "proposals": "Để trống thì văn bản chừa chỗ để điền tay.",
}
DONE = "Đã lưu. Văn bản lập từ bây giờ dùng các lời này; văn bản đã lập không thay đổi."
MOST = 4000
"""Signs of a field that are read at all."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form."""

    name: str
    word: str
    hint: str
    value: str
    wide: bool
    needed: bool
    fault: str
    warning: str


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """The whole page; ``number`` is that of the row that was seen."""

    fields: tuple[Field, ...]
    number: int
    token: str
    faults: tuple[str, ...]
    done: str
    note: str
    back: str = PATH
    here: str = SETTINGS
    title: str = "Cấu hình báo cáo"
    styles: tuple[str, ...] = ("reports.css",)


class ReportSettingsPages:
    """The address of the settings."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate, self._office = pages, gate, gate.office

    def router(self) -> APIRouter:
        """Give the page and its form their address."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._gate.lets(Action.SET_ISSUER))])
        router.add_api_route(SETTINGS, self.page, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(SETTINGS, posting(self.sent), methods=["POST"], response_model=None)
        return router

    def page(self, request: Request) -> Response:
        """Show what is said now, or proposed."""
        said, number = self._held()
        done = DONE if request.query_params.get("xong") else ""
        return self._show(request, said, number, done=done)

    def sent(self, request: Request, sent: Sent) -> Response:
        """Keep what was sent."""
        if not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        said = Issuing(**{name: tidied(name, sent.one(name)[:MOST]) for name in FIELD_WORDS})
        set_id, seen = self._office.main_set, sent.number("so")
        try:
            keep(self._office.database, self._gate.actor(request), set_id, said, seen)
        except FaultyError as error:
            faults = {each.place: f"{each.message}: {each.cure}." for each in error.faults}
            return self._show(request, said, seen, NOT_USABLE, faults=faults)
        except OvertakenError:
            newer, number = self._held()
            told = [FIELD_WORDS[name] for name, text in asdict(said).items() if asdict(newer)[name] != text]
            fault = f"Người khác vừa sửa sau khi trang này được mở; khác ở: {', '.join(told)}. Xem lại rồi lưu lần nữa."
            return self._show(request, said, number, OVERTAKEN, faults={"": fault})
        return gone_to(f"{SETTINGS}?xong=1")

    def _held(self) -> tuple[Issuing, int]:
        set_id = self._office.main_set
        with self._office.database.reading() as session:
            said, number = held(session, set_id)
        board = self._pages.board()
        return said or proposed(board.criteria, board.register, self._office.today), number

    def _show(  # noqa: PLR0913 -- what the form holds, and how it went
        self,
        request: Request,
        said: Issuing,
        number: int,
        status: int = OK,
        *,
        faults: Mapping[str, str] | None = None,
        done: str = "",
    ) -> Response:
        wrong, texts = faults or {}, asdict(said)
        page = SettingsPage(
            fields=tuple(
                Field(
                    name=name,
                    word=word,
                    hint=HINTS.get(name, ""),
                    value=texts[name],
                    wide=name in WIDE,
                    needed=name in NEEDED,
                    fault=wrong.get(name, ""),
                    warning=(about_text(texts[name]) or ("", ""))[1],
                )
                for name, word in FIELD_WORDS.items()
            ),
            number=number,
            token=self._gate.token(request),
            faults=tuple(wrong.values()),
            done=done,
            note="" if number else "Chưa lưu lần nào: các ô dưới đây là gợi ý theo danh mục đơn vị.",
        )
        return kept_nowhere(self._pages.show(request, "report_settings.html", page, status))
