"""Texts of tens of thousands of models in Vietnamese order at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from engine.names import sort_key


def ranks(texts: Sequence[str]) -> np.ndarray:
    """Return the rank of each text in the order of ``engine.names.sort_key``, equal for equal texts."""
    order = {text: at for at, text in enumerate(sorted(set(texts), key=_key))}
    return np.fromiter((order[each] for each in texts), dtype=np.int64, count=len(texts))


def _key(text: str) -> tuple[str, str, str, str]:
    """Put the key of a text together from those of its words: names are made of few words, and a blank weighs nothing.

    A blank is its own letter, without tone and small.
    """
    words = [_number(each) or _word(each) for each in text.strip().split(" ")]
    letters, tones, cases = (part.join(each[at] for each in words) for at, part in ((0, " "), (1, "0"), (2, "0")))
    return letters, tones, cases, text


_ZERO = sort_key("0")
"""A number as it is ordered: as wide as any, without tone and small."""


def _number(word: str) -> tuple[str, str, str, str] | None:
    """Return the key of a number: numbers are many, so they are not remembered."""
    if word.isascii() and word.isdigit() and len(word) <= len(_ZERO[0]):
        return word.zfill(len(_ZERO[0])), _ZERO[1], _ZERO[2], word
    return None


@lru_cache(maxsize=65_536)
def _word(word: str) -> tuple[str, str, str, str]:
    return sort_key(word)
