"""How long wrong passwords make wait."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.access.delays import Failures, after_failure, seconds_to_wait, wait_sentence

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
counts = st.integers(1, 10**9)
spans = st.timedeltas(-2 * DAY, 3 * DAY)


@pytest.mark.parametrize(
    ("count", "at_address", "anywhere"),
    [(1, 0, 0), (4, 0, 0), (5, 1, 1), (6, 2, 2), (7, 4, 4), (8, 8, 8), (9, 16, 8), (10, 32, 8), (12, 128, 8),
     (14, 512, 8), (15, 900, 8), (16, 900, 8), (10**9, 900, 8)],
)  # fmt: skip
def test_the_wait_doubles_from_the_fifth_failure_up_to_its_bound(count: int, at_address: int, anywhere: int) -> None:
    """Nothing up to four, a second at the fifth, doubling to 15 minutes at the address and 8 seconds elsewhere."""
    failures = Failures(count, NOON)
    assert seconds_to_wait(failures, None, NOON) == at_address
    assert seconds_to_wait(None, failures, NOON) == anywhere
    assert seconds_to_wait(failures, failures, NOON) == at_address


def test_nobody_waits_without_failures() -> None:
    """A login that never failed is looked at at once."""
    assert seconds_to_wait(None, None, NOON) == 0


@pytest.mark.parametrize(
    ("passed", "left"),
    [(timedelta(0), 16), (timedelta(microseconds=1), 16), (SECOND, 15), (15 * SECOND, 1),
     (16 * SECOND - timedelta(microseconds=1), 1), (16 * SECOND, 0), (17 * SECOND, 0)],
)  # fmt: skip
def test_the_wait_runs_down_in_whole_seconds(passed: timedelta, left: int) -> None:
    """What is left is rounded up, so that who waits as told is not refused; it is over to the microsecond."""
    assert seconds_to_wait(Failures(9, NOON), None, NOON + passed) == left


def test_the_longer_of_both_waits_counts() -> None:
    """Few failures at the address and many elsewhere, or the other way round: the longer wait that is left."""
    assert seconds_to_wait(Failures(5, NOON), Failures(20, NOON), NOON) == 8
    assert seconds_to_wait(Failures(9, NOON - 15 * SECOND), Failures(20, NOON - 2 * SECOND), NOON) == 6


def test_a_stranger_shuts_nobody_out() -> None:
    """After a million failures of a stranger the owner waits 8 seconds at a new address, none at a known one."""
    stranger = Failures(10**6, NOON)
    assert seconds_to_wait(stranger, stranger, NOON) == 900
    assert seconds_to_wait(None, stranger, NOON) == 8
    assert seconds_to_wait(None, stranger, NOON + 8 * SECOND) == 0
    assert seconds_to_wait(None, None, NOON) == 0


def test_a_day_without_failures_is_a_new_beginning() -> None:
    """One microsecond before the day is over the next failure counts on, at the day it is the first again."""
    before = Failures(20, NOON)
    almost = NOON + DAY - timedelta(microseconds=1)
    assert after_failure(before, almost) == Failures(21, almost)
    assert after_failure(before, NOON + DAY) == Failures(1, NOON + DAY)
    assert after_failure(None, NOON) == Failures(1, NOON)


def test_a_guesser_at_one_address_gets_four_tries_an_hour() -> None:
    """Whoever tries again as soon as he may has 15 tries in 17 minutes and 96 on every later day."""
    now, failures, tries = NOON, None, []
    while now < NOON + 2 * DAY:
        failures = after_failure(failures, now)
        tries.append(now)
        now += max(1, seconds_to_wait(failures, None, now)) * SECOND
    assert sum(moment < NOON + timedelta(minutes=17, seconds=30) for moment in tries) == 15
    assert sum(moment >= NOON + DAY for moment in tries) == 96


@pytest.mark.parametrize(
    ("back", "left"),
    [(SECOND, 900), (900 * SECOND, 900), (900 * SECOND + timedelta(microseconds=1), 0), (30 * DAY, 0)],
)
def test_a_clock_set_back_shuts_nobody_out(back: timedelta, left: int) -> None:
    """A failure slightly in the future is of a request beside this one; one far ahead comes of a wrong clock."""
    assert seconds_to_wait(Failures(20, NOON), None, NOON - back) == left
    counted_on = after_failure(Failures(20, NOON), NOON - back)
    assert counted_on == (Failures(21, NOON) if left else Failures(1, NOON - back))


@given(counts, counts, spans, spans)
def test_no_wait_is_longer_than_its_bound(one: int, other: int, before: timedelta, earlier: timedelta) -> None:
    """Whatever the counts and clocks: from 0 to 900 seconds, to 8 without failures at the address, none a day later."""
    at_address, anywhere = Failures(one, NOON - before), Failures(other, NOON - earlier)
    assert 0 <= seconds_to_wait(at_address, anywhere, NOON) <= 900
    assert 0 <= seconds_to_wait(None, anywhere, NOON) <= 8
    assert seconds_to_wait(at_address, anywhere, max(at_address.last, anywhere.last) + DAY) == 0


@given(st.integers(5, 40), st.timedeltas(timedelta(0), timedelta(hours=1)))
def test_waiting_as_told_is_enough(count: int, passed: timedelta) -> None:
    """Who comes back after the seconds told waits no more."""
    failures, now = Failures(count, NOON), NOON + passed
    told = seconds_to_wait(failures, failures, now)
    assert seconds_to_wait(failures, failures, now + told * SECOND) == 0


@pytest.mark.parametrize(
    ("seconds", "span"),
    [(1, "1 giây"), (59, "59 giây"), (60, "1 phút"), (61, "1 phút 1 giây"), (128, "2 phút 8 giây"), (900, "15 phút")],
)
def test_the_sentence_says_how_long(seconds: int, span: str) -> None:
    """Minutes and seconds as one says them, and the cure for a forgotten password."""
    text = wait_sentence(seconds)
    assert text == (f"Đã sai mật khẩu nhiều lần; thử lại sau {span}. Nếu quên mật khẩu, nhờ người quản trị đặt lại.")
    assert text == unicodedata.normalize("NFC", text)
