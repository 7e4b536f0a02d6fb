"""Secrets that the machine draws, and what is stored of them."""

from __future__ import annotations

import re
from hashlib import sha256
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.access.secrets import (
    ALPHABET,
    code_digest,
    code_matches,
    csrf_matches,
    csrf_token,
    digest,
    matches,
    new_code,
    new_session_id,
    new_token,
    read_code,
    token_prefix,
)

codes = st.text(alphabet=ALPHABET, min_size=16, max_size=16)
odd = st.text() | st.sampled_from(["\ud800", "ậ", "\0", "é" * 64])


def test_session_ids_hold_256_bits_and_fit_a_cookie() -> None:
    """43 characters of base64url, 256 bits; a thousand differ."""
    drawn = {new_session_id() for _ in range(1000)}
    assert len(drawn) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", each) for each in drawn)


def test_what_is_stored_is_the_sha256() -> None:
    """The digest is SHA-256 in hexadecimal of the UTF-8 text, the well-known one of «abc»."""
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest("ậ") == sha256("ậ".encode()).hexdigest()
    assert matches("abc", digest("abc"))
    assert not matches("abd", digest("abc"))
    assert not matches("abc", "")
    assert not matches("abc", "abc")


@given(odd, odd)
def test_any_text_of_a_request_is_compared_without_error(secret: str, stored: str) -> None:
    """Text beyond ASCII or broken is no match and no error, on either side."""
    assert matches(secret, digest(secret))
    assert matches(secret, stored) == (stored == digest(secret))
    assert not csrf_matches(secret, stored)
    assert token_prefix(secret) is None


def test_a_token_carries_its_prefix_and_is_stored_as_a_digest() -> None:
    """``dh_`` + 12 + ``_`` + 64 hexadecimal digits; the prefix finds it, the digest of the whole proves it."""
    token = new_token()
    assert re.fullmatch(r"dh_[0-9a-f]{12}_[0-9a-f]{64}", token.text)
    assert token.text.split("_")[1] == token.prefix == token_prefix(token.text)
    assert matches(token.text, token.digest)
    assert not matches(token.text[:-1], token.digest)
    assert len({new_token().prefix for _ in range(1000)}) == 1000


def test_a_token_does_not_show_itself_in_a_log() -> None:
    """The text of a token is not in what Python prints of it."""
    token = new_token()
    assert token.text not in repr(token)
    assert token.prefix in repr(token)


@pytest.mark.parametrize(
    "text",
    ["", "dh_", "dh_0123456789ab_", "DH_0123456789ab_" + "0" * 64, "dh_0123456789ab_" + "0" * 63,
     "dh_0123456789ab_" + "0" * 65, "dh_0123456789a_" + "0" * 64, "dh_0123456789ab_" + "0" * 64 + "\n"],
)  # fmt: skip
def test_what_is_no_token_has_no_prefix(text: str) -> None:
    """One character too few, too many or of another kind is no token of ours."""
    assert token_prefix(text) is None
    assert token_prefix("dh_0123456789ab_" + "0" * 64) == "0123456789ab"


def test_a_csrf_token_belongs_to_its_session() -> None:
    """It is the same each time, other for another session, and neither the session id nor what is stored of it."""
    session, other = new_session_id(), new_session_id()
    token = csrf_token(session)
    assert token == csrf_token(session)
    assert csrf_matches(session, token)
    assert not csrf_matches(other, token)
    assert not csrf_matches(session, "")
    assert not csrf_matches(session, token.upper())
    assert not csrf_matches(session, token[:-1])
    assert session not in token
    assert token != digest(session)


def test_codes_are_drawn_from_what_can_be_read_and_typed() -> None:
    """Four by four characters, over 60 bits, none that looks like another and none that a Vietnamese keyboard joins."""
    assert 16 * log2(len(set(ALPHABET))) > 71
    assert not set(ALPHABET) & set("AĂÂDĐEÊIOÔƠUƯWYQLZSGB")
    drawn = {new_code() for _ in range(1000)}
    assert len(drawn) == 1000
    assert all(re.fullmatch(rf"([{ALPHABET}]{{4}}-){{3}}[{ALPHABET}]{{4}}", code) for code in drawn)
    assert set("".join(drawn)) == set(ALPHABET) | {"-"}


@given(codes, st.sampled_from(["", " ", "-", " – ", "\u00a0", "._"]), st.booleans())
def test_a_code_is_read_however_it_is_typed(code: str, between: str, small: bool) -> None:  # noqa: FBT001 -- drawn
    """Case, spaces, hyphens of any kind and letters for the digits they look like change nothing."""
    typed = between.join(code[start : start + 4] for start in range(0, 16, 4))
    letters = typed.translate(str.maketrans("012568", "OLZSGB"))
    stored = code_digest(code)
    for each in (typed, letters):
        shown = each.lower() if small else each
        assert read_code(shown) == code
        assert code_matches(shown, stored)


def test_look_alikes_are_read_as_digits() -> None:
    """O, Q and D are 0; I and L are 1; Z 2, S 5, G 6, B 8."""
    assert read_code("OQDI-LZSG-B347-9CFH") == read_code("oqdi lzsg b347 9cfh") == "000112568" + "3479CFH"


@pytest.mark.parametrize("typed", ["", "7KX2-M0HT-4RVC-91F", "7KX2-M0HT-4RVC-91FJ1", "7KX2-M0HT-4RVC-91FA", "🂡" * 16])
def test_what_is_no_code_is_refused(typed: str) -> None:
    """One character missing, one too many, or a letter that codes never have; an empty entry matches nothing stored."""
    assert read_code(typed) is None
    assert not code_matches(typed, code_digest("7KX2-M0HT-4RVC-91FJ"))
    with pytest.raises(ValueError, match="no code"):
        code_digest(typed)


@given(codes, codes)
def test_a_code_fits_itself_only(one: str, other: str) -> None:
    """Two codes match when they are the same."""
    assert code_matches(one, code_digest(other)) == (one == other)
