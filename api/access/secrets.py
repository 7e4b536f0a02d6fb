"""Secrets that the machine draws: session ids, API tokens, tokens of forms (CSRF), and codes that are read aloud.

They are stored as plain SHA-256. A slow hash such as argon2 buys time where people choose among a few million likely
passwords; among 2²⁵⁶ equally likely ids and tokens there is nothing to guess, and every request would pay for it. Codes
have 2⁷¹ values, 700 years for a graphics card that tries 10¹¹ a second; they live for days or open nothing alone.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field

_SECRET_BYTES = 32
_PREFIX_BYTES = 6
_TOKEN = re.compile(r"dh_([0-9a-f]{12})_[0-9a-f]{64}")
_CSRF_PURPOSE = b"dienhinh: csrf token"

ALPHABET = "0123456789CFHJKMNPRTVX"
"""What codes are made of. No vowel, D or W: a Vietnamese keyboard left on (Telex, VNI) would turn AA into Â, DD into Đ.
No letter that looks like a digit: those are read as the digit when someone writes them all the same."""
_LOOKS_LIKE = str.maketrans("OQDILZSGB", "000112568")
_GROUPS, _GROUP = 4, 4  # 16 of 22 characters: 71 bits, in pieces that are read aloud in one breath
_ORNAMENTS = re.compile(r"[\W_]+")
_CODE = re.compile(f"[{ALPHABET}]{{{_GROUPS * _GROUP}}}")


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just drawn: ``text`` is shown once and never stored, ``prefix`` finds the row, ``digest`` proves it."""

    text: str = field(repr=False)
    prefix: str
    digest: str


def digest(secret: str) -> str:
    """Return the SHA-256 to store of a drawn secret, 64 hexadecimal digits; never for what a person chose."""
    return hashlib.sha256(_bytes(secret)).hexdigest()


def matches(secret: str, stored: str) -> bool:
    """Compare a secret with a stored digest in a time that tells nothing of where they differ."""
    return hmac.compare_digest(digest(secret).encode(), _bytes(stored))


def new_session_id() -> str:
    """Draw the id of a session, 256 bits in 43 characters that fit a cookie; store its digest only."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def new_token() -> NewToken:
    """Draw an API token ``dh_<prefix>_<secret>``: 48 bits to look it up, 256 to prove it, no hyphen to break it."""
    prefix = secrets.token_hex(_PREFIX_BYTES)
    text = f"dh_{prefix}_{secrets.token_hex(_SECRET_BYTES)}"
    return NewToken(text, prefix, digest(text))


def token_prefix(text: str) -> str | None:
    """Return the prefix to look a token up by, None for what is no token of ours."""
    found = _TOKEN.fullmatch(text)
    return found[1] if found else None


def csrf_token(session_id: str) -> str:
    """Return the token of a session's forms against requests from other sites; the session id can't be told from it.

    The id in the cookie is the key, so nothing more is stored and the token ends with the session.
    """
    return hmac.new(_bytes(session_id), _CSRF_PURPOSE, hashlib.sha256).hexdigest()


def csrf_matches(session_id: str, token: str) -> bool:
    """Tell whether a form was made for this session."""
    return hmac.compare_digest(csrf_token(session_id).encode(), _bytes(token))


def new_code() -> str:
    """Draw a code to tell someone, for a first login or to stand in for a lost telephone: «7KX2-M0HT-4RVC-91FJ»."""
    drawn = ("".join(secrets.choice(ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(drawn)


def read_code(typed: str) -> str | None:
    """Read a code as people type it, in any case, with any spaces, hyphens and look-alikes; None when it is none."""
    code = _ORNAMENTS.sub("", typed).upper().translate(_LOOKS_LIKE)
    return code if _CODE.fullmatch(code) else None


def code_digest(code: str) -> str:
    """Return the digest to store of a code; ValueError for what is no code."""
    read = read_code(code)
    if read is None:
        raise ValueError("no code of new_code()")
    return digest(read)


def code_matches(typed: str, stored: str) -> bool:
    """Tell whether someone typed the code of a stored digest."""
    return matches(read_code(typed) or "", stored)


def _bytes(text: str) -> bytes:
    """Encode whatever a request holds, half a character of broken JSON too: it matches nothing and is no error."""
    return text.encode("utf-8", "surrogatepass")
