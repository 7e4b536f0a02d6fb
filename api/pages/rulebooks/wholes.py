"""Examples over several units on the page of a version: published figures, computed anew."""

from __future__ import annotations

from dataclasses import dataclass

from engine.criteria import CriteriaSet
from engine.examples import WholeExample
from engine.trying import Together
from engine.wording.examples import result_sentence
from engine.wording.numbers import number


@dataclass(frozen=True, slots=True)
class WholeView:
    """An example over several units: how many they are, and each figure that must come with whether it does."""

    title: str
    units: str
    source: str
    results: tuple[tuple[str, bool], ...]


def whole_view(criteria: CriteriaSet, example: WholeExample) -> WholeView:
    """Read an example over several units aloud, each figure judged anew."""
    together = Together.of(criteria, example)
    results = []
    for each in example.gives:
        now, more = together.gives(each)
        results.append((result_sentence(criteria, each), now == each.value and each.more in (None, more)))
    units = sum(row.units for row in example.rows)
    return WholeView(
        title=example.title,
        units=f"{number(units)} đơn vị cùng lúc" if units > 1 else "Số của cả nơi ghi thành một",
        source=source_of(example.basis, example.note),
        results=tuple(results),
    )


def source_of(basis: str | None, note: str | None) -> str:
    """Say the basis and the note of a part in one line."""
    named = f"Căn cứ: {basis.rstrip('.')}. " if basis else ""
    return f"{named}{note or ''}".strip()
