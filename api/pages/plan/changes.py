"""How an officer bends a plan, as the page shows it: units put in or left out, suppositions, and what they move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.answers import supposing
from api.pages.choosing import Choice
from api.pages.plan.query import (
    BETWEEN,
    EFFORTS,
    FIGURES,
    INCLUDE,
    LEAVE_OUT,
    NEW_CRITERION,
    NEW_EFFORT,
    NEW_INDICATOR,
    NEW_UNIT,
    NEW_VALUE,
    ONLY,
    Asked,
)
from api.workflow import Board
from engine.indicators import Kind
from engine.planning import Plan
from engine.wording.numbers import number
from engine.wording.plans import moves, obstacle_words

PATH = "/ke-hoach"
LISTS = {
    INCLUDE: "Bắt buộc đưa vào",
    LEAVE_OUT: "Không giao việc",
    ONLY: "Chỉ giao việc",
}
KINDS = {Kind.COUNT: "số", Kind.NUMBER: "số", Kind.FLAG: "có/không", Kind.DOCUMENT: "ngày"}


@dataclass(frozen=True, slots=True)
class Removable:
    """Something that was asked for, and the address of the plan without it."""

    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What the page shows of limits and suppositions beside the plan."""

    lists: tuple[tuple[str, tuple[Removable, ...]], ...]
    supposed: tuple[Removable, ...]
    moves: tuple[str, ...]
    """How the plan differs from the one without limits and suppositions."""
    units: tuple[str, ...]
    """Names to choose from while one types."""
    indicators: tuple[Choice, ...]
    criteria: tuple[Choice, ...]
    new_unit: str
    new_value: str
    new_effort: str


def changes(board: Board, asked: Asked, plan: Plan, base: Plan | None, names: Mapping[str, str]) -> Changes:
    """Show what was asked for and what came of it; ``names`` are those of the units that are counted, by code."""
    criteria, new = board.criteria, asked.new
    return Changes(
        lists=tuple(
            (
                word,
                tuple(Removable(names[code], asked.without(PATH, key, code)) for code in asked.value(key).split(",")),
            )
            for key, word in LISTS.items()
            if asked.value(key)
        ),
        supposed=tuple(
            Removable(said, asked.without(PATH, _key(asked, item), item))
            for said, item in supposing.words(board, asked.supposed, names)
        ),
        moves=tuple(moves(base, plan, lambda key: names.get(key[0], key[0]))) if base else (),
        units=tuple(dict.fromkeys(names.values())),
        indicators=tuple(
            Choice(key, f"{each.label} ({KINDS[each.kind]})", key == new.get(NEW_INDICATOR))
            for key, each in criteria.indicators.items()
            if each.sum is None
        ),
        criteria=tuple(
            Choice(each.id, f"{each.id}: {number(each.action.effort)}", each.id == new.get(NEW_CRITERION))
            for each in criteria.criteria
            if each.action
        ),
        new_unit=new.get(NEW_UNIT, ""),
        new_value=new.get(NEW_VALUE, ""),
        new_effort=new.get(NEW_EFFORT, ""),
    )


def _key(asked: Asked, item: str) -> str:
    return FIGURES if item in asked.value(FIGURES).split(BETWEEN) else EFFORTS


def trying_link(asked: Asked, code: str, indicator: str) -> str:
    """Write the address at which a figure of a unit can be supposed."""
    together = "&" if "?" in asked.link(PATH) else "?"
    return f"{asked.link(PATH)}{together}{NEW_UNIT}={code}&{NEW_INDICATOR}={indicator}#gia-su"


def obstacles(plan: Plan) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Say of each goal out of reach what keeps units below it."""
    places = dict.fromkeys(each.place for each in plan.obstacles)
    return tuple(
        (f"Bậc {place}", tuple(f"{obstacle_words(each)}." for each in plan.obstacles if each.place == place))
        for place in places
    )
