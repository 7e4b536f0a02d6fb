"""Recognitions on record: decided, revoked, up for review; what a score says stands beside them and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from api.store import recognitions as stored
from api.store.database import Actor, Database
from api.store.merger_tables import MergerRule
from api.store.recognitions import Decision
from api.store.tables import RecognitionRow, Revocation
from api.store.units import number_of, numbered
from api.workflow.board import Board
from engine.reviewing import under_review
from engine.rules import Verdict
from engine.units import Register, UnitKey, UnitVersion


class RecognitionError(Exception):
    """Why a decision can't be put on record; the message is Vietnamese and holds the cure."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A recognition with what the scores of a period say: eligible, up for review; None where nothing is known.

    ``after`` are the units that the unit became where it is gone.
    """

    decision: Decision
    in_force: bool
    eligible: Verdict | None
    review: Verdict | None
    after: tuple[After, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether it is up for review: by the scores, or because nobody has decided what becomes of it."""
        return self.review is Verdict.MET or any(each.rule is None for each in self.after)


@dataclass(frozen=True, slots=True)
class After:
    """A unit that a recognised unit became: ``rule`` is what was decided of the recognition, None while nobody has."""

    unit: UnitVersion
    rule: str | None
    decision: str = ""


def after_mergers(
    register: Register, held: tuple[Standing, ...] | list[Standing], rules: Mapping[UnitKey, MergerRule], on: date
) -> list[Standing]:
    """Say of recognitions of units that are gone what became of them: while nobody has decided, they ask."""
    found = []
    for each in held:
        lines = register.successors((each.decision.code, each.decision.first_day))
        asked = [
            After(unit, rule.rule if rule else None, rule.decision if rule else "")
            for line in lines
            if line.effective <= on and holds(each.decision, line.effective - timedelta(days=1))
            and (unit := register.version(*line.new)) is not None
            for rule in (rules.get(line.new),)
        ]  # fmt: skip
        found.append(replace(each, after=tuple(asked)) if asked else each)
    return found


def recognise(  # noqa: PLR0913, PLR0917 -- the parts of a decision
    database: Database, actor: Actor, set_id: str, unit: UnitKey, level: str, decision: str, decided_on: date
) -> Decision:
    """Put a recognition on record; the same decision again changes nothing.

    RecognitionError when the unit is recognised at the level on that day by another decision.
    """
    with database.writing(
        actor, "recognition.decide", set_id=set_id, content={"unit": unit[0], "level": level}
    ) as write:
        write.unit_id = numbered(write, unit)
        held = [
            each
            for each in stored.decisions(write.session, set_id)
            if (each.code, each.first_day, each.level) == (*unit, level)
        ]
        for each in held:
            if (each.decision, each.decided_on) == (decision, decided_on):
                return each
        current = [
            each
            for each in held
            if each.revoked_on is None or each.revoked_on > decided_on or each.decided_on == decided_on
        ]
        if current:
            raise RecognitionError(
                f"Đơn vị đã được công nhận cấp này theo quyết định {current[0].decision} ngày "
                f"{current[0].decided_on:%d/%m/%Y} — thu hồi quyết định đó trước, hoặc kiểm tra lại ngày"
            )
        row = write.add(
            RecognitionRow(
                set_id=set_id,
                unit_id=write.unit_id,
                level=level,
                decision=decision,
                decided_on=decided_on,
            )
        )
        number = row.id
    with database.reading() as session:
        return stored.decisions(session, set_id, only=number)[0]


def revoke(  # noqa: PLR0913, PLR0917 -- the parts of a decision
    database: Database, actor: Actor, set_id: str, number: int, decision: str, revoked_on: date
) -> Decision:
    """Put the end of a recognition on record; the same again changes nothing. LookupError when there is none."""
    with database.writing(actor, "recognition.revoke", set_id=set_id, content={"recognition": number}) as write:
        held = stored.decisions(write.session, set_id, only=number)
        if not held:
            raise LookupError(number)
        each = held[0]
        write.unit_id = number_of(write.session, (each.code, each.first_day))
        if (each.revocation, each.revoked_on) == (decision, revoked_on):
            return each
        if each.revoked_on is not None:
            raise RecognitionError(
                f"Đã bị thu hồi theo quyết định {each.revocation} ngày {each.revoked_on:%d/%m/%Y} — không cần ghi nữa"
            )
        if revoked_on < each.decided_on:
            raise RecognitionError(f"Ngày thu hồi trước ngày công nhận {each.decided_on:%d/%m/%Y} — sửa lại ngày")
        write.add(Revocation(recognition_id=number, decision=decision, revoked_on=revoked_on))
    with database.reading() as session:
        return stored.decisions(session, set_id, only=number)[0]


def standings(board: Board | None, decisions: tuple[Decision, ...], period: str | None, on: date) -> list[Standing]:
    """Return recognitions with what the scores of a period say of their units on a day."""
    if board is None or period is None:
        return [Standing(each, holds(each, on), None, None) for each in decisions]
    result = board.scored(period)
    day = result.scores.figures.last_day
    places = {
        unit.key: place
        for place, code in enumerate(result.codes)
        if (unit := board.register.version(code, day)) is not None
    }
    review = under_review(result.scores)
    found = []
    for each in decisions:
        place = places.get((each.code, each.first_day))
        eligible = result.scores.eligible.get(each.level)
        in_force = holds(each, on)
        found.append(
            Standing(
                each,
                in_force,
                None if place is None or eligible is None else Verdict.of(int(eligible[place])),
                None if place is None or review is None or not in_force else Verdict.of(int(review[place])),
            )
        )
    return found


def holds(each: Decision, on: date) -> bool:
    """Tell whether a recognition is in force on a day."""
    return each.decided_on <= on and (each.revoked_on is None or on < each.revoked_on)
