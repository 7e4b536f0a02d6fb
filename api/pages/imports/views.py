"""What the pages of imports show: cells beside the record, who changed what meanwhile, units before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.exchange.filled.faults import FilledFault
from api.pages.imports.page import CellLine, FaultLine, FileLine, ImportPage, KeptLine, Outcome, UnitLine
from api.pages.sheets.words import when
from api.store.import_tables import ImportPreview
from api.store.imports import writers_of
from api.workflow.importing.effects import Effect
from api.workflow.importing.importer import Importer, Waiting
from api.workflow.importing.lines import WRITTEN, Line, State, label_of_key, prefix
from api.workflow.importing.writing import Preview
from engine.criteria import CriteriaSet
from engine.indicators import Kind
from engine.rules import Verdict
from engine.wording.numbers import figure_range, number
from engine.wording.verdicts import WORDS

STATE_WORDS = {
    State.NEW: "mới",
    State.DIFFERENT: "khác",
    State.CLEARED: "rút lại",
    State.CONFLICT: "xung đột",
    State.LOCKED: "đang khóa",
}
MOST_CELLS = 600
"""Cells that are listed one by one, each with its tick; of a larger import units are ticked, and looked into."""
MOST_FAULTS = 300


def kept_lines(rows: Sequence[ImportPreview]) -> tuple[KeptLine, ...]:
    """Say of somebody's imports when each was begun and how it stands."""
    return tuple(
        KeptLine(row.key, when(row.created), f"đã ghi, lần ghi số {row.act}" if row.act else "chờ ghi") for row in rows
    )


@dataclass(frozen=True)
class Views:
    """Makes the page of an import."""

    importer: Importer
    held: Waiting
    preview: Preview
    token: str

    def page(self, look: str = "", done: str = "", problems: tuple[str, ...] = ()) -> ImportPage:
        """Make it; ``look`` is the unit and period whose cells are wanted where units are ticked."""
        preview, row = self.preview, self.held.row
        written = [line for line in preview.shown if line.state in WRITTEN]
        by_unit = len(written) > MOST_CELLS
        listed = [line for line in written if not by_unit or line.row == look]
        looked = next((line.unit.name for line in listed), "") if by_unit else ""
        return ImportPage(
            title="Đã nhập từ Excel" if row.act else "Xem trước khi ghi",
            token=self.token,
            key=row.key,
            edition=preview.edition,
            created=when(row.created),
            files=tuple(self._files()),
            counts=tuple((word, preview.counts[state]) for state, word in STATE_WORDS.items()),
            same=preview.counts[State.SAME],
            kept=preview.counts[State.KEPT],
            faults=tuple(map(_fault, preview.faults[:MOST_FAULTS])),
            more_faults=max(0, len(preview.faults) - MOST_FAULTS),
            conflicts=self._cells([line for line in preview.shown if line.state is State.CONFLICT]),
            locked=self._cells([line for line in preview.shown if line.state is State.LOCKED][:MOST_FAULTS]),
            cells=self._cells(listed),
            units=tuple(self._units(written)),
            by_unit=by_unit,
            looked_at=looked,
            outcome=self._outcome() if row.act else None,
            done=done,
            problems=problems,
        )

    def _files(self) -> Iterator[FileLine]:
        for at, each in enumerate(self.preview.files, start=1):
            kind = "mẫu của phần mềm" if each.origin else "bảng số liệu" if each.rows else "không đọc được dòng nào"
            told = len(each.figures) + len(each.documents) + len(each.waivers)
            yield FileLine(at, each.file, len(each.rows), told, len(each.faults), kind)

    def _cells(self, lines: Sequence[Line]) -> tuple[CellLine, ...]:
        acts = {line.held.act for line in lines if line.held is not None and line.state is State.CONFLICT}
        with self.importer.office.database.reading() as session:
            writers = writers_of(session, acts) if acts else {}
        return tuple(self._cell(line, writers) for line in lines)

    def _cell(self, line: Line, writers: Mapping[int, tuple[str, str]]) -> CellLine:
        criteria = self._criteria(line.period)
        by = writers.get(line.held.act) if line.held is not None else None
        notices = (self.preview.effects.notices or {}).get(line.key, ())
        return CellLine(
            key=line.key,
            unit=line.unit.name,
            period=line.period,
            label=label_of(criteria, line),
            state=str(line.state),
            word=STATE_WORDS.get(line.state, ""),
            given=_read(criteria, line, line.given),
            now=_read(criteria, line, line.now),
            made_from=_read(criteria, line, line.made_from),
            by=f"{by[0]}, {when(by[1])}" if by else "",
            why=line.why,
            place=f"{line.file}, {line.place}" if len(self.preview.files) > 1 else line.place,
            notices=(*([f"Kèm {line.beside}"] if line.beside else ()), *notices),
        )

    def _units(self, lines: Sequence[Line]) -> Iterator[UnitLine]:
        effects = {each.row: each for each in self.preview.effects.units}
        rows: dict[str, list[Line]] = {}
        for line in lines:
            rows.setdefault(line.row, []).append(line)
        for row, several in rows.items():
            unit, period, effect = several[0].unit, several[0].period, effects.get(row)
            yield UnitLine(
                row=row,
                code=unit.code,
                name=unit.name,
                period=period,
                cells=len(several),
                before=_range(effect, 0) if effect else "",
                after=_range(effect, 1) if effect else "",
                moved=_moved(effect) if effect else (),
                changes=effect is not None
                and (effect.met[0], effect.possible[0]) != (effect.met[1], effect.possible[1]),
            )

    def _outcome(self) -> Outcome:
        said = json.loads(self.held.row.outcome)
        shown = []
        for key, before, after in said["lines"][:MOST_CELLS]:
            code, period, what = key.split(".", 2)
            criteria, unit = self._criteria(period), self.importer.unit(code, period)
            named = label_of_key(what)
            indicator = None if named else criteria.indicators.get(what)
            was, became = (
                "trống" if each is None else each if indicator is None else read_aloud(indicator.kind, each)
                for each in (before, after)
            )
            label = named or (indicator.label if indicator else what)
            shown.append((unit.name if unit else code, label, was, became))
        act, more = self.held.row.act or 0, len(said["lines"]) - len(shown)
        counts = said["figures"], said["documents"], said.get("waivers", 0)
        return Outcome(act, self.held.undone_by, *counts, tuple(shown), more)

    def _criteria(self, period: str) -> CriteriaSet:
        criteria = self.importer.rules(period)
        assert criteria is not None  # noqa: S101 -- the line was made by it
        return criteria


def label_of(criteria: CriteriaSet, line: Line) -> str:
    """Name what a line is about."""
    return label_of_key(f"{prefix(line.told)}{line.what}") or criteria.indicators[line.what].label


def _read(criteria: CriteriaSet, line: Line, text: str | None) -> str:
    if text is None:
        return "trống"
    return text if line.told else read_aloud(criteria.indicators[line.what].kind, text)


def read_aloud(kind: Kind, text: str) -> str:
    """Write a value as people read it, from as it is entered."""
    if kind in (Kind.COUNT, Kind.NUMBER):
        return number(text)
    if kind is Kind.DOCUMENT and text[:1].isdigit():
        year, month, day = text.split("-")
        return f"{day}/{month}/{year}"
    return text


def _range(effect: Effect, at: int) -> str:
    return figure_range(effect.met[at], effect.possible[at], effect.of)


def _moved(effect: Effect) -> tuple[str, ...]:
    said = [f"{key}: {WORDS[old]} → {WORDS[new]}" for key, old, new in effect.criteria]
    bites = {Verdict.MET: "vướng", Verdict.UNMET: "không vướng", Verdict.UNKNOWN: "chưa rõ"}
    return (*said, *(f"{key}: {bites.get(old, '–')} → {bites.get(new, '–')}" for key, old, new in effect.vetoes))


def _fault(fault: FilledFault) -> FaultLine:
    return FaultLine(fault.place, fault.message, fault.cure, "lỗi" if fault.is_error else "lưu ý")
