"""The second factor: six digits from a telephone (RFC 6238), and codes on paper for the day it is lost."""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

import pyotp

from api.access.secrets import code_digest, code_matches, new_code

ISSUER = "dienhinh"
STEP = 30
"""Seconds that a code stands on the telephone."""
WINDOW = 1
"""Steps that its clock may be fast or slow."""
RECOVERY_CODES = 10
_CODE = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    """Draw the secret shared with the telephone: 160 bits as RFC 4226 advises, 32 letters and digits."""
    return pyotp.random_base32()


def address(secret: str, login: str) -> str:
    """Return the ``otpauth://`` address that sets a telephone up; the login may hold any letters."""
    name = unicodedata.normalize("NFC", login)
    return _totp(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def step_used(secret: str, typed: str, now: datetime, last_step: int | None) -> int | None:
    """Return the step whose code was typed, None when it is wrong, too old, or not after ``last_step``.

    A code works once only if the caller stores the step together with the login and hands it in the next time.
    ``now`` carries its time zone (ValueError): a stored UTC time without one would be read as local, seven hours off.
    """
    if now.tzinfo is None:
        raise ValueError("now must carry its time zone")
    code = re.sub(r"[\s-]+", "", typed)
    if not _CODE.fullmatch(code):
        return None
    totp = _totp(secret)
    here = totp.timecode(now)
    first = here - WINDOW if last_step is None else max(here - WINDOW, last_step + 1)
    right = (step for step in range(first, here + WINDOW + 1) if hmac.compare_digest(totp.generate_otp(step), code))
    return next(right, None)


def new_recovery_codes() -> tuple[str, ...]:
    """Draw ten codes, shown once; store ``recovery_digest`` of each."""
    return tuple(new_code() for _ in range(RECOVERY_CODES))


def recovery_digest(code: str) -> str:
    """Return the digest to store of a recovery code.

    A fast hash: 71 random bits are not tried out, and the row beside it holds the secret that opens as much.
    """
    return code_digest(code)


def recovery_used(typed: str, digests: Iterable[str]) -> str | None:
    """Return which of the stored digests the typed code answers; the caller deletes it, for it works once."""
    found = [stored for stored in digests if code_matches(typed, stored)]
    return found[0] if found else None


def _totp(secret: str) -> pyotp.TOTP:
    return pyotp.TOTP(secret, interval=STEP)
