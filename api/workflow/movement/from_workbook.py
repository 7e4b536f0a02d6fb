"""Edits of a table laid over the register as it stands: what would be written, what others changed, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from api.exchange.filled.faults import FilledFault
from api.exchange.movement.columns import (
    FACTS,
    TURN_DECISION,
    UNIT,
    ModelColumn,
    Value,
    columns_of,
    lists_of,
    written,
    yearly,
)
from api.store.database import Write
from api.workflow.movement.adding import Added, add_models
from api.workflow.movement.cells import values_of
from api.workflow.movement.edits import Edit, Edits
from api.workflow.movement.judging import Given, Judge, tidied
from api.workflow.movement.kept import Held
from api.workflow.movement.plans import Line, Plan, State, column_of
from api.workflow.movement.rows import judge_of
from api.workflow.movement.sheet_rows import RowError, changed_of, new_of
from api.workflow.movement.writer import Writer
from api.workflow.office import Office
from engine.movement.register import Row, Snapshot
from engine.privacy import looks_like_an_id
from engine.units import UnitKey, UnitVersion
from engine.wording.numbers import day, number

Sees = Callable[[UnitKey], bool]
"""Whether somebody may read of a unit."""
_TEXTS = ("title", "village", "decision", TURN_DECISION)
_BLANK = ("", None)
_OTHERS = "người khác đã sửa chỗ này sau khi xuất tệp: nay là {now}; dòng này không được nhập"


def plan_of(office: Office, writer: Writer, sees: Sees, edits: Edits) -> Plan:
    """Lay edits over the register as it stands now."""
    held = office.movements.at(office.known_now(), office.today)
    planner = _Planner(office, writer, sees, edits, held, held.movement.on(edits.day), judge_of(office))
    lines = tuple(line for each in edits.edits if (line := planner.line(each)) is not None)
    faults = sorted((*edits.faults, *planner.faults), key=lambda each: not each.is_error)
    return Plan(edits, lines, tuple(faults), held.known.act)


def write_plan(office: Office, writer: Writer, plan: Plan, also: Callable[[Write], None] | None = None) -> Added:
    """Write what a plan holds as one act, none where nothing is to be written; ``also`` in the same transaction.

    MovementError: ``stale`` where somebody wrote to the register since the plan was made.
    """
    given = plan.given
    if not given:
        return Added(None, ())
    about = {"file": plan.edits.file, "sha256": plan.edits.sha256}
    return add_models(office, writer, given, about=about, laid_over=plan.known, also=also)


@dataclass(frozen=True)
class _Planner:
    """Lays edits over the register, row by row; what can't be used is told."""

    office: Office
    writer: Writer
    sees: Sees
    edits: Edits
    held: Held
    snapshot: Snapshot
    judge: Judge
    faults: list[FilledFault] = field(default_factory=list)
    _allowed: dict[UnitKey, bool] = field(default_factory=dict)
    _new_ones: dict[tuple[object, ...], int] = field(default_factory=dict)
    """The rows of the new models by all that they say."""

    @cached_property
    def _lists(self) -> Mapping[str, Mapping[str, str]]:
        return lists_of(self.snapshot.book)

    @cached_property
    def _columns(self) -> Mapping[str, ModelColumn]:
        years = {found[1] for each in self.edits.places if (found := yearly(each))}
        return {each.id: each for each in columns_of(years)}

    @cached_property
    def _alike(self) -> Mapping[tuple[object, ...], str]:
        return {self._told(model, model.unit): key for key, model in self.held.known.models.items()}

    def _told(self, of: object, unit: UnitKey) -> tuple[object, ...]:
        return (*(getattr(of, each) for each in FACTS), unit)

    def line(self, edit: Edit) -> Line | None:
        """Lay one row; None, with every reason told, when it can't be used."""
        try:
            return self._changed(edit) if edit.key else self._new(edit)
        except RowError as error:
            self.faults.append(self.edits.fault(edit, error.column, *error.said))
            return None

    def _new(self, edit: Edit) -> Line | None:
        given = tidied(new_of(edit.values, self.edits.day, sample=self.edits.sample))
        unit = self.judge.unit(given)
        if not self._sound(edit, given, edit.values, unit):
            return None
        assert unit is not None  # noqa: S101 -- judged just now
        self._must([unit.key])
        told = self._told(given, unit.key)
        same = self._alike.get(told, "")
        if same and self.snapshot.place_of(same) is None:  # founded after the day that the file shows
            return Line(State.SAME, edit.number, same, given.title, unit.name)
        if same:
            return self._changed(replace(edit, key=same, values=_filled(edit.values)))
        if told in self._new_ones:
            message = f"giống hệt dòng {self._new_ones[told]}; dòng này không được nhập"
            raise RowError("title", "TWICE", message, "hai mô hình thì ghi tên hoặc thôn khác nhau; ghi trùng thì xóa")
        self._new_ones[told] = edit.number
        changes = tuple(
            (column.title, "", self._shown(column, edit.values[each]))
            for each, column in self._columns.items()
            if each not in ("title", UNIT) and edit.values.get(each) not in _BLANK
        )
        return Line(State.NEW, edit.number, "", given.title, unit.name, changes, given)

    def _changed(self, edit: Edit) -> Line | None:
        place = self.snapshot.place_of(edit.key)
        row = None if place is None else self.snapshot.row(place)
        if row is None or not any(map(self.sees, self._lies(row))):
            message = f"không có mô hình «{edit.key[:20]}» trong phạm vi được xem, hoặc đã rút khỏi sổ"
            raise RowError("key", "NO_SUCH_MODEL", message, "kiểm tra lại mã; mô hình mới thì để trống mã")
        years = {found[1] for each in edit.values if (found := yearly(each))}
        now = values_of(self.held, row, years)
        changed = {each for each, value in edit.values.items() if now[each] != value}
        name = " hoặc ".join(self._name(each) for each in self._lies(row))
        changes = tuple(
            (column.title, self._shown(column, now[each]), self._shown(column, edit.values[each]))
            for each, column in self._columns.items()
            if each in changed
        )
        line = Line(State.SAME, edit.number, edit.key, row.model.title, name, changes)
        if not changed:
            return line
        moved = [each for each in changed if each in edit.base and edit.base[each] != now[each]]
        for each in moved:
            shown = self._shown(self._columns[each], now[each]) or "trống"
            cure = "xuất lại tệp rồi sửa trên bản mới"
            self.faults.append(self.edits.fault(edit, each, "CHANGED_SINCE", _OTHERS.format(now=shown), cure))
        if moved:
            return replace(line, state=State.CONFLICT)
        self._must(self._written_to(row))
        values = {**now, **edit.values}
        given = tidied(changed_of(self.office, self.held, row, values, changed, self.edits.day))
        recorded = None if given.on else self.office.register.version(*row.model.unit)
        if not self._sound(edit, given, {each: values[each] for each in changed}, recorded):
            return None
        unit = self.judge.unit(given) if given.on else None
        placed = (self.office.register.version(each.unit, each.since) for each in given.turns if each.unit)
        self._must(each.key for each in (unit, *placed) if each is not None)
        return replace(line, state=State.CHANGED, given=given)

    def _sound(self, edit: Edit, given: Given, said: Mapping[str, Value], unit: UnitVersion | None) -> bool:
        """Tell whether a row can be written; everything wrong with it is told."""
        before = len(self.faults)
        for each in _TEXTS:
            if looks_like_an_id(str(said.get(each) or "")):
                message = "ô có dãy chữ số giống số giấy tờ hoặc điện thoại của một người; dòng này không được nhập"
                cure = "xóa dãy số ấy; sổ chỉ ghi tên mô hình, tên thôn, số quyết định"
                self.faults.append(self.edits.fault(edit, each, "PERSONAL_TEXT", message, cure))
        for fault in self.judge.model(given, "", unit):
            column = column_of(fault.place, given)
            self.faults.append(self.edits.fault(edit, column, "NOT_USABLE", fault.message, fault.cure))
        return len(self.faults) == before

    def _must(self, units: Iterable[UnitKey]) -> None:
        for each in units:
            if each not in self._allowed:
                self._allowed[each] = self.writer.refusal(each) is None
            if not self._allowed[each]:
                message = f"{self._name(each)} ngoài phạm vi nhập của tài khoản; dòng này không được nhập"
                raise RowError(UNIT, "NOT_YOUR_UNIT", message, "xóa dòng này, hoặc nhờ người phụ trách đơn vị đó nhập")

    def _written_to(self, row: Row) -> Iterator[UnitKey]:
        """Give the unit that a model was last said to lie in: whoever changes it must be at home there."""
        turns = sorted(self.held.known.turns.get(row.model.key, {}).values(), key=lambda each: each.since)
        moves = [each.unit for each in turns if each.unit is not None]
        yield moves[-1] if moves else row.model.unit

    def _lies(self, row: Row) -> tuple[UnitKey, ...]:
        return (row.unit,) if row.unit else row.candidates or (row.model.unit,)

    def _name(self, key: UnitKey) -> str:
        unit = self.office.register.version(*key)
        return unit.name if unit else f"Đơn vị {key[0]}"

    def _shown(self, column: ModelColumn, value: Value) -> str:
        cell = written(column, value, self._lists)
        if cell is None or cell == "":
            return ""
        return day(cell) if isinstance(cell, date) else number(cell) if isinstance(cell, int) else str(cell)


def _filled(values: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return what a row says: it names no model on record, so that its blank cells take nothing from one."""
    return {each: value for each, value in values.items() if value not in _BLANK}
