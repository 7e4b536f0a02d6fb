"""Provincial figures of the five programmes over real communes and years, and what is particular to each of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import numpy as np

from api.exchange.register import load_register
from engine.criteria import CriteriaSet
from engine.figures import Figures
from engine.ordering import first_of, ordered
from engine.rules import MET
from engine.targets import Population, progress
from engine.totals import totals
from engine.units import UnitVersion
from tests.builders import Row, figures_of, result, scores_of
from tests.programmes import SETS

DAY = date(2020, 6, 15)
"""A day of the oldest map there is, of 151 units in ten districts."""
REGISTER = load_register()[0]


# --------------------------------------------------------------------- provincial figures over real communes and years


def spread(total: int, over: int) -> list[int]:
    """Part a whole number as evenly as whole numbers can be, the larger parts first."""
    return [total // over + (place < total % over) for place in range(over)]


def by_district(units: Sequence[UnitVersion]) -> dict[str, list[int]]:
    """Return the places of units by district."""
    return {
        str(code): [place for place, unit in enumerate(units) if unit.district == code]
        for code in sorted({str(unit.district) for unit in units})
    }


def sums(criteria: CriteriaSet, figures: Figures, places: Sequence[int], units: int) -> dict[str, Decimal]:
    """Sum figures over a place, nobody missing in what is told."""
    return {each.indicator: each.value for each in totals(criteria, figures, places, units) if each.known}


UNITS = REGISTER.of_kinds(DAY, ("xã", "phường", "thị trấn"))
GROUPS = {
    "groups_economy": 431, "groups_security": 2756, "groups_society": 1068, "inter_family": 1598, "count_only": 343,
    "border_clusters": 306, "culture_defence": 19, "defence_security": 2, "groups_other": 1987,
}  # fmt: skip


def test_groups_add_up_by_unit_district_and_province() -> None:
    """4,255 groups over the 151 communes of ten districts: each field, kind and sum adds up at every level."""
    criteria = SETS["ct22-tu"]
    parts = {key: spread(total, len(UNITS)) for key, total in GROUPS.items()}
    rows: list[Row] = [{key: each[place] for key, each in parts.items()} for place in range(len(UNITS))]
    figures = figures_of(criteria, rows, period="2020")
    whole = sums(criteria, figures, range(len(UNITS)), len(UNITS))
    districts = [sums(criteria, figures, places, len(places)) for places in by_district(UNITS).values()]

    assert {key: int(whole[key]) for key in GROUPS} == GROUPS
    assert [int(whole[key]) for key in ("groups", "groups_named", "groups_by_kind")] == [4255, 2268, 4255]
    assert len(districts) == 10
    for key in whole:
        assert sum(each[key] for each in districts) == whole[key], key


def test_340_villages_69_communes_4_districts() -> None:
    """340 villages in 69 communes of 4 districts, of which 290, 36 and 2 in 2016: +50, +33 and +2."""
    criteria = SETS["ct22-tu"]
    index = [each.id for each in criteria.criteria].index("TQ03")
    largest = sorted(by_district(UNITS).values(), key=len, reverse=True)[:4]
    first, then = [*largest[0], *largest[1]][:36], [*largest[2][:17], *largest[3][:16]]
    assert (len(first), len(then)) == (36, 33)
    before = dict(zip(first, spread(290, 36), strict=True))
    now = before | dict(zip(then, spread(50, 33), strict=True))
    told = [{"villages_with_inter_family": now.get(place, 0)} for place in range(len(UNITS))]
    told_before = [{"villages_with_inter_family": before.get(place, 0)} for place in range(len(UNITS))]

    met = [
        np.flatnonzero(scores_of(criteria, rows, period=year).criteria[index] == MET).tolist()
        for rows, year in ((told_before, "2016"), (told, "2019"))
    ]
    communes = [len(each) for each in met]
    districts = [len({UNITS[place].district for place in each}) for each in met]
    villages = [
        int(sums(criteria, figures_of(criteria, rows), range(len(UNITS)), len(UNITS))["villages_with_inter_family"])
        for rows in (told_before, told)
    ]

    assert (villages, communes, districts) == ([290, 340], [36, 69], [2, 4])


CONTRIBUTED = {"land": "2477180", "labour_days": "1477602", "gifts": "109.402", "support": "252.43"}
YEARS = ("2015", "2016", "2017", "2018", "2019")


def test_contributions_add_up_by_place_and_year() -> None:
    """Land, labour and two sums of money over 151 communes and five years: every way of adding comes to the total."""
    criteria, cells = SETS["to-dan-van"], len(UNITS) * len(YEARS)
    parts = {key: spread(int(Decimal(total) * 10_000), cells) for key, total in CONTRIBUTED.items()}
    years: list[dict[str, Decimal]] = []
    places: dict[str, dict[str, Decimal]] = {}
    for number, year in enumerate(YEARS):
        rows: list[Row] = [
            {key: Decimal(each[number * len(UNITS) + place]) / 10_000 for key, each in parts.items()}
            for place in range(len(UNITS))
        ]
        figures = figures_of(criteria, rows, period=year)
        years.append(sums(criteria, figures, range(len(UNITS)), len(UNITS)))
        for code, inside in by_district(UNITS).items():
            added = sums(criteria, figures, inside, len(inside))
            places[code] = {key: places.get(code, {}).get(key, Decimal(0)) + added[key] for key in CONTRIBUTED}

    for key, total in CONTRIBUTED.items():
        assert sum(each[key] for each in years) == Decimal(total), key
        assert sum(each[key] for each in places.values()) == Decimal(total), key
        assert len({each[key] for each in years}) > 1 or key == "labour_days", key
    assert len(places) == 10


def test_teams_of_11_districts() -> None:
    """2,071 teams for 2,071 villages and 14,589 members, dealt over communes: the share is 100, the average 7.0444."""
    criteria = SETS["to-dan-van"]
    dealt = zip(spread(2071, 151), spread(14589, 151), spread(484, 151), strict=True)
    rows: list[Row] = [
        {"villages": teams, "teams": teams, "members": members, "security_models": models}
        for teams, members, models in dealt
    ]
    whole = sums(criteria, figures_of(criteria, rows), range(151), 151)

    assert [int(whole[key]) for key in ("villages", "teams", "members", "security_models")] == [2071, 2071, 14589, 484]
    assert round(whole["members"] / whole["teams"], 4) == Decimal("7.0444")


# ------------------------------------------------------------------------------------------------ what is particular


def test_villages_of_bac_kan_and_who_comes_first() -> None:
    """847 of 1,310 villages and 76,303 households in 108 communes; those about to be new-rural first, then unknown."""
    criteria = SETS["ho-an-toan"]
    dealt = zip(spread(1310, 108), spread(847, 108), spread(76303, 108), strict=True)
    rows: list[Row] = [
        {"villages": villages, "villages_with_model": model, "households_in_model": households}
        | ({"new_rural_soon": place % 9 == 0} if place % 2 else {})
        for place, (villages, model, households) in enumerate(dealt)
    ]
    scores = scores_of(criteria, rows, period="2020")
    whole = sums(criteria, scores.figures, range(108), 108)
    places = ordered(first_of(scores)).tolist()
    soon = [place for place, row in enumerate(rows) if row.get("new_rural_soon")]

    assert [int(whole[key]) for key in ("villages", "villages_with_model", "households_in_model")] == [1310, 847, 76303]
    assert round(100 * whole["villages_with_model"] / whole["villages"], 2) == Decimal("64.66")
    assert soon == [9, 27, 45, 63, 81, 99]
    assert places[:6] == soon
    assert places[6:60] == list(range(0, 108, 2))
    assert places[60:] == [place for place in range(1, 108, 2) if place not in soon]


def test_overlaps_and_unrated_models_of_bach_thong() -> None:
    """None of either meets both criteria; one of either fails its own and is put first in the work, overlaps before."""
    criteria = SETS["bach-thong"]
    rows: list[Row] = [
        {"models": 14, "overlaps": 0, "models_unrated": 0},
        {"models": 14, "overlaps": 0, "models_unrated": 1},
        {"models": 13, "overlaps": 1, "models_unrated": 0},
    ]
    scores = scores_of(criteria, rows)
    at = [each.id for each in criteria.criteria]

    assert [(scores.criteria[at.index(key)] == MET).tolist() for key in ("MH05", "MH06")] == [
        [True, True, False], [True, False, True],
    ]  # fmt: skip
    assert ordered(first_of(scores)).tolist() == [2, 1, 0]


def test_weak_models_are_reviewed_and_removed() -> None:
    """Reviewed and removed all: met; one weak model left: one is lacking; none weak: met without any removed."""
    criteria, index = SETS["ho-an-toan"], 7
    whole: Row = {"villages": 12, "villages_with_model": 8, "models_reviewed": 8}
    found = [
        result(criteria, {**whole, "models_weak": weak, "models_removed": removed}, index=index)
        for weak, removed in ((2, 2), (2, 1), (0, 0))
    ]
    assert [each.verdict for each in found] == ["met", "unmet", "met"]
    assert found[1].shortfall == {"models_removed": 1}


def test_the_pilot_ward_is_one_of_twelve() -> None:
    """On the map of the resolution there are 12 phường; one that meets all and is recognised reaches the target."""
    criteria = SETS["phuong-kieu-mau"]
    (target,) = criteria.targets
    wards = REGISTER.of_kinds(criteria.effective_from, criteria.applies_to)
    assert (target.base, len(wards), [goal.at_least for goal in target.goals]) == (12, 12, [1])

    nobody = Population.unknown(criteria, [each.key for each in wards], [each.district for each in wards])
    one = {level: mask.copy() for level, mask in nobody.recognised.items()}
    one["pilot"][0] = True
    recognised = Population(nobody.keys, nobody.districts, nobody.met, nobody.possible, nobody.eligible, one)

    assert progress(criteria, target, nobody, date(2024, 12, 31)).goals[0].reached == 0
    reached = progress(criteria, target, recognised, date(2024, 12, 31))
    assert (reached.goals[0].reached, reached.goals[0].state, reached.off_population) == (1, "reached", False)


def test_a_ward_follows_the_nine_heads_of_decision_04() -> None:
    """Each of the nine criteria of Decision 04/2022 is the basis of a criterion; 90 per cent of people is its own."""
    bases = " ".join(each.basis or "" for each in SETS["phuong-kieu-mau"].criteria)
    assert [number for number in range(1, 10) if f"tiêu chí {number}" not in bases] == []
    assert SETS["phuong-kieu-mau"].applies_to == ["phường"]
