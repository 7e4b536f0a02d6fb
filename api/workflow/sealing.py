"""What a sealed assessment keeps, so that it is computed again from that alone: its inputs and the criteria's text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isnan
from typing import Any

import numpy as np
from sqlmodel import Session

from api.exchange.before import origins, wanted_before
from api.store import figures as stored
from api.store import recognitions, shares
from api.store.acts import canonical
from api.store.assessments import Course
from api.store.chains import standing
from api.store.database import Write
from api.store.tables import CriteriaText, Sealed, Waiver
from api.store.units import number_of, numbered
from api.workflow.board import Scored
from api.workflow.movement.feeding import FedFigure, fed
from api.workflow.office import NoVersionError, Office
from api.workflow.sheets import Assessment
from engine.checking import check
from engine.criteria import CriteriaSet
from engine.figures import Column, Figures, as_entered, as_written, entered
from engine.indicators import Indicator, Kind
from engine.merging import Way
from engine.rules import MET, UNMET, Verdict
from engine.scoring import Rules, score
from engine.targets import Recognition

Inputs = Mapping[str, Any]
"""Everything that a unit's score was made of, as JSON."""
Line = Callable[[Scored, int], bytes]
"""Writes the score of the unit at that place (``api.answers.score_lines.unit_bytes``)."""


def scored_now(session: Session, office: Office, of: Assessment, upto: int) -> tuple[Scored, int]:
    """Return the score by what was known after an act, and the unit's place in it."""
    live = _live(office, of, upto)
    return live or (single(of.criteria, of.version.digest, _inputs(session, office, of, upto, None)), 0)


def verdicts(result: Scored, place: int) -> dict[str, str]:
    """Return the computed verdict of every criterion."""
    codes = result.scores.criteria[:, place].tolist()
    return {each.id: str(Verdict.of(code)) for each, code in zip(result.criteria.criteria, codes, strict=True)}


def _live(office: Office, of: Assessment, upto: int) -> tuple[Scored, int] | None:
    """Score the unit from the record; None when it has no figure."""
    result = office.board(of.version, upto, (of.unit.code,), keep=False).scored(of.period)
    return (result, result.codes.index(of.unit.code)) if of.unit.code in result.codes else None


# --------------------------------------------------------------------------------------------------------- inputs


def _inputs(
    session: Session, office: Office, of: Assessment, upto: int, live: tuple[Scored, int] | None
) -> dict[str, Any]:
    """Gather what the score is made of, with the numbers of the rows that say it."""
    unit_id = number_of(session, of.unit.key)
    rows = stored.rows_holding(session, of.criteria.set, [unit_id], of.period) if unit_id else ()
    kinds = {key: str(each.kind) for key, each in of.criteria.indicators.items() if each.sum is None}
    figures: dict[str, dict[str, Any]] = {
        row.indicator: {"value": as_written(Kind(row.kind), row.steps), "row": row.id}
        for row in rows
        if row.steps is not None and kinds.get(row.indicator) == row.kind
    }
    sample = any(row.sample for row in rows if row.indicator in figures)
    for each in _from_register(office, of, upto):
        figures.pop(each.rule.indicator, None)
        if each.value is not None:
            figures[each.rule.indicator] = {"value": str(each.value), "models": list(each.counted.models)}
    before = _before(session, office, of, live)
    return {
        "set": of.criteria.set,
        "period": of.period,
        "known": upto,
        "unit": {
            "code": of.unit.code,
            "first_day": of.unit.first_day.isoformat(),
            "name": of.unit.name,
            "kind": of.unit.kind,
            "district": of.unit.district,
            "province": of.unit.province,
        },
        "figures": figures,
        "before": before,
        "waivers": _waivers(session, of, unit_id),
        "recognitions": _recognitions(session, office, of),
        "sample": sample or (live is not None and live[0].sample),
    }


def _from_register(office: Office, of: Assessment, upto: int) -> tuple[FedFigure, ...]:
    """Return the figures of the unit that its closed register gives, in the place of typed ones."""
    found = fed(office, of.criteria, of.period, upto, [of.unit.key])
    return tuple(each for each in found.cells.values() if each.closed)


def _before(
    session: Session, office: Office, of: Assessment, live: tuple[Scored, int] | None
) -> dict[str, dict[str, Any]]:
    """Return the earlier figures as they were carried onto the unit, with the rows that they come from."""
    if live is None:  # without a figure of its own nothing is compared
        return {}
    rows: dict[str, list[int]] = {}
    for code in origins(Way(office.register, of.last_day_before), of.unit.code, of.bounds[1]):
        version = office.register.version(code, of.last_day_before)
        number = number_of(session, version.key) if version else None
        for row in stored.rows_holding(session, of.criteria.set, [number], of.before) if number else ():
            rows.setdefault(row.indicator, []).append(row.id)
    found: dict[str, dict[str, Any]] = {}
    split = [each for each in shares.entered(session, of.criteria.set) if each.new == of.unit.key]
    for key in wanted_before(of.criteria):
        steps = float(live[0].scores.figures.column_before(key)[live[1]])
        if not isnan(steps):
            found[key] = {"value": as_entered(of.criteria.indicators[key], steps), "rows": rows.get(key, [])}
            if split:  # the shares by which counts of a split unit were divided
                found[key]["shares"] = [each.row for each in split if each.indicator in (key, "")]
    return found


def _waivers(session: Session, of: Assessment, unit_id: int | None) -> dict[str, dict[str, Any]]:
    rows = standing(
        session,
        Waiver,
        Waiver.set_id == of.criteria.set,
        Waiver.unit_id == unit_id,
        Waiver.period == of.period,
    )
    return {
        row.criterion: {
            "reason": row.reason,
            "decision": row.decision,
            "last_day": row.last_day.isoformat() if row.last_day else None,
            "row": row.id,
        }
        for row in rows
        if not row.withdrawn and row.criterion in of.ids and (row.last_day is None or row.last_day >= of.bounds[1])
    }


def _recognitions(session: Session, office: Office, of: Assessment) -> list[dict[str, Any]]:
    """Return the decisions in force for the unit on the last day of the period."""
    found = []
    for each in recognitions.decisions(session, of.criteria.set):
        decision = Recognition(each.code, each.level, each.decision, each.decided_on, each.revoked_on)
        version = office.register.version(each.code, each.decided_on)
        if (
            each.level in of.criteria.levels
            and decision.in_force(of.bounds[1])
            and version is not None
            and version.key == of.unit.key
        ):
            found.append(
                {
                    "level": each.level,
                    "decision": each.decision,
                    "decided_on": each.decided_on.isoformat(),
                    "row": each.id,
                }
            )
    return found


# ---------------------------------------------------------------------------------------------------------- again


def single(criteria: CriteriaSet, digest: str, inputs: Inputs) -> Scored:
    """Score the one unit of some inputs; nothing else is read."""
    figures = Figures.of(
        criteria,
        inputs["period"],
        _columns(criteria, inputs["figures"]),
        _columns(criteria, inputs["before"]),
        {key: np.ones(1, np.bool_) for key in inputs["waivers"]},
    )
    held = {each["level"] for each in inputs["recognitions"]}
    recognised = {level: np.array([MET if level in held else UNMET], np.uint8) for level in criteria.levels}
    return Scored(
        digest=digest,
        codes=(inputs["unit"]["code"],),
        names=(inputs["unit"]["name"],),
        scores=score(Rules.of(criteria), figures, recognised),
        faults=(),
        sample=inputs["sample"],
    )


def _columns(criteria: CriteriaSet, figures: Mapping[str, Mapping[str, Any]]) -> dict[str, Column]:
    """Return a column of one place for every indicator that is entered; what is not there is missing."""
    return {
        key: np.array([_steps(each, figures[key]["value"]) if key in figures else np.nan])
        for key, each in criteria.indicators.items()
        if each.sum is None
    }


def _steps(indicator: Indicator, value: str) -> float:
    """Read a figure as it was entered; ValueError when it can't be one."""
    steps = entered(indicator, value if indicator.kind in (Kind.FLAG, Kind.DOCUMENT) else Decimal(value))
    if steps is None:
        raise ValueError(f"{value} is no {indicator.kind}")
    return steps


def scored_again(office: Office, sealed: Sealed) -> Scored:
    """Score a sealed record from its inputs and the kept text of its criteria file, and from nothing else.

    NoVersionError when the text can't be read any more, or is not the text of the digest.
    """
    with office.database.reading() as session:
        kept = standing(session, CriteriaText, CriteriaText.digest == sealed.digest)
    checked = check(kept[0].text) if kept else None
    if checked is None or checked.criteria is None or checked.digest != sealed.digest:
        raise NoVersionError(f"Không đọc lại được tệp bộ tiêu chí có mã «{sealed.digest}» đã lưu khi chốt")
    return single(checked.criteria, sealed.digest, json.loads(sealed.inputs))


# -------------------------------------------------------------------------------------------------------- sealing


def sealed_row(write: Write, office: Office, of: Assessment, course: Course, line: Line) -> Sealed:
    """Make the row of a decided assessment; the score that it keeps is proved to come out of its inputs again."""
    upto = office.database.stamp(write.session)
    live = _live(office, of, upto)
    inputs = _inputs(write.session, office, of, upto, live)
    again = single(of.criteria, of.version.digest, inputs)
    text = line(again, 0)
    if live is not None and line(*live) != text:  # a fault of ours: better no record than one that can't be proved
        raise RuntimeError(f"the inputs of {of.id} do not give its score again")
    computed = verdicts(again, 0)
    items = {
        key: {
            "computed": computed[key],
            "self_assessed": course.self_assessed.get(key),
            "appraised": course.appraised[key],
        }
        for key in of.ids
    }
    return Sealed(
        set_id=of.criteria.set,
        unit_id=numbered(write, of.unit.key),
        period=of.period,
        edition=course.edition,
        digest=of.version.digest,
        inputs=canonical(inputs),
        score=text.decode(),
        items=canonical(items),
    )
