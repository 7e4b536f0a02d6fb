"""The lines of a document as an annex has them: sections, clauses, points and dashes, each with its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.conditions import AllOf, AnyOf, Condition, SomeOf
from engine.criteria import CriteriaSet
from engine.wording import rules

LETTERS = "abcdđeghiklmnopqrstuvxy"
"""The letters that points of a Vietnamese document go by, in their order."""
WORDINGS = {"official": "đúng văn bản", "reconstructed": "dựng lại"}
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


class Rank(StrEnum):
    """What a line is: ``I.``, ``1.`` (a rule's title, or a sentence), ``a)``, ``-``, a group's name, text, a remark."""

    SECTION = "section"
    TITLE = "title"
    CLAUSE = "clause"
    POINT = "point"
    DASH = "dash"
    HEAD = "head"
    TEXT = "text"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Line:
    """A line; ``number`` is empty where it has none, ``depth`` counts the dashes above a dash."""

    rank: Rank
    text: str
    number: str = ""
    depth: int = 0


def roman(number: int) -> str:
    """Write the number of a section: «IV»."""
    found = ""
    for value, sign in _ROMAN:
        while number >= value:
            found, number = found + sign, number - value
    return found


def letter(index: int) -> str:
    """Write the letter of a point, from 0: a, b, c, d, đ … y, then aa, ab."""
    first, last = divmod(index, len(LETTERS))
    return (letter(first - 1) if first else "") + LETTERS[last]


def capital(text: str) -> str:
    """Begin a text with a capital."""
    return text[:1].upper() + text[1:]


def points(texts: Iterable[str]) -> Iterator[Line]:
    """Give texts as points: a semicolon after each, a full stop after the last."""
    found = list(texts)
    for index, text in enumerate(found):
        yield Line(Rank.POINT, capital(ended(text, last=index == len(found) - 1)), f"{letter(index)})")


def ended(text: str, *, last: bool) -> str:
    """End an item of a list; one that introduces others ends with its colon, and a full stop is not doubled."""
    if text.endswith(":"):
        return text
    return f"{text.rstrip('.')}{'.' if last else ';'}"


def about(*remarks: tuple[str, str | None]) -> Iterator[Line]:
    """Give what is written beside a rule, each with the word before it; what is not written is left out."""
    for word, text in remarks:
        if text:
            yield Line(Rank.NOTE, f"{word}: {ended(text, last=True)}")


def said_of(criteria: CriteriaSet, basis: str | None, wording: str | None, note: str | None) -> Iterator[Line]:
    """Give basis, wording and note of a rule; its wording only where it is not that of the set."""
    differs = wording is not None and wording != criteria.wording
    yield from about(
        ("Căn cứ", basis), ("Lời văn", WORDINGS[wording] if wording and differs else None), ("Ghi chú", note)
    )


def conditions(criteria: CriteriaSet, condition: Condition, lead: str) -> Iterator[Line]:
    """Read a condition aloud below ``lead`` («Đạt khi»): one in the same line, several as points and dashes."""
    while isinstance(condition, AllOf | AnyOf | SomeOf) and len(condition.parts) == 1:
        condition = condition.parts[0]
    if not isinstance(condition, AllOf | AnyOf | SomeOf):
        yield Line(Rank.TEXT, f"{lead}: {rules.condition(criteria, condition)}.")
        return
    said = [(depth, text) for depth, text in rules.lines(criteria, condition) if depth]
    yield Line(Rank.TEXT, f"{lead} có {rules.group(condition.needed, len(condition.parts))}:")
    yield from _listed(said)


def _listed(said: Sequence[tuple[int, str]]) -> Iterator[Line]:
    index = -1
    for at, (depth, text) in enumerate(said):
        whole = ended(text, last=at == len(said) - 1)
        if depth == 1:
            index += 1
            yield Line(Rank.POINT, capital(whole), f"{letter(index)})")
        else:
            yield Line(Rank.DASH, capital(whole), "-" if depth % 2 == 0 else "+", depth - 2)
