"""A province's set over a national one: which criteria it carries on, what it adds, what is missing or looser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.advice import loosened
from engine.conditions import AllOf, AnyOf, Bounded, Leaf, SomeOf, leaves
from engine.criteria import CriteriaSet, Criterion
from engine.faults import Fault, Severity
from engine.implying import falls_short
from engine.source import nearest
from engine.yaml_tree import Path, Tree

Found = Callable[[], CriteriaSet | None]
"""Finds what the file that another stands on says; None where there is no such file, or no sound one."""


@dataclass(frozen=True, slots=True)
class Looser:
    """A bound of the base that is asked less of here: the key, what was and what is."""

    criterion: str
    key: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Carried:
    """A criterion of the base: by which criteria here it is carried on, what of it is missing or looser there.

    Where ``missing``, ``looser`` and ``escaped`` are empty, a unit that meets every criterion of ``by`` meets the
    base's.
    """

    base: Criterion
    by: tuple[str, ...]
    missing: tuple[Leaf, ...]
    looser: tuple[Looser, ...]
    escaped: tuple[Leaf, ...]
    """Conditions of the base that may all be unmet, and its criterion with them, where those here are met: by how they
    are grouped, whatever is missing or looser besides."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A set beside the one that it stands on; ``added`` are the ids of criteria that carry nothing on."""

    base: CriteriaSet
    carried: tuple[Carried, ...]
    added: tuple[str, ...]

    @property
    def kept(self) -> tuple[Carried, ...]:
        """The criteria of the base that are carried on."""
        return tuple(each for each in self.carried if each.by)


def standing(criteria: CriteriaSet, base: CriteriaSet) -> Standing:
    """Lay a set beside its base: by ``as``, else by the same id."""
    own = {each.id: each for each in criteria.criteria}
    said = criteria.stands_on.carried if criteria.stands_on is not None else {}
    sides = _Sides(criteria, base)
    carried = tuple(
        sides.carried(each, [own[key] for key in said.get(each.id, [each.id]) if key in own]) for each in base.criteria
    )
    taken = {key for each in carried for key in each.by}
    return Standing(base, carried, tuple(key for key in own if key not in taken))


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both sets, and which conditions of the one ask what those of the other do."""

    here: CriteriaSet
    base: CriteriaSet

    def carried(self, each: Criterion, by: list[Criterion]) -> Carried:
        """Find each condition of the base among those here, then hold the groups against each other.

        Where whatever meets all of ``by`` meets the base's criterion, nothing of it is missing or looser.
        """
        ids, rules = tuple(one.id for one in by), [one.condition for one in by]
        asked = [(one.id, leaf) for one in by for _, leaf in leaves(one.condition)]
        wanted = [leaf for _, leaf in leaves(each.condition)]
        alike = [[(key, leaf) for key, leaf in asked if self._same_subject(leaf, one)] for one in wanted]
        tight = [
            [leaf for _, leaf in found if not _loosened(one, leaf)] for one, found in zip(wanted, alike, strict=True)
        ]
        if not by or not falls_short(rules, each.condition, tight):
            return Carried(each, ids, (), (), ())
        missing = tuple(one for one, found in zip(wanted, alike, strict=True) if not found)
        looser = tuple(
            Looser(found[0][0], key, values["was"], values["now"])
            for one, found, kept in zip(wanted, alike, tight, strict=True)
            if found and not kept
            for key, values in _loosened(one, found[0][1])
        )
        stands_for = [  # what is missing or looser is told by itself; here only of the groups
            None if not found else kept or [leaf for _, leaf in found] for found, kept in zip(alike, tight, strict=True)
        ]
        return Carried(each, ids, missing, looser, falls_short(rules, each.condition, stands_for))

    def _same_subject(self, one: Leaf, other: Leaf) -> bool:
        """Bounds are compared afterwards; of a flag or a document everything that is asked must be the same."""
        if not all(self._same_indicator(key) for key in other.indicators):
            return False
        if isinstance(one, Bounded):
            return type(one) is type(other) and one.indicators == other.indicators
        return one == other

    def _same_indicator(self, key: str, within: frozenset[str] = frozenset()) -> bool:
        """Tell whether an indicator holds the same known figure in both: one kind, a sum of the same, no rule less."""
        one, other = self.here.indicators.get(key), self.base.indicators.get(key)
        if one is None or other is None or one.kind is not other.kind or other.at_most not in {None, one.at_most}:
            return False
        parts, theirs = one.sum or [], other.sum or []
        further = {*parts, *([other.at_most] if other.at_most else [])} - within
        inside = within | further
        return sorted(parts) == sorted(theirs) and all(self._same_indicator(each, inside) for each in further)


def _loosened(wanted: Leaf, found: Leaf) -> list[tuple[str, dict[str, str]]]:
    if isinstance(wanted, Bounded) and isinstance(found, Bounded):
        return list(loosened(wanted, found))
    return []


def judge_base(tree: Tree, criteria: CriteriaSet | None, base: Found | None) -> Iterator[Fault]:
    """Judge what a sound file says that it stands on; nothing where it names no base or none is looked for."""
    if criteria is None or criteria.stands_on is None or base is None:
        return
    named, found = criteria.stands_on, base()
    at: Path = ("stands_on",)
    if found is None or found.set != named.set or found.effective_from != named.effective_from:
        values = {"seen": f"{named.set}/{named.effective_from}.yaml"}
        yield Fault("NO_BASE_FILE", tree.place((*at, "set")), values=values, path=at)
        return
    yield from _strangers(tree, criteria, found)
    beside = standing(criteria, found)
    for each in beside.carried:
        yield from _weaker(tree, criteria, beside, each)


def _strangers(tree: Tree, criteria: CriteriaSet, base: CriteriaSet) -> Iterator[Fault]:
    """Report ids of ``as`` that neither set has."""
    theirs, ours = [each.id for each in base.criteria], [each.id for each in criteria.criteria]
    for key, named in (criteria.stands_on.carried if criteria.stands_on is not None else {}).items():
        at: Path = ("stands_on", "as", key)
        wanted = [(key, theirs, base.set, tree.key_place(at), at)]
        wanted += [(one, ours, criteria.set, tree.place((*at, index)), (*at, index)) for index, one in enumerate(named)]
        for word, known, set_id, place, path in wanted:
            if word not in known:
                values = {"seen": word, "set": set_id, "nearest": nearest(word, known), "known": ", ".join(known)}
                yield Fault("NO_SUCH_CARRIED", place, values=values, path=path)


def _weaker(tree: Tree, criteria: CriteriaSet, beside: Standing, each: Carried) -> Iterator[Fault]:
    named = {"set": beside.base.set, "of": each.base.id, "id": ", ".join(each.by) or each.base.id}
    at: Path = ("stands_on",)
    if not each.by:
        values = {**named, "title": each.base.title}
        yield Fault("NOT_CARRIED", tree.place(at), Severity.WARNING, values, (*at, each.base.id))
        return
    places = {one.id: index for index, one in enumerate(criteria.criteria)}
    first: Path = ("criteria", places[each.by[0]])
    for number, leaf in enumerate(each.missing):
        values = {**named, "seen": ", ".join(leaf.indicators)}
        yield Fault(
            "BASE_PART_MISSING", tree.place(first), Severity.WARNING, values, (*first, str(number), each.base.id)
        )
    for number, one in enumerate(each.looser):
        path: Path = ("criteria", places[one.criterion])
        values = {**named, "id": one.criterion, "key": one.key, "was": one.was, "now": one.now}
        yield Fault("BASE_LOOSER", tree.place(path), Severity.WARNING, values, (*path, str(number), each.base.id))
    if each.escaped:
        values = {**named, "seen": " và ".join(_label(beside.base, leaf) for leaf in each.escaped)}
        values["was"] = _grouped(each.base)
        yield Fault("BASE_GROUP_LOOSER", tree.place(first), Severity.WARNING, values, (*first, "group", each.base.id))


def _label(base: CriteriaSet, leaf: Leaf) -> str:
    return base.indicators[leaf.indicators[0]].label


def _grouped(criterion: Criterion) -> str:
    """Say how many of its conditions a criterion asks for."""
    rule = criterion.condition
    if not isinstance(rule, AllOf | AnyOf | SomeOf) or len(rule.parts) == 1:
        return "điều kiện ấy"
    of = len(rule.parts)
    return f"cả {of} điều kiện" if rule.needed >= of else f"ít nhất {rule.needed} trong {of} điều kiện"
