"""What the entry forms send: cells by the names of their fields, documents, and what is wrong with those."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from api.exchange.cells import BadCell, read_day, text_of
from api.exchange.fault_words import WORDS
from api.workflow.citing import Document
from api.workflow.entering import Cell
from engine.units import UnitVersion

Form = Mapping[str, str]
MOST_NUMBER = 2**53 - 1
LONGEST, LONGEST_NOTE, LONGEST_NAME = 100, 300, 100
FIELDS = ("document", "issued_on", "issuer", "pages", "expires_on")
"""The fields of a document."""


def cells_of(form: Form, unit_of: Callable[[str], UnitVersion | None], known: Mapping[str, object]) -> tuple[Cell, ...]:
    """Return the cells of a form; fields of figures that are not ``known`` are left out.

    ``v.KEY`` is what was typed, ``s.KEY`` the row that was seen, ``e.KEY`` the document, ``n.KEY`` the note, ``y.KEY``
    that it is meant. A KEY is an indicator, or in a table of units a code, a point and an indicator.
    """
    found = []
    for field, text in form.items():
        mark, _, name = field.partition(".")
        code, _, key = name.rpartition(".")
        unit = unit_of(code) if mark == "v" and key in known else None
        if unit is not None:
            note = form.get(f"n.{name}")
            found.append(
                Cell(
                    unit,
                    key,
                    text[:LONGEST],
                    _number(form.get(f"s.{name}")) or 0,
                    _number(form.get(f"e.{name}")),
                    None if note is None else tidy(note)[:LONGEST_NOTE],
                    note_meant=form.get(f"y.{name}") == "1",
                )
            )
    return tuple(found)


def _number(text: str | None) -> int | None:
    if text is None or not text.isascii():
        return None
    if not text:
        return 0
    return int(text) if text.isdigit() and len(text) <= len(str(MOST_NUMBER)) and int(text) <= MOST_NUMBER else None


def tidy(text: str) -> str:
    """Bring a text to NFC, on one line, without signs that nobody sees."""
    return " ".join("".join(sign for sign in text_of(text) if sign.isprintable() or sign.isspace()).split())


def document_of(form: Form, criterion: str) -> Document | tuple[str, ...]:
    """Read the form of a document; every fault in it when it can't be used."""
    given = {key: tidy(form.get(key, "")) for key in FIELDS}
    faults = list(_missing(given))
    issued, expires = read_day(given["issued_on"]), read_day(given["expires_on"])
    for key, day in (("issued_on", issued), ("expires_on", expires)):
        if given[key] and isinstance(day, BadCell):
            said, cure = (part.format_map(day.values) for part in WORDS[day.code])
            faults.append(f"{TITLES[key]}: {said} — {cure.split(';')[0]}.")
    if faults or isinstance(issued, BadCell):
        return tuple(faults)
    last = None if isinstance(expires, BadCell) else expires
    if last is not None and last < issued:
        return (f"{TITLES['expires_on']}: đứng trước ngày ban hành — sửa một trong hai ngày.",)
    return Document(criterion, given["document"], issued, given["issuer"], given["pages"], last)


TITLES = {
    "document": "Số, ký hiệu văn bản",
    "issued_on": "Ngày ban hành",
    "issuer": "Cơ quan ban hành",
    "pages": "Trang, mục",
    "expires_on": "Còn hạn đến hết ngày",
}


def _missing(given: Mapping[str, str]) -> Iterator[str]:
    for key in ("document", "issued_on", "issuer"):
        if not given[key]:
            yield f"{TITLES[key]}: còn để trống — ghi vào ô này."
    for key, most in (("document", LONGEST_NAME), ("issuer", LONGEST_NAME), ("pages", LONGEST_NOTE)):
        if len(given[key]) > most:
            yield f"{TITLES[key]}: dài quá {most} ký tự — rút gọn."
