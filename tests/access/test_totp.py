"""Codes of a telephone and codes on paper."""

from __future__ import annotations

import base64
import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.access.secrets import read_code
from api.access.totp import (
    address,
    new_recovery_codes,
    new_secret,
    recovery_digest,
    recovery_used,
    step_used,
)

RFC_KEY = base64.b32encode(b"12345678901234567890").decode()
STEP_BEGINS = datetime(2026, 11, 22, 8, 0, 0, tzinfo=UTC)
STEP = int(STEP_BEGINS.timestamp()) // 30
moments = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- hypothesis adds it


def code(step: int, secret: str = RFC_KEY) -> str:
    """Return the code that a telephone shows in a step."""
    return pyotp.TOTP(secret).generate_otp(step)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_rfc_6238(seconds: int, shown: str) -> None:
    """The last six digits of the standard's own examples for SHA-1 (RFC 6238, appendix B) are taken at their time."""
    now = datetime.fromtimestamp(seconds, UTC)
    assert step_used(RFC_KEY, shown, now, None) == seconds // 30


def test_secrets_hold_160_bits() -> None:
    """32 characters of base32, which telephones take; a hundred differ."""
    drawn = {new_secret() for _ in range(100)}
    assert len(drawn) == 100
    assert all(len(base64.b32decode(secret)) == 20 for secret in drawn)


@pytest.mark.parametrize("login", ["vtha", "nguyễn.đức", "Bùi Thị Mơ: xã 1?&#%"])
def test_the_address_carries_any_login(login: str) -> None:
    """The address is plain ASCII that decodes to issuer, login in NFC and secret, whatever the form typed."""
    made = address(RFC_KEY, unicodedata.normalize("NFD", login))
    assert made.isascii()
    assert made == address(RFC_KEY, login)
    parts = urlsplit(made)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == f"/dienhinh:{login}"
    assert parse_qs(parts.query) == {"secret": [RFC_KEY], "issuer": ["dienhinh"]}


@pytest.mark.parametrize(("offset", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
@pytest.mark.parametrize("second", [0, 29])
def test_a_clock_may_be_one_step_off(offset: int, second: int, taken: bool) -> None:  # noqa: FBT001 -- a column
    """Codes of the step before and after are taken from the first to the last second of a step, two off are not."""
    now = STEP_BEGINS + timedelta(seconds=second)
    assert step_used(RFC_KEY, code(STEP + offset), now, None) == (STEP + offset if taken else None)


@pytest.mark.parametrize(
    ("last", "taken"), [(STEP - 2, True), (STEP - 1, True), (STEP, False), (STEP + 1, False), (STEP + 9, False)]
)
def test_a_code_works_once(last: int, taken: bool) -> None:  # noqa: FBT001 -- a column
    """A code is taken only after the last step used: not a second time, and not when a later one was used."""
    assert step_used(RFC_KEY, code(STEP), STEP_BEGINS, last) == (STEP if taken else None)


def test_an_old_code_is_refused_though_no_later_one_was_used() -> None:
    """Who last signed in an hour ago can't use the code of a minute ago."""
    assert step_used(RFC_KEY, code(STEP - 2), STEP_BEGINS, STEP - 120) is None
    assert step_used(RFC_KEY, code(STEP - 1), STEP_BEGINS, STEP - 120) == STEP - 1


@given(moments, st.integers(-1, 1))
def test_a_used_step_shuts_its_code_out_for_good(now: datetime, offset: int) -> None:
    """Whatever the moment, a taken code handed in again with its step is refused, then and a step later."""
    shown = code(int(now.timestamp()) // 30 + offset)
    step = step_used(RFC_KEY, shown, now, None)
    assert step is not None
    later = step_used(RFC_KEY, shown, now, step)
    assert later is None or later > step  # two steps share a code once in a million
    assert step_used(RFC_KEY, code(step), now + timedelta(seconds=30), step) in {None, step + 1, step + 2}


@pytest.mark.parametrize("dress", ["{0}{1}", "{0} {1}", " {0}-{1} ", "{0}\u00a0{1}\n"])
def test_spaces_do_not_matter(dress: str) -> None:
    """Telephones show 123 456; people type it so."""
    shown = code(STEP)
    assert step_used(RFC_KEY, dress.format(shown[:3], shown[3:]), STEP_BEGINS, None) == STEP


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "28708",
        "2870822",
        "".join(chr(0xFF10 + int(digit)) for digit in "287082"),
        "28708a",
        "٢٨٧٠٨٢",
        "\ud800",
        "287082" * 1000,
    ],
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    """Five or seven digits, digits of other scripts, letters: nothing but six plain digits is compared."""
    assert step_used(RFC_KEY, typed, datetime.fromtimestamp(59, UTC), None) is None


def test_the_zone_of_the_clock_does_not_matter_but_must_be_there() -> None:
    """Hanoi's and UTC's clocks give one step; a time without a zone is an error."""
    hanoi = STEP_BEGINS.astimezone(timezone(timedelta(hours=7)))
    assert step_used(RFC_KEY, code(STEP), hanoi, None) == STEP
    with pytest.raises(ValueError, match="time zone"):
        step_used(RFC_KEY, code(STEP), STEP_BEGINS.replace(tzinfo=None), None)


def test_another_secret_has_other_codes() -> None:
    """A code of one telephone is not taken from another."""
    other = base64.b32encode(b"09876543210987654321").decode()
    assert code(STEP, other) not in {code(step) for step in (STEP - 1, STEP, STEP + 1)}
    assert step_used(RFC_KEY, code(STEP, other), STEP_BEGINS, None) is None


def test_ten_recovery_codes_each_work_once() -> None:
    """Each of ten different codes answers its own digest, however it is typed; deleted, it answers none."""
    codes = new_recovery_codes()
    digests = [recovery_digest(each) for each in codes]
    assert len(set(codes)) == len(set(digests)) == 10
    assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in digests)
    assert not {read_code(each) for each in codes} & set(digests)
    for each, stored in zip(codes, list(digests), strict=True):
        typed = each.lower().replace("-", " ")
        assert recovery_used(typed, digests) == stored
        digests.remove(stored)
        assert recovery_used(typed, digests) is None
    assert digests == []


@pytest.mark.parametrize("typed", ["", "123456", "7KX2-M0HT-4RVC-91F"])
def test_what_is_no_recovery_code_answers_none(typed: str) -> None:
    """An empty entry, six digits or a short code uses nothing up."""
    assert recovery_used(typed, [recovery_digest(each) for each in new_recovery_codes()]) is None
