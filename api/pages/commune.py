"""One commune: where it stands, why, and what it lacks, criterion by criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import Request

from api.pages.faults import FaultLine, fault_lines
from api.pages.gate import Gate
from api.pages.paper import Paper, paper, said_count
from api.pages.recognitions.levels import LevelView, PeriodCell, decisions, levels, trend
from api.pages.unit_family import Carrying, Family, Relative, carrying, lineage, namesakes
from api.pages.unit_record import NOTHING_BESIDE, Beside, UnitRecord, sees_texts, unit_record
from api.pages.units import Listing, UnitRow
from api.pages.verdict_views import CriterionView, VetoView, criterion_view, veto_view
from api.pages.way_up import WayUp, way_up
from api.workflow import Board, Scored
from api.workflow.locks import STATE_WORDS
from engine.wording.numbers import day


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A link to another unit."""

    name: str
    link: str


@dataclass(frozen=True, slots=True)
class Glance:
    """The assessment sheet at a glance; ``link`` is empty where there is no sheet for the period."""

    state: str
    counts: tuple[tuple[str, str], ...]
    link: str


@dataclass(frozen=True, slots=True)
class Around:
    """What the page holds besides scores; ``seen`` are the codes that may be shown, None for all of them."""

    today: date
    record: UnitRecord | None = None
    seen: frozenset[str] | None = None
    is_assessed: bool = False
    """Whether there is a sheet of the unit in the period."""


@dataclass(frozen=True, slots=True)
class Commune:
    """The whole page."""

    title: str
    period: str
    row: UnitRow
    dates: str
    trend: tuple[PeriodCell, ...]
    criteria: tuple[CriterionView, ...]
    beside: Mapping[str, Beside]
    vetoes: tuple[VetoView, ...]
    levels: tuple[LevelView, ...]
    recognitions: tuple[str, ...] | None
    registered: tuple[str, ...]
    way: WayUp | None
    sheet: Glance | None
    families: tuple[Family, ...]
    namesakes: tuple[Relative, ...]
    carried: Carrying
    paper: Paper
    faults: tuple[FaultLine, ...]
    previous: Neighbour | None
    following: Neighbour | None
    back: str
    problems: tuple[str, ...]
    styles: tuple[str, ...] = ("sheet.css", "print.css")


def commune(  # noqa: PLR0913, PLR0917 -- the unit, and what is known of it
    board: Board,
    listing: Listing,
    code: str,
    problems: Sequence[str],
    amiss: Mapping[str, str],
    around: Around,
) -> Commune:
    """Lay out the page of a unit of the list; ``amiss`` says by criterion what is wrong with its documents."""
    result, period = listing.result, listing.period
    rows = [row for row in listing.rows if around.seen is None or row.code in around.seen]
    at = next(index for index, row in enumerate(rows) if row.code == code)
    place, figures, record = result.codes.index(code), result.scores.figures, around.record
    reasons = board.data.reasons(period).get(code, {})
    unit = board.register.version(code, figures.last_day)
    return Commune(
        title=f"{rows[at].name}, kỳ {period}",
        period=period,
        row=rows[at],
        dates=f"từ {day(figures.first_day)} đến {day(figures.last_day)}",
        trend=tuple(trend(board, result, code)),
        criteria=tuple(
            criterion_view(result, place, each, reasons, amiss.get(each.id, ""))
            for each in result.explanations.of(place)
        ),
        beside={each.id: record.beside(each) if record else NOTHING_BESIDE for each in board.criteria.criteria},
        vetoes=tuple(veto_view(result, place, index) for index in range(len(board.criteria.vetoes))),
        levels=tuple(levels(result, place)),
        recognitions=decisions(board, result, code),
        registered=record.registered() if record else (),
        way=way_up(result, place),
        sheet=_glance(record, code, around) if record else None,
        families=lineage(board, result, code, rooms=record is not None),
        namesakes=namesakes(board, result, code, rooms=record is not None),
        carried=carrying(board, result, code, rooms=record is not None),
        paper=paper(
            result, place, unit, record.beside if record else None, (around.today, f"Trang xã {code}, kỳ {period}")
        ),
        faults=fault_lines(board, result, code),
        previous=_neighbour(rows, at - 1, period),
        following=_neighbour(rows, at + 1, period),
        back=f"/?ky={period}#cac-don-vi",
        problems=tuple(problems),
    )


def around(  # noqa: PLR0913, PLR0917 -- who asks for which unit, and of what may be shown
    gate: Gate | None,
    request: Request,
    board: Board,
    result: Scored,
    code: str,
    seen: frozenset[str] | None,
    today: date,
) -> Around:
    """Gather what the page of a unit holds besides its scores; of a board made of files nothing."""
    last = result.scores.figures.last_day
    unit = board.register.version(code, last)
    if gate is None or unit is None:
        return Around(today, seen=seen)
    criteria, period = board.criteria, result.scores.figures.period
    texts = sees_texts(gate, request, unit.key)
    record = unit_record(gate.office, criteria, unit.key, period, texts=texts, on=last)
    return Around(today, record, seen, board.register.covers(criteria, unit) and last >= criteria.effective_from)


def _glance(record: UnitRecord, code: str, around: Around) -> Glance:
    criteria, course = record.criteria, record.course
    sides = [record.beside(each) for each in criteria.criteria]
    of, waived_as = len(sides), criteria.not_applicable_counts_as
    said = (
        ("Xã tự chấm", [each.theirs.verdict for each in sides if each.theirs]),
        ("Thẩm định", [each.ours.verdict for each in sides if each.ours]),
    )
    return Glance(
        state=STATE_WORDS[course.state],
        counts=tuple((word, said_count(each, of, waived_as)) for word, each in said if each),
        link=f"/phieu/{criteria.set}.{record.period}.{code}" if around.is_assessed else "",
    )


def _neighbour(rows: Sequence[UnitRow], at: int, period: str) -> Neighbour | None:
    if not 0 <= at < len(rows):
        return None
    return Neighbour(rows[at].name, f"/xa/{rows[at].code}?ky={period}")
