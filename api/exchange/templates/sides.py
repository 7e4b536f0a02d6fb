"""The sheets of a template beside those that are filled in: the help, and, hidden, what it was made from."""

from __future__ import annotations

import json
from collections.abc import Sequence

from api.exchange.result_workbook import banners_of
from api.exchange.templates.content import Book, Formats, Template, print_on_a4
from api.exchange.templates.layout import GUIDE, MEMORY, Document, Section
from api.exchange.templates.words import rows_of_help, rule_of, steps_of_filling
from engine.figures import as_written
from engine.wording.numbers import day

EDITION = 1
"""Of the hidden sheet."""
_GUIDE_WIDTHS = (26, 42, 60, 22, 72)
_LINE = 15
"""Height of a line of text: not every program finds by itself how high a row must be."""


def write_guide(book: Book, template: Template, sections: Sequence[Section], formats: Formats) -> None:
    """Write what the template is of, how each cell is filled in, and the rules that will be applied."""
    sheet, criteria = book.add_worksheet(GUIDE), template.criteria
    for at, width in enumerate(_GUIDE_WIDTHS):
        sheet.set_column(at, at, width)
    sheet.write_string(0, 0, f"Mẫu nhập số liệu kỳ {template.period}: {template.scope}", formats.title)
    said = [
        *banners_of(criteria, sample=template.sample),
        f"Bộ tiêu chí: {criteria.title}, có hiệu lực từ {day(criteria.effective_from)}. Mã tệp: {template.digest}",
        f"Làm ra lúc {template.made_at}, từ số liệu đang có trong hệ thống.",
        *steps_of_filling(template.period),
    ]
    banners = len(banners_of(criteria, sample=template.sample))
    for row, line in enumerate(said, start=1):
        sheet.write_string(row, 0, line, formats.banner if row <= banners else None)
    head = len(said) + 2
    for at, text in enumerate(("Trang tính", "Tiêu chí", "Ô cần ghi", "Đơn vị tính", "Cách ghi")):
        sheet.write_string(head, at, text, formats.head_key)
    row = head
    for row, texts in enumerate(rows_of_help(criteria, sections), start=head + 1):
        sheet.set_row(row, _LINE * max(-(-len(text) // wide) for text, wide in zip(texts, _GUIDE_WIDTHS, strict=True)))
        for at, text in enumerate(texts):
            sheet.write_string(row, at, text, formats.wrapped)
    row += 2
    sheet.write_string(row, 0, "Quy tắc chấm", formats.title)
    for criterion in criteria.criteria:
        row += 1
        sheet.write_string(row, 0, criterion.id, formats.wrapped)
        sheet.write_string(row, 1, criterion.title, formats.wrapped)
        rule = rule_of(criteria, criterion.id)
        sheet.merge_range(row, 2, row, 4, rule, formats.wrapped)
        sheet.set_row(row, _LINE * max(-(-len(criterion.title) // _GUIDE_WIDTHS[1]), -(-len(rule) // 140)))
    sheet.protect()
    print_on_a4(sheet)
    sheet.fit_to_pages(1, 0)


def write_memory(book: Book, template: Template) -> None:
    """Write, hidden, what the template was made from: so that a change made meanwhile by somebody else is seen."""
    sheet, criteria = book.add_worksheet(MEMORY), template.criteria
    about = (
        ("dienhinh-template", str(EDITION)),
        ("set", criteria.set),
        ("digest", template.digest),
        ("period", template.period),
    )
    for row, (name, value) in enumerate(about):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    keys = [key for key, each in criteria.indicators.items() if each.sum is None]
    proved = [each.id for each in criteria.criteria if each.evidence == "required"]
    head = len(about)
    for at, name in enumerate(("code", *keys, *proved)):
        sheet.write_string(head, at, name)
    for row, unit in enumerate(template.units, start=head + 1):
        sheet.write_string(row, 0, unit.code)
        for at, key in enumerate(keys, start=1):
            if key in unit.now:
                sheet.write_string(row, at, as_written(criteria.indicators[key].kind, unit.now[key]))
        for at, criterion in enumerate(proved, start=1 + len(keys)):
            if criterion in unit.documents:
                sheet.write_string(row, at, json.dumps(document_as_list(unit.documents[criterion]), ensure_ascii=False))
    sheet.protect()
    sheet.very_hidden()


def document_as_list(document: Document) -> list[str]:
    """Write a document the way the hidden sheet keeps it."""
    issued = document.issued_on.isoformat() if document.issued_on else ""
    return [document.document, issued, document.issuer, document.pages]
