"""Random criteria sets over one data dictionary, and random figures for them.

The sets use every form of condition, nested groups, vetoes, bands, levels and three kinds of period; the
figures are small, so that bounds are often hit, missed by one step and crossed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.builders import Natural, Raw, raw_set

INDICATORS: Raw = {
    "twice": ["both", "a"],  # over a sum that stands below it in the file, and over "a" twice
    "all_parts": ["parts", "d"],  # over a sum with a rule of its own, below it in the file
    "a": "count",
    "b": {"kind": "count", "at_most": "a"},
    "c": {"kind": "count", "at_most": "b"},
    "d": {"kind": "count", "lower_is_better": True},
    "both": ["a", "d"],
    "e": {"kind": "count", "at_most": "both"},
    "parts": {"sum": ["c", "e"], "at_most": "twice"},
    "x": "number",
    "y": {"kind": "number", "at_most": "x"},
    "z": {"kind": "number", "at_most": "a"},
    "f": "flag",
    "g": "flag",
    "p": "document",
    "q": "document",
}
COUNTS = ["a", "b", "c", "d", "e", "both", "twice", "parts", "all_parts"]
NUMBERS = ["x", "y", "z"]
ENTERED = ["a", "b", "c", "d", "e", "x", "y", "z", "f", "g", "p", "q"]
LEVELS = ("one", "two", "three")
PER_CENT: list[Any] = [0, 33.3333, 50, 66.6667, 70, 80, 99.9999, 100, 104, 150, 500]
CHANGES: list[Any] = [-150, -100, -50, -33.3333, -5, -0.0001, 0, 0.0001, 5, 50, 100]
DUE = ["01-01", "03-31", "06-30", "11-15", "11-16", "12-31"]
DAYS = [f"{year}-{day}" for year in (2023, 2024) for day in DUE]
DAYS += ["2022-12-31", "2024-02-29", "2024-11-17", "2025-01-01"]
LOW, HIGH = ("at_least", "more_than"), ("at_most", "less_than")
SMALL = st.integers(0, 12)
DECIMALS = st.integers(0, 40_000).map(lambda steps: Decimal(steps) / 10_000) | SMALL.map(Decimal)


@dataclass(frozen=True)
class Unit:
    """One unit's figures, the criteria that do not apply to it, and where it is recognised."""

    now: dict[str, Natural]
    before: dict[str, Natural]
    exempt: frozenset[str]
    recognised: dict[str, str]


@dataclass(frozen=True)
class Case:
    """A set and some units."""

    raw: Raw
    units: list[Unit]


def bounds(value: SearchStrategy[Any]) -> SearchStrategy[Raw]:
    """One bound, two of any keys but ``equals``, or a single ``equals``."""
    one = st.sampled_from([*LOW, *HIGH, "equals"]).flatmap(lambda key: st.fixed_dictionaries({key: value}))
    keys = st.permutations(LOW + HIGH)
    return one | keys.flatmap(lambda order: st.fixed_dictionaries({order[0]: value, order[1]: value}))


def subject(form: str, indicators: list[str]) -> SearchStrategy[Raw]:
    """A subject over one of some indicators, a share over two."""
    named: SearchStrategy[Any] = st.sampled_from(indicators)
    return st.fixed_dictionaries({form: st.lists(named, min_size=2, max_size=2) if form == "share" else named})


def bounded(form: str, indicators: list[str], value: SearchStrategy[Any]) -> SearchStrategy[Raw]:
    """A subject with its bound."""
    return st.builds(lambda left, right: left | right, subject(form, indicators), bounds(value))


def leaves() -> SearchStrategy[Raw]:
    """Every form of condition."""
    due = {"issued_by": st.sampled_from(DUE), "any_time": st.booleans()}
    return st.one_of(
        bounded("count", COUNTS, st.integers(-1, 14) | st.sampled_from([2.5, 7.0001])),
        bounded("number", NUMBERS, DECIMALS | st.just(-0.5)),
        bounded("share", COUNTS, st.sampled_from(PER_CENT) | st.integers(-5, 210)),
        bounded("change", COUNTS + NUMBERS, st.sampled_from(CHANGES) | st.integers(-200, 200)),
        st.fixed_dictionaries({"flag": st.sampled_from(["f", "g"])}, optional={"is": st.booleans()}),
        st.fixed_dictionaries({"document": st.sampled_from(["p", "q"])}, optional=due),
    )


def better_leaves() -> SearchStrategy[Raw]:
    """Conditions for which a higher "a", "b" and "x", a lower "d", a «có» and a document are better."""
    per_cent, changes = st.sampled_from(PER_CENT), st.sampled_from(CHANGES)
    subjects: list[tuple[Raw, tuple[str, str], SearchStrategy[Any]]] = [
        ({"count": "a"}, LOW, SMALL),
        ({"number": "x"}, LOW, DECIMALS),
        ({"share": ["b", "e"]}, LOW, per_cent),
        ({"change": "a"}, LOW, changes),
        ({"count": "d"}, HIGH, SMALL),
        ({"share": ["d", "e"]}, HIGH, per_cent),
        ({"change": "d"}, HIGH, changes),
    ]
    plain = st.sampled_from([{"flag": "f"}, {"document": "p"}, {"document": "p", "issued_by": "06-30"}])
    return plain | st.sampled_from(subjects).flatmap(
        lambda each: st.builds(lambda key, bound: each[0] | {key: bound}, st.sampled_from(each[1]), each[2])
    )


def groups(tests: SearchStrategy[Raw], deep: int = 2) -> SearchStrategy[Raw]:
    """A group of conditions and, ``deep`` levels down, of groups."""
    parts = st.lists(tests | groups(tests, deep - 1) if deep else tests, min_size=1, max_size=4)
    some = parts.flatmap(lambda of: st.builds(lambda n: {"at_least": n, "of": of}, st.integers(1, len(of))))
    return st.one_of(st.fixed_dictionaries({"all": parts}), st.fixed_dictionaries({"any": parts}), some)


@st.composite
def sets(draw: st.DrawFn, tests: SearchStrategy[Raw] | None = None, indicators: Raw | None = None) -> Raw:
    """A whole set: up to five criteria and two vetoes, three levels that ask for a band, a level, both."""
    tests = leaves() if tests is None else tests
    criteria = draw(st.lists(groups(tests), min_size=1, max_size=5))
    whens = draw(st.lists(tests | groups(tests, 1), max_size=2))
    counts = sorted(draw(st.sets(st.integers(0, len(criteria)), min_size=1, max_size=3)), reverse=True)
    blocks = st.sampled_from([{}, {"blocks": ["one"]}, {"blocks": ["two", "three"]}])
    band = f"b{draw(st.sampled_from(counts))}"
    return raw_set(
        INDICATORS if indicators is None else indicators,
        criteria,
        period={"starts_on": draw(st.sampled_from(["01-01", "11-16", "07-01"]))},
        not_applicable_counts_as=draw(st.sampled_from(["met", "unmet"])),
        vetoes=[{"id": f"LT{n}", "title": "Loại", "when": when} | draw(blocks) for n, when in enumerate(whens)],
        bands=[{"id": f"b{count}", "title": "Mức", "criteria_met": count} for count in counts],
        recognition=[
            {"level": "one", "title": "Cấp", "requires": {"band": band}},
            {"level": "two", "title": "Cấp", "requires": {"recognised": "one"}, "effective_to": "2024-06-30"},
            {"level": "three", "title": "Cấp", "requires": {"band": band, "recognised": "one"}},
        ],
    )


@st.composite
def figures(draw: st.DrawFn, *, consistent: bool) -> dict[str, Natural]:
    """The figures of one unit and period, all there; ``consistent`` ones obey every ``at_most``."""

    def count(limit: int) -> int:
        return draw(st.integers(0, limit) if consistent else SMALL)

    def number(limit: Decimal) -> Decimal:
        drawn = draw(DECIMALS)
        return min(drawn, limit) if consistent else drawn

    a, d, x = draw(SMALL), draw(SMALL), draw(DECIMALS)
    b = count(a)
    row: dict[str, Natural] = {"a": a, "b": b, "c": count(b), "d": d, "e": count(a + d)}
    row |= {"x": x, "y": number(x), "z": number(Decimal(a))}
    for key in ("f", "g"):
        row[key] = draw(st.booleans())
    for key in ("p", "q"):
        issued: SearchStrategy[Natural] = st.sampled_from([False, *DAYS])
        row[key] = draw(issued)
    return row


def without(row: dict[str, Natural], gone: set[str]) -> dict[str, Natural]:
    """Take some figures away."""
    return {key: None if key in gone else value for key, value in row.items()}


@st.composite
def units(draw: st.DrawFn, raw: Raw, *, consistent: bool, whole: bool = False) -> Unit:
    """One unit, with up to four figures missing in each period unless ``whole``."""
    gone = st.sets(st.sampled_from(ENTERED), max_size=0 if whole else 4)
    ids = st.sampled_from([each["id"] for each in raw["criteria"]])
    return Unit(
        now=without(draw(figures(consistent=consistent)), draw(gone)),
        before=without(draw(figures(consistent=consistent)), draw(gone)),
        exempt=draw(st.just(frozenset()) | st.frozensets(ids, max_size=2)),
        recognised={level: draw(st.sampled_from(["met", "unmet", "unknown"])) for level in LEVELS},
    )


@st.composite
def cases(draw: st.DrawFn, *, consistent: bool, whole: bool = False, most: int = 5) -> Case:
    """A set and up to ``most`` units."""
    raw = draw(sets())
    return Case(raw, draw(st.lists(units(raw, consistent=consistent, whole=whole), min_size=1, max_size=most)))
