"""Everything that the documents about one unit in one period are drafted from, as it was sealed where it was sealed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sqlmodel import Session

from api.exchange.recognitions import version_of
from api.store import assessments as stored
from api.store.assessments import Items, State
from api.store.tables import Act, Registration, Sealed
from api.store.units import number_of
from api.workflow.board import Board, Scored
from api.workflow.office import Office
from api.workflow.proving import Proof, proofs
from api.workflow.record import Record
from api.workflow.sealing import scored_again
from engine.criteria import CriteriaSet, Criterion, Level
from engine.explaining import CriterionResult
from engine.rules import Verdict
from engine.units import UnitVersion
from engine.wording.numbers import day, figure_range
from engine.wording.verdicts import condition_sentence, criterion_sentence


class NoCaseError(LookupError):
    """There is nothing to write about the unit; the message is Vietnamese and holds the cure."""


@dataclass(frozen=True)
class Case:
    """A unit in a period: its score, what each side said, its documents. ``texts`` lets what people wrote be seen."""

    result: Scored
    place: int
    unit: UnitVersion
    known: int | None = None
    state: State = State.NOT_STARTED
    theirs: Items = field(default_factory=dict)
    ours: Items = field(default_factory=dict)
    proofs: Mapping[str, Proof] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    sealed: tuple[Sealed, Act] | None = None
    registered: tuple[str, ...] = ()
    recognised: tuple[str, ...] = ()
    texts: bool = False

    @property
    def criteria(self) -> CriteriaSet:
        """The set that was applied."""
        return self.result.criteria

    @property
    def period(self) -> str:
        """The period."""
        return self.result.scores.figures.period

    @property
    def where(self) -> str:
        """The unit with its district (where there is one) and province, as within a sentence."""
        names = filter(None, (self.unit.name, self.unit.district_name, self.unit.province_name))
        return ", ".join(f"{name[:1].lower()}{name[1:]}" for name in names)

    def said(self, items: Items, key: str, name: str) -> tuple[Verdict | None, str]:
        """Return what a side judged of a criterion, and its text where that may be seen."""
        if key not in items:
            return None, ""
        return Verdict(items[key]["verdict"]), str(items[key].get(name, "")) if self.texts else ""

    def sides(self, key: str) -> tuple[Verdict | None, Verdict | None]:
        """Return how the commune and the appraiser judged a criterion."""
        return self.said(self.theirs, key, "justification")[0], self.said(self.ours, key, "reason")[0]

    def explained(self) -> tuple[tuple[Criterion, CriterionResult], ...]:
        """Return every criterion with how it stands by the figures."""
        return tuple(zip(self.criteria.criteria, self.result.explanations.of(self.place), strict=True))

    def sentences(self, each: CriterionResult) -> Iterator[str]:
        """Say how a criterion stands: where it is met, unmet conditions are ways that were not needed."""
        if each.verdict is Verdict.NOT_APPLICABLE:
            counted = {"met": "đạt", "unmet": "chưa đạt"}[self.criteria.not_applicable_counts_as]
            reason = self.reasons.get(each.id, "") if self.texts else ""
            yield f"Không áp dụng{': ' if reason else ''}{reason}. Tính là {counted}."
            return
        figures = self.result.scores.figures
        for leaf in each.conditions:
            if each.verdict is not Verdict.MET or leaf.verdict is Verdict.MET:
                yield condition_sentence(self.criteria, figures, self.place, leaf)
        if each.verdict is Verdict.UNMET:
            yield criterion_sentence(self.criteria, each)

    def counted(self) -> str:
        """Write the count of criteria by the figures."""
        scores, of = self.result.scores, len(self.criteria.criteria)
        return figure_range(int(scores.met[self.place]), int(scores.possible[self.place]), of)

    def counted_by(self, items: Items) -> str:
        """Write the count by what a side said; what is unknown or not said yet may still be met. Empty: nothing."""
        if not items:
            return ""
        waived_as, of = self.criteria.not_applicable_counts_as, len(self.criteria.criteria)
        said = [Verdict(each["verdict"]) for each in items.values()]
        met = sum(each is Verdict.MET or (each is Verdict.NOT_APPLICABLE and waived_as == "met") for each in said)
        return figure_range(met, met + sum(each is Verdict.UNKNOWN for each in said) + of - len(said), of)

    def eligible(self, level: str) -> Verdict | None:
        """Tell whether the unit may be considered for a level by its figures; None where the level is not in force."""
        codes = self.result.scores.eligible.get(level)
        return None if codes is None else Verdict.of(int(codes[self.place]))

    def level(self, asked: str | None) -> Level:
        """Return the level asked for, else the lowest in force in the period; NoCaseError when there is none."""
        levels = self.criteria.levels
        chosen = asked or next(iter(self.result.scores.eligible), "")
        if chosen not in self.result.scores.eligible:
            choice = ", ".join(self.result.scores.eligible) or "không có"
            raise NoCaseError(f"Kỳ {self.period} không có cấp công nhận «{chosen[:64]}»; các cấp: {choice}")
        return levels[chosen]


def case_of(board: Board, code: str, period: str) -> Case:
    """Gather what files say of a unit in a period; NoCaseError when they say nothing."""
    if period not in board.data.periods:
        raise NoCaseError(f"Chưa có số liệu kỳ {period}; các kỳ có: {', '.join(board.data.periods) or 'không có'}")
    result = board.scored(period)
    unit = board.register.version(code, result.scores.figures.last_day)
    if code not in result.codes or unit is None:
        raise NoCaseError(f"Đơn vị {code[:20]} chưa có số liệu kỳ {period}; nhập số liệu, hoặc chọn kỳ khác")
    return Case(
        result=result,
        place=result.codes.index(code),
        unit=unit,
        reasons=board.data.reasons(period).get(code, {}),
        recognised=tuple(_recognised(board, unit)),
    )


def case_on_record(office: Office, board: Board, code: str, period: str, *, texts: bool) -> Case:
    """Gather what the database says of a unit in a period; NoCaseError when it has no figures.

    Where the assessment is sealed, everything is as it was sealed.
    """
    live = case_of(board, code, period)
    set_id, upto = board.criteria.set, board.data.upto if isinstance(board.data, Record) else None
    with office.database.reading() as session:
        number = number_of(session, live.unit.key)
        course = stored.course(session, set_id, number, period)
        rows = stored.registrations(session, set_id, period)
        held = replace(
            live,
            known=upto,
            state=course.state,
            registered=tuple(_registered(board, row) for row in rows if row.unit_id == number and not row.withdrawn),
            texts=texts,
        )
        if course.state is State.SEALED:
            row, act = stored.sealed(session, set_id, number, period)[-1]
            return _sealed(office, replace(held, proofs=_proofs(session, board, live, number, act.seq)), (row, act))
        found = _proofs(session, board, live, number, upto)
    return replace(held, theirs=course.self_assessed, ours=course.appraised, proofs=found)


def _registered(board: Board, row: Registration) -> str:
    level = board.criteria.levels[row.level].title if row.level in board.criteria.levels else row.level
    return f"{level}, ngày {day(row.registered_on)}"


def _proofs(session: Session, board: Board, live: Case, number: int | None, upto: int | None) -> Mapping[str, Proof]:
    last = live.result.scores.figures.last_day
    return proofs(session, board.criteria, number, live.period, last, upto)


def _sealed(office: Office, held: Case, sealed: tuple[Sealed, Act]) -> Case:
    items, inputs = json.loads(sealed[0].items), json.loads(sealed[0].inputs)
    return replace(
        held,
        result=scored_again(office, sealed[0]),
        place=0,
        theirs={key: each["self_assessed"] for key, each in items.items() if each["self_assessed"]},
        ours={key: each["appraised"] for key, each in items.items()},
        reasons={key: each["reason"] for key, each in inputs["waivers"].items()},
        sealed=sealed,
    )


def _recognised(board: Board, unit: UnitVersion) -> Iterator[str]:
    """Say the decisions about a unit, oldest first."""
    mine = [each for each in board.recognitions or () if version_of(board.register, each) == unit.key]
    for each in sorted(mine, key=lambda each: each.decided_on):
        level = board.criteria.levels[each.level].title if each.level in board.criteria.levels else each.level
        ended = f", thu hồi từ ngày {day(each.revoked_on)}" if each.revoked_on else ""
        yield f"{level}: quyết định {each.decision} ngày {day(each.decided_on)}{ended}"
