"""A province's set over a national one: which criteria it carries on, what it adds, what is missing or looser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.advice import loosened
from engine.conditions import Bounded, Leaf, leaves
from engine.criteria import CriteriaSet, Criterion
from engine.faults import Fault, Severity
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
    """A criterion of the base: by which criteria here it is carried on, what of it is missing or looser there."""

    base: Criterion
    by: tuple[str, ...]
    missing: tuple[Leaf, ...]
    looser: tuple[Looser, ...]


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
    carried = tuple(
        _carried(each, [own[key] for key in said.get(each.id, [each.id]) if key in own]) for each in base.criteria
    )
    taken = {key for each in carried for key in each.by}
    return Standing(base, carried, tuple(key for key in own if key not in taken))


def _carried(base: Criterion, by: list[Criterion]) -> Carried:
    """Find each condition of the base among those here; one that stands there with the same subject is compared."""
    here = [(each.id, leaf) for each in by for _, leaf in leaves(each.condition)]
    missing, looser = list[Leaf](), list[Looser]()
    for _, wanted in leaves(base.condition):
        match = next((each for each in here if _same_subject(each[1], wanted)), None)
        if match is None:
            missing.append(wanted)
            continue
        here.remove(match)
        if isinstance(wanted, Bounded) and isinstance(match[1], Bounded):
            looser += [
                Looser(match[0], key, values["was"], values["now"]) for key, values in loosened(wanted, match[1])
            ]
    return Carried(base, tuple(each.id for each in by), tuple(missing) if by else (), tuple(looser))


def _same_subject(one: Leaf, other: Leaf) -> bool:
    """Bounds are compared afterwards; of a flag or a document everything that is asked must be the same."""
    if isinstance(one, Bounded):
        return type(one) is type(other) and one.indicators == other.indicators
    return one == other


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
