"""What is printed: the text of each page of a PDF that Chromium makes, in the order in which it is drawn.

Reads what Skia writes and no more: plain objects, packed streams, fonts that name the letters of their glyphs.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

Letters = Mapping[int, str]
_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb">>\s*stream\r?\n(.*)\n?endstream", re.DOTALL)
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|(T[jJ])\b")
_PAIR = re.compile(r"<(\w+)> <(\w+)>\n")
_TRIPLE = re.compile(r"<(\w+)> <(\w+)> <(\w+)>")


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    tree = next(body for body in objects.values() if b"/Type /Pages" in body and b"/Parent" not in body)
    return [_text(objects, page) for page in _leaves(objects, tree)]


def _leaves(objects: Mapping[int, bytes], node: bytes) -> list[bytes]:
    kids = re.search(rb"/Kids \[(.*?)\]", node, re.DOTALL)
    if kids is None:
        return [node]
    found = [objects[int(each)] for each in re.findall(rb"(\d+) 0 R", kids[1])]
    return [leaf for each in found for leaf in _leaves(objects, each)]


def _text(objects: Mapping[int, bytes], page: bytes) -> str:
    fonts = {name: _letters(objects, int(number)) for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", page)}
    contents = re.search(rb"/Contents (\d+) 0 R", page)
    assert contents
    said: list[str] = []
    letters: Letters = {}
    for font, glyphs, shown in _SHOWN.findall(_unpacked(objects[int(contents[1])])):
        if font:
            letters = fonts[font]
        elif glyphs:
            at = (int(glyphs[start : start + 4], 16) for start in range(0, len(glyphs), 4))
            said.append("".join(letters.get(each, "") for each in at))
        elif shown:
            said.append(" ")
    return " ".join("".join(said).split())


def _letters(objects: Mapping[int, bytes], font: int) -> Letters:
    named = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    if named is None:
        return {}
    table, found = _unpacked(objects[int(named[1])]).decode("latin-1"), dict[int, str]()
    for block in re.findall(r"beginbfchar\n(.*?)endbfchar", table, re.DOTALL):
        found |= {int(glyph, 16): _written(letter) for glyph, letter in _PAIR.findall(block)}
    for block in re.findall(r"beginbfrange\n(.*?)endbfrange", table, re.DOTALL):
        for first, last, letter in _TRIPLE.findall(block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = chr(int(letter, 16) + step)
    return found


def _written(letter: str) -> str:
    return bytes.fromhex(letter).decode("utf-16-be")


def _unpacked(body: bytes) -> bytes:
    packed = _STREAM.search(body)
    assert packed
    return zlib.decompress(packed[1]) if b"/FlateDecode" in body[: packed.start()] + b">>" else packed[1]
