"""The hidden sheet of a template: what each cell held when the template was made."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan

from api.exchange.cells import BadCell, is_blank, read_cell
from api.exchange.templates.sides import EDITION
from engine.criteria import CriteriaSet

_ABOUT = ("dienhinh-template", "set", "digest", "period")
_FIELDS = 4


@dataclass(frozen=True, slots=True)
class Origin:
    """What a template was made from; of each unit in it, figures in whole steps and documents as lists of text."""

    digest: str
    period: str
    figures: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    documents: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


def read_origin(rows: Sequence[Sequence[object]], criteria: CriteriaSet | None, period: str) -> Origin | None:
    """Read the rows of the hidden sheet for the set in force for their period; None when they can't be read.

    ``period`` is taken where the rows say none that ``criteria`` was asked for.
    """
    about = {str(row[0]): str(row[1]) for row in rows[: len(_ABOUT)] if len(row) > 1}
    head = rows[len(_ABOUT)] if len(rows) > len(_ABOUT) else ()
    if about.keys() != set(_ABOUT) or about[_ABOUT[0]] != str(EDITION) or criteria is None or not head:
        return None
    if about["period"] != period:
        return None
    figures: dict[str, dict[str, int]] = {}
    documents: dict[str, dict[str, tuple[str, ...]]] = {}
    proved = {each.id for each in criteria.criteria}
    for row in rows[len(_ABOUT) + 1 :]:
        code = str(row[0])
        figures[code], documents[code] = {}, {}
        for name, value in zip(map(str, head[1:]), row[1:], strict=False):
            if is_blank(value):
                continue
            indicator = criteria.indicators.get(name)
            if indicator is not None:
                steps = read_cell(indicator.kind, str(value), dot_is_decimal=True)
                if isinstance(steps, BadCell) or isnan(steps):
                    return None
                figures[code][name] = int(steps)
            elif name in proved:
                document = _document(str(value))
                if document is None:
                    return None
                documents[code][name] = document
    return Origin(about["digest"], period, figures, documents)


def period_of(rows: Sequence[Sequence[object]]) -> str | None:
    """Return the period that the hidden sheet is about; None when it says none."""
    return next((str(row[1]) for row in rows[: len(_ABOUT)] if len(row) > 1 and row[0] == "period"), None)


def _document(text: str) -> tuple[str, ...] | None:
    try:
        parts = json.loads(text)
    except ValueError:
        return None
    if not isinstance(parts, list) or len(parts) != _FIELDS or not all(isinstance(each, str) for each in parts):
        return None
    return tuple(parts)
