"""The criteria format read aloud: one unit at a time, exact fractions, shortfalls by search.

Nothing here is fast and nothing is shared with the engine. The set is a raw dict (``builders.raw_set``), the
figures are natural values, the answer is one unit of the JSON of ``score`` (docs/interface.md) without its
code and name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.builders import PERIOD, Natural, Raw, Row

Value = bool | Fraction | date | None
Shortfall = dict[str, Fraction]
MET, UNMET, UNKNOWN, EXEMPT = "met", "unmet", "unknown", "not_applicable"
TURNED = {MET: UNMET, UNMET: MET, UNKNOWN: UNKNOWN}
BEYOND = float("inf")
"""The change from zero to more: above every bound."""
FARTHEST = 10**18
"""The search for a shortfall gives up at this many steps."""
COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "at_least": lambda x, bound: x >= bound,
    "more_than": lambda x, bound: x > bound,
    "at_most": lambda x, bound: x <= bound,
    "less_than": lambda x, bound: x < bound,
    "equals": lambda x, bound: x == bound,
}


@dataclass
class Oracle:
    """One unit and period under one set."""

    raw: Raw
    now: Row
    before: Row = field(default_factory=dict)
    exempt: Collection[str] = ()
    recognised: Mapping[str, str] | None = None
    period: str = PERIOD

    # ----------------------------------------------------------------------------------------- figures

    def kind(self, key: str) -> str:
        """Return the kind of an indicator; a derived sum is a count."""
        said: str = self.raw["indicators"][key].get("kind", "count")
        return said

    def parts(self, key: str) -> list[str]:
        """Return what a derived indicator adds up; nothing for one that is entered."""
        added: list[str] = self.raw["indicators"][key].get("sum", [])
        return added

    def entered(self, key: str, row: Row) -> Value:
        """Return a figure as entered; a sum is unknown while any part is."""
        if parts := self.parts(key):
            return total([self.entered(part, row) for part in parts])
        return natural(self.kind(key), row.get(key))

    def known(self, key: str, row: Row) -> Value:
        """Return a figure as it counts: unknown where it breaks its own rule against the other as entered."""
        value = self.entered(key, row)
        if isinstance(value, Fraction) and "at_most" in self.raw["indicators"][key]:
            limit = self.entered(self.raw["indicators"][key]["at_most"], row)
            if isinstance(limit, Fraction) and value > limit:
                return None
        parts = self.parts(key)
        return total([self.known(part, row) for part in parts]) if parts else value

    def with_changed(self, key: str, changed: str, value: Fraction) -> Value:
        """Return a figure once an indicator has another value: a sum over it moves with it."""
        if key == changed:
            return value
        if parts := self.parts(key):
            return total([self.with_changed(part, changed, value) for part in parts])
        return self.known(key, self.now)

    def days(self) -> tuple[date, date]:
        """Return the first and the last day of the period."""
        start = self.raw.get("period", {}).get("starts_on", "01-01")
        year = int(self.period)
        if start == "01-01":
            return date(year, 1, 1), date(year, 12, 31)
        return day_of(year - 1, start), day_of(year, start) - timedelta(days=1)

    # ---------------------------------------------------------------------------------------- one leaf

    def measure(self, leaf: Raw, value: Fraction | None = None) -> Any:  # noqa: ANN401 -- a Value or BEYOND
        """Return what a leaf compares (None unknown), or what it is once its indicator has ``value``."""
        key = first_indicator(leaf)
        x = self.known(key, self.now) if value is None else value
        if "share" in leaf:
            whole = self.known(leaf["share"][1], self.now)
            if value is not None:
                whole = self.with_changed(leaf["share"][1], key, value)
            if isinstance(x, Fraction) and isinstance(whole, Fraction) and whole:
                return 100 * x / whole
            return None
        if "change" in leaf:
            old = self.known(key, self.before)
            if not isinstance(x, Fraction) or not isinstance(old, Fraction):
                return None
            return 100 * (x - old) / old if old else BEYOND if x else Fraction(0)
        return x

    def leaf_verdict(self, leaf: Raw) -> str:
        """Judge a leaf."""
        x = self.measure(leaf)
        if x is None:
            return UNKNOWN
        if "flag" in leaf:
            met = x == leaf.get("is", True)
        elif "document" in leaf:
            met = bool(x) and self.good_day(leaf, x)
        else:
            met = not missed(leaf, x)
        return MET if met else UNMET

    def good_day(self, leaf: Raw, issued: date) -> bool:
        """Tell whether a document was issued in time: by the one such day inside the period."""
        first, last = self.days()
        due = last
        if "issued_by" in leaf:
            such = {day_of(year, leaf["issued_by"]) for year in (first.year, last.year)}
            (due,) = (day for day in such if first <= day <= last)
        return issued <= due and (issued >= first or leaf.get("any_time", False))

    def leaf_shortfall(self, leaf: Raw) -> Shortfall | None:
        """Search for the least change that makes an unmet leaf met; None when it is incurable."""
        key = first_indicator(leaf)
        if "flag" in leaf or "document" in leaf:
            return {key: Fraction(1)}
        step = Fraction(1, 10_000) if self.kind(key) == "number" else Fraction(1)
        here = self.known(key, self.now)
        assert isinstance(here, Fraction)

        def side(steps: int) -> int:
            """-1 too low, 1 too high, 0 met: a ratio never falls while its first indicator grows."""
            x = self.measure(leaf, steps * step)
            if x is None:  # a share of nothing, at the lower end
                return 1
            wrong = missed(leaf, x)
            too_low = wrong & {"at_least", "more_than"} or ("equals" in wrong and x < leaf["equals"])
            return -1 if too_low else 1 if wrong else 0

        start = int(here / step)
        found = nearest(side, start)
        if found is None or ("share" in leaf and self.too_far(leaf, start - found)):
            return None
        return {key: (found - start) * step}

    def too_far(self, leaf: Raw, fall: int) -> bool:
        """Tell whether a part would have to fall by more than four times its total and four.

        The format does not say so, the worked cases do: see SHARE_REACH in engine.shortfalls.
        """
        whole = self.known(leaf["share"][1], self.now)
        assert isinstance(whole, Fraction)
        return fall > 4 * (whole + 1)

    def actual(self, leaf: Raw) -> str | None:
        """Write the figure that a leaf compares."""
        x = self.measure(leaf)
        if x is None or x == BEYOND:
            return None
        if isinstance(x, bool):
            return "có" if x else "không"
        return x.isoformat() if isinstance(x, date) else decimal(x)

    # ----------------------------------------------------------------------------- groups and criteria

    def verdict(self, condition: Raw) -> str:
        """Judge a condition in Kleene's logic."""
        needed, parts = group(condition)
        if not parts:
            return self.leaf_verdict(condition)
        each = [self.verdict(part) for part in parts]
        if each.count(MET) >= needed:
            return MET
        return UNMET if each.count(MET) + each.count(UNKNOWN) < needed else UNKNOWN

    def shortfall(self, condition: Raw) -> Shortfall | None:
        """Return what an unmet condition lacks, None when it is incurable."""
        needed, parts = group(condition)
        if not parts:
            return self.leaf_shortfall(condition)
        each = [self.verdict(part) for part in parts]
        unmet = [part for part, verdict in zip(parts, each, strict=True) if verdict == UNMET]
        curable = [option for option in map(self.shortfall, unmet) if option is not None]
        if each.count(MET) + each.count(UNKNOWN) + len(curable) < needed:
            return None
        cheapest = sorted(range(len(curable)), key=lambda index: size(curable[index]))  # the first on a tie
        merged: Shortfall = {}
        for index in sorted(cheapest[: needed - each.count(MET)]):
            for key, change in curable[index].items():
                if key not in merged or abs(change) > abs(merged[key]):
                    merged[key] = change
        return merged

    def criterion(self, criterion: Raw) -> Raw:
        """Answer for one criterion."""
        if criterion["id"] in self.exempt:
            return {"id": criterion["id"], "verdict": EXEMPT, "shortfall": {}, "conditions": []}
        verdict = self.verdict(criterion)
        return {
            "id": criterion["id"],
            "verdict": verdict,
            "shortfall": written(self.shortfall(criterion) if verdict == UNMET else None),
            "conditions": [self.condition(path, leaf) for path, leaf in paths(criterion)],
        }

    def condition(self, path: str, leaf: Raw) -> Raw:
        """Answer for one leaf."""
        verdict = self.leaf_verdict(leaf)
        lacking = written(self.leaf_shortfall(leaf) if verdict == UNMET else None)
        return {"path": path, "verdict": verdict, "actual": self.actual(leaf), "shortfall": lacking}

    # -------------------------------------------------------------------------------------------- unit

    def answer(self) -> Raw:
        """Answer for the unit."""
        criteria = [self.criterion(each) for each in self.raw["criteria"]]
        verdicts = [each["verdict"] for each in criteria]
        vetoes = {each["id"]: self.verdict(each["when"]) for each in self.raw.get("vetoes", [])}
        met = verdicts.count(MET)
        if self.raw["not_applicable_counts_as"] == "met":
            met += verdicts.count(EXEMPT)
        possible = met + verdicts.count(UNKNOWN)
        levels = [each for each in self.raw.get("recognition", []) if self.in_force(each)]
        return {
            "met": met,
            "possible": possible,
            "of": len(criteria),
            "band": self.band(met),
            "possible_band": self.band(possible),
            "vetoes": [{"id": key, "verdict": verdict} for key, verdict in vetoes.items()],
            "eligible": {each["level"]: self.eligible(each, met, possible, vetoes) for each in levels},
            "criteria": criteria,
        }

    def band(self, count: int) -> str:
        """Return the highest band that a count reaches."""
        bands = [(each["criteria_met"], each["id"]) for each in self.raw.get("bands", [])]
        return max((band for band in bands if count >= band[0]), default=(0, "below"))[1]

    def in_force(self, level: Raw) -> bool:
        """Tell whether a level exists on the period's last day."""
        first, last = level.get("effective_from", "0001-01-01"), level.get("effective_to", "9999-12-31")
        return bool(str(first) <= str(self.days()[1]) <= str(last))

    def eligible(self, level: Raw, met: int, possible: int, vetoes: Mapping[str, str]) -> str:
        """Judge a level: what it requires, and no veto that blocks it."""
        asked = [
            TURNED[vetoes[each["id"]]]
            for each in self.raw.get("vetoes", [])
            if level["level"] in each.get("blocks", [level["level"]])
        ]
        requires = level.get("requires", {})
        if "band" in requires:
            need = {each["id"]: each["criteria_met"] for each in self.raw["bands"]}[requires["band"]]
            asked.append(MET if met >= need else UNKNOWN if possible >= need else UNMET)
        if "recognised" in requires:
            asked.append(UNKNOWN if self.recognised is None else self.recognised[requires["recognised"]])
        return UNMET if UNMET in asked else UNKNOWN if UNKNOWN in asked else MET


# ------------------------------------------------------------------------------------------ reading aloud


def natural(kind: str, value: Natural) -> Value:
    """Read a value as entered."""
    if value is None:
        return None
    if kind == "flag":
        return bool(value)
    if kind == "document":
        return date.fromisoformat(value) if isinstance(value, str) else isinstance(value, date) and value
    return Fraction(str(value))


def total(parts: list[Value]) -> Fraction | None:
    """Add parts up: unknown while any is."""
    numbers = [part for part in parts if isinstance(part, Fraction)]
    return sum(numbers, Fraction(0)) if len(numbers) == len(parts) else None


def missed(leaf: Raw, x: Fraction | float) -> set[str]:
    """Return the bounds of a leaf that do not hold."""
    return {key for key, holds in COMPARED.items() if key in leaf and not holds(x, leaf[key])}


def first_indicator(leaf: Raw) -> str:
    """Return the indicator that a shortfall changes."""
    subject = next(leaf[key] for key in ("share", "count", "number", "change", "flag", "document") if key in leaf)
    named: str = subject[0] if "share" in leaf else subject
    return named


def group(condition: Raw) -> tuple[int, list[Raw]]:
    """Return how many parts a group needs, and its parts (none for a leaf)."""
    if "of" in condition:
        return condition["at_least"], condition["of"]
    if "any" in condition:
        return 1, condition["any"]
    parts = condition.get("all", [])
    return len(parts), parts


def paths(condition: Raw, path: str = "") -> list[tuple[str, Raw]]:
    """Return the leaves depth first, each with the way to it."""
    _, parts = group(condition)
    name = next((key for key in ("all", "any", "of") if key in condition), "")
    ways = [f"{path}.{name}.{index}".removeprefix(".") for index in range(len(parts))]
    deeper = [leaf for part, way in zip(parts, ways, strict=True) for leaf in paths(part, way)]
    return deeper or [(path, condition)]


def nearest(side: Callable[[int], int], start: int) -> int | None:
    """Return the place nearest to ``start`` with side 0, where sides run -1, 0, 1 over 0, 1, 2 …, or None.

    The search goes away from ``start`` in ever wider steps until the side changes, then halves the last step.
    """
    away = side(start)
    last = FARTHEST if away < 0 else 0
    near, far, reach = start, start, 1
    while side(far) == away:
        if far == last:
            return None
        near, far = far, min(far + reach, last) if away < 0 else max(far - reach, last)
        reach *= 2
    while abs(far - near) > 1:
        middle = (near + far) // 2
        near, far = (middle, far) if side(middle) == away else (near, middle)
    return far if side(far) == 0 else None


def size(shortfall: Shortfall) -> Fraction:
    """Return the sum of sizes of a shortfall."""
    return sum((abs(change) for change in shortfall.values()), Fraction(0))


def day_of(year: int, month_day: str) -> date:
    """Return the day MM-DD of a year."""
    return date.fromisoformat(f"{year:04}-{month_day}")


def decimal(x: Fraction) -> str:
    """Write a figure exactly where it ends within four decimals, else rounded to four, half up by size."""
    steps = abs(x) * 10_000
    whole = steps.numerator // steps.denominator
    whole += steps - whole >= Fraction(1, 2)
    text = str(whole // 10_000)
    if whole % 10_000:
        text += f".{whole % 10_000:04}".rstrip("0")
    return f"-{text}" if x < 0 < whole else text


def written(shortfall: Shortfall | None) -> dict[str, str]:
    """Write a shortfall; of an incurable condition it is empty."""
    return {key: decimal(change) for key, change in (shortfall or {}).items()}
