"""What every drafted document says alike: letterhead, recipients, days left blank, documents, verdicts in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from re import split

from api.exchange.result_workbook import banners_of
from api.reports.document import Letterhead, Paragraph, Part, Report, Signature
from api.store.tables import Evidence
from api.workflow.reporting.issuing import Issuing
from engine.criteria import CriteriaSet, LegalBasis
from engine.names import sort_key
from engine.rules import Verdict
from engine.units import UnitKey, UnitVersion
from engine.wording.numbers import day
from engine.wording.verdicts import WORDS

GAP = "\u00a0" * 7
"""Room to write a number or a day into; it is not folded up."""
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
"""The Roman numbers of sections and annexes."""


def letterhead(issuing: Issuing, kind: str, year: str, *, dated: bool = True) -> Letterhead:
    """Write what stands at the top; ``kind`` is the code of the kind of document: BC, TTr, BB."""
    return Letterhead(
        superior=issuing.superior,
        issuer=issuing.issuer,
        number=f"Số:{GAP}/{kind}-{issuing.symbol}",
        place=f"{issuing.place}, {blank_day(year)}" if dated else "",
    )


def blank_day(year: str) -> str:
    """Write a day that the office fills in; the year is blank where it is not known."""
    return f"ngày{GAP}tháng{GAP}năm {year or GAP}"


def attached_to(kind: str, issuing: Issuing) -> str:
    """Say to which document an annex belongs."""
    code = {"Báo cáo": "BC", "Tờ trình": "TTr"}[kind]
    issuer = " ".join(issuing.issuer.split())
    return f"(Kèm theo {kind} số{GAP}/{code}-{issuing.symbol} {blank_day('')} của {issuer})"


def signature(issuing: Issuing) -> Signature:
    """Return the place to sign."""
    return Signature(issuing.authority, issuing.post)


def sent_to(issuing: Issuing) -> tuple[str, ...]:
    """Return the recipients with their marks: «;» and a full stop."""
    named = [each.rstrip(";.") for each in issuing.lines("recipients")]
    return tuple(f"{each}{';' if at + 1 < len(named) else '.'}" for at, each in enumerate(named))


def long_day(value: date) -> str:
    """Write a day the way documents are cited: months 1 and 2 and days below 10 with a nought."""
    month = f"{value.month:02}" if value.month <= 2 else f"{value.month}"  # noqa: PLR2004 -- Annex I, 4b
    return f"ngày {value.day:02} tháng {month} năm {value.year}"


DOCUMENTS = {
    "NQ": "Nghị quyết",
    "NĐ": "Nghị định",
    "QĐ": "Quyết định",
    "TT": "Thông tư",
    "CT": "Chỉ thị",
    "KH": "Kế hoạch",
    "HD": "Hướng dẫn",
}
"""Kinds of document by the code in their number (Annex III)."""


def cited(basis: LegalBasis) -> str:
    """Cite a document that a set stands on: kind, number, day, issuer."""
    codes = (DOCUMENTS[each] for each in split(r"[-/]", basis.document) if each in DOCUMENTS)
    kind = next(codes, "văn bản")
    on = f" {long_day(basis.issued_on)}" if basis.issued_on else ""
    return f"{kind} số {basis.document}{on}{f' của {basis.issuer}' if basis.issuer else ''}"


def bases(criteria: CriteriaSet) -> tuple[Paragraph, ...]:
    """Write the legal bases, each on a line of its own."""
    last = len(criteria.legal_basis) - 1
    return tuple(
        Paragraph(f"Căn cứ {cited(each)}{'.' if at == last else ';'}", "basis")
        for at, each in enumerate(criteria.legal_basis)
    )


def document_words(row: Evidence) -> str:
    """Say a document: what, of which day, by whom, where in it, until when."""
    pages = f", trang {row.pages}" if row.pages else ""
    until = f", có giá trị đến hết {day(row.expires_on)}" if row.expires_on else ""
    return f"{row.document} ngày {day(row.issued_on)}, {row.issuer}{pages}{until}"


def word_of(verdict: Verdict | None) -> str:
    """Write a verdict with a capital; nothing where nobody has judged."""
    return "" if verdict is None else WORDS[verdict].capitalize()


def lowered(text: str) -> str:
    """Write a title within a sentence."""
    return text[:1].lower() + text[1:]


def by_name(units: Sequence[tuple[UnitKey, UnitVersion | None]]) -> list[tuple[UnitKey, UnitVersion | None]]:
    """Put units in the Vietnamese order of their districts and names."""
    return sorted(
        units,
        key=lambda pair: (
            sort_key((pair[1].district_name if pair[1] else "") or ""),
            sort_key(pair[1].short_name if pair[1] else pair[0][0]),
            pair[0],
        ),
    )


def source(criteria: CriteriaSet, digest: str, known: int | None) -> Paragraph:
    """Say from what a document was drafted, so that it can be drafted again."""
    upto = f"; dữ liệu đến lần ghi số {known} của nhật ký" if known is not None else ""
    text = f"bộ tiêu chí {criteria.set}, hiệu lực từ {day(criteria.effective_from)}, mã kiểm tra tệp {digest}{upto}."
    return Paragraph(f"Nguồn: {text} Bản dự thảo do hệ thống lập; số, ngày, chữ ký do cơ quan điền.", "note")


def report_of(title: str, criteria: CriteriaSet, parts: Sequence[Part], on: date, *, sample: bool) -> Report:
    """Put a report together, with the banners that must stand on every page."""
    return Report(title, criteria.title, on, tuple(banners_of(criteria, sample=sample)), tuple(parts))
