"""The rooms around a draft: the list of drafts, the page on which somebody else publishes one, its end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from api.access.deciding import Action
from api.pages.accounts.signing_in import gone_to, kept_nowhere
from api.pages.editor.room import address, impact_of, trial_words
from api.pages.editor.views import EDITOR, FaultView, count_words, fault_views, saved_words
from api.pages.gate import Gate, forged, not_for_you
from api.pages.posting import Sent, posting
from api.pages.routes import FORBIDDEN, NOT_FOUND, OK, Pages, Room
from api.pages.sheets.room import CONFLICT, NOT_USABLE, OVERTAKEN
from api.store.database import Actor
from api.workflow.drafting import drafts as drafting
from api.workflow.drafting import publishing
from api.workflow.drafting.files import Draft, draft_of, drafts, may_write
from api.workflow.sheets import FaultyError, ForbiddenError
from engine.wording.numbers import day

COLLEAGUE = "đồng nghiệp ban hành (dùng thử)"
ROOM = Room("Soạn tiêu chí", EDITOR, Action.CHECK)
DONE = {
    "ban-hanh": "Đã ban hành. Bản mới có hiệu lực từ ngày ghi trong tệp; kết quả các kỳ đã qua không đổi.",
    "bo": "Đã bỏ bản nháp; các bản đã ban hành không bị động đến.",
}


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in the list."""

    title: str
    link: str
    review: str
    state: str
    saved: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A published version that a draft can be copied from, and the day that is offered for it."""

    set_id: str
    day: str
    title: str
    words: str
    offered: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """The list of drafts, and what they can be copied from."""

    drafts: tuple[DraftLine, ...]
    versions: tuple[VersionLine, ...]
    faulty: tuple[tuple[str, tuple[FaultView, ...]], ...]
    done: str
    problems: tuple[str, ...]
    may_draft: bool
    cannot: str
    trial: str
    token: str
    title: str = "Soạn bộ tiêu chí"
    styles: tuple[str, ...] = ("editor.css",)


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A draft before it is published: what it changes, what is in the way, who wrote it."""

    title: str
    draft: Draft
    path: str
    saved: str
    state: str
    changes: tuple[str, ...]
    compared: str
    obstacles: tuple[str, ...]
    stale: str
    faults: tuple[FaultView, ...]
    impact: str
    problems: tuple[str, ...]
    may_publish: bool
    may_drop: bool
    trial: str
    token: str
    styles: tuple[str, ...] = ("editor.css",)


class DraftPages:
    """The addresses of the list and of the end of a draft: published or dropped."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate, self._office = pages, gate, gate.office
        pages.add_room(ROOM)

    def router(self) -> APIRouter:
        """Give the list and the review their addresses."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._gate.lets(Action.CHECK))])
        review = EDITOR + "/{set_id}/{day}/ban-hanh"
        router.add_api_route(EDITOR, self.page, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(EDITOR, posting(self.created), methods=["POST"], response_model=None)
        router.add_api_route(review, self.review, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(review, posting(self.ended), methods=["POST"], response_model=None)
        return router

    def page(self, request: Request) -> Response:
        """Show the drafts."""
        return self._list(request, DONE.get(request.query_params.get("xong", ""), ""), (), OK)

    def created(self, request: Request, sent: Sent) -> Response:
        """Copy a version as a draft."""
        if not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        if not self._gate.may(request, Action.DRAFT):
            return self._pages.problem(request, not_for_you(), FORBIDDEN)
        chosen = sent.day("ngay")
        if sent.text("ngay") and chosen is None:
            said = f"«{sent.text('ngay')[:20]}» không phải ngày; ghi ngày/tháng/năm, ví dụ 01/01/2027."
            return self._list(request, "", (said,), NOT_USABLE)
        try:
            done = drafting.create(self._office, self._gate.actor(request), sent.text("bo"), sent.text("goc"), chosen)
        except (FaultyError, ForbiddenError) as error:
            return self._list(request, "", (str(error),), CONFLICT)
        except LookupError:
            return self._list(request, "", ("Bản gốc không còn trong thư mục; chọn bản khác.",), NOT_FOUND)
        return gone_to(address(done, "", "tao"))

    def review(self, request: Request, set_id: str, day: str) -> Response:
        """Show what a draft would change once it is published."""
        return self._review(request, self._draft(set_id, day), (), OK)

    def ended(self, request: Request, sent: Sent) -> Response:
        """Publish a draft or drop it."""
        deed = sent.one("viec")
        action = {"ban-hanh": Action.PUBLISH, "bo": Action.DRAFT}.get(deed)
        if action is None or not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        if not self._gate.may(request, action):
            return self._pages.problem(request, not_for_you(), FORBIDDEN)
        draft = self._draft(request.path_params["set_id"], request.path_params["day"])
        if not sent.one("chac"):
            return self._review(request, draft, ("Đánh dấu vào ô xác nhận rồi bấm lại.",), NOT_USABLE)
        try:
            if deed == "bo":
                drafting.drop(self._office, self._gate.actor(request), draft, sent.text("ma"))
            else:
                publishing.publish(self._office, self._publisher(request), draft, sent.text("ma"))
        except drafting.StaleDraftError as error:
            said = "Bản nháp đã đổi từ khi trang này mở; chưa làm gì. Dưới đây là bản mới nhất, xem lại rồi bấm."
            return self._review(request, error.newer, (said,), OVERTAKEN)
        except ForbiddenError as error:
            return self._review(request, draft, (str(error),), CONFLICT)
        except LookupError:  # dropped meanwhile, on another host
            raise HTTPException(NOT_FOUND) from None
        return gone_to(f"{EDITOR}?xong={deed}")

    # ------------------------------------------------------------------------------------------------------ parts

    def _publisher(self, request: Request) -> Actor:
        """Return who publishes; the guest of the demonstration, who is alone there, plays the colleague as well."""
        actor = self._gate.actor(request)
        return replace(actor, name=COLLEAGUE) if trial_words(self._gate, request) else actor

    def _draft(self, set_id: str, day: str) -> Draft:
        try:
            return draft_of(self._office, set_id, day)
        except LookupError:
            raise HTTPException(NOT_FOUND) from None

    def _list(self, request: Request, done: str, problems: tuple[str, ...], status: int) -> Response:
        books = self._office.folder.books()
        held = drafts(self._office)
        names = {each.name for each in held}
        page = ListPage(
            drafts=tuple(map(_line, held)),
            versions=tuple(
                VersionLine(
                    set_id=key,
                    day=each.criteria.effective_from.isoformat(),
                    title=each.criteria.title,
                    words=_words(
                        each.criteria.effective_from, in_force=books.in_force(key, self._office.today) is each
                    ),
                    offered=f"{drafting.next_day(self._office, key):%d/%m/%Y}",
                )
                for key, found in books.versions.items()
                for each in reversed(found)
                if each.criteria.status == "published"
            ),
            faulty=tuple((name, fault_views(faults)) for name, faults in books.faults.items() if name not in names),
            done=done,
            problems=problems,
            may_draft=self._gate.may(request, Action.DRAFT),
            cannot=may_write(self._office),
            trial=trial_words(self._gate, request),
            token=self._gate.token(request),
        )
        return kept_nowhere(self._pages.show(request, "editor_list.html", page, status))

    def _review(self, request: Request, draft: Draft, problems: tuple[str, ...], status: int) -> Response:
        page = ReviewPage(
            title=f"Xem và ban hành: {draft.set_id} từ {day(draft.day)}",
            draft=draft,
            path=f"{EDITOR}/{draft.set_id}/{draft.day}",
            saved=saved_words(draft),
            state=count_words(draft),
            changes=publishing.changes_of(draft),
            compared=_words(draft.previous.criteria.effective_from, in_force=False) if draft.previous else "",
            obstacles=publishing.obstacles(self._office, draft, self._publisher(request)),
            stale=publishing.stale_base(self._office, draft),
            faults=fault_views(draft.checked.faults),
            impact=impact_of(draft),
            problems=problems,
            may_publish=self._gate.may(request, Action.PUBLISH),
            may_drop=self._gate.may(request, Action.DRAFT),
            trial=trial_words(self._gate, request),
            token=self._gate.token(request),
        )
        return kept_nowhere(self._pages.show(request, "editor_review.html", page, status))


def _line(draft: Draft) -> DraftLine:
    return DraftLine(
        title=f"{draft.set_id} từ {day(draft.day)}",
        link=address(draft),
        review=f"{EDITOR}/{draft.set_id}/{draft.day}/ban-hanh",
        state=count_words(draft),
        saved=saved_words(draft),
    )


def _words(first: date, *, in_force: bool) -> str:
    return f"có hiệu lực từ {day(first)}{', đang áp dụng' if in_force else ''}"
