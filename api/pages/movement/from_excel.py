"""What the pages of tables of models show: where one begins, and what a file would do to the register."""

from __future__ import annotations

import json
from dataclasses import dataclass

from api.exchange.filled.faults import FilledFault
from api.pages.frame import Link
from api.pages.imports.page import FaultLine, KeptLine
from api.pages.imports.views import kept_lines
from api.pages.movement.ground import Ground
from api.pages.sheets.words import when
from api.workflow.movement.plans import Line, Plan, State
from api.workflow.movement.waiting import Waiting, mine
from engine.wording.numbers import number

MOST_LINES, MOST_FAULTS = 300, 300
WORDS = {
    State.NEW: "mới",
    State.CHANGED: "sửa",
    State.CONFLICT: "xung đột",
    State.SAME: "như cũ",
}


@dataclass(frozen=True, slots=True)
class BeginPage:
    """Where it begins."""

    token: str
    rooms: tuple[Link, ...]
    kept: tuple[KeptLine, ...]
    megabytes: int
    problems: tuple[str, ...] = ()
    title: str = "Sổ mô hình từ Excel"
    styles: tuple[str, ...] = ("import.css", "movement.css")


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A row that would be written, or is left to somebody's judgement."""

    place: str
    word: str
    state: str
    key: str
    title: str
    unit: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class LookPage:
    """One file beside the register."""

    token: str
    rooms: tuple[Link, ...]
    key: str
    edition: str
    created: str
    file: str
    counts: tuple[tuple[str, str], ...]
    to_write: int
    lines: tuple[ChangeLine, ...]
    more: int
    notes: tuple[str, ...]
    faults: tuple[FaultLine, ...]
    more_faults: int
    act: int
    undone_by: int
    written: tuple[tuple[str, str], ...]
    done: str
    problems: tuple[str, ...]
    title: str
    styles: tuple[str, ...] = ("import.css", "movement.css")


def begin_page(here: Ground, problems: tuple[str, ...] = ()) -> BeginPage:
    """Lay out where it begins."""
    office, gate = here.gate.office, here.gate
    kept = kept_lines(mine(office, gate.actor(here.request)))
    return BeginPage(gate.token(here.request), here.rooms(), kept, office.settings.body_megabytes, problems)


def look_page(here: Ground, held: Waiting, plan: Plan, *, done: str = "", problems: tuple[str, ...] = ()) -> LookPage:
    """Lay out a file beside the register as it stands; once written, what was."""
    act, edits = held.row.act or 0, plan.edits
    lines = [line for line in plan.lines if line.state is not State.SAME]
    said = json.loads(held.row.outcome) if act else {}
    return LookPage(
        token=here.gate.token(here.request),
        rooms=here.rooms(),
        key=held.key,
        edition=plan.edition,
        created=when(held.row.created),
        file=edits.file,
        counts=counts_of(plan),
        to_write=len(plan.given),
        lines=() if act else tuple(_line(plan, each) for each in lines[:MOST_LINES]),
        more=0 if act else max(0, len(lines) - MOST_LINES),
        notes=() if act else notes_of(plan),
        faults=tuple(map(_fault, plan.faults[:MOST_FAULTS])),
        more_faults=max(0, len(plan.faults) - MOST_FAULTS),
        act=act,
        undone_by=held.undone_by or 0,
        written=tuple((WORDS[State(key)], number(count)) for key, count in said.items()),
        done=done,
        problems=problems,
        title="Đã nhập sổ mô hình từ Excel" if act else "Xem trước khi ghi vào sổ mô hình",
    )


def counts_of(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Count the rows by what becomes of them."""
    counts = [(word, plan.same if state is State.SAME else plan.count(state)) for state, word in WORDS.items()]
    faulty = plan.edits.rows - sum(count for _, count in counts)
    return tuple((word, number(count)) for word, count in (*counts, ("có lỗi", faulty)))


def notes_of(plan: Plan) -> tuple[str, ...]:
    """Say what a file leaves alone."""
    if not plan.edits.gone:
        return ()
    said = (
        f"{number(plan.edits.gone)} dòng có lúc xuất nay không còn trong tệp: không mô hình nào bị rút khỏi sổ vì thế."
    )
    return (f"{said} Cần rút thì mở trang của mô hình.",)


def _line(plan: Plan, line: Line) -> ChangeLine:
    sheet = plan.edits.sheet
    place = f"{sheet}, dòng {line.number}" if sheet else f"dòng {line.number}"
    return ChangeLine(place, WORDS[line.state], str(line.state), line.key, line.title, line.unit, line.changes)


def _fault(fault: FilledFault) -> FaultLine:
    return FaultLine(fault.place, fault.message, fault.cure, "lỗi" if fault.is_error else "lưu ý")
