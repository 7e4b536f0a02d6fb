"""Days as people here type them."""

from __future__ import annotations

from datetime import date

import pytest

from api.pages.days import not_a_day, read_day


@pytest.mark.parametrize(
    "raw", ["20/11/2024", " 20/11/2024 ", "20.11.2024", "20-11-2024", "20 11 2024", "20112024", "2024-11-20"]
)
def test_a_day_is_read_day_first(raw: str) -> None:
    """Every way of writing that can only mean one day is read; the day comes first, the month second."""
    assert read_day(raw) == date(2024, 11, 20)


@pytest.mark.parametrize(
    "raw", ["", "11/20/2024", "31/02/2024", "20/11/24", "20241120", "2024-W47-3", "hôm nay", "\u0662\u0660/11/2024"]
)
def test_what_is_no_day_is_not_guessed(raw: str) -> None:
    """A day that is not in the calendar, two digits of a year, or words are no day."""
    assert read_day(raw) is None


def test_a_fault_names_its_field() -> None:
    """What is wrong is said with the name of the field, what was typed, and an example."""
    assert not_a_day("Từ ngày", "31/02/2024") == (
        "Ô «Từ ngày»: ngày «31/02/2024» không có thật hoặc viết sai. Hãy ghi ngày/tháng/năm, ví dụ 20/11/2024."
    )
    assert not_a_day("Từ ngày", "") == "Ô «Từ ngày»: chưa ghi ngày. Hãy ghi ngày/tháng/năm, ví dụ 20/11/2024."
