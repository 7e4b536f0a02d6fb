"""Figures that were sent, judged and written: every fault at once, or every figure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan

from api.access.deciding import Role
from api.answers.figures import figure
from api.answers.json import Json
from api.exchange.cells import BadCell, read_cell
from api.exchange.fault_words import WORDS
from api.json.asking import Asked, period_bounds
from api.json.figure_bodies import FigureOfMany
from api.json.problems import RefusedError
from api.json.texts import warnings_of
from api.store.database import Write
from api.store.tables import Figure
from api.store.units import number_of
from api.workflow.citing import not_citable
from api.workflow.locks import may_record
from api.workflow.recording import Change, Recorded, StaleError, record
from engine.criteria import CriteriaSet
from engine.indicators import Indicator
from engine.units import UnitVersion


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure belongs: a unit of the map of a period, by the file in force for it."""

    set_id: str
    period: str
    unit: UnitVersion
    criteria: CriteriaSet

    @classmethod
    def of(cls, asked: Asked, set_id: str | None, unit: str, period: str) -> Place:
        """Find it; refused when there is no such unit or period, or the asker may not do that there."""
        wanted = asked.set_id(set_id)
        criteria = criteria_of(asked, wanted, period)
        return cls(wanted, period, asked.scored_unit(unit, criteria.period.bounds(period)[1], criteria), criteria)

    def indicator(self, key: str) -> Indicator:
        """Return an indicator that is entered; refused when there is none, or when it is a sum."""
        found = self.criteria.indicators.get(key)
        if found is None:
            raise RefusedError("not_found", f"Kỳ {self.period} không có chỉ tiêu «{key[:64]}»; xem /api/v1/criteria.")
        if found.sum is not None:
            parts = ", ".join(found.sum)
            raise RefusedError("not_usable", f"«{found.label}» là số cộng ra, không nhập; hãy nhập: {parts}.")
        return found


def criteria_of(asked: Asked, set_id: str, period: str) -> CriteriaSet:
    """Return the set in force for a period; refused when there is none."""
    period_bounds(asked, set_id, period)
    return asked.office.version_of_period(set_id, period).criteria


def _judged(
    asked: Asked, of_set: str, given: Sequence[FigureOfMany], places: Sequence[str]
) -> tuple[list[Change], dict[str, CriteriaSet]]:
    """Return what every figure is to be, and the files by period; refused with every fault."""
    changes, faults, known = [], [], {}
    doubled = {key for key, number in Counter(map(_figure_of, given)).items() if number > 1}
    for each, place in zip(given, places, strict=True):
        key = (each.unit, each.period)
        try:
            if key not in known:
                known[key] = Place.of(asked, of_set, *key)
            steps = _steps(known[key].indicator(each.indicator), each, place)
        except RefusedError as error:
            if not place or error.code not in _OF_ONE:
                raise
            steps = _fault(each, place, error.code, *error.detail.rstrip(".").split("; ", 1))
        if not isinstance(steps, dict) and _figure_of(each) in doubled:
            steps = _fault(each, place, "DOUBLED_FIGURE", "số liệu này có hai lần trong một yêu cầu", "chỉ để một lần")
        if isinstance(steps, dict):
            faults.append(steps)
            continue
        kind = known[key].criteria.indicators[each.indicator].kind
        changes.append(
            Change(
                known[key].unit.key, each.period, each.indicator, kind, steps, each.if_match, each.evidence, each.note
            )
        )
    if faults:
        raise RefusedError("not_usable", f"{faults[0]['message']} — {faults[0]['cure']}.", faults=faults)
    return changes, {each.period: each.criteria for each in known.values()}


def write_all(asked: Asked, set_id: str | None, given: Sequence[FigureOfMany], places: Sequence[str]) -> Recorded:
    """Judge every figure, then write all; refused with every fault, or with every newer value."""
    of_set = asked.set_id(set_id)
    changes, criteria = _judged(asked, of_set, given, places)
    try:
        return record(
            asked.office.database,
            asked.actor,
            of_set,
            changes,
            may=may_write(asked, of_set, lambda each: criteria[each.period]),
        )
    except StaleError as error:
        newer = [
            figure(given[place].unit, row) if row else {"indicator": given[place].indicator, "value": None, "id": 0}
            for place, row in error.newer.items()
        ]
        raise RefusedError(
            "stale",
            "Người khác đã sửa số liệu này sau khi mình mở; xem «newer», rồi gửi lại với If-Match là «id» mới.",
            headers={"ETag": tag_of_row(next(iter(error.newer.values())))},
            newer=newer,
        ) from error


def _steps(indicator: Indicator, given: FigureOfMany, place: str) -> int | Json | None:
    """Read a value as whole steps; None when there is none; the fault when it can't be one."""
    found = read_cell(indicator.kind, given.value, dot_is_decimal=True)
    if isinstance(found, BadCell):
        message, cure = (part.format_map(found.values) for part in WORDS[found.code])
        return _fault(given, f"{place}.value".lstrip("."), found.code, f"{indicator.label}: {message}", cure)
    return None if isnan(found) else int(found)


def _fault(given: FigureOfMany, place: str, code: str, message: str, cure: str = "sửa rồi gửi lại") -> Json:
    """Say what is wrong with one of the figures that were sent."""
    figure_of = {"unit": given.unit, "period": given.period, "indicator": given.indicator}
    return {"place": place, **figure_of, "code": code, "message": message, "cure": cure}


_OF_ONE = ("bad_request", "not_found", "not_usable")
"""Refusals that are the fault of one figure among others."""


def _figure_of(given: FigureOfMany) -> tuple[str, str, str]:
    return given.unit, given.period, given.indicator


def may_write(
    asked: Asked, set_id: str, criteria_of: Callable[[Change], CriteriaSet]
) -> Callable[[Write, Change], None]:
    """Make the check that is run under the lock: the course of the assessment allows it, the evidence is the unit's."""
    office = asked.office

    def may(write: Write, change: Change) -> None:
        number = number_of(write.session, change.unit)
        forbids = may_record(
            write.session,
            set_id,
            number,
            change.period,
            criteria_of(change),
            office.today,
            indicator=change.indicator,
            by_province=office.access.holds(asked.who, Role.PROVINCE, change.unit, office.today),
        )
        if forbids is not None:
            raise RefusedError("state_forbids", forbids)
        why = not_citable(write.session, set_id, number, change.period, change.evidence)
        if why is not None:
            raise RefusedError("not_usable", why)

    return may


def noted(given: Sequence[FigureOfMany], places: Sequence[str]) -> Json:
    """Return the warnings of notes, each with its place, as a member of an answer; nothing when there are none."""
    found = [
        {"place": f"{place}.note".lstrip("."), **warning}
        for each, place in zip(given, places, strict=True)
        if each.note
        for warning in warnings_of(note=each.note)
    ]
    return {"warnings": found} if found else {}


def tag_of_row(row: Figure | None) -> str:
    """Return the entity tag of a figure: the number of its row, 0 when there is none."""
    return f'"{row.id if row else 0}"'


def read_if_match(header: str | None) -> int:
    """Read the number of a row out of If-Match; refused when it is missing or none of ours."""
    if header is None:
        raise RefusedError(
            "precondition_missing",
            'Gửi kèm If-Match: ETag của số liệu (phiếu: «step», kỳ: «number»); "0" nếu chưa có.',
        )
    match = re.fullmatch(r'(?:W/)?"?([0-9]{1,18})"?', header.strip())
    if match is None:
        raise RefusedError(
            "bad_request",
            "If-Match là số trong nháy: ETag của số liệu, «step» của phiếu, «number» của kỳ.",
        )
    return int(match.group(1))
