"""How each figure of the sample is made up; all of it is invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from math import ceil

from api.sample_rows import YEARS, Recipe, Row

Limits = tuple[int, int]


def _size(commune: Limits, township: Limits, per: str | None = None, growth: float = 0) -> Recipe:
    """What a unit has: the same every year, but for ``growth``, a share a year."""

    def figure(row: Row, key: str) -> str:
        low, high = township if row.unit.township else commune
        size = (low + (high - low) * row.draw(key)) * (row.whole(per) if per else 1)
        return str(int(size * (1 + growth * (row.year - YEARS[0])) + 0.5))

    return figure


def _range(hard: float, weak: Limits, good: Limits, places: int = 0, since: int = 0) -> Recipe:
    """Count, or number with decimal places, of the good range or the weak; ``since``: once good, good."""

    def figure(row: Row, key: str) -> str:
        years = range(since or row.year, row.year + 1)
        low, high = good if any(row.does_well(key, hard, year) for year in years) else weak
        number = row.between(key, low, high if places else high + 1)
        return f"{number:.{places}f}" if places else str(int(number))

    return figure


def _share(hard: float, of: str, weak: Limits, good: Limits) -> Recipe:
    """Count as a part of another, in per cent, rounded to the side that is meant."""

    def figure(row: Row, key: str) -> str:
        well = row.does_well(key, hard)
        part = row.whole(of) * row.between(key, *(good if well else weak)) / 100
        return str(ceil(part) if well is not row.criteria.indicators[key].lower_is_better else int(part))

    return figure


def _cases(hard: float, commune: Limits, township: Limits, fall: int) -> Recipe:
    """Cases, from 2021: down by ``fall`` per cent or more in a good year, up by one or more in a bad one."""

    def figure(row: Row, key: str) -> str:
        cases = int(_size(commune, township)(row, key))
        for year in range(YEARS[0] + 1, row.year + 1):
            much = int(cases * 0.25 * row.draw(key, "much", year) + 0.6)
            least = ceil(cases * fall / 100)
            cases += -min(cases, max(least, much)) if row.does_well(key, hard, year) else max(1, much)
        return str(cases)

    return figure


def _flag(hard: float, good: str = "có", weak: str = "không") -> Recipe:
    return lambda row, key: good if row.does_well(key, hard) else weak


def _document(hard: float, first: str, due: str, late: int = 0, since: int = 0) -> Recipe:
    """Day of issue, from one MM-DD to another in a good year; in a bad one up to ``late`` days late, or none.

    ``since``: it stays in force, and was issued in the first good year from that one on.
    """

    def figure(row: Row, key: str) -> str:
        years = range(since or row.year, row.year + 1)
        issued = next((year for year in years if row.does_well(key, hard, year)), None)
        opens, closes = (date.fromisoformat(f"{issued or row.year}-{day}") for day in (first, due))
        day = row.draw(key, "day", issued or row.year)
        if issued:
            return (opens + timedelta(int(day * ((closes - opens).days + 1)))).isoformat()
        comes = late and row.draw(key, "late", row.year) < 0.6  # noqa: PLR2004 -- three of five come late
        return (closes + timedelta(1 + int(day * late))).isoformat() if comes else "không"

    return figure


RECIPES: Mapping[str, Recipe] = {
    "villages": _size((6, 14), (6, 12)),
    "offices": _size((4, 9), (12, 26)),
    "households": _size((80, 135), (150, 240), per="villages", growth=0.008),
    "resolution": _document(0.4, "01-08", "03-31", late=45),
    "work_plan": _document(0.45, "01-15", "03-31", late=60),
    "steering_programme": _document(0.55, "02-01", "03-31", late=60),
    "registered": _flag(0.3),
    "bodies_briefed": _share(0.6, "bodies", (60, 97), (100, 100)),
    "superior_plan": _document(0.5, "07-04", "12-20", since=2022),  # what it carries out is of 27/6/2022
    "festival_report": _document(0.25, "07-25", "09-05"),
    "propaganda_sessions": _range(0.6, (0, 3), (4, 14)),
    "online_page": _flag(0.6),
    "contests": _range(0.7, (0, 0), (1, 3)),
    "villages_with_broadcast": _share(0, "villages", (0, 0), (100, 100)),  # published: 139/139
    "working_models": _range(0.4, (0, 0), (1, 6), since=2020),
    "villages_in_models": _share(0.6, "villages", (15, 50), (55, 100)),
    "cameras": _range(1, (0, 4), (5, 30), since=2020),
    "digital_channel": _flag(0.7),
    "hotline": _flag(0.5),
    "households_registered": _share(0.9, "households", (86, 99), (100, 100)),
    "bodies_registered": _share(0.5, "bodies", (75, 97), (100, 100)),
    "bodies_recognised": _share(0.7, "bodies", (40, 69), (72, 100)),
    "serious_cases": _range(0.07, (1, 1), (0, 0)),
    "offences": _cases(0.6, (2, 9), (8, 22), fall=5),
    "social_evils": _cases(0.4, (0, 6), (4, 12), fall=0),
    "traffic_accidents": _cases(0.4, (0, 4), (2, 7), fall=0),
    "fires": _cases(0.15, (0, 2), (0, 3), fall=0),
    "mass_petition": _flag(0.06, good="không", weak="có"),
    "petitions": _range(0, (0, 0), (0, 24)),
    "petitions_overdue": _share(0.4, "petitions", (8, 35), (0, 0)),
    "police_disciplined": _range(0.06, (1, 1), (0, 0)),
    "tips": _range(0, (0, 0), (0, 16)),
    "tips_resolved": _share(0.5, "tips", (55, 85), (92, 100)),
    "villages_with_good_team": _share(0.8, "villages", (55, 89), (91, 100)),
    "disaster_plan": _document(0, "03-01", "05-31"),  # published: 139/139
    "fire_plan": _document(0, "02-15", "11-30", since=2019),
    "drills": _range(0.7, (0, 0), (1, 3)),
    "economic_targets_met": _flag(0.6),
    "environment_plan": _document(0.35, "01-20", "04-30"),
    "epidemic_plan": _document(0.45, "01-20", "05-15"),
    "waste_collected": _range(0.8, (38, 69), (71, 97), places=1),
    "front_programme": _document(0.35, "01-25", "05-10"),
    "raised_fund": _range(0.6, (0, 9), (11, 65), places=1),
    "labour_days": _range(0.7, (0, 95), (110, 900)),
    "review_report": _document(0.4, "11-15", "12-25"),
}
