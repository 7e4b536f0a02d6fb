"""The guide: Markdown files made into pages, with anchors, and searched without diacritics."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain, count
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from api.pages.help.places import GUIDE
from engine.names import search_key

FIRST = (
    "bat-dau", "xem-ket-qua", "muc-tieu", "nhap-va-nop", "nhap-tu-excel", "to-tu-quan-mo-hinh", "tham-dinh",
    "bao-cao", "xuat-so-lieu", "bo-tieu-chi", "sua-tieu-chi", "tac-dong-va-ke-hoach", "don-vi-hanh-chinh",
    "tai-khoan", "lam-viec-hang-ngay",
)  # fmt: skip
"""The order of the pages; those that are not named come after them by title."""
EXCERPT = 90
"""Signs of a section that are shown on either side of what was found."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under one heading; the part before the first has the title of the page."""

    level: int
    title: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class GuidePage:
    """One page of the guide."""

    key: str
    title: str
    sections: tuple[Section, ...]
    body: str
    """HTML without the first heading; nothing of it was HTML in the file."""

    @property
    def link(self) -> str:
        """Where it is read."""
        return f"{GUIDE}/{self.key}"


@dataclass(frozen=True, slots=True)
class Found:
    """A section that holds the words, with some of its text around the first."""

    page: str
    title: str
    link: str
    excerpt: str


def guide_folder() -> Traversable:
    """Return the folder of the guide: within the package where that is installed, else in the checkout."""
    packed = files("api.pages") / "guide"
    return packed if packed.is_dir() else Path(__file__).parents[3] / "docs" / "huong-dan"


@cache
def shipped_guide() -> Mapping[str, GuidePage]:
    """Return the guide that comes with the program: read when it is first asked for, and kept."""
    return read_guide(guide_folder())


def read_guide(folder: Traversable) -> Mapping[str, GuidePage]:
    """Read the pages of a folder, in their order."""
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".md"))
    keys = {name.removesuffix(".md") for name in names}
    pages = [_page(key, (folder / f"{key}.md").read_text(encoding="utf-8"), keys) for key in keys]
    places = {key: place for place, key in enumerate(FIRST)}
    pages.sort(key=lambda page: (places.get(page.key, len(places)), search_key(page.title), page.key))
    return {page.key: page for page in pages}


def search(pages: Mapping[str, GuidePage], words: str) -> tuple[Found, ...]:
    """Return the sections that hold all the words: first those with them in the heading, then as they were typed."""
    wanted = search_key(words).split()
    if not wanted:
        return ()
    found, whole = [], " ".join(wanted)
    for page in pages.values():
        for each in page.sections:
            title, text = search_key(each.title), search_key(each.text)
            around = f"{search_key(page.title)} {title} {text}"
            if all(word in around for word in wanted):
                rank = (whole not in title, not any(word in title for word in wanted), whole not in text)
                place = Found(page.title, each.title, f"{page.link}#{each.anchor}", _excerpt(each.text, wanted))
                found.append((rank, place))
    return tuple(place for _, place in sorted(found, key=lambda pair: pair[0]))


def anchor_of(title: str) -> str:
    """Return the anchor of a heading: small letters without diacritics, hyphens between the words."""
    return "-".join(re.findall(r"[a-z0-9]+", search_key(title)))


def _excerpt(text: str, wanted: Sequence[str]) -> str:
    """Cut a piece out of a text around the first word that was searched for."""
    words = text.split()
    at = next((place for place, word in enumerate(words) if wanted[0] in search_key(word)), 0)
    before, after = " ".join(words[:at]), " ".join(words[at:])
    start = before[-EXCERPT:].partition(" ")[2] if len(before) > EXCERPT else before
    end = after[:EXCERPT].rpartition(" ")[0] if len(after) > EXCERPT else after
    cut_before, cut_after = "… " if len(before) > EXCERPT else "", " …" if len(after) > EXCERPT else ""
    return f"{cut_before}{f'{start} {end}'.strip()}{cut_after}"


# ------------------------------------------------------------------------------------------------------- Markdown


def _page(key: str, text: str, keys: set[str]) -> GuidePage:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = _without_dead_links(markdown.parse(text), keys)
    sections = tuple(_sections(tokens))
    title = sections[0].title if sections else key
    first = 3 if tokens and tokens[0].type == "heading_open" else 0
    body = str(markdown.renderer.render(tokens[first:], markdown.options, {}))
    return GuidePage(key, title, sections, _scrolling(body))


def _sections(tokens: Sequence[Token]) -> list[Section]:
    """Give every heading its anchor, and gather the text below it."""
    found: list[Section] = []
    taken: set[str] = set()
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            title = _plain(tokens[place + 1])
            anchor = _free(anchor_of(title), taken)
            token.attrSet("id", anchor)
            found.append(Section(int(token.tag[1]), title, anchor, ""))
        elif token.type in ("inline", "fence", "code_block") and found:
            heading = place and tokens[place - 1].type == "heading_open"
            if not heading:
                last = found[-1]
                text = _plain(token) if token.type == "inline" else token.content
                found[-1] = Section(last.level, last.title, last.anchor, f"{last.text} {text}".strip())
    return found


def _free(anchor: str, taken: set[str]) -> str:
    """Return the anchor, with a number behind it where another heading has it; it is taken then."""
    free = next(each for each in chain([anchor], (f"{anchor}-{number}" for number in count(1))) if each not in taken)
    taken.add(free)
    return free


def _plain(token: Token) -> str:
    kinds = {"text", "code_inline", "softbreak"}
    return "".join(
        " " if each.type == "softbreak" else each.content for each in token.children or () if each.type in kinds
    )


def _without_dead_links(tokens: list[Token], keys: set[str]) -> list[Token]:
    """Let links lead to pages of the guide, to addresses of the site or to anchors; what else they say stays text."""
    for token in tokens:
        kept, dropped = [], []
        for each in token.children or []:
            if each.type == "link_open":
                address = _address(str(each.attrGet("href") or ""), keys)
                dropped.append(address is None)
                if address is not None:
                    each.attrSet("href", address)
                    kept.append(each)
            elif each.type != "link_close" or not dropped.pop():
                kept.append(each)
        if token.children is not None:
            token.children = kept
    return tokens


def _address(written: str, keys: set[str]) -> str | None:
    """Return where a link leads on the site; None where the site has no such thing."""
    path, _, anchor = unquote(written).partition("#")
    place = f"#{anchor_of(anchor)}" if anchor else ""
    if not path:
        return place or None
    if path.startswith("/") and not path.startswith("//"):
        return written
    name = path.removesuffix(".md")
    return f"{GUIDE}/{name}{place}" if path.endswith(".md") and name in keys else None


_EMPTY_HEAD = re.compile(r"<thead>\s*<tr>\s*(<th></th>\s*)+</tr>\s*</thead>\s*")


def _scrolling(body: str) -> str:
    """Let what is wide scroll in a box of its own, also by keyboard; a head that says nothing is no head."""
    box = '<div class="scroll" role="group" aria-label="Bảng" tabindex="0">'
    body = _EMPTY_HEAD.sub("", body).replace("<th></th>", "<td></td>")
    body = body.replace("<table>", f"{box}<table>").replace("</table>", "</table></div>")
    return body.replace("<pre>", '<pre role="group" aria-label="Dòng lệnh, nội dung tệp" tabindex="0">')
