"""The head of a file as a card of the editor: its days, whom it is for, the documents that it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from api.pages.editor.fields import shown, shown_day
from api.pages.editor.head_form import HEAD
from api.pages.editor.views import PartView, fault_views
from engine.faults import Fault
from engine.yaml_tree import Tree, Value


def head_view(tree: Tree, faults: tuple[Fault, ...], opened: str, elsewhere: frozenset[str]) -> PartView:
    """Show the head of the file, with the faults of all keys but those ``elsewhere``, which have cards of their own."""
    value = tree.value if isinstance(tree.value, Mapping) else {}
    own = tuple(each for each in faults if not each.path or str(each.path[0]) not in elsewhere)
    title = shown(value.get("title")) or "(chưa có tên)"
    return PartView(
        HEAD, "", title, None, tuple(_of_head(value)), 1, fault_views(own), opened == HEAD, "đầu tệp",
        can_move=False, can_drop=False,
    )  # fmt: skip


def _of_head(value: Mapping[str, Value]) -> Iterator[str]:
    first, last = shown_day(value.get("effective_from")), shown_day(value.get("effective_to"))
    yield f"Có hiệu lực từ {first or '(chưa có ngày)'}{f' đến hết {last}' if last else ' cho đến bản kế tiếp'}."
    kinds, province = value.get("applies_to"), shown(value.get("province"))
    if isinstance(kinds, list):
        yield f"Áp dụng cho {', '.join(map(shown, kinds))}{f' của tỉnh mã {province}' if province else ''}."
    documents = value.get("legal_basis")
    named = [each for each in documents if isinstance(each, Mapping)] if isinstance(documents, list) else []
    if named:
        yield f"Căn cứ: {'; '.join(_document(each) for each in named)}."


def _document(each: Mapping[str, Value]) -> str:
    issued, issuer = shown_day(each.get("issued_on")), shown(each.get("issuer"))
    return f"{shown(each.get('document'))}{f' ngày {issued}' if issued else ''}{f' của {issuer}' if issuer else ''}"
