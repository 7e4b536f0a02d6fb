"""A document as Word (.docx) after Decree 30/2020/NĐ-CP, Annex I: A4, Times New Roman, numbered from page 2.

The same document gives the same bytes: neither the clock nor the computer stands in the file.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime, time

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.section import Section
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

from api.reports.document import (
    WIDTH,
    Block,
    Bullets,
    Chart,
    Heading,
    Paragraph,
    Report,
    Side,
    Stacks,
    Table,
    cleaned,
)
from api.reports.typesetting import pictures_of
from api.reports.word_frame import closing, opening
from api.reports.word_parts import page_number, paragraph, parsed, run, table

FONT = "Times New Roman"
SIZE, BANNER_SIZE, NUMBER_SIZE, NOTE_SIZE = 14.0, 8.5, 13.0, 11.0
INDENT = 12.7
"""Millimetres of the first line, as Annex I has it."""
AFTER, LINES = 6.0, 1.1
ZIPPED = (1980, 1, 1, 0, 0, 0)
"""The moment that every entry of the archive bears."""


def word_of(report: Report) -> bytes:
    """Set a document as .docx."""
    done = cleaned(report)
    document = Document()
    _style(document)
    _describe(document, done)
    charts = [each for part in done.parts for each in part.blocks if isinstance(each, Bullets | Stacks)]
    pictures = iter(pictures_of(charts))
    for index, part in enumerate(done.parts):
        section = document.sections[0] if index == 0 else document.add_section(WD_SECTION.NEW_PAGE)
        _page(section)
        if index == 0:
            _heads(section, " · ".join(done.banners))
        _add(document, opening(part))
        for at, block in enumerate(part.blocks, start=1):
            _block(document, block, pictures, last=bool(part.signatures) and at == len(part.blocks))
        _add(document, closing(part))
    return _zipped(document)


# ----------------------------------------------------------------------------------------------------- the frame


def _style(document: Word) -> None:
    """Let every text be Times New Roman, black, in Vietnamese; headings too, which the reader's list of them needs."""
    for name, size in (("Normal", SIZE), ("Heading 1", SIZE), ("Heading 2", SIZE), ("Header", NUMBER_SIZE)):
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)  # noqa: S101 -- the four are
        look = style.element.get_or_add_rPr()
        for old in look.findall(qn("w:rFonts")) + look.findall(qn("w:color")) + look.findall(qn("w:lang")):
            look.remove(old)
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.bold = name.startswith("Heading")
        fonts = look.find(qn("w:rFonts"))
        for each in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(each), FONT)
        language = OxmlElement("w:lang")
        for each in ("w:val", "w:eastAsia", "w:bidi"):
            language.set(qn(each), "vi-VN")
        look.append(language)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)


def _describe(document: Word, report: Report) -> None:
    """Say what the file is; its days are that of its figures."""
    said, on = document.core_properties, datetime.combine(report.day, time())
    said.title, said.subject, said.language = report.title[:255], report.subject[:255], "vi-VN"
    said.author = said.last_modified_by = said.keywords = said.comments = said.category = ""
    said.created = said.modified = on
    said.revision = 1


def _page(section: Section) -> None:
    """A4 upright, margins 20, 20, 30 and 15 mm; the first page bears no number, and each part begins with 1."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance, section.footer_distance = Mm(8), Mm(8)
    section.different_first_page_header_footer = True
    of = section._sectPr  # noqa: SLF001 -- python-docx has no words for the number that a section begins with
    for old in of.findall(qn("w:pgNumType")):
        of.remove(old)
    number = OxmlElement("w:pgNumType")
    number.set(qn("w:start"), "1")
    of.find(qn("w:pgMar")).addnext(number)


def _heads(section: Section, banners: str) -> None:
    """Put banners at the top of every page, below its number; the parts after the first take over the same."""
    said = paragraph(run(banners, size=BANNER_SIZE, bold=True), side="centre") if banners else paragraph("")
    for head, pieces in (
        (section.header, paragraph(page_number(NUMBER_SIZE), side="centre") + (said if banners else "")),
        (section.first_page_header, said),
    ):
        head.is_linked_to_previous = False
        inside = head._element  # noqa: SLF001 -- as above
        for old in list(inside):
            inside.remove(old)
        inside.extend(parsed(pieces))


# ------------------------------------------------------------------------------------------------------ the text


def _add(document: Word, pieces: str) -> None:
    """Put pieces before the properties of the last section, which end the body."""
    end = document.element.body.sectPr
    for each in parsed(pieces):
        end.addprevious(each)


def _block(document: Word, block: Block, pictures: Iterator[bytes], *, last: bool) -> None:
    """Set a block; the ``last`` before signatures stays with them."""
    if isinstance(block, Bullets | Stacks):
        _picture(document, block, next(pictures))
    elif isinstance(block, Table):
        caption = paragraph(run(block.caption, size=13, italic=True), side="centre", before=4, after=3, together=True)
        _add(document, (caption if block.caption else "") + table(block, WIDTH) + paragraph("", after=2))
    elif isinstance(block, Heading):
        text = block.text.upper() if block.level == 1 else block.text
        style = f"Heading{block.level}"
        _add(document, paragraph(run(text), style=style, before=8, after=AFTER, together=True, first=INDENT))
    else:
        _add(document, _said(block, together=last))


def _said(block: Paragraph, *, together: bool) -> str:
    """Set a paragraph by its kind."""
    look = {"italic": block.kind in ("basis", "note"), "bold": block.kind == "warning"}
    size = NOTE_SIZE if block.kind == "note" else None
    hyphen = "- " if block.kind == "item" else ""
    runs = run(f"{block.lead} ", size=size, bold=True) if block.lead else ""
    runs += run(f"{hyphen}{block.text}", size=size, **look)
    first = 0 if block.kind in ("line", "note", "warning") else INDENT
    framed = block.kind == "warning"
    side: Side = "left" if block.kind in ("blank", "note") else "both"
    return paragraph(runs, side=side, after=AFTER, first=first, spacing=LINES, framed=framed, together=together)


def _picture(document: Word, chart: Chart, picture: bytes) -> None:
    """Put a chart as a picture that says in words what it shows."""
    title = paragraph(run(chart.title, size=13, italic=True), side="centre", before=4, after=3, together=True)
    _add(document, title)
    holder = document.add_paragraph()
    holder.paragraph_format.space_after = Pt(AFTER)
    shape = holder.add_run().add_picture(io.BytesIO(picture), width=Mm(WIDTH))
    words = shape._inline.docPr  # noqa: SLF001 -- python-docx has no words for what a picture says
    words.set("descr", chart.alt)
    words.set("name", chart.title[:100])


def _zipped(document: Word) -> bytes:
    """Write the file with one moment for every entry, in the order of their names."""
    made, done = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as new:
        first = "[Content_Types].xml"
        for name in sorted(old.namelist(), key=lambda each: (each != first, each)):
            entry = zipfile.ZipInfo(name, ZIPPED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # else the system that wrote it
            new.writestr(entry, old.read(name))
    return done.getvalue()
