"""What the arithmetic of a published statement says: the sum as it is done, and by how much it is off."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from engine.statements import Average, Finding, Outcome, Quantity, Statement
from engine.wording.numbers import number, percent

OUTCOMES = {
    Outcome.AGREES: "khớp",
    Outcome.DIFFERS: "không khớp",
    Outcome.PARTIAL: "chưa kể hết",
    Outcome.UNCHECKED: "không đủ số để kiểm",
}
_HUNDREDTH = Decimal("0.01")


def finding_sentence(found: Finding) -> str:
    """Say what adds up or does not, with every figure that was used."""
    statement = found.statement
    if statement.sum is not None:
        return _sum(found, statement.unit, statement.sum.total, statement.sum.parts)
    if statement.share is not None:
        return _share(found, statement)
    if statement.average is not None:
        return _average(found, statement.unit, statement.average)
    if statement.growth is not None:
        form = statement.growth
        taken = f"{number(form.now.value)} − {number(form.more)} = {number(found.expected or 0)}"
        return f"{taken} {statement.unit} vào {form.since}{_against(found)}."
    if statement.alone is not None:
        told = "; ".join(f"{each.label}: {number(each.value)}" for each in statement.alone)
        return f"{told}. Văn bản chỉ ghi từng số, không có số nào để so."
    return _same(found, statement)


def _sum(found: Finding, unit: str, total: Quantity, parts: list[Quantity]) -> str:
    added = f"{' + '.join(number(each.value) for each in parts)} = {number(found.expected or 0)}"
    gap = found.difference or Decimal(0)
    said = number(total.value)
    if found.outcome is Outcome.AGREES:
        return f"{added}, đúng bằng tổng {said} {unit}."
    if found.outcome is Outcome.PARTIAL:
        return f"{added} trên tổng {said}: còn {number(gap)} {unit} không được kể tên."
    more = "thiếu" if gap > 0 else "thừa"
    return f"{added}, văn bản ghi tổng {said}: {more} {number(abs(gap))} {unit}."


def _share(found: Finding, statement: Statement) -> str:
    form = statement.share
    if form is None or found.expected is None:
        return "Không tính được tỷ lệ vì toàn bộ bằng 0."
    if form.part.value > form.of.value:
        return f"Phần {number(form.part.value)} lớn hơn toàn bộ {number(form.of.value)} {statement.unit}."
    divided = f"{number(form.part.value)} / {number(form.of.value)} = {percent(_short(found.expected))}"
    return f"{divided}{_against(found, ' %')}."


def _average(found: Finding, unit: str, form: Average) -> str:
    divided = f"{number(form.total.value)} : {number(form.per.value)}"
    if found.expected is None:
        return f"{divided} không tính được vì {form.per.label.lower()} bằng 0."
    return f"{divided} = {number(_short(found.expected))} {unit}{_against(found)}."


def _same(found: Finding, statement: Statement) -> str:
    if found.outcome is Outcome.AGREES:
        return f"Các nguồn cùng ghi {number(found.said or 0)} {statement.unit}."
    values = ", ".join(number(each.value) for each in statement.same or ())
    gap = f"{number(found.difference or 0)} {statement.unit}"
    return f"Các nguồn ghi {values}: chênh nhau {gap}{_times(found)}."


def _against(found: Finding, sign: str = "") -> str:
    if found.said is None:
        return "; văn bản không ghi số này để so"
    if found.outcome is Outcome.AGREES:
        return f", đúng như văn bản ghi ({number(found.said)}{sign})"
    return f", còn văn bản ghi {number(found.said)}{sign}"


def _times(found: Finding) -> str:
    """Say how many times one is of the other, where it is twice or more: a slip of a digit shows so."""
    if not found.said or not found.expected or found.said < 2 * found.expected:
        return ""
    return f", gấp {number((found.said / found.expected).quantize(Decimal('0.1'), ROUND_HALF_UP))} lần"


def _short(value: Decimal) -> Decimal:
    return value.quantize(_HUNDREDTH, ROUND_HALF_UP)
