"""Cells as people and programs write them, read to the step or refused with the right name."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from math import inf, isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.cells import BadCell, ErrorCell, PercentCell, masked, read_cell, read_day, seen
from api.exchange.row_cells import read_code, read_reason, read_year
from engine.indicators import Kind


def read(kind: Kind, value: object, *, csv: bool = False) -> float | BadCell:
    """Read a cell as it stands in a workbook, or in .csv."""
    return read_cell(kind, value, dot_is_decimal=csv)


def code(kind: Kind, value: object, *, csv: bool = False) -> str:
    """Return the code of what is wrong with a cell."""
    answer = read(kind, value, csv=csv)
    assert isinstance(answer, BadCell), answer
    return answer.code


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("blank", [None, "", "  ", "\u00a0", "\u200b", "\ufeff ", nan])
def test_blank_is_missing(kind: Kind, blank: object) -> None:
    """Nothing, blanks and signs that nobody sees are missing for every kind, never zero."""
    answer = read(kind, blank)
    assert isinstance(answer, float)
    assert isnan(answer)


@pytest.mark.parametrize(
    ("value", "steps"),
    [("0", 0), ("12", 12), (" 12 ", 12), ("+7", 7), ("12,0", 12), ("12.0", 12), ("0.000", 0), ("1000000000", 10**9),
     (2.0, 2), (2, 2), (Decimal("2.00"), 2), (3.0000000000000004, 3)],
)  # fmt: skip
def test_counts(value: object, steps: int) -> None:
    """A count is a whole number however it is written, up to 10⁹."""
    assert read(Kind.COUNT, value) == steps


@pytest.mark.parametrize(
    ("value", "wrong"),
    [("1,5", "NOT_WHOLE"), (1.5, "NOT_WHOLE"), ("-1", "NEGATIVE"), (-1.0, "NEGATIVE"), ("1000000001", "TOO_LARGE"),
     (1e20, "TOO_LARGE"), (10**30, "TOO_LARGE"), ("mười", "NOT_A_NUMBER"), ("1e3", "NOT_A_NUMBER"),
     ("12%", "NOT_A_NUMBER"), ("9" * 5000, "NOT_A_NUMBER"), ("١٢", "NOT_A_NUMBER"), (True, "NOT_A_NUMBER"),
     (inf, "NOT_A_NUMBER"), ("-", "NOT_A_NUMBER"), ("1 000", "THOUSANDS"), ("1\u202f000", "THOUSANDS"),
     ("1.234.567", "THOUSANDS"),
     (date(2024, 3, 4), "DATE_CELL"), (PercentCell(0.12), "PERCENT_CELL"), (ErrorCell("#N/A"), "ERROR_CELL")],
)  # fmt: skip
def test_counts_refused(value: object, wrong: str) -> None:
    """What is no whole number from 0 to 10⁹ is refused by name."""
    assert code(Kind.COUNT, value) == wrong


def test_two_readings() -> None:
    """«1.000» in a count of a workbook is 1 or 1000: the fault shows both; so is «1,234», in .csv too."""
    assert read(Kind.COUNT, "1.000") == BadCell("TWO_READINGS", {"seen": "1.000", "thousands": "1000", "decimal": "1"})
    both = BadCell("TWO_READINGS", {"seen": "1,234", "thousands": "1234", "decimal": "1,234"})
    assert read(Kind.COUNT, "1,234") == read(Kind.COUNT, "1,234", csv=True) == both


def test_the_dot_of_csv() -> None:
    """In .csv a dot is always the decimal point: «1.000» is 1, «1.250» is no whole number, and the cure says 1250."""
    assert read(Kind.COUNT, "1.000", csv=True) == 1
    assert read(Kind.COUNT, "1.250", csv=True) == BadCell("NOT_WHOLE", {"seen": "1.250", "plain": "1250"})


@pytest.mark.parametrize(
    ("value", "steps"),
    [("98,5", 985_000), ("98.5", 985_000), (98.5, 985_000), ("1.000", 10_000), ("1,234", 12_340), ("0.0001", 1),
     ("100000000", 10**12), (99_999_999.9999, 999_999_999_999), (0.1 + 0.2, 3_000), ("98.50000", 985_000),
     (Decimal("5.2500"), 52_500), (12, 120_000)],
)  # fmt: skip
def test_numbers(value: object, steps: int) -> None:
    """A number keeps four places exactly; in it a dot and a comma are both the decimal point."""
    assert read(Kind.NUMBER, value) == steps


@pytest.mark.parametrize(
    ("value", "wrong"),
    [("1.00001", "TOO_MANY_PLACES"), (0.00001, "TOO_MANY_PLACES"), (98.12345, "TOO_MANY_PLACES"),
     ("100000000.0001", "TOO_LARGE"), ("-0,5", "NEGATIVE"), ("1.234,5", "NOT_A_NUMBER"), ("98,5 %", "NOT_A_NUMBER"),
     (".5", "NOT_A_NUMBER"), (PercentCell(0.985), "PERCENT_CELL"), (datetime(2024, 5, 1), "DATE_CELL")],  # noqa: DTZ001 -- cells have no zone
)  # fmt: skip
def test_numbers_refused(value: object, wrong: str) -> None:
    """What is no decimal from 0 to 10⁸ with four places is refused by name."""
    assert code(Kind.NUMBER, value) == wrong


@given(st.integers(0, 10**12))
def test_every_number_survives_a_workbook(steps: int) -> None:
    """Every number of the format, stored as a binary fraction, is read back to its step."""
    assert read(Kind.NUMBER, steps / 10_000) == steps


@pytest.mark.parametrize("yes", ["có", "Có", "CÓ", "co\u0301", " có ", "1", "true", "TRUE", True, 1, 1.0])
def test_yes(yes: object) -> None:
    """Yes in every form, composed or not."""
    assert read(Kind.FLAG, yes) == 1


@pytest.mark.parametrize("no", ["không", "KHÔNG", "kho\u0302ng", "0", "False", False, 0, 0.0])
def test_no(no: object) -> None:
    """No in every form."""
    assert read(Kind.FLAG, no) == 0


@pytest.mark.parametrize("neither", ["x", "yes", "khong", "2", 2, 0.5, date(2024, 1, 1)])
def test_neither(neither: object) -> None:
    """Anything else is neither yes nor no."""
    assert code(Kind.FLAG, neither) == "NOT_A_FLAG"


@pytest.mark.parametrize("day", ["2024-03-05", "05/03/2024", date(2024, 3, 5), datetime(2024, 3, 5)])  # noqa: DTZ001 -- as above
def test_days_of_issue(day: object) -> None:
    """A document is the day of its issue, ISO or day/month/year; «không» is none."""
    assert read(Kind.DOCUMENT, day) == date(2024, 3, 5).toordinal()
    assert read(Kind.DOCUMENT, "KHÔNG") == 0


@pytest.mark.parametrize(
    ("value", "wrong"),
    [("30/02/2024", "NO_SUCH_DAY"), ("2023-02-29", "NO_SUCH_DAY"), ("05/13/2024", "NO_SUCH_DAY"),
     ("05/03/24", "SHORT_YEAR"), ("5/3/2024", "NOT_A_DAY"), ("20240305", "NOT_A_DAY"), ("có", "NOT_A_DAY"),
     ("01/01/1899", "YEAR_OUT_OF_RANGE"), ("2200-01-01", "YEAR_OUT_OF_RANGE"), ("0000-01-01", "YEAR_OUT_OF_RANGE"),
     (date(1899, 12, 31), "YEAR_OUT_OF_RANGE"), (datetime(2024, 3, 5, 8), "NOT_A_DAY"), (45_356.0, "NOT_A_DAY"),  # noqa: DTZ001 -- as above
     (True, "NOT_A_DAY"), (ErrorCell("#REF!"), "ERROR_CELL")],
)  # fmt: skip
def test_days_refused(value: object, wrong: str) -> None:
    """Impossible, short, foreign and far days are refused; month and day are never swapped."""
    assert code(Kind.DOCUMENT, value) == wrong


@pytest.mark.parametrize(
    ("value", "unit"),
    [("04831", "04831"), ("4831", "04831"), (4831, "04831"), (4831.0, "04831"), (" 04831", "04831"),
     ("0012345", "0012345"), ("X-1", "X-1"), (None, None), ("", None)],
)  # fmt: skip
def test_codes(value: object, unit: str | None) -> None:
    """A code that lost its leading zero gets it back; longer codes and other codes stay as they are."""
    assert read_code(value) == unit


@pytest.mark.parametrize("value", ["Xã Đà Bắc", "048 31", 4831.5, True, "=1+1", "a" * 21, -4831, PercentCell(1)])
def test_no_codes(value: object) -> None:
    """A name, a fraction or a formula is no code."""
    assert isinstance(read_code(value), BadCell)


def test_periods() -> None:
    """A period is a year of four digits, 1900 to 2199."""
    assert [read_year(value) for value in ("2024", 2024, 2024.0, " 2024 ", None)] == [2024, 2024, 2024, 2024, None]
    for value in ("24", "1899", "2200", "2024.0", "2024-2025", 2024.5, True, "năm 2024"):
        assert isinstance(read_year(value), BadCell), value


def test_reasons() -> None:
    """A reason is kept as text on one line; an answer is no reason; long ones are cut, ids of people masked."""
    assert read_reason(" đang  thay\nmáy ") == ("đang thay máy", None)
    assert read_reason("") == (None, None)
    assert read_reason("Không") == (None, BadCell("NOT_A_REASON", {"seen": "Không"}))
    assert read_reason(1.0) == (None, BadCell("NOT_A_REASON", {"seen": "1"}))
    assert read_reason("dài " * 100)[0] == ("dài " * 50)
    assert read_reason("ông A, 001099012345") == ("ông A, •••", BadCell("PERSONAL_NUMBER"))


def test_what_is_shown() -> None:
    """A message shows a cell on one line, short, without control signs, and masks what may be an id inside text."""
    assert seen("a\x1b[31m\n" + "b" * 60) == "a [31m " + "b" * 32 + "…"
    assert seen("gọi 0912 345 678") == "gọi •••"
    assert seen("1234567890") == "1234567890"
    assert seen(98.12345) == "98.12345"
    assert masked("12/QĐ-UBND ngày 20/12/2024") == "12/QĐ-UBND ngày 20/12/2024"
    assert read_day("gọi 0912345678") == BadCell("NOT_A_DAY", {"seen": "gọi •••"})
