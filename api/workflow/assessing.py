"""The course of an assessment: who may take which step when, which items are open, and what a step must say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from api.store import assessments as stored
from api.store.acts import canonical
from api.store.assessments import Course, Items, State
from api.store.database import Actor, Write
from api.store.tables import Step
from api.store.units import number_of, numbered
from api.workflow.locks import may_record, may_take, open_items
from api.workflow.office import Office
from api.workflow.sealing import Line, scored_now, sealed_row, verdicts
from api.workflow.sheets import Assessment, Fault, FaultyError, ForbiddenError
from engine.rules import Verdict
from engine.wording.verdicts import WORDS as VERDICT_WORDS

__all__ = ["Said", "appraise", "give_back", "may_record", "reopen", "seal", "self_assess", "submit"]

_Given = TypeVar("_Given")


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a criterion, and why."""

    verdict: Verdict
    why: str = ""


ACTIONS = {
    State.SELF_ASSESSED: "assessment.self_assess",
    State.SUBMITTED: "assessment.submit",
    State.RETURNED: "assessment.return",
    State.APPRAISED: "assessment.appraise",
    State.SEALED: "assessment.seal",
    State.REOPENED: "assessment.reopen",
}


# ---------------------------------------------------------------------------------------------------------- steps


@dataclass(frozen=True, slots=True)
class _Deed:
    """A step that somebody wants to take; ``items`` judges what is said and gives what the step is to hold."""

    kind: State
    items: Callable[[Write, Course], Items] = field(default=lambda _write, _course: {})
    decision: str = ""
    reason: str = ""
    line: Line | None = None


def self_assess(office: Office, actor: Actor, of: Assessment, seen: int, given: Mapping[str, Said]) -> None:
    """Judge the open criteria for the commune; one that is left out takes the computed verdict of this moment.

    This and every other step: ``seen`` is the number of the last step that the asker saw; an identical step again
    changes nothing. OvertakenError, ForbiddenError, FaultyError with every fault.
    """

    def items(write: Write, course: Course) -> Items:
        opened = open_items(of, course)
        locked = tuple(
            Fault(f"items.{key}", "mục này đang khóa", f"chỉ chấm lại: {', '.join(sorted(opened))}")
            for key in _known(of, given)
            if key not in opened
        )
        if locked:
            raise ForbiddenError("Có mục đang khóa; chỉ chấm lại những mục được trả về.", locked)
        computed = _computed(write, office, of)
        said = {key: given.get(key, Said(Verdict(computed[key]))) for key in of.ids if key in opened}
        _explained(said, computed, "máy chấm", "justification")
        judged = {
            key: {"verdict": str(each.verdict), "computed": computed[key], "justification": each.why}
            for key, each in said.items()
        }
        return {key: judged.get(key) or course.self_assessed[key] for key in of.ids}

    _take(office, actor, of, seen, _Deed(State.SELF_ASSESSED, items))


def submit(office: Office, actor: Actor, of: Assessment, seen: int) -> None:
    """Hand the self-assessment in; every criterion must be judged."""

    def items(_write: Write, course: Course) -> Items:
        missing = [key for key in of.ids if key not in course.self_assessed]
        if missing:
            raise ForbiddenError(
                "Còn tiêu chí chưa tự chấm; tự chấm đủ rồi nộp.",
                (Fault(f"items.{key}", "chưa tự chấm", "tự chấm tiêu chí này") for key in missing),
            )
        return {}

    _take(office, actor, of, seen, _Deed(State.SUBMITTED, items))


def give_back(office: Office, actor: Actor, of: Assessment, seen: int, reasons: Mapping[str, str]) -> None:
    """Return items for explanation, each with its reason; only these unlock."""
    said = {key: {"reason": why} for key, why in _known(of, reasons).items()}
    _take(office, actor, of, seen, _Deed(State.RETURNED, lambda _write, _course: said))


def appraise(office: Office, actor: Actor, of: Assessment, seen: int, given: Mapping[str, Said]) -> None:
    """Judge items from the level above; those judged before stay, and a verdict of one's own needs its reason."""

    def items(write: Write, course: Course) -> Items:
        said = _known(of, given)
        theirs = {key: str(each["verdict"]) for key, each in course.self_assessed.items()}
        _explained(said, theirs, "xã tự chấm", "reason")
        computed = _computed(write, office, of)
        judged = {
            key: {"verdict": str(each.verdict), "computed": computed[key], "reason": each.why}
            for key, each in said.items()
        }
        held = {**course.appraised, **judged}
        return {key: held[key] for key in of.ids if key in held}

    _take(office, actor, of, seen, _Deed(State.APPRAISED, items))


def seal(office: Office, actor: Actor, of: Assessment, seen: int, line: Line) -> None:
    """Decide the assessment and keep all that it was decided on; ``line`` writes the score."""

    def items(_write: Write, course: Course) -> Items:
        faults = []
        for key in of.ids:
            if key not in course.appraised:
                faults.append(Fault(f"items.{key}", "chưa thẩm định", "thẩm định tiêu chí này"))
            elif course.appraised[key]["verdict"] == Verdict.UNKNOWN and not course.appraised[key]["reason"]:
                faults.append(Fault(f"items.{key}", "«chưa rõ» mà không có lý do", "thẩm định lại, ghi lý do"))
        if faults and course.state is not State.SEALED:
            raise ForbiddenError("Chưa chốt được: còn tiêu chí chưa thẩm định xong.", faults)
        return {}

    _take(office, actor, of, seen, _Deed(State.SEALED, items, line=line))


def reopen(  # noqa: PLR0913 -- who, what, and on what ground
    office: Office,
    actor: Actor,
    of: Assessment,
    seen: int,
    *,
    decision: str,
    reason: str,
    items: Collection[str] = (),
) -> None:
    """Open a sealed assessment again by a decision, whole or only some items; what was sealed stays beside it."""
    opened: Items = {key: {} for key in _known(of, dict.fromkeys(items, ""))}
    _take(office, actor, of, seen, _Deed(State.REOPENED, lambda _write, _course: opened, decision, reason))


def _take(office: Office, actor: Actor, of: Assessment, seen: int, deed: _Deed) -> None:
    """Take a step under the writers' lock, unless it is the last one again."""
    set_id, said = of.criteria.set, {"assessment": of.id, "criteria": of.version.digest}
    with office.database.writing(actor, ACTIONS[deed.kind], set_id=set_id, period=of.period, content=said) as write:
        course = stored.course(write.session, set_id, number_of(write.session, of.unit.key), of.period)
        last = course.steps[-1] if course.steps else None
        again = last is not None and last.kind is deed.kind and seen in (last.number, last.replaces or 0)
        if not again:
            may_take(write.session, of, course, seen, deed.kind, office.today)
        items = deed.items(write, course)
        if again and last is not None:
            if (canonical(last.items), last.decision, last.reason) == (canonical(items), deed.decision, deed.reason):
                return
            may_take(write.session, of, course, seen, deed.kind, office.today)
        edition = course.edition + (deed.kind is State.REOPENED)
        unit_id = write.unit_id = numbered(write, of.unit.key)
        if deed.line is not None:
            write.add(sealed_row(write, office, of, course, deed.line))
        write.add(
            Step(
                set_id=set_id,
                unit_id=unit_id,
                period=of.period,
                edition=edition,
                kind=str(deed.kind),
                items=canonical(items),
                decision=deed.decision,
                reason=deed.reason,
                replaces=course.number or None,
            )
        )


def _known(of: Assessment, given: Mapping[str, _Given]) -> Mapping[str, _Given]:
    """Return what is said of criteria; FaultyError that names every one which the file does not have."""
    faults = [
        Fault(f"items.{key[:64]}", f"kỳ {of.period} không có tiêu chí này", f"chọn trong: {', '.join(of.ids)}")
        for key in given
        if key not in of.ids
    ]
    if faults:
        raise FaultyError(faults)
    return given


def _computed(write: Write, office: Office, of: Assessment) -> dict[str, str]:
    return verdicts(*scored_now(write.session, office, of, office.database.stamp(write.session)))


def _explained(said: Mapping[str, Said], others: Mapping[str, str], who: str, place: str) -> None:
    """Refuse verdicts that differ from what others say and give no reason; all of them at once."""
    faults = [
        Fault(
            f"items.{key}.{place}",
            f"{key} khác với kết quả {who} ({_word(others.get(key))}) mà không có lý do",
            "ghi lý do, hoặc sửa kết quả",
        )
        for key, each in said.items()
        if str(each.verdict) != others.get(key) and not each.why
    ]
    if faults:
        raise FaultyError(faults)


def _word(verdict: str | None) -> str:
    return VERDICT_WORDS[Verdict(verdict)] if verdict else "chưa có"
