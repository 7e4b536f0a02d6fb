"""The book of the register: its closed lists and the figures of criteria sets that are counted from it, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from engine.criteria import LegalBasis
from engine.faults import Fault, in_order
from engine.movement.entries import Standing
from engine.parts import Parts
from engine.privacy import personal_word
from engine.scalars import Day, Id, Part, Switch, Text
from engine.source import Shapes, fitted, nearest, value_at
from engine.yaml_tree import Path, Tree, read_tree

NAME = "mo-hinh"
"""What the register is called in files and addresses."""
MARKER = "register"
"""The key that tells a book from any other file."""


class Entry(Part):
    """An entry of a closed list: a field, a body, a rating."""

    id: Id = Field(description="Mã, không trùng trong danh sách.")
    title: Text = Field(description="Tên như cán bộ đọc.")
    basis: Text | None = Field(None, description="Căn cứ hoặc nguồn có nêu tên này.")
    note: Text | None = Field(None, description="Ghi chú ngắn.")


class Kind(Entry):
    """A kind of model, told apart by what it is for, never by who is in it."""

    purpose: Text = Field(description="Mục đích: tổ, mô hình loại này lập ra để làm gì.")
    many: Switch = Field(
        default=False,
        description="true: một khu dân cư thường có nhiều tổ loại này, mỗi tổ một cụm hộ; không phải chồng chéo.",
    )


class Where(Part):
    """Which models a figure counts; a list that is not written leaves everything in."""

    fields: list[Id] | None = Field(None, description="Chỉ các lĩnh vực này.")
    kinds: list[Id] | None = Field(None, description="Chỉ các loại này.")
    bodies: list[Id] | None = Field(None, description="Chỉ do các tổ chức này phụ trách.")
    standings: list[Standing] = Field(
        default_factory=lambda: [Standing.ACTIVE],
        description="Trạng thái vào ngày cuối kỳ: active, paused, ended; không ghi là đang hoạt động.",
    )
    ratings: list[Id] | None = Field(
        None, description="Xếp loại của năm gần nhất đã kết thúc; mô hình chưa xếp loại là chưa rõ."
    )


class CountRule(Part):
    """A figure of a criteria set that is counted from the register on the last day of the period."""

    id: Id = Field(description="Mã của cách đếm.")
    set: Id = Field(description="Mã bộ tiêu chí có chỉ tiêu này.")
    indicator: Id = Field(description="Mã chỉ tiêu được đếm từ sổ.")
    title: Text = Field(description="Đếm gì, như cán bộ đọc.")
    of: Literal["models", "members", "households", "villages"] = Field(
        description="models: số mô hình; members: số thành viên; households: số hộ; villages: số khu dân cư có mô hình."
    )
    where: Where = Field(
        default_factory=Where, description="Những mô hình được đếm; không ghi là mọi mô hình hoạt động."
    )
    basis: Text | None = Field(None, description="Căn cứ.")
    note: Text | None = Field(None, description="Ghi chú: chỗ nào là cách hiểu của tệp này.")


class OnlyCounted(Part):
    """A kind that the register does not keep apart: a criteria set counts how many there are, and no more."""

    set: Id = Field(description="Mã bộ tiêu chí giữ số đếm.")
    indicator: Id = Field(description="Mã chỉ tiêu là số đếm ấy.")
    title: Text = Field(description="Số đếm ấy là gì, như cán bộ đọc.")
    note: Text | None = Field(None, description="Vì sao sổ không ghi riêng.")


_List = Annotated[list[Entry], Field(min_length=1)]


class Book(Part):
    """The book of the register in force from a day."""

    register_name: Literal["mo-hinh"] = Field(alias="register", description="Luôn là mo-hinh.")
    title: Text = Field(description="Tên sổ.")
    effective_from: Day = Field(description="Ngày bắt đầu dùng, cũng là tên tệp.")
    wording: Literal["official", "reconstructed"] = Field(
        description="official: đúng văn bản · reconstructed: dựng lại từ các bài, văn bản nêu tên."
    )
    note: Text | None = Field(None, description="Ghi chú chung.")
    legal_basis: list[LegalBasis] = Field(default_factory=list, description="Văn bản làm căn cứ.")
    fields: _List = Field(description="Các lĩnh vực.")
    kinds: Annotated[list[Kind], Field(min_length=1)] = Field(description="Các loại tổ, mô hình theo mục đích.")
    bodies: _List = Field(description="Các tổ chức chủ trì.")
    ratings: _List = Field(description="Các mức xếp loại, tốt nhất đứng đầu.")
    counts: list[CountRule] = Field(default_factory=list, description="Chỉ tiêu của bộ tiêu chí đếm từ sổ này.")
    only_counted: list[OnlyCounted] = Field(
        default_factory=list, description="Loại mà sổ không ghi riêng, chỉ bộ tiêu chí giữ số đếm."
    )

    def rules_of(self, set_id: str) -> tuple[CountRule, ...]:
        """Return the figures of a criteria set that come from the register."""
        return tuple(each for each in self.counts if each.set == set_id)


LISTS = ("fields", "kinds", "bodies", "ratings")
"""The closed lists of a book."""
SHAPES: Shapes = (
    ((), Book),
    (("legal_basis", "*"), LegalBasis),
    (("fields", "*"), Entry),
    (("kinds", "*"), Kind),
    (("bodies", "*"), Entry),
    (("ratings", "*"), Entry),
    (("counts", "*"), CountRule),
    (("counts", "*", "where"), Where),
    (("only_counted", "*"), OnlyCounted),
)
"""What stands where in a book."""


def is_book(data: bytes) -> bool:
    """Tell whether a file means to be a book, however faulty it is."""
    value = read_tree(data).value
    return isinstance(value, Mapping) and MARKER in value


def read_book(data: bytes | str, *, stem: str | None = None) -> tuple[Book | None, tuple[Fault, ...]]:
    """Read a book, or tell every fault of it (then there is none); ``stem`` is the file's name without ``.yaml``."""
    tree = read_tree(data)
    if not tree.places:
        return None, tuple(tree.faults)
    book, faults = fitted(tree, Book, SHAPES)
    faults = [*tree.faults, *faults, *_judged(tree)]
    if book is not None and stem is not None and stem != book.effective_from.isoformat():
        values = {"name": stem, "seen": book.effective_from.isoformat()}
        faults.append(Fault("FILE_NAME", tree.place(("effective_from",)), values=values, path=("effective_from",)))
    sound = not any(each.severity == "error" for each in faults)
    return book if sound else None, in_order(faults)


def _judged(tree: Tree) -> Iterator[Fault]:
    """Find what needs more than one place of the file, or the meaning of its words."""
    if not isinstance(tree.value, Mapping):
        return
    parts = Parts(tree, {}, ())
    for key in (*LISTS, "counts"):
        yield from _twice(tree, parts.ids(key))
    yield from _twice(tree, _fed(parts))
    yield from _personal(parts)
    known = {key: [each for _, each in parts.ids(key)] for key in LISTS}
    for path, _ in parts.items("counts"):
        for key in LISTS:
            yield from _dangling(tree, (*path, "where", key), known[key])


def _fed(parts: Parts) -> list[tuple[Path, str]]:
    """Return what each rule feeds: no figure can come from two rules."""
    return [
        ((*path, "indicator"), f"{each.get('set')}/{each.get('indicator')}") for path, each in parts.items("counts")
    ]


def _twice(tree: Tree, named: list[tuple[Path, str]]) -> Iterator[Fault]:
    seen: dict[str, Path] = {}
    for path, each in named:
        if each in seen:
            values = {"seen": each, "first": str(tree.place(seen[each]).line)}
            yield Fault("DOUBLED_ID", tree.place(path), values=values, path=path)
        seen.setdefault(each, path)


def _personal(parts: Parts) -> Iterator[Fault]:
    """Refuse ids, titles and purposes that would tell models apart by who people are; a note may say why they lack."""
    texts: list[tuple[Path, object]] = [(("title",), value_at(parts.tree, ("title",)))]
    for key in (*LISTS, "counts"):
        for path, each in parts.items(key):
            texts.extend(((*path, name), each.get(name)) for name in ("id", "title", "purpose"))
    texts.extend(((*path, "title"), each.get("title")) for path, each in parts.items("only_counted"))
    for path, text in texts:
        if isinstance(text, str) and (word := personal_word(text)):
            yield Fault("PERSONAL_DATA", parts.tree.place(path), values={"seen": text, "word": word}, path=path)


def _dangling(tree: Tree, path: Path, known: list[str]) -> Iterator[Fault]:
    listed = value_at(tree, path)
    for index, each in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(each, str | int) and str(each) not in known:
            values = {"seen": str(each), "nearest": nearest(str(each), known), "allowed": ", ".join(known)}
            yield Fault("WRONG_VALUE", tree.place((*path, index)), values=values, path=(*path, index))
