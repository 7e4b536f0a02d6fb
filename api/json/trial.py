"""``/trial``: values as typed and not stored, judged by the engine over what is on record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field, StrictStr

from api.answers.json import Json
from api.json.answering import plain
from api.json.asking import ToRead, period_bounds
from api.json.problems import RefusedError
from api.json.scores import Set
from api.json.texts import Body
from api.workflow.trying import Trial, Typed, ground, tried
from engine.conditions import leaves
from engine.criteria import CriteriaSet
from engine.explaining import CriterionResult, written
from engine.figures import as_written
from engine.rules import Verdict
from engine.wording.privacy import about_text
from engine.wording.verdicts import MARKS, WORDS, condition_sentence, criterion_sentence

router = APIRouter(tags=["Số liệu"])
MOST_UNITS = 200
MOST_VALUES = 500
Indicator = Annotated[str, Field(max_length=64)]
_CLEAR = {Verdict.MET: (Verdict.UNMET, "vướng"), Verdict.UNMET: (Verdict.MET, "không vướng")}
"""A veto is met when it bites: how that is shown."""


class TrialUnit(Body):
    """What was typed for one unit."""

    unit: Annotated[str, Field(pattern=r"^[0-9]{5}$", examples=["04831"])]
    values: Annotated[
        dict[Indicator, Annotated[StrictStr, Field(max_length=100)] | None],
        Field(
            default_factory=dict,
            max_length=MOST_VALUES,
            description="Theo chỉ tiêu: chữ như đã gõ («98,5», «15/03/2024», «có»); rỗng hoặc null: chưa có số liệu.",
            examples=[{"bodies_recognised": "18"}],
        ),
    ]
    notes: Annotated[
        dict[Indicator, Annotated[StrictStr, Field(max_length=300)]],
        Field(default_factory=dict, max_length=MOST_VALUES, description="Theo chỉ tiêu: ghi chú đang gõ."),
    ]


class TrialBody(Body):
    """Values to be tried."""

    period: Annotated[str, Field(pattern=r"^[0-9]{4}$", examples=["2024"])]
    criterion: Annotated[
        str | None, Field(max_length=64, description="Chỉ trả lời về một tiêu chí; không ghi là tất cả.")
    ] = None
    units: Annotated[list[TrialUnit], Field(min_length=1, max_length=MOST_UNITS)]


@router.post("/trial", summary="Chấm thử số liệu chưa ghi")
def trial(asked: ToRead, body: TrialBody, set_id: Set = None) -> Response:
    """Trả về kết quả nếu ghi những giá trị này: từng tiêu chí, còn thiếu gì, và lỗi của từng ô. Không ghi gì."""
    of_set = asked.set_id(set_id)
    last = period_bounds(asked, of_set, body.period)[1]
    version = asked.office.version_of_period(of_set, body.period)
    if body.criterion is not None and body.criterion not in {each.id for each in version.criteria.criteria}:
        raise RefusedError(
            "not_usable", f"Kỳ {body.period} không có tiêu chí «{body.criterion}»; xem /api/v1/criteria."
        )
    if len({each.unit for each in body.units}) < len(body.units):
        raise RefusedError("not_usable", "Có đơn vị hai lần trong «units»; mỗi đơn vị chỉ để một lần.")
    units = [asked.unit(each.unit, last) for each in body.units]
    entered = {key for key, each in version.criteria.indicators.items() if each.sum is None}
    given = [{key: text for key, text in each.values.items() if key in entered} for each in body.units]
    wanted = None if body.criterion is None else _read_by(version.criteria, body.criterion)
    found = tried(ground(asked.office, version, body.period, units), given, wanted)
    answers = [
        _unit(found, place, body.criterion) | {"cells": _cells(found, place, each)}
        for place, each in enumerate(body.units)
    ]
    return plain(asked.request, {"period": body.period, "units": answers}, headers={"Cache-Control": "no-store"})


def _read_by(criteria: CriteriaSet, criterion: str) -> set[str]:
    condition = next(each.condition for each in criteria.criteria if each.id == criterion)
    return {part for _, leaf in leaves(condition) for key in leaf.indicators for part in criteria.parts[key]}


def _unit(found: Trial, place: int, only: str | None) -> Json:
    result, criteria = found.scored, found.ground.criteria
    scores, sums = result.scores, (key for key, each in criteria.indicators.items() if each.sum is not None)
    wanted = [index for index, each in enumerate(criteria.criteria) if only in (None, each.id)]
    return {
        "unit": result.codes[place],
        "name": result.names[place],
        "met": int(scores.met[place]),
        "possible": int(scores.possible[place]),
        "of": len(criteria.criteria),
        "band": scores.band_id(int(scores.band[place])),
        "possible_band": scores.band_id(int(scores.possible_band[place])),
        "sums": {key: _written(criteria, key, found.ground.now(key, place)) for key in sums},
        "criteria": [_criterion(found, place, result.explanations.criterion(place, index)) for index in wanted],
        "vetoes": [
            {"id": veto.id} | _judged(Verdict.of(int(scores.vetoes[index, place])), veto=True)
            for index, veto in enumerate(criteria.vetoes)
        ],
    }


def _criterion(found: Trial, place: int, each: CriterionResult) -> Json:
    criteria, figures = found.ground.criteria, found.scored.scores.figures
    return {
        "id": each.id,
        **_judged(each.verdict),
        "sentence": criterion_sentence(criteria, each),
        "shortfall": written(each.shortfall),
        "conditions": [
            {
                "path": one.path,
                **_judged(one.verdict),
                "sentence": condition_sentence(criteria, figures, place, one),
            }
            for one in each.conditions
        ],
    }


def _judged(verdict: Verdict, *, veto: bool = False) -> Json:
    """Give a verdict with how it is shown: its sign, its word and whose colour it has."""
    shown, word = _CLEAR.get(verdict, (verdict, WORDS[verdict])) if veto else (verdict, WORDS[verdict])
    return {"verdict": str(verdict), "sign": MARKS[shown], "word": word, "shown_as": str(shown)}


def _cells(found: Trial, place: int, given: TrialUnit) -> Json:
    criteria = found.ground.criteria
    keys = dict.fromkeys((*given.values, *given.notes, *found.notices[place]))
    cells = {}
    for key in keys:
        if key not in criteria.indicators or criteria.indicators[key].sum is not None:
            cells[key] = _cell(None, _not_entered(criteria, found.ground.period, key), (), None)
            continue
        typed = found.typed[place].get(key)
        doubt = about_text(given.notes.get(key, ""))
        fault = _fault(typed) if typed and not typed.is_usable else None
        value = _written(criteria, key, found.ground.now(key, place))
        cells[key] = _cell(value, fault, found.notices[place].get(key, ()), doubt)
    return cells


def _cell(value: str | None, fault: Json | None, notices: tuple[str, ...], doubt: tuple[str, str] | None) -> Json:
    warnings = [{"field": "note", "code": doubt[0], "message": doubt[1]}] if doubt else []
    return {"value": value, "fault": fault, "notices": list(notices), "warnings": warnings}


def _fault(typed: Typed) -> Json:
    return {"code": typed.code, "message": typed.message, "cure": typed.cure, "readings": list(typed.readings)}


def _not_entered(criteria: CriteriaSet, period: str, key: str) -> Json:
    indicator = criteria.indicators.get(key)
    if indicator is None:
        return _fault(Typed(None, "UNKNOWN_INDICATOR", f"kỳ {period} không có chỉ tiêu này", "xem /api/v1/criteria"))
    parts: Mapping[str, None] = dict.fromkeys(indicator.sum or ())
    return _fault(Typed(None, "SUM", "đây là số cộng ra, không nhập", f"hãy nhập: {', '.join(parts)}"))


def _written(criteria: CriteriaSet, key: str, steps: int | None) -> str | None:
    return None if steps is None else as_written(criteria.indicators[key].kind, steps)
