"""Read a page of ours back as a tree, to ask it for elements and the text that a person reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(("meta", "link", "input", "br", "img", "rect", "path"))


@dataclass
class Node:
    """An element with its attributes, and what is in it in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """Yield every element inside, in the order of the page."""
        for each in self.inside:
            if isinstance(each, Node):
                yield each
                yield from each.walk()

    def all(self, tag: str = "", cls: str = "", **attributes: str) -> list[Node]:
        """Return the elements of a tag, class and attributes; a trailing underscore of a name is dropped."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [
            node
            for node in self.walk()
            if tag in ("", node.tag)
            and (not cls or cls in node.attributes.get("class", "").split())
            and wanted.items() <= node.attributes.items()
        ]

    def one(self, tag: str = "", cls: str = "", **attributes: str) -> Node:
        """Return the only such element."""
        (found,) = self.all(tag, cls, **attributes)
        return found

    @property
    def text(self) -> str:
        """All text inside, spaces made single."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for each in self.inside:
            if isinstance(each, str):
                yield each
            else:
                yield from each._texts()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {key: value or "" for key, value in attrs})
        self.open[-1].inside.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Node(tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        closed = self.open.pop()
        if closed.tag != tag:
            raise ValueError(f"<{closed.tag}> is closed by </{tag}>")

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(text: str) -> Node:
    """Read a page; ValueError when its elements do not nest."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if len(reader.open) != 1:
        raise ValueError(f"<{reader.open[-1].tag}> is never closed")
    return reader.root
