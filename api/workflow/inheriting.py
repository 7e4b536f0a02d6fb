"""Recognitions after a merger: who held what, what was decided, and the decision put on record.

A recognition that goes on is a decision like any other: a row of the new unit with the number of the decision, so
that it holds, is reviewed and revoked as every other. The old rows stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from api.store import recognitions as stored
from api.store.chains import standing
from api.store.database import Actor
from api.store.merger_tables import MergerRule
from api.store.recognitions import Decision
from api.store.tables import RecognitionRow
from api.store.units import numbered, numbers
from api.workflow.board import Board
from api.workflow.office import Office
from api.workflow.recognising import RecognitionError, holds
from api.workflow.replacing import replaced
from engine.criteria import CriteriaSet
from engine.indicators import Kind
from engine.inheriting import RULES, Rule, goes_on
from engine.units import Lineage, Register, UnitKey, UnitVersion


@dataclass(frozen=True, slots=True)
class Heir:
    """A unit made of others of which some were recognised on their last day: by level, the lines that they came by.

    ``rule`` is what was decided about it, None while nobody has.
    """

    unit: UnitVersion
    lines: tuple[Lineage, ...]
    held: Mapping[str, frozenset[UnitKey]]
    rule: MergerRule | None

    @property
    def effective(self) -> date:
        """The first day of the new unit."""
        return self.unit.first_day


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be decided about an heir: the rule, for majority the indicator and its period, and the document."""

    rule: str
    decision: str
    decided_on: date
    indicator: str = ""
    period: str = ""


def rules_of(session: Session, set_id: str, upto: int | None = None) -> Mapping[UnitKey, MergerRule]:
    """Return what was decided, by the unit it is about."""
    rows = standing(session, MergerRule, MergerRule.set_id == set_id, upto=upto)
    keys = {number: key for key, number in numbers(session).items()} if rows else {}
    return {keys[row.unit_id]: row for row in rows}


def heirs(
    register: Register, decisions: Iterable[Decision], rules: Mapping[UnitKey, MergerRule], on: date
) -> tuple[Heir, ...]:
    """Return every unit of which a predecessor was recognised on its last day, in the order of codes."""
    held: dict[UnitKey, dict[str, set[UnitKey]]] = {}
    for each in decisions:
        old = (each.code, each.first_day)
        for line in register.successors(old):
            if line.effective <= on and holds(each, line.effective - timedelta(days=1)):
                held.setdefault(line.new, {}).setdefault(each.level, set()).add(old)
    found = []
    for key, levels in sorted(held.items()):
        unit = register.version(*key)
        if unit is not None:
            of_level = {level: frozenset(units) for level, units in levels.items()}
            found.append(Heir(unit, register.predecessors(key), of_level, rules.get(key)))
    return tuple(found)


def outcome(board: Board, heir: Heir, wish: Wish, levels: Iterable[str]) -> dict[str, bool | None]:
    """Return by level whether the recognition would go on; None where a figure that decides is not known.

    KeyError or ValueError when the indicator or the period of a majority can't be used.
    """
    weights: list[int | None] = [None] * len(heir.lines)
    if wish.rule == "majority":
        parts = {part.line.old: part.gave for part in board.carried(wish.period, heir.unit.key)[wish.indicator].parts}
        weights = [parts.get(line.old) for line in heir.lines]
    found = {}
    for level in levels:
        was = [line.old in heir.held.get(level, frozenset()) for line in heir.lines]
        found[level] = goes_on(_rule(wish.rule), was, weights)
    return found


def _rule(text: str) -> Rule:
    found = next((each for each in RULES if each == text), None)
    if found is None:
        raise RecognitionError("Chọn một cách: mọi đơn vị cũ (all), phần lớn (majority) hoặc không mang sang (none)")
    return found


def decide(  # noqa: PLR0913, PLR0917 -- who decides what about whom, by which rules
    office: Office, actor: Actor, board: Board, heir: Heir, wish: Wish, criteria: CriteriaSet
) -> tuple[str, ...]:
    """Put the decision about an heir on record; return the levels that go on. The same again changes nothing.

    RecognitionError when it can't be used, or another decision stands.
    """
    levels = _levels(heir, wish, criteria)
    _judge(office, board, heir, wish)
    found = outcome(board, heir, wish, levels)
    unclear = [criteria.levels[level].title for level, goes in found.items() if goes is None]
    if unclear:
        raise RecognitionError(
            f"Chưa đủ số liệu để biết phần lớn ({', '.join(unclear)}): có đơn vị cũ chưa có số liệu, hoặc bị chia mà "
            "chưa ai nhập phần; nhập trước, hoặc chọn cách khác"
        )
    going = tuple(level for level, goes in found.items() if goes)
    content = {"unit": heir.unit.code, "rule": wish.rule, "levels": list(going)}
    with office.database.writing(actor, "inheritance.decide", set_id=criteria.set, content=content) as write:
        write.unit_id = numbered(write, heir.unit.key)
        values = {
            "rule": wish.rule, "indicator": wish.indicator, "period": wish.period,
            "decision": wish.decision, "decided_on": wish.decided_on,
        }  # fmt: skip
        before = rules_of(write.session, criteria.set).get(heir.unit.key)
        if before is not None:
            if all(getattr(before, key) == value for key, value in values.items()):
                return going
            if before.rule != "none":
                raise RecognitionError(
                    f"Đã quyết định theo {before.decision} ngày {before.decided_on:%d/%m/%Y} — muốn đổi thì thu hồi "
                    "hoặc ghi công nhận mới cho đơn vị"
                )
            replaced(write, before, **values)
        else:
            write.add(MergerRule(set_id=criteria.set, unit_id=write.unit_id, **values))  # type: ignore[arg-type]  # each by its name
        mine = [
            each
            for each in stored.decisions(write.session, criteria.set)
            if (each.code, each.first_day) == heir.unit.key and holds(each, wish.decided_on)
        ]
        for level in going:
            if level not in {each.level for each in mine}:
                write.add(
                    RecognitionRow(
                        set_id=criteria.set, unit_id=write.unit_id, level=level, decision=wish.decision,
                        decided_on=wish.decided_on,
                    )
                )  # fmt: skip
    return going


def _levels(heir: Heir, wish: Wish, criteria: CriteriaSet) -> tuple[str, ...]:
    """Return the levels that were held and are still there on the day of the decision, lowest first."""
    return tuple(key for key, each in criteria.levels.items() if key in heir.held and each.in_force(wish.decided_on))


def _judge(office: Office, board: Board, heir: Heir, wish: Wish) -> None:
    _rule(wish.rule)
    if wish.decided_on < heir.effective:
        raise RecognitionError(f"{heir.unit.name} có từ ngày {heir.effective:%d/%m/%Y}; sửa ngày quyết định")
    if wish.decided_on > office.today:
        raise RecognitionError("Ngày quyết định ở sau hôm nay; sửa lại ngày")
    if wish.rule != "majority":
        if wish.indicator or wish.period:
            raise RecognitionError("Chỉ cách «phần lớn» mới cần chỉ tiêu và kỳ; bỏ trống hai ô đó")
        return
    indicator = board.criteria.indicators.get(wish.indicator)
    if indicator is None or indicator.sum is not None or indicator.merger != "sum" or indicator.kind is Kind.FLAG:
        raise RecognitionError(f"Chỉ tiêu «{wish.indicator[:64]}» không cộng được; chọn một số đếm, ví dụ số hộ")
    if wish.period not in board.data.periods:
        raise RecognitionError(f"Chưa có số liệu kỳ «{wish.period[:10]}»; chọn kỳ có số liệu của các đơn vị cũ")
    last = board.criteria.period.bounds(wish.period)[1]
    if last >= heir.effective:
        raise RecognitionError(f"Kỳ {wish.period} kết thúc sau khi sáp nhập; chọn kỳ của các đơn vị cũ")
