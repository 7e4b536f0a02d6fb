"""Passwords: kept as argon2id hashes, checked a few at a time, and refused in words when easily guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cache
from importlib.resources import files
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from engine.names import search_key
from engine.units import DISTRICT_KINDS, KINDS

LEAST, MOST = 12, 128
"""Characters of a password, counted in NFC: «ậ» is one on every keyboard."""
LONGEST_TYPED = 4 * MOST
"""No character falls into more than four code points, so longer input is never right, and slow to normalise."""
AT_ONCE = 2

# OWASP's Password Storage Cheat Sheet asks at least 19 MiB, 2 rounds, 1 lane, or 46 MiB and 1 round for the same
# strength. We take the former and a round more: 30 to 45 ms on a core of 2026, so a much older office server answers
# in a fraction of a second, and two at once hold 38 MiB of its memory however many people sign in at eight o'clock.
_ARGON2 = PasswordHash([Argon2Hasher(time_cost=3, memory_cost=19 * 1024, parallelism=1)])
_TURNS = BoundedSemaphore(AT_ONCE)

_ROWS = (
    "0123456789" * 2, "1234567890-=", "!@#$%^&*()_+", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop[]\\", "asdfghjkl;'",
    "zxcvbnm,./", "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "0p;/",
    "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
)  # fmt: skip
_RUNS = tuple(row[::way] for row in _ROWS for way in (1, -1))
_SHORTEST_RUN = 3
_SHORTEST_LOGIN = 3  # two letters turn up inside half of all sentences
_DISGUISES = tuple(str.maketrans("@430$57!1", "aaeosst" + ones) for ones in ("ii", "il"))
_SIGNS = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")
_IDENTITY_NUMBER = re.compile(r"0\d{11}")
_UNIT_KINDS = tuple(search_key(kind) + " " for kind in ("tỉnh", *DISTRICT_KINDS, *KINDS))


def hash_password(password: str) -> str:
    """Return the argon2id hash to store; waits while two others are hashed. ValueError over 128 characters."""
    if _too_long(password):
        raise ValueError("ask weaknesses() before a password is stored")
    with _TURNS:
        return _ARGON2.hash(_typed(password))


def verify(password: str, stored: str) -> tuple[bool, str | None]:
    """Tell whether it is the password, and the hash to store instead when the old one was made with other costs.

    A stored text that is no argon2 hash fits no password. Waits while two others are checked.
    """
    if _too_long(password):
        waste_time(password)
        return False, None
    try:
        with _TURNS:
            return _ARGON2.verify_and_update(_typed(password), stored)
    except UnknownHashError:
        waste_time(password)
        return False, None


def waste_time(password: str) -> None:
    """Take as long as verify() for a login that nobody has, so that the time tells nobody which logins exist."""
    with _TURNS:
        _ARGON2.hash(_typed(password[:MOST]))


def weaknesses(password: str, login: str, units: Iterable[str] = ()) -> list[str]:
    """Say all that makes a password easy to guess, a Vietnamese sentence with its cure each; none is a good password.

    ``units`` are the names of the places a guesser tries first: the own unit, its district, its province. They and
    the common words may stand inside a sentence; a password may not be made of them alone. No kinds of characters
    are demanded: that makes people write «Matkhau@1» (NIST SP 800-63B-4, 3.1.1.2).
    """
    if _too_long(password):
        return [f"Mật khẩu dài quá {MOST} ký tự; rút còn nhiều nhất {MOST} ký tự."]
    text = unicodedata.normalize("NFC", password)
    found = []
    if len(text) < LEAST:
        found.append(f"Mật khẩu chỉ có {len(text)} ký tự; cần ít nhất {LEAST}, ví dụ một câu dễ nhớ của riêng mình.")
    if _holds_login(text, login):
        found.append("Mật khẩu chứa tên đăng nhập; thay phần đó bằng từ không liên quan.")
    if _repeats(text):
        found.append("Mật khẩu chỉ lặp lại một đoạn ngắn; thay bằng vài từ không liên quan đến nhau.")
    elif _is_run(text):
        found.append("Mật khẩu là dãy số, dãy chữ hoặc dãy phím liền nhau; thay bằng vài từ không liên quan đến nhau.")
    elif _IDENTITY_NUMBER.fullmatch(_squeezed(text)):
        found.append("Mật khẩu giống số căn cước, người khác có thể biết; thay bằng một câu dễ nhớ.")
    words = _common_words() | set(_place_words(units))
    if any(_made_of(core, words) for core in _cores(text)):
        found.append(
            "Mật khẩu chỉ gồm từ nhiều người hay dùng hoặc tên đơn vị, thêm số và dấu vẫn dễ đoán; "
            "thêm vài từ mà người khác không nghĩ tới."
        )
    return found


def _typed(password: str) -> bytes:
    """Return what is hashed: keyboards differ in the form of «ậ»; a half character of broken JSON is no error."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def _too_long(password: str) -> bool:
    return len(password) > LONGEST_TYPED or len(unicodedata.normalize("NFC", password)) > MOST


def _squeezed(text: str) -> str:
    """Fold to letters without diacritics and digits, nothing between them."""
    return _SIGNS.sub("", search_key(text))


def _holds_login(text: str, login: str) -> bool:
    name = _squeezed(login)
    return len(name) >= _SHORTEST_LOGIN and name in _squeezed(text)


def _repeats(text: str) -> bool:
    """Tell whether a piece shorter than a good password stands there at least twice, and nothing else."""
    key = text.casefold()
    return any(key[size:] == key[:-size] for size in range(1, min(LEAST - 1, len(key) // 2) + 1))


def _is_run(text: str) -> bool:
    """Tell whether pieces of three or more neighbours of a row, or of one character, make up the whole."""
    return any(_all_runs(key) for key in (search_key(text).replace(" ", ""), _squeezed(text)))


def _all_runs(key: str) -> bool:
    ends = {0}
    for start in range(len(key)):
        if start in ends:
            for end in range(start + _SHORTEST_RUN, len(key) + 1):
                piece = key[start:end]
                if len(set(piece)) > 1 and not any(piece in run for run in _RUNS):
                    break  # what is no run does not become one by growing
                ends.add(end)
    return bool(key) and len(key) in ends


@cache
def _common_words() -> frozenset[str]:
    lines = (files("api.access") / "common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(_squeezed(line) for line in lines if line and not line.startswith("#"))


def _place_words(units: Iterable[str]) -> Iterator[str]:
    """Give each name as it is guessed: Xã Cao Sơn as xacaoson and caoson."""
    for name in units:
        key = search_key(name)
        bare = (key.removeprefix(kind) for kind in _UNIT_KINDS if key.startswith(kind))
        yield from filter(None, map(_squeezed, (key, *bare)))


def _cores(text: str) -> Iterator[str]:
    """Give what may be left of a word when the usual ornaments are taken off: digits, signs, @ for a, 0 for o."""
    key = search_key(text)
    squeezed = _squeezed(text)
    yield squeezed
    yield squeezed.strip("0123456789")
    if len(parts := [part for part in _DIGITS.split(squeezed) if part]) == 2:  # noqa: PLR2004 -- hoabinh2024congan
        yield "".join(parts)
    stem = re.sub(r"^\d+|[\d\W_]+$", "", key)
    yield from (_squeezed(stem.translate(disguise)) for disguise in _DISGUISES)


def _made_of(core: str, words: AbstractSet[str]) -> bool:
    """Tell whether it is one of the words, or two of them."""
    return core in words or any(core[:cut] in words and core[cut:] in words for cut in range(1, len(core)))
