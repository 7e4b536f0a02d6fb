"""What must be watched in a period: who is late, which recognitions to review, which documents soon expire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from api.store import assessments as stored
from api.store import recognitions
from api.store.assessments import State
from api.workflow import Board, Scored
from api.workflow.office import Office
from api.workflow.proving import expiring
from api.workflow.recognising import Standing, standings
from api.workflow.record import Record
from api.workflow.schedule import DUE, late
from engine.names import sort_key
from engine.rules import Verdict
from engine.units import Register, UnitKey, UnitVersion
from engine.wording.numbers import day, number

WITHIN = 60
"""Days within which a document that ends is soon to expire."""
STEP_WORDS = {State.SELF_ASSESSED: "tự chấm", State.SUBMITTED: "nộp", State.APPRAISED: "thẩm định"}


@dataclass(frozen=True, slots=True)
class Watched:
    """A unit with what is to be seen to; ``link`` is empty where the period knows no such unit."""

    key: UnitKey
    name: str
    link: str
    said: str


@dataclass(frozen=True, slots=True)
class Section:
    """A list of what is to be watched, and the sentence that stands above it, or in its place when it is empty."""

    id: str
    title: str
    sentence: str
    items: tuple[Watched, ...]

    def seen_by(self, units: frozenset[UnitKey]) -> Section:
        """Return it with the units that may be seen."""
        return Section(self.id, self.title, self.sentence, tuple(each for each in self.items if each.key in units))


def watch(office: Office, board: Board, result: Scored, today: date) -> tuple[Section, ...]:
    """Gather the lists of a period on a day; of files, which know no steps and no documents, none."""
    record = board.data
    if not isinstance(record, Record):
        return ()
    return (
        _late(office, board, record, result, today),
        _review(board, record, result, today),
        _expiring(board, record, result, today),
    )


def _late(office: Office, board: Board, record: Record, result: Scored, today: date) -> Section:
    period = result.scores.figures.period
    with record.database.reading() as session:
        plan = stored.plans(session, board.criteria.set, period, record.upto).get(period)
    title = f"Chưa nộp kỳ {period}"
    if plan is None:
        return Section("chua-nop", title, f"Kỳ {period} chưa được mở nên chưa có hạn nộp.", ())
    due = {step: getattr(plan, name) for step, name in DUE.items()}
    found = late(office, board.criteria.set, period, today)
    steps: dict[UnitVersion, list[State]] = {}
    for step, units in found.steps.items():
        for unit in units:
            steps.setdefault(unit, []).append(step)
    items = [
        _watched(board.register, result, unit, _late_words(steps[unit]))
        for unit in sorted(steps, key=lambda each: (each.district or "", sort_key(each.short_name)))
    ]
    return Section("chua-nop", title, _late_sentence(due, found.steps, today), tuple(items))


def _late_words(steps: Iterable[State]) -> str:
    return f"chậm {', '.join(STEP_WORDS[step] for step in steps)}"


def _late_sentence(due: Mapping[State, date], steps: Mapping[State, tuple[UnitVersion, ...]], today: date) -> str:
    said = []
    for step, word in STEP_WORDS.items():
        if due[step] >= today:
            said.append(f"hạn {word} {day(due[step])} chưa qua")
        else:
            said.append(f"quá hạn {word} {day(due[step])}: {number(len(steps[step]))} đơn vị")
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}."


def _review(board: Board, record: Record, result: Scored, today: date) -> Section:
    period = result.scores.figures.period
    title = "Công nhận cần xem xét lại"
    if board.criteria.revocation is None:
        return Section("xem-xet-lai", title, "Bộ tiêu chí không đặt điều kiện xem xét lại công nhận.", ())
    with record.database.reading() as session:
        decisions = recognitions.decisions(session, board.criteria.set, upto=record.upto)
    found = standings(board, decisions, period, today)
    due = [each for each in found if each.review in (Verdict.MET, Verdict.UNKNOWN)]
    due.sort(key=lambda each: (each.review is not Verdict.MET, each.decision.decided_on, each.decision.id))
    holding = sum(each.in_force for each in found)
    said = f"Theo điểm kỳ {period}, {number(sum(each.review is Verdict.MET for each in due))} trong "
    said += f"{number(holding)} công nhận đang có hiệu lực đến lúc xem xét lại"
    open_ones = sum(each.review is Verdict.UNKNOWN for each in due)
    said += f", {number(open_ones)} công nhận chưa rõ vì thiếu số liệu." if open_ones else "."
    items = [_reviewed(board, result, each) for each in due]
    return Section("xem-xet-lai", title, said, tuple(items))


def _reviewed(board: Board, result: Scored, each: Standing) -> Watched:
    decision = each.decision
    unit = board.register.version(decision.code, decision.first_day)
    level = board.criteria.levels[decision.level].title if decision.level in board.criteria.levels else decision.level
    said = f"{level}, quyết định {decision.decision} ngày {day(decision.decided_on)}: {_why(board, result, each)}"
    if unit is None:
        return Watched((decision.code, decision.first_day), f"Đơn vị {decision.code}", "", said)
    return _watched(board.register, result, unit, said)


def _why(board: Board, result: Scored, each: Standing) -> str:
    """Say how much is unmet; which of it brings the review about stands in the set."""
    place = result.codes.index(each.decision.code)
    rule, judged = board.criteria.revocation, result.scores.criteria[:, place]
    ids = [one.id for one in board.criteria.criteria]
    unmet = [key for key, code in zip(ids, judged, strict=True) if Verdict.of(int(code)) is Verdict.UNMET]
    said = f"{number(len(unmet))}/{number(len(ids))} tiêu chí chưa đạt"
    listed = [key for key in unmet if rule is not None and key in rule.or_unmet]
    said += f", trong đó có {', '.join(listed)}" if listed else ""
    return f"chưa rõ, {said}" if each.review is Verdict.UNKNOWN else said


def _expiring(board: Board, record: Record, result: Scored, today: date) -> Section:
    with record.database.reading() as session:
        rows = expiring(session, board.criteria.set, today, WITHIN, record.upto)
    items = []
    for (code, first_day), row in rows:
        unit, last = board.register.version(code, first_day), row.expires_on
        if unit is not None and last is not None:
            left = (last - today).days
            when = "hết hạn hôm nay" if left == 0 else f"còn {number(left)} ngày"
            said = f"{row.criterion}: {row.document}, dùng được đến {day(last)} ({when})"
            items.append(_watched(board.register, result, unit, said))
    text = f"{number(len(items))} tài liệu hết hạn trong {WITHIN} ngày tới."
    empty = f"Không có tài liệu nào hết hạn trong {WITHIN} ngày tới."
    return Section("minh-chung", "Minh chứng sắp hết hạn", text if items else empty, tuple(items))


def _watched(register: Register, result: Scored, unit: UnitVersion, said: str) -> Watched:
    figures = result.scores.figures
    known = unit.code in result.codes and register.version(unit.code, figures.last_day) == unit
    # Two communes of one name are told apart by their districts.
    where = f" ({unit.district_name})" if result.names.count(unit.name) > 1 and unit.district_name else ""
    return Watched(unit.key, f"{unit.name}{where}", f"/xa/{unit.code}?ky={figures.period}" if known else "", said)
