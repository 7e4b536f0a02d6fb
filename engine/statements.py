"""Published statements as data, and whether their figures add up: exact arithmetic, nothing is ever corrected.

A file holds what documents say: a total with its parts, a share, an average, growth since an earlier day, the same
thing told by several sources, or figures that stand alone, and where each was read. What does not add up is shown with
the difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from engine.faults import Fault
from engine.scalars import Day, Exact, Id, Part, Text
from engine.source import Shapes, fitted
from engine.yaml_tree import read_tree


class Outcome(StrEnum):
    """What the arithmetic of a statement says."""

    AGREES = "agrees"
    DIFFERS = "differs"
    PARTIAL = "partial"
    """The text lists some parts of a total only, and they come to less than it."""
    UNCHECKED = "unchecked"
    """The text gives too few figures for anything to be compared."""


class Source(Part):
    """Where a statement was read."""

    title: Text = Field(description="Tên văn bản, trang báo.")
    address: Text | None = Field(None, description="Địa chỉ trang.")
    day: Day | None = Field(None, description="Ngày của văn bản, nếu biết.")
    read_on: Day | None = Field(None, description="Ngày đọc trang.")


class Quantity(Part):
    """A figure with its name as the text has it."""

    label: Text = Field(description="Tên số liệu như văn bản ghi.")
    value: Exact = Field(description="Số, đúng như văn bản ghi.")


class Sum(Part):
    """A total and its parts."""

    total: Quantity = Field(description="Tổng số.")
    parts: Annotated[list[Quantity], Field(min_length=2)] = Field(description="Các phần.")
    listed: Literal["whole", "some"] = Field(
        description="whole: văn bản nêu các phần là toàn bộ; some: chỉ «trong đó», không nêu hết."
    )


class Share(Part):
    """A part of a whole, with the percentage that the text gives."""

    part: Quantity = Field(description="Phần.")
    of: Quantity = Field(description="Toàn bộ.")
    per_cent: Exact | None = Field(None, description="Tỷ lệ phần trăm mà văn bản ghi.")


class Average(Part):
    """A total over a number of things, with the average that the text gives."""

    total: Quantity = Field(description="Tổng số.")
    per: Quantity = Field(description="Số nơi, số tổ mà tổng được chia ra.")
    said: Exact | None = Field(None, description="Bình quân mà văn bản ghi.")


class Growth(Part):
    """A figure and by how much it has grown since."""

    now: Quantity = Field(description="Số hiện nay.")
    more: Exact = Field(description="Số tăng thêm.")
    since: Text = Field(description="So với khi nào.")
    then: Exact | None = Field(None, description="Số khi ấy, nếu văn bản có ghi.")


class Told(Part):
    """The same thing as one source tells it."""

    value: Exact = Field(description="Số mà nguồn này ghi.")
    source: Source = Field(description="Nguồn.")


class Statement(Part):
    """One published statement, in one of the six forms."""

    id: Id = Field(description="Mã, không trùng trong tệp.")
    title: Text = Field(description="Văn bản nói gì.")
    unit: Text = Field(description="Đơn vị tính.")
    sources: list[Source] = Field(default_factory=list, description="Nơi đọc được.")
    sum: Sum | None = Field(None, description="Tổng và các phần.")
    share: Share | None = Field(None, description="Phần trong toàn bộ.")
    average: Average | None = Field(None, description="Bình quân.")
    growth: Growth | None = Field(None, description="Tăng thêm.")
    same: Annotated[list[Told], Field(min_length=2)] | None = Field(None, description="Cùng một số ở nhiều nguồn.")
    alone: Annotated[list[Quantity], Field(min_length=1)] | None = Field(
        None, description="Các con số đứng riêng, văn bản không cho số nào để so."
    )
    note: Text | None = Field(None, description="Điều cần biết khi đọc.")

    @model_validator(mode="after")
    def _is_one_form(self) -> Self:
        forms = [name for name in FORMS if getattr(self, name) is not None]
        if len(forms) != 1:
            raise PydanticCustomError("not_one_form", "exactly one form")
        if self.same is None and not self.sources:
            raise PydanticCustomError("no_source", "a source is required")
        return self

    @property
    def told_by(self) -> tuple[Source, ...]:
        """Every source of the statement."""
        return (*self.sources, *(each.source for each in self.same or ()))


FORMS = ("sum", "share", "average", "growth", "same", "alone")


class Statements(Part):
    """A file of statements."""

    statements: Annotated[list[Statement], Field(min_length=1)] = Field(description="Các điều đã công bố.")

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [each.id for each in self.statements]
        if len(set(ids)) < len(ids):
            raise PydanticCustomError("ids_twice", "an id twice")
        return self


_EACH = ("statements", "*")
SHAPES: Shapes = (
    ((), Statements),
    (_EACH, Statement),
    ((*_EACH, "sources", "*"), Source),
    ((*_EACH, "sum"), Sum),
    ((*_EACH, "sum", "total"), Quantity),
    ((*_EACH, "sum", "parts", "*"), Quantity),
    ((*_EACH, "share"), Share),
    ((*_EACH, "average"), Average),
    ((*_EACH, "growth"), Growth),
    ((*_EACH, "same", "*"), Told),
    ((*_EACH, "alone", "*"), Quantity),
)
"""What stands where in a file of statements."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the arithmetic of one statement says; figures are exact.

    ``expected`` is what follows from the other figures of the statement (the sum of the parts, the share, the average,
    the figure of then, the least of what the sources tell), ``said`` what the text gives for it.
    """

    statement: Statement
    outcome: Outcome
    said: Decimal | None
    expected: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Return by how much the text is above what its figures come to."""
        return None if self.said is None or self.expected is None else self.said - self.expected


def read_statements(data: bytes | str) -> tuple[tuple[Statement, ...], tuple[Fault, ...]]:
    """Read a file's bytes: its statements, or every fault of its structure (then there are no statements)."""
    tree = read_tree(data)
    found, faults = fitted(tree, Statements, SHAPES) if tree.places else (None, [])
    sound = found if not tree.faults else None
    return tuple(sound.statements) if sound else (), (*tree.faults, *faults)


def findings(statements: tuple[Statement, ...]) -> Iterator[Finding]:
    """Check each statement by itself."""
    for each in statements:
        yield finding(each)


def finding(statement: Statement) -> Finding:
    """Check one statement."""
    if statement.sum is not None:
        return _sum(statement, statement.sum)
    if statement.share is not None:
        return _share(statement, statement.share)
    if statement.average is not None:
        return _average(statement, statement.average)
    if statement.growth is not None:
        return _growth(statement, statement.growth)
    if statement.alone is not None:
        return Finding(statement, Outcome.UNCHECKED, None, None)
    values = [each.value for each in statement.same or ()]
    return Finding(statement, _compared(max(values), min(values)), max(values), min(values))


def rounded_as(value: Decimal, said: Decimal) -> Decimal:
    """Round a computed figure half up to as many places as the text gives."""
    return value.quantize(Decimal(1).scaleb(min(0, int(said.as_tuple().exponent))), ROUND_HALF_UP)


def _sum(statement: Statement, form: Sum) -> Finding:
    parts = sum((each.value for each in form.parts), Decimal(0))
    outcome = _compared(form.total.value, parts)
    if form.listed == "some" and parts < form.total.value:
        outcome = Outcome.PARTIAL
    return Finding(statement, outcome, form.total.value, parts)


def _share(statement: Statement, form: Share) -> Finding:
    if form.of.value == 0:
        return Finding(statement, Outcome.UNCHECKED, form.per_cent, None)
    share = 100 * form.part.value / form.of.value
    if form.part.value > form.of.value:
        return Finding(statement, Outcome.DIFFERS, form.part.value, form.of.value)
    if form.per_cent is None:
        return Finding(statement, Outcome.UNCHECKED, None, share)
    return Finding(statement, _compared(form.per_cent, rounded_as(share, form.per_cent)), form.per_cent, share)


def _average(statement: Statement, form: Average) -> Finding:
    if form.per.value == 0:
        return Finding(statement, Outcome.UNCHECKED, form.said, None)
    average = form.total.value / form.per.value
    if form.said is None:
        return Finding(statement, Outcome.UNCHECKED, None, average)
    return Finding(statement, _compared(form.said, rounded_as(average, form.said)), form.said, average)


def _growth(statement: Statement, form: Growth) -> Finding:
    before = form.now.value - form.more
    if form.then is None:
        return Finding(statement, Outcome.UNCHECKED, None, before)
    return Finding(statement, _compared(form.then, before), form.then, before)


def _compared(said: Decimal, expected: Decimal) -> Outcome:
    return Outcome.AGREES if said == expected else Outcome.DIFFERS
