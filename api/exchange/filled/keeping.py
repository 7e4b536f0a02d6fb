"""What a file says, as JSON to be kept until somebody confirms it, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, replace
from typing import Any

from api.exchange.filled.faults import FilledFault
from api.exchange.filled.files import Filled
from api.exchange.filled.memory import Origin
from api.exchange.filled.told import Cited, ToldDocument, ToldFigure, ToldWaiver

_WITH_CITED = 8
Json = dict[str, Any]


def as_kept(filled: Filled) -> Json:
    """Write it; figures as lists, because there are many."""
    origin = filled.origin
    return {
        "sha256": filled.sha256,
        "figures": [_figure(each) for each in filled.figures],
        "documents": [_document(each) for each in filled.documents],
        "waivers": [[each.unit, each.period, each.criterion, *each.said, each.place] for each in filled.waivers],
        "rows": [list(each) for each in filled.rows],
        "names": [list(each) for each in filled.names],
        "faults": [{key: value for key, value in each.as_json().items() if value} for each in filled.faults],
        "origin": None
        if origin is None
        else {
            "digest": origin.digest,
            "period": origin.period,
            "figures": {unit: dict(each) for unit, each in origin.figures.items()},
            "documents": {
                unit: {key: list(one) for key, one in each.items()} for unit, each in origin.documents.items()
            },
        },
        "sample": filled.sample,
    }


def _document(told: ToldDocument) -> list[str]:
    return [told.unit, told.period, told.criterion, *told.said, told.place]


def _figure(told: ToldFigure) -> list[object]:
    """Write a figure; what most files say nothing of is left out at the end."""
    cited = None if told.cites is None else list(astuple(told.cites))
    more: list[object] = [told.sample, told.note, cited]
    while more and more[-1] in (None, False):
        more.pop()
    return [told.unit, told.period, told.indicator, told.steps, told.place, *more]


def _told_figure(said: Sequence[Any]) -> ToldFigure:
    told = ToldFigure(*said[: _WITH_CITED - 1])
    return told if len(said) < _WITH_CITED else replace(told, cites=Cited(*said[-1]))


def from_kept(name: str, text: str) -> Filled:
    """Read it again."""
    said: Json = json.loads(text)
    origin = said["origin"]
    return Filled(
        file=name,
        sha256=said["sha256"],
        figures=tuple(map(_told_figure, said["figures"])),
        documents=tuple(ToldDocument(*each) for each in said["documents"]),
        waivers=tuple(ToldWaiver(*each) for each in said.get("waivers", ())),
        rows=_triples(said["rows"]),
        names=tuple((code, shown) for code, shown in said["names"]),
        faults=tuple(FilledFault(**each) for each in said["faults"]),
        origin=None
        if origin is None
        else Origin(
            origin["digest"],
            origin["period"],
            origin["figures"],
            {unit: {key: tuple(one) for key, one in each.items()} for unit, each in origin["documents"].items()},
        ),
        sample=said["sample"],
    )


def _triples(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, str, str], ...]:
    return tuple((unit, period, place) for unit, period, place in rows)
