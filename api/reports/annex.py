"""A criteria set read aloud, set as the annex of a resolution in Word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from api.reports.document import Block, Heading, Paragraph, Part, Report
from api.reports.word import word_of
from engine.wording.reading_aloud import Annex
from engine.wording.reading_lines import Line, Rank


def annex_document(annex: Annex, day: date) -> bytes:
    """Set an annex as .docx; ``day`` is what the file says it was made on: the same annex gives the same bytes."""
    part = Part(
        kind=annex.title,
        about=annex.subject,
        blocks=tuple(_blocks(annex.lines)),
        annex="Phụ lục",
        attached=annex.goes_with,
    )
    return word_of(
        Report(
            title=f"{annex.title}: {annex.subject}", subject=annex.subject, day=day, banners=annex.marks, parts=(part,)
        )
    )


def _blocks(lines: tuple[Line, ...]) -> Iterator[Block]:
    for line in lines:
        match line.rank:
            case Rank.SECTION:
                yield Heading(f"{line.number} {line.text}", 1)
            case Rank.TITLE:
                yield Heading(f"{line.number} {line.text}", 2)
            case Rank.HEAD:
                yield Paragraph("", "line", lead=line.text)
            case Rank.DASH if not line.depth:
                yield Paragraph(line.text, "item")
            case Rank.NOTE:
                yield Paragraph(line.text, "note")
            case _:
                yield Paragraph(f"{line.number} {line.text}".strip())
