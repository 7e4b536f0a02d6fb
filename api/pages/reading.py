"""Rules read aloud as a tree, each condition with how it stands where a unit is meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.pages.marks import Mark
from engine.conditions import AllOf, AnyOf, Condition, SomeOf
from engine.criteria import CriteriaSet
from engine.wording.rules import condition, group

Said = tuple[Mark, str]
"""How a condition stands, and the sentence that says it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A condition, or a group of them; a group has no mark of its own."""

    text: str
    mark: Mark | None = None
    sentence: str = ""
    parts: tuple[Line, ...] = ()


def read_aloud(criteria: CriteriaSet, rule: Condition, said: Iterator[Said] | None = None) -> Line:
    """Read a rule aloud; ``said`` yields its conditions depth first. A group of one is its one part."""
    if isinstance(rule, AllOf | AnyOf | SomeOf):
        if len(rule.parts) == 1:
            return read_aloud(criteria, rule.parts[0], said)
        parts = tuple(read_aloud(criteria, part, said) for part in rule.parts)
        return Line(f"{_capital(group(rule.needed, len(rule.parts)))}:", parts=parts)
    mark, sentence = next(said, (None, "")) if said is not None else (None, "")
    return Line(_capital(condition(criteria, rule)), mark, sentence)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
