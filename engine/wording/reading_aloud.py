"""A whole set read aloud as the annex of a resolution is written: numbered sections, clauses and points.

Every rule of the file stands in it; examples do not, since they try the rules and are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.criteria import CriteriaSet, Criterion, LegalBasis, Period, Veto
from engine.indicators import Indicator, Kind
from engine.wording.banners import RECONSTRUCTED_BANNER
from engine.wording.numbers import day, number
from engine.wording.reading_lines import Line, Rank, about, capital, conditions, points, roman, said_of
from engine.wording.reading_places import bands, levels, lists, targets
from engine.wording.rules import due, label
from engine.wording.scope import scope

KINDS = {
    Kind.COUNT: "số đếm",
    Kind.NUMBER: "số có phần thập phân",
    Kind.FLAG: "có hoặc không",
    Kind.DOCUMENT: "ngày ban hành văn bản, hoặc “không”",
}
MERGERS = {
    "sum": "cộng số của các đơn vị cũ",
    "any": "một đơn vị cũ có là có",
    "all": "mọi đơn vị cũ đều có mới là có",
    "reissue": "phải ban hành lại",
    "unknown": "coi là chưa rõ",
}
DRAFT = "DỰ THẢO"
ORDER = (
    "Đơn vị thỏa quy tắc được làm trước, chưa rõ xếp giữa, không thỏa xếp sau; quy tắc viết trước được hỏi trước. "
    "Thứ tự này không đổi kết quả chấm."
)
"""What the rules of ``first`` do, in words."""


@dataclass(frozen=True, slots=True)
class Annex:
    """A set as a document: what stands above it, its title, what it goes with, and its lines."""

    marks: tuple[str, ...]
    title: str
    subject: str
    goes_with: str
    lines: tuple[Line, ...]


def annex(criteria: CriteriaSet) -> Annex:
    """Read a set aloud; a part that the set does not have is left out, and the sections are numbered without it."""
    sections: list[tuple[str, Iterable[Line]]] = [
        ("Quy định chung", _general(criteria)),
        (f"Tiêu chí ({number(len(criteria.criteria))} tiêu chí)", _criteria(criteria)),
    ]
    if criteria.vetoes:
        sections.append(("Điều kiện loại trừ", _vetoes(criteria)))
    if criteria.bands:
        sections.append(("Mức đánh giá", bands(criteria)))
    if criteria.recognition:
        sections.append(("Công nhận", levels(criteria)))
    if criteria.targets:
        sections.append(("Mục tiêu", targets(criteria)))
    if criteria.lists:
        sections.append(("Danh sách đơn vị", lists(criteria)))
    if criteria.first:
        sections.append(("Thứ tự làm trước", _first(criteria)))
    sections.append(("Giải thích chỉ tiêu số liệu", _indicators(criteria)))
    lines: list[Line] = []
    for index, (title, content) in enumerate(sections, 1):
        lines += [Line(Rank.SECTION, title.upper(), f"{roman(index)}."), *content]
    marks = ((criteria.status == "draft", DRAFT), (criteria.wording == "reconstructed", RECONSTRUCTED_BANNER))
    return Annex(
        marks=tuple(mark for holds, mark in marks if holds),
        title="BỘ TIÊU CHÍ",
        subject=criteria.title,
        goes_with=f"(Kèm theo {_document(criteria.legal_basis[0])})" if criteria.legal_basis else "",
        lines=tuple(lines),
    )


def _general(criteria: CriteriaSet) -> Iterator[Line]:
    until = f" đến hết ngày {day(criteria.effective_to)}" if criteria.effective_to else ""
    counted = {"met": "đạt", "unmet": "chưa đạt"}[criteria.not_applicable_counts_as]
    clauses: list[tuple[str, Iterable[str]]] = [
        (f"Đối tượng áp dụng: {scope(criteria)}.", ()),
        (f"Hiệu lực: từ ngày {day(criteria.effective_from)}{until or ' cho đến khi có bản thay thế'}.", ()),
        (f"Kỳ đánh giá: {_period(criteria.period)}.", ()),
        (
            "Mỗi tiêu chí có một trong các kết quả:",
            (
                "đạt",
                "chưa đạt",
                "chưa rõ, khi thiếu số liệu cần để kết luận; thiếu số liệu không phải là 0 và không phải là chưa đạt",
                f"không áp dụng, khi có lý do được ghi lại; khi đếm số tiêu chí đạt thì tính là {counted}",
            ),
        ),
        ("Tỷ lệ và mức tăng, giảm được so chính xác với ngưỡng, không làm tròn.", ()),
    ]
    if criteria.legal_basis:
        clauses.insert(0, ("Căn cứ:", map(_document, criteria.legal_basis)))
    for index, (text, under) in enumerate(clauses, 1):
        yield Line(Rank.CLAUSE, text, f"{index}.")
        yield from points(under)
    if criteria.wording == "official":
        yield Line(Rank.NOTE, "Lời văn: đúng văn bản.")
    yield from about(*((f"Về {each.document}", each.note) for each in criteria.legal_basis), ("Ghi chú", criteria.note))


def _document(each: LegalBasis) -> str:
    issued = f" ngày {day(each.issued_on)}" if each.issued_on else ""
    return f"{each.document}{issued}{f' của {each.issuer}' if each.issuer else ''}"


def _period(period: Period) -> str:
    if period.starts_on == "01-01":
        return "năm dương lịch, từ ngày 1/1 đến ngày 31/12"
    last = period.bounds("2023")[1]
    return f"một năm, từ ngày {due(period.starts_on)} năm trước đến ngày {last.day}/{last.month} của năm đánh giá"


def _criteria(criteria: CriteriaSet) -> Iterator[Line]:
    group = None
    for index, each in enumerate(criteria.criteria, 1):
        if each.group and each.group != group:
            yield Line(Rank.HEAD, each.group)
        group = each.group
        yield from _criterion(criteria, each, index)


def _criterion(criteria: CriteriaSet, each: Criterion, index: int) -> Iterator[Line]:
    yield Line(Rank.TITLE, f"{each.id}. {each.title}", f"{index}.")
    yield from conditions(criteria, each.condition, "Đạt khi")
    if each.evidence == "required":
        yield Line(Rank.TEXT, "Phải có minh chứng.")
    if each.action:
        said = f"{each.action.title}; công sức của một bước: {number(each.action.effort)}"
        yield from about(("Việc có thể làm trong kỳ", said))
    yield from said_of(criteria, each.basis, each.wording, each.note)


def _vetoes(criteria: CriteriaSet) -> Iterator[Line]:
    for index, each in enumerate(criteria.vetoes, 1):
        yield Line(Rank.TITLE, f"{each.id}. {each.title}", f"{index}.")
        yield from conditions(criteria, each.when, "Vướng khi")
        yield Line(Rank.TEXT, f"Đơn vị vướng thì không được xét {_blocked(criteria, each)}, dù đạt bao nhiêu tiêu chí.")
        yield from said_of(criteria, each.basis, each.wording, each.note)


def _first(criteria: CriteriaSet) -> Iterator[Line]:
    yield Line(Rank.TEXT, ORDER)
    for index, each in enumerate(criteria.first, 1):
        yield Line(Rank.TITLE, each.title, f"{index}.")
        yield from conditions(criteria, each.when, "Xếp trước khi")
        yield from said_of(criteria, each.basis, each.wording, each.note)


def _blocked(criteria: CriteriaSet, veto: Veto) -> str:
    if veto.blocks is None:
        return "công nhận ở mọi cấp"
    return f"công nhận: {', '.join(criteria.levels[level].title for level in veto.blocks)}"


def _indicators(criteria: CriteriaSet) -> Iterator[Line]:
    yield Line(Rank.TEXT, "Mỗi đơn vị ghi mỗi chỉ tiêu một giá trị trong một kỳ; để trống là chưa có số liệu.")
    for index, each in enumerate(criteria.indicators.values(), 1):
        yield Line(Rank.CLAUSE, f"{capital(each.label)}: {'; '.join(_meaning(criteria, each))}.", f"{index}.")


def _meaning(criteria: CriteriaSet, each: Indicator) -> Iterator[str]:
    yield KINDS[each.kind] + (f", tính bằng {each.unit}" if each.unit else "")
    if each.sum:
        yield f"không nhập, là tổng của: {', '.join(label(criteria, key) for key in each.sum)}"
    if each.at_most:
        yield f"không được lớn hơn {label(criteria, each.at_most)}, nếu lớn hơn thì coi là chưa rõ"
    if each.lower_is_better:
        yield "càng thấp càng tốt"
    if each.sum is None:
        yield f"khi đơn vị sáp nhập: {MERGERS[each.merger]}"
