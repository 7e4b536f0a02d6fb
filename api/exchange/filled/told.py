"""What the cells of a file say: figures, and documents that prove a criterion, read from several cells each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.exchange.cells import BadCell, is_blank, read_day, seen, text_of
from api.exchange.templates.layout import FIELDS
from engine.privacy import looks_like_an_id, personal_word

MOST_TEXT = {"document": 100, "issuer": 100, "pages": 300}
"""Letters, as on the pages."""
_NEEDED = ("document", "issued_on", "issuer")


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one unit, period and criterion, by what they are about; those that can't be used are missing."""

    unit: str
    period: str
    criterion: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ToldDocument:
    """A document as a file names it: all text, the day in ISO."""

    unit: str
    period: str
    criterion: str
    document: str
    issued_on: str
    issuer: str
    pages: str
    place: str

    @property
    def said(self) -> tuple[str, str, str, str]:
        """What it says, as the hidden sheet keeps it."""
        return self.document, self.issued_on, self.issuer, self.pages


@dataclass(frozen=True, slots=True)
class ToldFigure:
    """What one cell says: whole steps, None where it is blank; ``place`` is the cell as people name it."""

    unit: str
    period: str
    indicator: str
    steps: int | None
    place: str


@dataclass(slots=True)
class Told:
    """What the tables of a file say; ``names`` are those of units as they are written beside the codes."""

    figures: list[ToldFigure] = field(default_factory=list)
    documents: list[ToldDocument] = field(default_factory=list)
    rows: dict[tuple[str, str], str] = field(default_factory=dict)
    """Units and periods with the first place of each."""
    names: dict[str, str] = field(default_factory=dict)


def read_document(given: Cells, place: str) -> ToldDocument | list[tuple[str, BadCell]] | None:
    """Read a document; None where nothing is said, else every fault with the cell that it is in."""
    if all(map(is_blank, given.values.values())):
        return None
    faults: list[tuple[str, BadCell]] = []
    day = given.values.get("issued_on")
    issued = "" if is_blank(day) else read_day(day)
    if isinstance(issued, BadCell):
        faults.append(("issued_on", issued))
    texts = {name: _text(given.values.get(name)) for name in MOST_TEXT}
    for name, text in texts.items():
        if len(text) > MOST_TEXT[name]:
            faults.append((name, BadCell("DOCUMENT_TOO_LONG", {"limit": str(MOST_TEXT[name])})))
        elif looks_like_an_id(text) or personal_word(text):
            faults.append((name, BadCell("PERSONAL_TEXT", {"seen": seen(text)})))
    missing = [FIELDS[name].lower() for name in _NEEDED if is_blank(given.values.get(name))]
    if missing:
        lacking = {"criterion": given.criterion, "seen": ", ".join(missing)}
        faults.append((_NEEDED[0], BadCell("DOCUMENT_INCOMPLETE", lacking)))
    if faults or isinstance(issued, BadCell):
        return faults
    written = issued if isinstance(issued, str) else issued.isoformat()
    return ToldDocument(
        given.unit, given.period, given.criterion, texts["document"], written, texts["issuer"], texts["pages"], place
    )


def _text(value: object) -> str:
    """Return a text on one line; a number that stands for one as its digits."""
    if is_blank(value):
        return ""
    return " ".join(text_of(value if isinstance(value, str) else seen(value)).split())
