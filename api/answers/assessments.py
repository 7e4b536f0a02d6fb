"""JSON of assessments, sealed records, plans of periods and registrations."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from api.answers.json import Json
from api.answers.score_lines import unit_bytes
from api.store.assessments import Course, Items, Taken
from api.store.tables import Act, PeriodPlan, Registration, Sealed
from api.workflow.board import Scored
from api.workflow.locks import STATE_WORDS, open_items
from api.workflow.office import Office
from api.workflow.proving import Proof
from api.workflow.schedule import DUE, Days, Late, outstanding, overdue
from api.workflow.sealing import scored_again
from api.workflow.sheets import Assessment
from engine.criteria import CriteriaSet
from engine.planning.unknowns import lacking
from engine.rules import UNKNOWN
from engine.units import UnitVersion

TEXTS = ("justification", "reason")
"""What only those who work on an item may read."""


def recomputed(office: Office, sealed: Sealed) -> bytes:
    """Write the score of a sealed record, computed again from what it kept; errors as of ``scored_again``."""
    return unit_bytes(scored_again(office, sealed), 0)


def listed(of: Assessment, course: Course, plan: PeriodPlan | None, on: date) -> Json:
    """Give how far an assessment is, what is due next and what is late on a day."""
    last = course.steps[-1] if course.steps else None
    left = outstanding(course, of.criteria)
    return {
        "id": of.id,
        "set": of.criteria.set,
        "period": of.period,
        "unit": of.unit.code,
        "first_day": of.unit.first_day.isoformat(),
        "name": of.unit.name,
        "state": course.state,
        "state_title": STATE_WORDS[course.state],
        "edition": course.edition,
        "step": course.number,
        "by": last.actor if last else None,
        "at": last.at if last else None,
        "due": {"step": left[0], "day": getattr(plan, DUE[left[0]]).isoformat()} if plan and left else None,
        "late": list(overdue(course, of.criteria, plan, on)),
    }


@dataclass(frozen=True, slots=True)
class Sides:
    """What stands beside what was said: computed verdicts, documents, sealed editions, whether figures are invented."""

    computed: Mapping[str, str]
    proofs: Mapping[str, Proof]
    sealed: Sequence[tuple[Sealed, Act]]
    sample: bool


def detailed(of: Assessment, course: Course, sides: Sides, *, texts: bool) -> Json:
    """Give the items side by side and every step; ``texts`` lets justifications and reasons be seen."""
    opened = open_items(of, course)
    answer: Json = {
        "criteria": {"digest": of.version.digest, "wording": of.criteria.wording},
        "items": [_item(each.id, each.title, course, sides, opened, texts=texts) for each in of.criteria.criteria],
        "steps": [_step(each, texts=texts) for each in course.steps],
        "sealed": [
            {"edition": row.edition, "at": act.at, "by": act.actor, "digest": row.digest} for row, act in sides.sealed
        ],
    }
    return answer | ({"sample": True} if sides.sample else {})


def _item(  # noqa: PLR0913 -- what stands side by side
    key: str, title: str, course: Course, sides: Sides, opened: frozenset[str], *, texts: bool
) -> Json:
    proof = sides.proofs[key]
    return {
        "id": key,
        "title": title,
        "computed": sides.computed[key],
        "self_assessed": _said(course.self_assessed, key, texts=texts),
        "appraised": _said(course.appraised, key, texts=texts),
        "returned": _said(course.returned, key, texts=texts),
        "open": key in opened,
        "evidence": {"documents": [each.id for each in proof.documents], "amiss": proof.amiss or None},
    }


def _said(items: Items, key: str, *, texts: bool) -> Json | None:
    return _without_texts(items[key], texts=texts) if key in items else None


def _without_texts(said: Mapping[str, object], *, texts: bool) -> Json:
    return {name: each for name, each in said.items() if texts or name not in TEXTS}


def _step(step: Taken, *, texts: bool) -> Json:
    said = {
        "number": step.number,
        "kind": step.kind,
        "edition": step.edition,
        "at": step.at,
        "by": step.actor,
        "channel": step.channel,
        "items": list(step.items),
        "decision": step.decision or None,
    }
    return said | ({"reason": step.reason or None} if texts else {})


def unknown_figures(of: Assessment, result: Scored, place: int) -> list[Json]:
    """Warn of the criteria that are unknown, and say for want of which figures."""
    found: list[Json] = []
    for index, key in enumerate(of.ids):
        if result.scores.criteria[index, place] == UNKNOWN:
            missing = lacking(result.scores, place, index)
            labels = "; ".join(of.criteria.indicators[each].label for each in missing)
            found.append(
                {
                    "code": "UNKNOWN_FIGURES",
                    "field": f"items.{key}",
                    "indicators": list(missing),
                    "message": f"{key} chưa rõ vì thiếu số liệu: {labels}.",
                }
            )
    return found


def shown(of: Assessment, row: Sealed, act: Act, *, texts: bool) -> Json:
    """Give a sealed record: the score to the byte, both verdicts of each item, and the inputs of it all."""
    inputs, items = json.loads(row.inputs), json.loads(row.items)
    answer: Json = {
        "id": of.id,
        "edition": row.edition,
        "at": act.at,
        "by": act.actor,
        "digest": row.digest,
        "score": json.loads(row.score),
        "items": [
            {
                "id": key,
                "computed": each["computed"],
                "self_assessed": each["self_assessed"] and _without_texts(each["self_assessed"], texts=texts),
                "appraised": _without_texts(each["appraised"], texts=texts),
            }
            for key, each in items.items()
        ],
        "inputs": inputs
        | {"waivers": {key: _without_texts(each, texts=texts) for key, each in inputs["waivers"].items()}},
    }
    return answer | ({"sample": True} if inputs["sample"] else {})


def period(criteria: CriteriaSet, of: str, plan: PeriodPlan | None, days: Days, today: date) -> Json:
    """Give the plan of a period, or the days that are offered for it."""
    first, last = criteria.period.bounds(of)
    return {
        "set": criteria.set,
        "period": of,
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "planned": plan is not None,
        "open": plan is not None and plan.opens <= today <= plan.closes,
        "number": plan.id if plan else 0,
        **{name: day.isoformat() for name, day in asdict(days).items()},
    }


def late_ones(found: Late, visible: frozenset[tuple[str, date]], on: date) -> Json:
    """Give who is late on a day, of the units that may be seen."""

    def codes(units: Sequence[UnitVersion]) -> list[str]:
        return [each.code for each in units if each.key in visible]

    return {
        "on": on.isoformat(),
        **{str(step): codes(units) for step, units in found.steps.items()},
        "not_registered": codes(found.not_registered),
    }


def registration(row: Registration, unit: tuple[str, date], title: str | None) -> Json:
    """Give a registration; ``title`` is that of its level."""
    return {
        "id": row.id,
        "set": row.set_id,
        "period": row.period,
        "unit": unit[0],
        "first_day": unit[1].isoformat(),
        "level": row.level,
        "level_title": title,
        "registered_on": row.registered_on.isoformat(),
        "withdrawn": row.withdrawn,
        "act": row.act,
    }
