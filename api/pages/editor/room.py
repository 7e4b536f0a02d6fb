"""The room in which criteria sets are written: drafts listed, made, changed, dropped."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from api.access.deciding import Action, Role
from api.exchange.criteria_files import base_among
from api.pages.accounts.signing_in import gone_to, kept_nowhere
from api.pages.editor.deeds import deed_of
from api.pages.editor.fields import name_of, path_of
from api.pages.editor.forms import form_of
from api.pages.editor.head_card import head_view
from api.pages.editor.head_form import HEAD
from api.pages.editor.reading import Read, read_fields
from api.pages.editor.sections import HOLDERS, NEW_VETO, Cards
from api.pages.editor.units import Units
from api.pages.editor.views import (
    EDITOR,
    EditorPage,
    Said,
    choices_of,
    count_words,
    example_notes,
    fault_views,
    part_views,
    saved_words,
    standing_lines,
)
from api.pages.gate import Gate, forged, not_for_you
from api.pages.posting import Sent, posting
from api.pages.routes import FORBIDDEN, NOT_FOUND, OK, Pages
from api.pages.sheets.room import CONFLICT, NOT_USABLE, OVERTAKEN
from api.workflow.drafting import drafts as drafting
from api.workflow.drafting import publishing
from api.workflow.drafting.files import Draft, draft_of, examined
from api.workflow.sheets import FaultyError, ForbiddenError
from engine.checking import Checked
from engine.editing import value_of
from engine.wording.numbers import day
from engine.yaml_tree import read_tree

DONE = {
    "tao": "Đã tạo bản nháp: mọi thứ như bản gốc, trừ ngày có hiệu lực và tình trạng dự thảo.",
    "luu": "Đã lưu bản nháp.",
    "them": "Đã thêm và lưu; điền tiếp các ô.",
    "bo": "Đã bỏ khỏi bản nháp và lưu; bản đã ban hành vẫn còn nguyên.",
}
CARDS = frozenset((*HOLDERS, "criteria", "vetoes", "indicators"))
"""The keys of a file that the head does not show."""
TRIAL = (
    "Bản dùng thử: các bản nháp và bản ban hành ở đây nằm trong thư mục tạm, tắt chương trình là mất; bộ tiêu chí kèm "
    "theo chương trình không bị động đến. Bạn đóng cả hai vai: người soạn và đồng nghiệp ban hành."
)
NEW = "moi:"
"""Before the name of a field of something new."""
LONGEST_LINE = 400
"""Columns that the text field is wide at the most: longer lines are wrapped by nobody, they are scrolled."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a page is made of: a draft, the text to show, the part that is open, how the last deed went."""

    draft: Draft
    text: str
    opened: str
    said: Said


class EditorPages:
    """The address of one draft."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate, self._office = pages, gate, gate.office

    def router(self) -> APIRouter:
        """Give a draft and its form their address."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._gate.lets(Action.CHECK))])
        one = EDITOR + "/{set_id}/{day}"
        router.add_api_route(one, self.page, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(one, posting(self.sent), methods=["POST"], response_model=None)
        return router

    def page(self, request: Request, set_id: str, day: str) -> Response:
        """Show a draft."""
        query = request.query_params
        found = self._draft(set_id, day)
        said = Said(done=DONE.get(query.get("xong", ""), ""))
        return self._show(request, _Shown(found, found.text, query.get("muc", ""), said), OK)

    def sent(self, request: Request, sent: Sent) -> Response:
        """Save the text and the fields that were sent, with what the button means; nothing that was typed is lost."""
        if not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        if not self._gate.may(request, Action.DRAFT):
            return self._pages.problem(request, not_for_you(), FORBIDDEN)
        draft = self._draft(request.path_params["set_id"], request.path_params["day"])
        text, opened = as_in_file(sent.one("van-ban"), draft.text), sent.text("muc")
        whole = value_of(text)
        units = Units(self._office.register, whole)
        read = read_fields(sent, whole, form_of(whole, opened, units.name))
        read.typed |= {name: sent.one(name) for name in sent.fields if name.startswith(NEW)}
        if read.faults:
            return self._refused(request, draft, text, opened, read)
        opens = reopened(opened, read)
        try:
            text = drafting.edited(text, read.edits)
            deed = deed_of(sent, text, units, (opened, opens))
            text = drafting.edited(text, deed.edits)
            done = drafting.save(self._office, self._gate.actor(request), draft, text, sent.text("ma"))
        except drafting.StaleDraftError as error:
            return self._overtaken(request, error.newer, text, opens)
        except (FaultyError, ForbiddenError) as error:
            status = NOT_USABLE if isinstance(error, FaultyError) else CONFLICT
            said = Said(problems=(str(error),), typed=read.typed, pressed=sent.one("viec"))
            return self._show(request, _Shown(draft, as_in_file(sent.one("van-ban"), draft.text), opened, said), status)
        word = sent.one("viec").partition(":")[0].partition("-")[0]
        return gone_to(address(done, deed.opens or opens, word if word in ("them", "bo") else "luu"))

    def _refused(self, request: Request, draft: Draft, text: str, opened: str, read: Read) -> Response:
        general = (read.faults[""],) if "" in read.faults else ()
        said = Said(
            problems=(*general, "Chưa lưu gì; những gì đã gõ vẫn còn. Sửa các ô có ghi lỗi rồi bấm Lưu."),
            typed=read.typed,
            faults=read.faults,
        )
        return self._show(request, _Shown(draft, text, opened, said), NOT_USABLE)

    def _overtaken(self, request: Request, newer: Draft, text: str, opened: str) -> Response:
        """Show both texts: the one saved meanwhile to read, the own one to go on with."""
        said = Said(
            problems=(
                f"Bản nháp đã được lưu từ nơi khác sau khi trang này mở. {saved_words(newer)}",
                "Chưa ghi gì của trang này. Ô văn bản giữ bản của bạn, kể cả các ô vừa sửa; bản đang lưu ở khung dưới.",
                "Đưa những chỗ cần giữ vào ô văn bản rồi bấm Lưu, hoặc mở lại trang để bỏ bản của mình.",
            ),
            theirs=newer.text,
        )
        return self._show(request, _Shown(newer, text, opened, said), OVERTAKEN)

    # ------------------------------------------------------------------------------------------------------ parts

    def _draft(self, set_id: str, day: str) -> Draft:
        try:
            return draft_of(self._office, set_id, day)
        except LookupError:
            raise HTTPException(NOT_FOUND) from None

    def _show(self, request: Request, shown: _Shown, status: int) -> Response:
        page = self._page(request, shown)
        return kept_nowhere(self._pages.show(request, "editor.html", page, status))

    def _examined(self, draft: Draft, text: str) -> Checked:
        base = base_among(self._office.folder.books(), text.encode())
        return examined(text, draft.name, draft.previous, base)

    def _page(self, request: Request, shown: _Shown) -> EditorPage:
        draft, text = shown.draft, shown.text
        checked = draft.checked if text == draft.text else self._examined(draft, text)
        tree = read_tree(text)
        opened = shown.opened or (HEAD if not checked.criteria else "")
        parts = {
            holder: part_views(tree, holder, checked.criteria, checked.faults, opened)
            for holder in ("criteria", "vetoes", "indicators")
        }
        indicators, counts, new_id = choices_of(tree.value)
        units = Units(self._office.register, tree.value)
        lines = text.split("\n")  # as a browser counts them
        return EditorPage(
            title=f"Bản nháp {draft.set_id} từ {day(draft.day)}",
            draft=draft,
            text=text,
            path=f"{EDITOR}/{draft.set_id}/{draft.day}",
            token=self._gate.token(request),
            said=shown.said,
            head=head_view(tree, checked.faults, opened, CARDS),
            criteria=parts["criteria"],
            vetoes=parts["vetoes"],
            indicators=parts["indicators"],
            sections=Cards(tree, checked.criteria, checked.faults, opened).sections(units),
            new_veto=NEW_VETO,
            form=form_of(tree.value, opened, units.name) if self._gate.may(request, Action.DRAFT) else None,
            notes=example_notes(checked.criteria, opened),
            faults=fault_views(checked.faults),
            standing=standing_lines(checked),
            marked={each.mark.line: str(each.severity) for each in reversed(checked.faults)},
            lines=len(lines),
            columns=min(max(map(len, lines)) + 2, LONGEST_LINE),
            saved=saved_words(draft),
            stale=publishing.stale_base(self._office, draft),
            impact=impact_of(draft),
            may_draft=self._gate.may(request, Action.DRAFT),
            choices=indicators,
            counts=counts,
            new_id=new_id,
            day_words=count_words(draft),
            trial=trial_words(self._gate, request),
        )


def trial_words(gate: Gate, request: Request) -> str:
    """Say that this is the demonstration: somebody unnamed is both who drafts and the province; empty elsewhere."""
    plays_both = {Role.EDITOR, Role.PROVINCE} <= set(gate.roles(request))
    return TRIAL if plays_both and gate.is_guest(request) else ""


def reopened(opened: str, read: Read) -> str:
    """Return the name of the part that was open; its last step is its id, which may have been changed."""
    key = read.typed.get(f"{opened}.id", "")
    return name_of((*path_of(opened)[:-1], key)) if key else opened


def address(draft: Draft, opened: str = "", done: str = "") -> str:
    """Return where a draft is shown, with a part open."""
    pairs = [(key, value) for key, value in (("muc", opened), ("xong", done)) if value]
    query = f"?{urlencode(pairs)}" if pairs else ""
    return f"{EDITOR}/{draft.set_id}/{draft.day}{query}{f'#{quote(opened)}' if opened else ''}"


def impact_of(draft: Draft) -> str:
    """Return where the impact of a draft is shown; empty while it can't be computed."""
    if draft.previous is None or any(each.severity == "error" for each in draft.checked.faults):
        return ""
    return f"/anh-huong?{urlencode([('cu', draft.previous.name), ('moi', draft.name)])}"


def as_in_file(sent: str, held: str) -> str:
    """Undo what a browser does to a text: its line ends become those of the file, and an unchanged text the file's."""
    plain = sent.replace("\r\n", "\n").replace("\r", "\n")
    if plain == held.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff"):
        return held
    mark = "\ufeff" if held.startswith("\ufeff") and not plain.startswith("\ufeff") else ""
    return mark + (plain.replace("\n", "\r\n") if "\r\n" in held else plain)
