"""How the rules of two sets differ, as data.

Parts are matched by id, goals by their target and place, conditions by where they stand, their form and their subject.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from engine.conditions import AllOf, Bounded, Condition, Group, leaves
from engine.criteria import CriteriaSet, Criterion, First, LegalBasis, Target, Veto


class Subject(StrEnum):
    """What part of a set a change is about."""

    SET = "set"
    INDICATOR = "indicator"
    CRITERION = "criterion"
    VETO = "veto"
    BAND = "band"
    LEVEL = "level"
    TARGET = "target"
    GOAL = "goal"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the rules: ``key`` of the part ``id`` was ``old`` and will be ``new``.

    Without a key it is the part itself: added (``old`` None), removed (``new`` None) or, of a list, other members.
    Keys are those of the file, but for ``merger``, for ``goal`` (what a goal asks), and inside a criterion or veto for
    ``bound`` (of one condition), ``condition`` (None where it is added or removed) and ``needed`` (how many parts are
    needed). A goal is known by its target's id and its ``place``, from 1.
    """

    subject: Subject
    id: str
    key: str
    old: object
    new: object
    place: int = 0

    @property
    def criterion(self) -> str | None:
        """The criterion that changes, None where it is another part of the set."""
        return self.id if self.subject is Subject.CRITERION else None


KEYS: Mapping[Subject, tuple[str, ...]] = {
    Subject.SET: (
        *("set", "title", "effective_to", "wording", "legal_basis", "applies_to", "province", "period"),
        *("not_applicable_counts_as", "revocation", "first"),
    ),
    Subject.INDICATOR: ("label", "kind", "unit", "sum", "at_most", "lower_is_better", "merger"),
    Subject.CRITERION: ("title", "group", "basis", "wording", "evidence", "action"),
    Subject.VETO: ("title", "basis", "wording", "blocks"),
    Subject.BAND: ("title", "criteria_met", "basis", "wording"),
    Subject.LEVEL: ("title", "requires", "effective_from", "effective_to", "basis", "wording"),
    Subject.TARGET: ("due", "base", "population", "reading", "basis", "wording"),
    Subject.GOAL: ("basis", "wording"),
}
"""The keys compared one by one; notes, examples, the status and the first day in force are no rules."""
ASKED = ("level", "band", "at_least", "among", "per", "rest")
"""The keys of a goal that together say what it asks."""
_At = tuple[Subject, str]
_Pairs = list[tuple[Condition | None, Condition | None]]


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def changes(old: CriteriaSet, new: CriteriaSet) -> tuple[Change, ...]:
    """List how the rules differ, in the order of the file; another order of parts alone is no difference."""
    return (
        *_keys((Subject.SET, ""), old, new),
        *_parts(Subject.INDICATOR, old.indicators, new.indicators),
        *_parts(Subject.CRITERION, _by_id(old.criteria), _by_id(new.criteria)),
        *_parts(Subject.VETO, _by_id(old.vetoes), _by_id(new.vetoes)),
        *_parts(Subject.BAND, _by_id(old.bands), _by_id(new.bands)),
        *_parts(Subject.LEVEL, old.levels, new.levels),
        *_parts(Subject.TARGET, _by_id(old.targets), _by_id(new.targets)),
        *_lists(old, new),
    )


def _by_id(parts: Iterable[_Named]) -> Mapping[str, _Named]:
    return {each.id: each for each in parts}


def _keys(at: _At, old: object, new: object, place: int = 0) -> Iterator[Change]:
    for key in KEYS[at[0]]:
        was, now = _without_notes(getattr(old, key)), _without_notes(getattr(new, key))
        if was != now:
            yield Change(*at, key, was, now, place)


def _without_notes(value: object) -> object:
    """Return parts of the head of a file without their notes, which are no rules; anything else as it is."""
    if not isinstance(value, list):
        return value
    return [each.model_copy(update={"note": None}) if isinstance(each, First | LegalBasis) else each for each in value]


def _parts(subject: Subject, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Change]:
    for each in dict.fromkeys((*old, *new)):
        at, was, now = (subject, each), old.get(each), new.get(each)
        if was is None or now is None:
            yield Change(*at, "", was, now)
            continue
        yield from _keys(at, was, now)
        if isinstance(was, Criterion) and isinstance(now, Criterion):
            yield from _conditions(at, was.condition, now.condition)
        elif isinstance(was, Veto) and isinstance(now, Veto):
            yield from _conditions(at, was.when, now.when)
        elif isinstance(was, Target) and isinstance(now, Target):
            yield from _goals(was, now)


def _goals(old: Target, new: Target) -> Iterator[Change]:
    at = (Subject.GOAL, old.id)
    for place in range(1, max(len(old.goals), len(new.goals)) + 1):
        was, now = (dict(enumerate(each.goals, 1)).get(place) for each in (old, new))
        if was is None or now is None:
            yield Change(*at, "", was, now, place)
            continue
        if any(getattr(was, key) != getattr(now, key) for key in ASKED):
            yield Change(*at, "goal", was, now, place)
        yield from _keys(at, was, now, place)


def _lists(old: CriteriaSet, new: CriteriaSet) -> Iterator[Change]:
    for name in dict.fromkeys((*old.lists, *new.lists)):
        was, now = (
            tuple(sorted(each)) if isinstance(each, list) else each
            for each in (old.lists.get(name), new.lists.get(name))
        )
        if was != now:
            yield Change(Subject.LIST, name, "", was, now)


def _conditions(at: _At, old: Condition, new: Condition) -> Iterator[Change]:
    """Compare two conditions; what is only written another way, or in another order, is no change."""
    if _form(old) == _form(new):
        return
    old, new = _bare(old), _bare(new)
    if not isinstance(old, Group) and not isinstance(new, Group):
        if _subjects(old) == _subjects(new):
            yield Change(*at, "bound" if isinstance(old, Bounded) else "condition", old, new)
        else:
            yield Change(*at, "condition", old, None)
            yield Change(*at, "condition", None, new)
        return
    was, now = (each if isinstance(each, Group) else AllOf(all=[each]) for each in (old, new))
    if _rule(was) != _rule(now):
        yield Change(*at, "needed", was, now)
    for before, after in _matched(was.parts, now.parts):
        if before is None or after is None:
            yield Change(*at, "condition", before, after)
        else:
            yield from _conditions(at, before, after)


def _rule(group: Group) -> str:
    return "all" if group.needed >= len(group.parts) else str(group.needed)


def _form(condition: Condition) -> str:
    """Write a condition so that two that ask the same of the same figures are equal, whatever their order."""
    bare = _bare(condition)
    if not isinstance(bare, Group):
        return f"{type(bare).__name__}{bare.model_dump_json()}"
    return f"{_rule(bare)}({', '.join(sorted(map(_form, bare.parts)))})"


def _bare(condition: Condition) -> Condition:
    while isinstance(condition, Group) and len(condition.parts) == 1:
        condition = condition.parts[0]
    return condition


def _subjects(condition: Condition) -> set[tuple[type, tuple[str, ...]]]:
    return {(type(leaf), leaf.indicators) for _, leaf in leaves(condition)}


def _alike(old: Condition, new: Condition, how: int) -> bool:
    if how == 0:
        return _form(old) == _form(new)
    if how == 1 and (isinstance(old, Group) or isinstance(new, Group)):
        return False
    return not _subjects(old).isdisjoint(_subjects(new))


def _matched(old: Sequence[Condition], new: Sequence[Condition]) -> _Pairs:
    """Pair the parts of two groups: the equal ones, then leaves of one subject, then what has a subject in common."""
    pairs: dict[int, int] = {}
    for how in range(3):
        for place, part in enumerate(new):
            free = (index for index in range(len(old)) if index not in pairs.values())
            if place not in pairs:
                found = next((index for index in free if _alike(old[index], part, how)), None)
                if found is not None:
                    pairs[place] = found
    gone: _Pairs = [(part, None) for index, part in enumerate(old) if index not in pairs.values()]
    return gone + [(old[pairs[place]] if place in pairs else None, part) for place, part in enumerate(new)]
