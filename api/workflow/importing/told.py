"""What several files say, brought together: one statement of each thing, or none where two contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from api.exchange.filled.faults import Faults, FilledFault
from api.exchange.filled.files import Filled, report_twice, report_waived_twice
from api.exchange.filled.told import ToldDocument, ToldFigure, ToldWaiver
from api.workflow.importing.importer import Importer

Statement = tuple[Filled, ToldFigure]


def _touched(filled: Filled, told: ToldFigure) -> bool:
    """Tell whether somebody wrote in a cell: in a template what it held from the start was written by nobody."""
    return filled.origin is None or made_from_of(filled, told) != told.steps


def made_from_of(filled: Filled, told: ToldFigure) -> int | None:
    """Return what a template held of a figure when it was made; None when nothing, or it is no template."""
    origin = filled.origin
    return None if origin is None else origin.figures.get(told.unit, {}).get(told.indicator)


def merged(
    importer: Importer, files: Sequence[Filled]
) -> tuple[dict[tuple[str, str, str], Statement], Iterable[FilledFault]]:
    """Leave one statement of each figure: one that was touched before one that was not."""
    found: dict[tuple[str, str, str], list[Statement]] = {}
    for filled in files:
        for told in filled.figures:
            found.setdefault((told.unit, told.period, told.indicator), []).append((filled, told))
    faults: list[FilledFault] = []
    single: dict[tuple[str, str, str], Statement] = {}
    for key, several in found.items():
        touched = [each for each in several if _touched(*each)] if len(several) > 1 else several
        values = {told.steps: (filled, told) for filled, told in touched}
        if len(values) > 1:
            pile, criteria = Faults(touched[1][0].file), importer.rules(key[1])
            report_twice(pile, [criteria] if criteria else [], [told for _, told in values.values()])
            faults += pile.done()
            continue
        single[key] = next(iter(values.values()), several[0])
    return single, faults


def documents_of(files: Sequence[Filled]) -> dict[tuple[str, str, str], tuple[Filled, ToldDocument]]:
    """Leave the last statement of each document that somebody touched."""
    found = {}
    for filled in files:
        for told in filled.documents:
            origin = filled.origin
            made_from = None if origin is None else origin.documents.get(told.unit, {}).get(told.criterion)
            key = (told.unit, told.period, told.criterion)
            if key not in found or made_from != told.said:
                found[key] = (filled, told)
    return found


def waivers_of(
    files: Sequence[Filled],
) -> tuple[dict[tuple[str, str, str], tuple[Filled, ToldWaiver]], Iterable[FilledFault]]:
    """Leave one statement of each criterion that does not apply; two that differ are a fault of the second file."""
    found: dict[tuple[str, str, str], list[tuple[Filled, ToldWaiver]]] = {}
    for filled in files:
        for told in filled.waivers:
            found.setdefault((told.unit, told.period, told.criterion), []).append((filled, told))
    faults: list[FilledFault] = []
    single: dict[tuple[str, str, str], tuple[Filled, ToldWaiver]] = {}
    for key, several in found.items():
        values = {told.said: (filled, told) for filled, told in several}
        if len(values) > 1:
            (_, one), (filled, two), *_ = values.values()
            pile = Faults(filled.file)
            report_waived_twice(pile, [one, two])
            faults += pile.done()
            continue
        single[key] = several[0]
    return single, faults
