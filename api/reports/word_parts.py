"""The pieces that a Word document is made of, as WordprocessingML: paragraphs, tables, lines, fields.

They are written as text and parsed once: python-docx finds every cell anew, which grows with the square of a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from api.reports.document import SHORT, Side, Table

TWIPS = 1440 / 25.4
"""Twentieths of a point in a millimetre."""
SIDES: dict[str, str] = {"left": "left", "right": "right", "centre": "center", "both": "both"}
TABLE_SIZE = 11.0


def twips(millimetres: float) -> int:
    """Turn millimetres into twentieths of a point."""
    return round(millimetres * TWIPS)


def run(text: str, *, size: float | None = None, bold: bool = False, italic: bool = False) -> str:
    """Write a piece of text of one look; a line feed begins another line."""
    look = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    look += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(each)}</w:t>' for each in text.split("\n"))
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{lines}</w:r>"


def paragraph(  # noqa: PLR0913 -- how a paragraph is set
    runs: str,
    *,
    side: Side = "left",
    before: float = 0,
    after: float = 0,
    first: float = 0,
    style: str = "",
    together: bool = False,
    framed: bool = False,
    spacing: float = 1.0,
) -> str:
    """Write a paragraph; ``before`` and ``after`` in points, ``first`` the indent of its first line in millimetres."""
    frame = "".join(f'<w:{edge} w:val="single" w:sz="8" w:space="4"/>' for edge in ("top", "left", "bottom", "right"))
    return (
        "<w:p><w:pPr>"
        + (f"<w:pStyle w:val={quoteattr(style)}/>" if style else "")
        + ("<w:keepNext/>" if together else "")
        + (f"<w:pBdr>{frame}</w:pBdr>" if framed else "")
        + f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" w:line="{round(spacing * 240)}"'
        + ' w:lineRule="auto"/>'
        + (f'<w:ind w:firstLine="{twips(first)}"/>' if first else "")
        + f'<w:jc w:val="{SIDES[side]}"/></w:pPr>{runs}</w:p>'
    )


def ruled(width: float, within: float) -> str:
    """Write a solid line of so many millimetres, centred within as many."""
    aside = twips(max(0.0, (within - width) / 2))
    return (
        '<w:p><w:pPr><w:pBdr><w:top w:val="single" w:sz="6" w:space="1"/></w:pBdr>'
        '<w:spacing w:before="30" w:after="0" w:line="60" w:lineRule="exact"/>'
        f'<w:ind w:left="{aside}" w:right="{aside}"/></w:pPr></w:p>'
    )


def page_number(size: float) -> str:
    """Write the field that shows the number of the page."""
    look = f'<w:rPr><w:sz w:val="{round(size * 2)}"/></w:rPr>'
    return f'<w:fldSimple w:instr=" PAGE "><w:r>{look}<w:t>2</w:t></w:r></w:fldSimple>'


def grid(widths: Sequence[float], rows: Iterable[Sequence[str]]) -> str:
    """Write a table without borders, of cells that are paragraphs already; it only sets things side by side."""
    lines = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(_cell(cell, width, "top") for cell, width in zip(row, widths, strict=True))
        + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr>{_width(sum(widths))}{_FIXED}</w:tblPr>{_grid(widths)}{lines}</w:tbl>"


def table(of: Table, width: float) -> str:
    """Write a table with borders, as wide as said; its head stands on every page, and no row is torn apart."""
    whole = sum(column.share for column in of.columns)
    widths = [width * column.share / whole for column in of.columns]
    borders = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = (
        '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
        ' w:noHBand="1" w:noVBand="1"/>'
    )
    kept = len(of.rows) - 1 if len(of.rows) <= SHORT else 0
    head = "".join(
        _cell(_set(column.heading, "centre", bold=True, together=True), each, "center", shaded=True)
        for column, each in zip(of.columns, widths, strict=True)
    )
    rows = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(
            _cell(_set(text, column.side, bold=at in of.strong, together=at < kept), each, "center")
            for text, column, each in zip(row, of.columns, widths, strict=True)
        )
        + "</w:tr>"
        for at, row in enumerate(of.rows)
    )
    caption = f"<w:tblCaption w:val={quoteattr(of.caption)}/>" if of.caption else ""
    return (
        f'<w:tbl><w:tblPr>{_width(width)}<w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>{_FIXED}{margins}'
        f"{caption}</w:tblPr>{_grid(widths)}"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>"
    )


_FIXED = '<w:tblLayout w:type="fixed"/>'


def _set(text: str, side: Side, *, bold: bool, together: bool) -> str:
    return paragraph(run(text, size=TABLE_SIZE, bold=bold), side=side, before=1.5, after=1.5, together=together)


def _width(millimetres: float) -> str:
    return f'<w:tblW w:w="{twips(millimetres)}" w:type="dxa"/>'


def _grid(widths: Sequence[float]) -> str:
    columns = "".join(f'<w:gridCol w:w="{twips(each)}"/>' for each in widths)
    return f"<w:tblGrid>{columns}</w:tblGrid>"


def _cell(inside: str, width: float, upright: str, *, shaded: bool = False) -> str:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="EBEBEB"/>' if shaded else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{shade}<w:vAlign w:val="{upright}"/></w:tcPr>'
        f"{inside}</w:tc>"
    )


def parsed(pieces: str) -> list[BaseOxmlElement]:
    """Parse pieces that stand side by side in the body of a document."""
    return list(parse_xml(f"<w:body {nsdecls('w')}>{pieces}</w:body>"))
