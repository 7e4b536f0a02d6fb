"""A file that came back filled in -> what it says and everything wrong with it; templates and plain tables alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from api.exchange.faults import FaultPile, UnreadableError
from api.exchange.filled.faults import Faults, FilledFault
from api.exchange.filled.lines import RulesOf, TableReader
from api.exchange.filled.long import read_long
from api.exchange.filled.memory import Origin, period_of, read_origin
from api.exchange.filled.rows import read_rows
from api.exchange.filled.tables import Memory, read_tables
from api.exchange.filled.told import Told, ToldDocument, ToldFigure, ToldWaiver
from api.exchange.headings import spelling
from engine.criteria import CriteriaSet
from engine.figures import as_written


@dataclass(frozen=True, slots=True)
class Filled:
    """What a file says. Blank cells are said only by a template, which remembers what they held (``origin``)."""

    file: str
    sha256: str
    figures: tuple[ToldFigure, ...] = ()
    documents: tuple[ToldDocument, ...] = ()
    waivers: tuple[ToldWaiver, ...] = ()
    rows: tuple[tuple[str, str, str], ...] = ()
    """Unit, period and first place of every row that counts."""
    names: tuple[tuple[str, str], ...] = ()
    faults: tuple[FilledFault, ...] = ()
    origin: Origin | None = None
    sample: bool = False


def read_filled(
    content: bytes, name: str, sets: Sequence[CriteriaSet], rules_of: RulesOf, period: str | None = None
) -> Filled:
    """Read a file; nothing wrong inside it raises. ``period``: that of rows that name none."""
    faults, told, memory, sample = Faults(name), Told(), Memory(), False
    pile = FaultPile(name)
    try:
        for table in read_tables(content, name, _known(sets), memory, pile):
            sample = sample or table.sample
            reader = TableReader(table, sets, rules_of, period, faults, told)
            if not read_long(reader):
                read_rows(reader)
    except UnreadableError as error:
        faults.add(error.code, {"seen": name, **error.values})
        told = Told()
    for fault in pile.done():
        faults.take(fault)
    origin = _origin(memory, rules_of, faults)
    figures, waivers = _single(told.figures, faults, sets), _single_waivers(told.waivers, faults)
    if origin is None:
        figures = [each for each in figures if each.steps is not None]
    return Filled(
        name,
        sha256(content).hexdigest(),
        tuple(figures),
        tuple(told.documents),
        tuple(waivers),
        tuple((unit, year, place) for (unit, year), place in told.rows.items()),
        tuple(told.names.items()),
        faults.done(),
        origin,
        sample,
    )


def _known(sets: Sequence[CriteriaSet]) -> frozenset[str]:
    return frozenset(
        spelling(text) for one in sets for key, each in one.indicators.items() for text in (key, each.label)
    )


def _origin(memory: Memory, rules_of: RulesOf, faults: Faults) -> Origin | None:
    """Read the hidden sheet of a template; one that can't be read is a fault, and the file a plain table."""
    if not memory.rows:
        return None
    period = period_of(memory.rows) or ""
    origin = read_origin(memory.rows, rules_of(period) if period.isdecimal() else None, period)
    if origin is None:
        faults.add("MEMORY_LOST")
    return origin


def _single(figures: Iterable[ToldFigure], faults: Faults, sets: Sequence[CriteriaSet]) -> list[ToldFigure]:
    """Leave one statement of each figure: a value before a blank; two values that differ are both left out."""
    found: dict[tuple[str, str, str], list[ToldFigure]] = {}
    for each in figures:
        found.setdefault((each.unit, each.period, each.indicator), []).append(each)
    single = []
    for several in found.values():
        values = {each.steps: each for each in several if each.steps is not None}
        if len(values) > 1:
            report_twice(faults, sets, list(values.values()))
            continue
        single.append(next(iter(values.values()), several[0]))
    return single


def _single_waivers(waivers: Iterable[ToldWaiver], faults: Faults) -> list[ToldWaiver]:
    """Leave one statement of each criterion that does not apply; two that differ are both left out."""
    found: dict[tuple[str, str, str], list[ToldWaiver]] = {}
    for each in waivers:
        found.setdefault((each.unit, each.period, each.criterion), []).append(each)
    single = []
    for several in found.values():
        values = {each.said: each for each in several}
        if len(values) > 1:
            report_waived_twice(faults, list(values.values()))
            continue
        single.append(several[0])
    return single


def report_waived_twice(faults: Faults, several: Sequence[ToldWaiver]) -> None:
    """Report a criterion that is said not to apply in several ways, at the second place."""
    second = several[1]
    shown = "; ".join(f"{each.reason}, {each.decision} ở {each.place}" for each in several)
    label = f"Việc không áp dụng {second.criterion}"
    values = {"label": label, "unit": second.unit, "period": second.period, "values": shown, "seen": second.criterion}
    sheet, _, cell = second.place.rpartition("!")
    faults.add("TOLD_TWICE", values, sheet=sheet or None, cell=cell, unit=second.unit, period=second.period)


def report_twice(faults: Faults, sets: Sequence[CriteriaSet], several: Sequence[ToldFigure]) -> None:
    """Report a figure that is told in several ways, at the second place."""
    one, second = several[0], several[1]
    indicator = next((each.indicators[one.indicator] for each in sets if one.indicator in each.indicators), None)
    shown = "; ".join(
        f"{as_written(indicator.kind, each.steps) if indicator and each.steps is not None else '?'} ở {each.place}"
        for each in several
    )
    label = f"«{indicator.label}»" if indicator else one.indicator
    values = {"label": label, "unit": one.unit, "period": one.period, "values": shown, "seen": shown}
    sheet, _, cell = second.place.rpartition("!")
    faults.add("TOLD_TWICE", values, sheet=sheet or None, cell=cell, unit=one.unit, period=one.period)


def refused(name: str, code: str, **values: str) -> Filled:
    """Make what is said of a file that was not even read."""
    faults = Faults(name)
    faults.add(code, {"seen": name, **values})
    return Filled(name, "", faults=faults.done())
