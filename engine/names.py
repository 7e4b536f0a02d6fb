"""Vietnamese names as people search, match and sort them.

Every key takes any Unicode form (NFC, NFD) and odd spaces. Keys are for comparing, never for showing.
"""

from __future__ import annotations

import re
import unicodedata

TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Combining huyền, hỏi, ngã, sắc, nặng, in the order of Vietnamese dictionaries."""

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_SHAPES = "\u0306\u0302\u031b"  # breve, circumflex, horn: they make another letter, not another tone
_LETTER_RANKS = {letter: chr(0xE000 + rank) for rank, letter in enumerate(ALPHABET)}  # private use: after all marks
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")
_DIGITS = re.compile(r"[0-9]+")
_NUMBER_WIDTH = 12


def search_key(text: str) -> str:
    """Fold case, drop every diacritic, write đ as d and single spaces: what people type to search."""
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return " ".join(bare.casefold().replace("đ", "d").split())


def match_key(text: str) -> str:
    """Fold what never tells two names apart: Unicode form, case, spaces, the vowel under the tone mark.

    Hoà Bình and Hòa Bình give one key, Thuỷ and Thủy too; every other diacritic counts. A syllable has at
    most one tone and its place follows from the spelling, so moving the mark to the end loses nothing.
    """
    spaced = " ".join(unicodedata.normalize("NFD", text.casefold()).split())
    return unicodedata.normalize("NFC", _WORD.sub(_tone_last, spaced))


def sort_key(text: str) -> tuple[str, str, str, str]:
    """Vietnamese alphabetical order: letters first (a ă â … d đ …), then tones, then small before capital.

    The order is that of the Unicode CLDR for Vietnamese, that of ``Intl.Collator("vi", {numeric: true})``:
    whole names are compared by letters before any tone, blanks stand before digits and digits before letters,
    and a run of digits counts as a number. The text itself comes last, so the order is total.
    """
    nfc = unicodedata.normalize("NFC", text.strip())
    letters: list[str] = []
    tones: list[str] = []
    cases: list[str] = []
    for char in _DIGITS.sub(lambda run: run[0].zfill(_NUMBER_WIDTH), nfc):
        parts = unicodedata.normalize("NFD", char)
        shaped = unicodedata.normalize("NFC", parts[0] + "".join(mark for mark in parts[1:] if mark in _SHAPES))
        small = shaped.lower()
        letters.append(_LETTER_RANKS.get(small, small))
        tones.append(next((str(TONES.index(mark) + 1) for mark in parts if mark in TONES), "0"))
        cases.append("0" if small == shaped else "1")
    return "".join(letters), "".join(tones), "".join(cases), nfc


def _tone_last(word: re.Match[str]) -> str:
    """Put the tone marks of a decomposed word behind its last letter."""
    return "".join(sorted(word[0], key=TONES.__contains__))
