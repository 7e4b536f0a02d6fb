"""A document set by typst: as PDF, and its charts as pictures for Word.

Texts reach typst as data, never as its markup, so that whatever stands in them is shown. Only the fonts inside typst
are used: the same document gives the same bytes on every computer. Libertinus Serif draws every Vietnamese letter
in regular and semibold, upright and italic; its bold does not (decision 12).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import typst

from api.reports.document import SHORT, Block, Chart, Report, Table, cleaned

DOTS_PER_INCH = 220
LINE, CELL, BREAK = 75, 20, "\u200b"
"""Signs of a word that still fit into a line and into most cells (no digest of ours is longer); where one is broken."""
KINDS = {
    "Heading": "heading",
    "Paragraph": "paragraph",
    "Table": "table",
    "Bullets": "bullets",
    "Stacks": "stacks",
}


def pdf_of(report: Report) -> bytes:
    """Set a document as PDF."""
    done = cleaned(report)
    said = {
        "title": done.title,
        "subject": done.subject,
        "short": SHORT,
        "banners": " · ".join(done.banners),
        "parts": [
            _breakable(asdict(part) | {"blocks": [_data(each) for each in part.blocks]}, LINE) for part in done.parts
        ],
    }
    found = _compile("report.typ", said, "pdf")
    return b"".join(found) if isinstance(found, list) else found


def pictures_of(charts: Sequence[Chart]) -> list[bytes]:
    """Draw charts as PNG pictures, as wide as the text of a page."""
    if not charts:
        return []
    found = _compile("pictures.typ", {"charts": [_data(each) for each in charts]}, "png")
    return found if isinstance(found, list) else [found]


def _data(block: Block) -> dict[str, Any]:
    said = asdict(block) | {"block": KINDS[type(block).__name__]}
    return _breakable(said, CELL) if isinstance(block, Table) else said


def _breakable(value: Any, longest: int) -> Any:  # noqa: ANN401 -- any part of a document
    """Let words that are longer than so many signs be broken: typst would let them run over the edge."""
    if isinstance(value, str):
        return (
            re.sub(rf"[^\s{BREAK}]{{{longest},}}", lambda word: BREAK.join(word[0]), value)
            if len(value) >= longest
            else value
        )
    if isinstance(value, dict):
        return {key: _breakable(each, longest) for key, each in value.items()}
    return type(value)(_breakable(each, longest) for each in value) if isinstance(value, list | tuple) else value


def _compile(name: str, said: object, kind: Literal["pdf", "png"]) -> bytes | list[bytes]:
    """Let typst set a source of ours over some data; a picture of several pages is a list of pictures."""
    data = {"data": json.dumps(said, ensure_ascii=False, default=sorted)}
    found: bytes | list[bytes] = typst.compile(
        _source("charts.typ") + _source(name),
        format=kind,
        ppi=DOTS_PER_INCH,
        sys_inputs=data,
        ignore_system_fonts=True,
    )
    return found


@cache
def _source(name: str) -> bytes:
    return (files("api.reports") / "typeset" / name).read_bytes()
