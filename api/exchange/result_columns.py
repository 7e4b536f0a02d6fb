"""Scores -> columns of a result table: what each is called, what it means, and its values over all units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from engine.conditions import leaves
from engine.criteria import BELOW, CriteriaSet, Criterion
from engine.indicators import Kind
from engine.rules import VERDICTS, Codes
from engine.scalars import PLACES
from engine.scoring import Counts, Scores
from engine.shortfalls import cures_of_criterion
from engine.wording.banners import SAMPLE

TEXT = pa.string()
CHOICE = pa.dictionary(pa.uint16(), pa.string())
"""Words out of a list: verdicts and bands."""
WHOLE = pa.int64()
EXACT = pa.decimal128(19, PLACES)
"""Whole steps of a number up to 2⁶³, as the exact decimal."""


class Part(StrEnum):
    """What a column of the result is about."""

    UNIT = "unit"
    COUNT = "count"
    BAND = "band"
    CRITERION = "criterion"
    VETO = "veto"
    ELIGIBLE = "eligible"
    SHORTFALL = "shortfall"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """One column: its id for machines, its heading and meaning for people, the basis in law where known."""

    id: str
    part: Part
    type: Any
    heading: str
    meaning: str
    basis: str = ""


def changed_indicators(criterion: Criterion) -> tuple[str, ...]:
    """Return the indicators that a shortfall of the criterion can ask to change, in their order."""
    return tuple(dict.fromkeys(leaf.indicators[0] for _, leaf in leaves(criterion.condition)))


def result_columns(criteria: CriteriaSet, last_day: date) -> tuple[ResultColumn, ...]:
    """Return the columns of a result for a period with that last day, in their order."""
    return (*_of_unit(criteria), *_verdicts(criteria, last_day), *_shortfalls(criteria), _NOTE)


_NOTE = ResultColumn(
    "note",
    Part.NOTE,
    TEXT,
    "Ghi chú",
    "“SỐ LIỆU MẪU” khi số liệu đưa vào là số liệu mẫu, không phải số liệu thật.",
)


def _of_unit(criteria: CriteriaSet) -> list[ResultColumn]:
    counts_as = "đạt" if criteria.not_applicable_counts_as == "met" else "chưa đạt"
    sure = f"Số tiêu chí chắc chắn đạt; tiêu chí không áp dụng tính là {counts_as}."
    most = "Số tiêu chí đạt nếu mọi tiêu chí chưa rõ đều đạt."
    return [
        ResultColumn("unit", Part.UNIT, TEXT, "Mã đơn vị", "Mã đơn vị hành chính, 5 chữ số."),
        ResultColumn("name", Part.UNIT, TEXT, "Tên đơn vị", "Tên theo danh mục, trên bản đồ ngày cuối kỳ."),
        ResultColumn("period", Part.UNIT, TEXT, "Kỳ", "Kỳ đánh giá."),
        ResultColumn("met", Part.COUNT, WHOLE, "Số tiêu chí đạt", sure),
        ResultColumn("possible", Part.COUNT, WHOLE, "Số tiêu chí có thể đạt", most),
        ResultColumn("of", Part.COUNT, WHOLE, "Tổng số tiêu chí", "Số tiêu chí của bộ tiêu chí."),
        ResultColumn("band", Part.BAND, CHOICE, "Mức", "Mức theo số tiêu chí chắc chắn đạt."),
        ResultColumn("possible_band", Part.BAND, CHOICE, "Mức có thể đạt", "Mức theo số tiêu chí có thể đạt."),
    ]


def _verdicts(criteria: CriteriaSet, last_day: date) -> list[ResultColumn]:
    found = [
        ResultColumn(each.id, Part.CRITERION, CHOICE, f"{each.id}\n{each.title}", each.title, each.basis or "")
        for each in criteria.criteria
    ]
    for veto in criteria.vetoes:
        meaning = f"Điều kiện loại trừ, “đạt” là có xảy ra: {veto.title}"
        found.append(ResultColumn(veto.id, Part.VETO, CHOICE, f"{veto.id}\n{veto.title}", meaning, veto.basis or ""))
    for level in criteria.recognition:
        if level.in_force(last_day):
            heading = f"Đủ điều kiện xét\n{level.title}"
            meaning = f"Có đủ điều kiện xét công nhận {level.title} không; công nhận là một quyết định riêng."
            found.append(
                ResultColumn(f"eligible.{level.level}", Part.ELIGIBLE, CHOICE, heading, meaning, level.basis or "")
            )
    return found


def _shortfalls(criteria: CriteriaSet) -> list[ResultColumn]:
    found = []
    for criterion in criteria.criteria:
        for key in changed_indicators(criterion):
            indicator = criteria.indicators[key]
            measure = f" ({indicator.unit})" if indicator.unit else ""
            heading = f"{criterion.id} còn thiếu\n{indicator.label}{measure}"
            meaning = f"Phần phải thêm (+) hoặc bớt (−) của “{indicator.label}”{measure} để đạt {criterion.id}."
            if indicator.kind in (Kind.FLAG, Kind.DOCUMENT):
                meaning = f"1 khi phải đổi hoặc bổ sung “{indicator.label}” để đạt {criterion.id}."
            kind = EXACT if indicator.kind is Kind.NUMBER else WHOLE
            found.append(ResultColumn(f"shortfall.{criterion.id}.{key}", Part.SHORTFALL, kind, heading, meaning))
    return found


def result_batch(
    scores: Scores, codes: Sequence[str] | pa.Array, names: Sequence[str] | pa.Array, *, sample: bool
) -> pa.RecordBatch:
    """Return the result of every unit: the columns of :func:`result_columns`, a row a unit."""
    criteria, size = scores.rules.criteria, scores.figures.size
    arrays = {
        "unit": _texts(codes),
        "name": _texts(names),
        "period": _same(scores.figures.period, size),
        "met": pa.array(scores.met, WHOLE),
        "possible": pa.array(scores.possible, WHOLE),
        "of": _same(len(criteria.criteria), size),
        "band": _choice(scores.band, _bands(criteria)),
        "possible_band": _choice(scores.possible_band, _bands(criteria)),
        "note": _same(SAMPLE, size) if sample else pa.nulls(size, TEXT),
    }
    arrays |= {each.id: _choice(scores.criteria[row], VERDICTS) for row, each in enumerate(criteria.criteria)}
    arrays |= {each.id: _choice(scores.vetoes[row], VERDICTS) for row, each in enumerate(criteria.vetoes)}
    arrays |= {f"eligible.{level}": _choice(judged, VERDICTS) for level, judged in scores.eligible.items()}
    for row, criterion in enumerate(criteria.criteria):
        units, cures = cures_of_criterion(scores, row)
        for key in changed_indicators(criterion):
            steps = np.zeros(size, np.int64)
            if key in cures.changes:
                steps[units] = cures.changes[key].astype(np.int64)
            exact = criteria.indicators[key].kind is Kind.NUMBER
            arrays[f"shortfall.{criterion.id}.{key}"] = (
                _exact(steps) if exact else pa.array(steps, WHOLE, mask=steps == 0)
            )
    schema = result_schema(criteria, scores.figures.last_day)
    return pa.RecordBatch.from_arrays([arrays[name] for name in schema.names], schema=schema)


def result_schema(criteria: CriteriaSet, last_day: date) -> pa.Schema:
    """Return the columns of a result as Arrow names them."""
    return pa.schema([pa.field(each.id, each.type) for each in result_columns(criteria, last_day)])


def _texts(texts: Sequence[str] | pa.Array) -> pa.Array:
    return texts if isinstance(texts, pa.Array) else pa.array(texts, TEXT)


def _bands(criteria: CriteriaSet) -> list[str]:
    return [*(band.id for band in criteria.bands), BELOW]


def _same(value: str | int, size: int) -> pa.Array:
    return pa.repeat(pa.scalar(value, TEXT if isinstance(value, str) else WHOLE), size)


def _choice(codes: Codes | Counts, words: Sequence[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(
        pa.array(codes.astype(np.uint16)), pa.array([str(each) for each in words], TEXT)
    )


def _exact(steps: NDArray[np.int64]) -> pa.Array:
    """Return steps of 0.0001 as decimals, 0 as null: Arrow's 128-bit numbers made of 64-bit ones."""
    wide = np.empty((len(steps), 2), "<i8")
    wide[:, 0], wide[:, 1] = steps, steps >> 63
    there = pa.array(steps != 0).buffers()[1]
    return pa.Array.from_buffers(EXACT, len(steps), [there, pa.py_buffer(wide)])
