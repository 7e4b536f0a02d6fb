import csv
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from api import sample
from api.exchange.data import read_data
from api.exchange.recognitions import read_recognitions
from api.exchange.register import load_register
from api.sample_recipes import RECIPES
from engine.indicators import Kind
from engine.privacy import looks_like_an_id, personal_word
from engine.rules import MET, UNMET
from engine.scoring import Scores
from tests.builders import Natural, scores_of

CRITERIA = sample.shipped_criteria()
ENTERED = [key for key, each in CRITERIA.indicators.items() if each.sum is None]
HEADING, ROWS = sample.sample_table()
YEARS = ("2021", "2022", "2023", "2024")
UNITS = {each.code: each for each in load_register()[0].of_kinds(date(2024, 12, 31), CRITERIA.applies_to)}
CODES = [row[0] for row in ROWS if row[1] == "2022"]
RANKS = {each.code: each.rank for each in sample.units_of_sample(None)}
CELLS = {(row[0], row[1], key): text for row in ROWS for key, text in zip(HEADING, row, strict=True)}
PLANTED = {("05173", "2024", "bodies_recognised"), ("05371", "2024", "households")}


def _natural(key: str, text: str) -> Natural:
    """Read a cell the short way: only the planted misreading is no figure."""
    kind = CRITERIA.indicators[key].kind
    if text == "" or (kind is Kind.COUNT and not text.isdecimal()):
        return None
    if kind is Kind.DOCUMENT:
        return False if text == "không" else date.fromisoformat(text)
    return text == "có" if kind is Kind.FLAG else text


def _figures(period: str) -> list[dict[str, Natural]]:
    return [{key: _natural(key, CELLS[code, period, key]) for key in ENTERED} for code in CODES]


@cache
def _scores(period: str) -> Scores:
    before = None if period == YEARS[0] else _figures(str(int(period) - 1))
    waived = [{each for each in HEADING if each in sample.WAIVERS and CELLS[code, period, each]} for code in CODES]
    return scores_of(CRITERIA, _figures(period), before, waived, period=period)


def _whole(code: str, period: str, key: str) -> int | None:
    """A count or a sum as entered, None while anything of it is missing."""
    parts = [CELLS[code, period, part] for part in CRITERIA.indicators[key].sum or (key,)]
    return sum(map(int, parts)) if all(part.isdecimal() for part in parts) else None


def test_a_row_a_unit_and_year_on_the_map_of_151() -> None:
    """There are 139 x 4 rows: every xã and thị trấn of the register, in the order of codes, in each year."""
    assert len(UNITS) == 139
    assert [row[:2] for row in ROWS] == [(code, period) for period in YEARS for code in UNITS]


def test_a_column_an_entered_indicator_in_the_order_of_the_file() -> None:
    """The columns are unit, period, what is entered, the waived criteria and the note."""
    assert list(HEADING) == ["unit", "period", *ENTERED, "TC06", "TC13", "TC15", "note"]
    assert {len(row) for row in ROWS} == {len(HEADING)}


def test_every_row_says_that_it_is_a_sample() -> None:
    """The note of every row reads SỐ LIỆU MẪU, and so does the number of every decision begin."""
    assert {row[-1] for row in ROWS} == {"SỐ LIỆU MẪU"}
    assert all(row[2].startswith("MẪU-") for row in sample.sample_recognitions()[1])


@pytest.mark.parametrize(
    ("table", "digest"),
    [
        (sample.sample_table, "d0023ae1a78d3600910df110ad7b5a7424a747ba13b4212701efc28fa5a3d375"),
        (sample.sample_recognitions, "a2b3c25fb02db01f25c3d56a9bd08f731ab2a1df505be612e17d64b12890f024"),
    ],
)
def test_the_sample_is_the_same_every_time_and_everywhere(table: Callable[[], sample.Table], digest: str) -> None:
    """Two runs give the same text, and its digest is pinned: who changes the sample changes it on purpose."""
    heading, rows = table()
    assert (heading, rows) == table()
    text = "\n".join("\t".join(row) for row in (heading, *rows))
    assert sha256(text.encode()).hexdigest() == digest


def test_every_recipe_is_of_an_indicator_of_the_shipped_set() -> None:
    """No recipe is left over and none is lacking."""
    assert set(RECIPES) == set(ENTERED)


def test_an_indicator_without_a_recipe_is_named() -> None:
    """A set with an indicator that the sample does not know raises a KeyError that names it."""
    more = {**CRITERIA.indicators, "patrols": CRITERIA.indicators["contests"]}
    with pytest.raises(KeyError, match="no sample recipe for the indicator patrols"):
        sample.sample_table(CRITERIA.model_copy(update={"indicators": more}))


def test_an_indicator_less_changes_no_other_figure() -> None:
    """Taking an indicator out of the set leaves every other figure as it was, where it is entered in both."""
    fewer = {key: each for key, each in CRITERIA.indicators.items() if key != "contests"}
    heading, rows = sample.sample_table(CRITERIA.model_copy(update={"indicators": fewer}))
    assert heading == tuple(key for key in HEADING if key != "contests")
    pairs = [(CELLS[row[0], row[1], key], text) for row in rows for key, text in zip(heading, row, strict=True)]
    both = [(old, new) for old, new in pairs if old and new]
    assert len(both) > 24_000
    assert all(old == new for old, new in both)


# -------------------------------------------------------------------------------------------- what is entered


def test_about_one_in_a_hundred_cells_is_missing_most_of_them_in_six_communes() -> None:
    """240 of 25,020 cells (0.96 %) are missing, 198 of them in six communes, more each year."""
    missing = [(code, period) for (code, period, key), text in CELLS.items() if key in ENTERED and not text]
    behind = [period for code, period in missing if RANKS[code] in sample.BEHIND_RANKS]
    assert (len(missing), len(ROWS) * len(ENTERED)) == (240, 25_020)
    assert Counter(behind) == {"2021": 3, "2022": 13, "2023": 48, "2024": 134}
    others = Counter(code for code, _ in missing if RANKS[code] not in sample.BEHIND_RANKS)
    assert max(others.values()) == 3


def test_what_a_commune_far_behind_lacks_is_one_run_of_columns() -> None:
    """In 2024 each of the six communes has a run of at least 16 columns without an entry."""
    for code in (code for code in CODES if RANKS[code] in sample.BEHIND_RANKS):
        entered = "".join("x" if CELLS[code, "2024", key] else " " for key in ENTERED)
        assert len(max(entered.split("x"), key=len)) >= 16


def test_exactly_two_cells_are_at_fault_and_they_are_the_ones_described() -> None:
    """Every other count is whole and within its limit; one is 24 of 22, one reads «1.213»."""
    faulty = set()
    for (code, period, key), text in CELLS.items():
        if key not in ENTERED or CRITERIA.indicators[key].kind is not Kind.COUNT or not text:
            continue
        limit = CRITERIA.indicators[key].at_most
        most = _whole(code, period, limit) if limit else None
        if not text.isdecimal() or (most is not None and int(text) > most):
            faulty.add((code, period, key))
    assert faulty == PLANTED
    assert CELLS["05173", "2024", "bodies_recognised"] == "24"
    assert CELLS["05173", "2024", "bodies_registered"] == "22"
    assert CELLS["05371", "2024", "households"] == "1.213"
    assert (UNITS["05173"].name, UNITS["05371"].name) == ("Xã Đông Lai", "Xã Hữu Lợi")


def test_the_engine_finds_the_figure_above_its_limit() -> None:
    """Scoring 2024 reports one inconsistency, at Xã Đông Lai; the other years have none."""
    found = {period: _scores(period).figures.inconsistencies(CRITERIA) for period in YEARS}
    assert [len(each) for each in found.values()] == [0, 0, 0, 1]
    assert CODES[found["2024"][0].unit] == "05173"


def test_flags_numbers_and_documents_read_one_way() -> None:
    """Flags are có or không, numbers have one decimal, documents are days of the right year."""
    standing = {"superior_plan": date(2022, 6, 27), "fire_plan": date(2019, 1, 1)}
    for (_, period, key), text in CELLS.items():
        kind = CRITERIA.indicators[key].kind if key in ENTERED else None
        if not text or (kind is Kind.DOCUMENT and text == "không"):
            continue
        if kind is Kind.FLAG:
            assert text in {"có", "không"}
        elif kind is Kind.NUMBER:
            assert text.count(".") == 1
            assert 0 <= float(text) <= 100
        elif kind is Kind.DOCUMENT:
            first = standing.get(key, date(int(period), 1, 1))
            assert first <= date.fromisoformat(text) <= date(int(period), 12, 31)


def test_documents_come_in_time_late_or_not_at_all() -> None:
    """Of the resolutions due by 31/3, most come in time, some late and some never; more in time in 2024."""
    found = {}
    for period in ("2021", "2024"):
        days = [CELLS[code, period, "resolution"] for code in CODES]
        known = Counter("không" if day == "không" else day <= f"{period}-03-31" for day in days if day)
        found[period] = (known[True], known[False], known["không"])
    assert found == {"2021": (108, 14, 15), "2024": (114, 10, 12)}


def test_the_size_of_a_commune_lasts() -> None:
    """Villages and offices stay from year to year; a township has more offices than any commune."""
    for key in ("villages", "offices"):
        for code in CODES:
            assert len({CELLS[code, period, key] for period in YEARS} - {""}) == 1
    offices = {code: int(CELLS[code, "2021", "offices"]) for code in CODES if CELLS[code, "2021", "offices"]}
    towns = {code for code in offices if UNITS[code].kind == "thị trấn"}
    assert len(towns) == 10
    assert min(offices[code] for code in towns) > max(offices[code] for code in set(offices) - towns)


def test_crime_falls_while_small_counts_go_up_and_down() -> None:
    """Offences fall each year in sum, yet in some communes they rise."""
    yearly = [[_whole(code, period, "offences") for code in CODES] for period in YEARS]
    assert [sum(each or 0 for each in year) for year in yearly] == [872, 793, 711, 637]
    pairs = [(a, b) for a, b in zip(yearly[2], yearly[3], strict=True) if a is not None and b is not None]
    assert (sum(a > b for a, b in pairs), sum(a < b for a, b in pairs)) == (99, 30)


# --------------------------------------------------------------------------------------------- what it scores


def test_seven_units_meet_all_sixteen_in_2022() -> None:
    """Exactly seven of 139 meet 16/16 for sure in 2022, none has that open, and they are the leaders."""
    scores = _scores("2022")
    assert sorted(RANKS[code] for code, met in zip(CODES, scores.met, strict=True) if met == 16) == list(range(7))
    assert np.count_nonzero(scores.possible == 16) == 7


@pytest.mark.parametrize(
    ("period", "bands"),
    [
        ("2021", {"b13": 7, "b10": 49, "b09": 18, "below": 65}),
        ("2022", {"full": 7, "b13": 19, "b10": 57, "b09": 19, "below": 37}),
        ("2023", {"full": 11, "b13": 27, "b10": 57, "b09": 18, "below": 26}),
        ("2024", {"full": 13, "b13": 38, "b10": 51, "b09": 11, "below": 26}),
    ],
)
def test_the_bands_of_each_year(period: str, bands: dict[str, int]) -> None:
    """Each band has units in each year but 16/16 in 2021, when nothing is known of the year before."""
    scores = _scores(period)
    assert Counter(scores.band_id(int(each)) for each in scores.band) == bands


def test_figures_improve_and_the_targets_of_2025_stay_out_of_reach() -> None:
    """More criteria are met each year; in 2024 fewer than 53, 103 and 134 units reach 13, 10 and 9."""
    means = [round(float(_scores(period).met.mean()), 2) for period in YEARS]
    assert means == [8.77, 10.17, 10.89, 11.38]
    assert [int(np.count_nonzero(_scores("2024").met >= least)) for least in (13, 10, 9)] == [51, 102, 113]


def test_districts_differ() -> None:
    """In 2024 the best district meets 13.1 criteria on average, the last one 9.9."""
    by_district: dict[str | None, list[int]] = {}
    for code, met in zip(CODES, _scores("2024").met, strict=True):
        by_district.setdefault(UNITS[code].district, []).append(int(met))
    means = sorted(round(sum(each) / len(each), 1) for each in by_district.values())
    assert (len(means), means[0], means[-1]) == (10, 9.9, 13.1)


def test_what_is_missing_makes_ranges() -> None:
    """In 2024 each commune far behind has a range of criteria; from 2022 nobody else but a few has one."""
    scores = _scores("2024")
    ranges = {RANKS[code] for code, gap in zip(CODES, scores.possible - scores.met, strict=True) if gap}
    assert set(sample.BEHIND_RANKS) <= ranges
    assert [int(np.count_nonzero(each.possible > each.met)) for each in map(_scores, YEARS)] == [
        139,
        15,
        11,
        14,
    ]


def test_a_few_vetoes_are_raised_each_year() -> None:
    """A few units have a serious case, a disciplined officer or a mass petition; fewest in 2024."""
    raised = [[int(np.count_nonzero(row == MET)) for row in _scores(period).vetoes] for period in YEARS]
    assert raised == [[7, 6, 3], [9, 4, 3], [6, 5, 2], [4, 3, 0]]


def test_four_criteria_are_waived_with_a_reason_of_the_office() -> None:
    """One waiver in 2022, one in 2023, two in 2024, none for a leader or where entry is far behind."""
    waived = [(code, period) for (code, period, key), text in CELLS.items() if key in sample.WAIVERS and text]
    assert sorted(period for _, period in waived) == ["2022", "2023", "2024", "2024"]
    assert not {RANKS[code] for code, _ in waived} & {*range(13), *sample.BEHIND_RANKS}


def test_nothing_personal_is_named() -> None:
    """No heading, label, reason or decision holds personal data or looks like an id."""
    labels = [each.label for each in CRITERIA.indicators.values()]
    reasons = [reason for reason, _ in sample.WAIVERS.values()]
    heading, rows = sample.sample_recognitions()
    for text in (*HEADING, *labels, *reasons, *heading, *(row[2] for row in rows)):
        assert personal_word(text) is None
        assert not looks_like_an_id(text)


# ----------------------------------------------------------------------------------------------- recognitions


def test_who_is_recognised_met_all_criteria_that_year() -> None:
    """3 communes in 2022, 4 in 2023, 4 in 2024, each at 16/16 then; two of them at district level later."""
    heading, rows = sample.sample_recognitions()
    assert heading == ("unit", "level", "decision", "decided_on", "revoked_on")
    communes = {row[0]: row[3] for row in rows if row[1] == "commune"}
    assert Counter(day[:4] for day in communes.values()) == {"2022": 3, "2023": 4, "2024": 4}
    for code, day in communes.items():
        assert _scores(day[:4]).met[CODES.index(code)] == 16
    districts = {row[0]: row[3] for row in rows if row[1] == "district"}
    assert len(districts) == 2
    assert all(communes[code] < day for code, day in districts.items())
    assert len({row[2] for row in rows}) == len(rows) == 13


def test_one_recognition_is_revoked_after_a_serious_case() -> None:
    """The one commune whose recognition was revoked fails TC09 in 2024, and is barred by LT1."""
    revoked = [row for row in sample.sample_recognitions()[1] if row[4]]
    assert [row[3:] for row in revoked] == [("2022-12-20", "2024-11-18")]
    scores, at = _scores("2024"), CODES.index(revoked[0][0])
    ids = [each.id for each in CRITERIA.criteria]
    assert scores.criteria[ids.index("TC09"), at] == UNMET
    assert scores.vetoes[0, at] == MET


# ------------------------------------------------------------------------------------------------------ files


@pytest.mark.parametrize(
    ("write", "table"),
    [
        (sample.write_sample, sample.sample_table),
        (sample.write_sample_recognitions, sample.sample_recognitions),
    ],
)
def test_a_csv_holds_the_table_as_it_is(
    tmp_path: Path, write: Callable[[Path], None], table: Callable[[], sample.Table]
) -> None:
    """The .csv is UTF-8 with a mark that Excel knows, and every cell of the table."""
    write(tmp_path / "mẫu.csv")
    content = (tmp_path / "mẫu.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfunit,")
    assert content.count(b"\r\n") == content.count(b"\n")
    heading, rows = table()
    read = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    assert read == [list(row) for row in (heading, *rows)]


def test_a_workbook_holds_numbers_and_days_as_such(tmp_path: Path) -> None:
    """In the .xlsx codes, periods and the misreading are text, figures are numbers, days are days."""
    sample.write_sample(tmp_path / "mẫu.xlsx")
    book = CalamineWorkbook.from_path(str(tmp_path / "mẫu.xlsx"))
    assert book.sheet_names == ["SỐ LIỆU MẪU"]
    rows = book.get_sheet_by_index(0).to_python()
    assert (len(rows), tuple(rows[0])) == (557, HEADING)
    for row, cells in zip(ROWS, rows[1:], strict=True):
        for text, cell in zip(row, cells, strict=True):
            written = cell.isoformat() if isinstance(cell, date) else cell
            assert written == (float(text) if isinstance(cell, float) else text)
    assert {type(cell) for row in rows[1:] for cell in row[:2]} == {str}
    assert {type(row[HEADING.index("resolution")]) for row in rows[1:]} == {str, date}
    assert {type(row[HEADING.index("offences")]) for row in rows[1:] if row[0] == CODES[0]} == {float}


def test_recognitions_in_a_workbook(tmp_path: Path) -> None:
    """The .xlsx of the recognitions has its heading and 13 rows, codes as text."""
    sample.write_sample_recognitions(tmp_path / "mẫu.xlsx")
    rows = CalamineWorkbook.from_path(str(tmp_path / "mẫu.xlsx")).get_sheet_by_index(0).to_python()
    assert len(rows) == 14
    assert rows[1][:4] == [sample.sample_recognitions()[1][0][0], "commune", "MẪU-01/QĐ", date(2022, 12, 20)]


@pytest.mark.parametrize(("ending", "misread"), [(".csv", "NOT_WHOLE"), (".xlsx", "TWO_READINGS")])
def test_the_reader_of_figures_takes_the_sample(tmp_path: Path, ending: str, misread: str) -> None:
    """Read back, they say SỐ LIỆU MẪU; the figures have the two planted faults, recognitions none."""
    sample.write_sample(tmp_path / f"mẫu{ending}")
    data = read_data(tmp_path / f"mẫu{ending}", CRITERIA, load_register()[0])
    assert data.sample
    assert [fault.code for fault in data.faults] == ["INCONSISTENT", misread]
    sample.write_sample_recognitions(tmp_path / f"công nhận{ending}")
    recognitions, faults = read_recognitions(tmp_path / f"công nhận{ending}", CRITERIA)
    assert (len(recognitions), faults) == (13, ())


def test_another_ending_is_refused(tmp_path: Path) -> None:
    """A path that ends otherwise raises a ValueError that says which endings there are."""
    with pytest.raises(ValueError, match=r"phải có đuôi \.csv hoặc \.xlsx, không phải «\.ods»"):
        sample.write_sample(tmp_path / "mẫu.ods")
