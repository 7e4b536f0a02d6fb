"""What the cells of a file say: figures; documents, and criteria that do not apply, from several cells each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.exchange.cells import BadCell, is_blank, read_day, seen, text_of
from api.exchange.row_cells import read_reason
from api.exchange.templates.layout import FIELDS, WAIVER_FIELDS
from engine.privacy import looks_like_an_id, personal_word

MOST_TEXT = {"document": 100, "issuer": 100, "pages": 300}
"""Letters, as on the pages."""
_NEEDED = ("document", "issued_on", "issuer")
MOST_REMARK = 300
"""Letters of the remark on a figure, and of the reason why a criterion does not apply, as on the pages."""
MOST_DECISION = 100


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
class ToldWaiver:
    """A criterion that does not apply by decision, as a file says it; ``last_day`` in ISO, empty for no end."""

    unit: str
    period: str
    criterion: str
    reason: str
    decision: str
    last_day: str
    place: str

    @property
    def said(self) -> tuple[str, str, str]:
        """What it says."""
        return self.reason, self.decision, self.last_day


@dataclass(frozen=True, slots=True)
class Cited:
    """The document that a figure cites, with the criterion it proves; days in ISO, empty for none."""

    criterion: str
    document: str
    issued_on: str
    issuer: str
    pages: str = ""
    expires_on: str = ""


@dataclass(frozen=True, slots=True)
class ToldFigure:
    """What one cell says: whole steps, None where it is blank; ``place`` is the cell as people name it.

    ``note`` and ``cites`` are None where the file has nothing about them; ``sample``: its row says it is invented.
    """

    unit: str
    period: str
    indicator: str
    steps: int | None
    place: str
    sample: bool = False
    note: str | None = None
    cites: Cited | None = None


@dataclass(slots=True)
class Told:
    """What the tables of a file say; ``names`` are those of units as they are written beside the codes."""

    figures: list[ToldFigure] = field(default_factory=list)
    documents: list[ToldDocument] = field(default_factory=list)
    waivers: list[ToldWaiver] = field(default_factory=list)
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
    texts = {name: text_on_a_line(given.values.get(name)) for name in MOST_TEXT}
    faults += [(name, bad) for name, text in texts.items() if (bad := unfit(text, MOST_TEXT[name]))]
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


def read_waiver(given: Cells, place: str) -> ToldWaiver | list[tuple[str, BadCell]] | None:
    """Read a criterion that does not apply; None where nothing is said, else every fault with the cell it is in."""
    if all(map(is_blank, given.values.values())):
        return None
    _, doubt = read_reason(given.values.get("reason"))
    faults = [("reason", doubt)] if doubt is not None and doubt.code in _NO_REASON else []
    day = given.values.get("last_day")
    last = None if is_blank(day) else read_day(day)
    if isinstance(last, BadCell):
        faults.append(("last_day", last))
    reason, decision = (text_on_a_line(given.values.get(name)) for name in ("reason", "decision"))
    for name, text, most in (("reason", reason, MOST_REMARK), ("decision", decision, MOST_DECISION)):
        bad = unfit(text, most, "WAIVER_TOO_LONG", "PERSONAL_REASON")
        faults += [(name, bad)] if bad else []
    missing = [WAIVER_FIELDS[name].lower() for name, text in (("reason", reason), ("decision", decision)) if not text]
    if missing:
        lacking = {"criterion": given.criterion, "seen": ", ".join(missing)}
        faults.append(("decision" if reason else "reason", BadCell("WAIVER_INCOMPLETE", lacking)))
    if faults or isinstance(last, BadCell):
        return faults
    until = last.isoformat() if last else ""
    return ToldWaiver(given.unit, given.period, given.criterion, reason, decision, until, place)


_NO_REASON = frozenset({"ERROR_CELL", "NOT_A_REASON"})


def unfit(text: str, most: int, too_long: str = "DOCUMENT_TOO_LONG", personal: str = "PERSONAL_TEXT") -> BadCell | None:
    """Say why a short text can't be kept, as a fault of those codes; None: it can."""
    if len(text) > most:
        return BadCell(too_long, {"limit": str(most)})
    if looks_like_an_id(text) or personal_word(text):
        return BadCell(personal, {"seen": seen(text)})
    return None


def text_on_a_line(value: object) -> str:
    """Return a text on one line; a number that stands for one as its digits."""
    if is_blank(value):
        return ""
    return " ".join(text_of(value if isinstance(value, str) else seen(value)).split())
