"""What is asked of a list by its address: words, a district, an order; and the address of the same asked otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import ClassVar
from urllib.parse import urlencode


class Addressed:
    """The part of a judged query that every list has; ``given`` holds what was asked and can be used, by key."""

    __slots__ = ()
    given: Mapping[str, str]
    orders: ClassVar[Collection[str]]
    """What the list can be sorted by, the first unless asked; a minus sign in front turns it round."""

    @property
    def search(self) -> str:
        """The words to search for; empty when none."""
        return self.given.get("tim", "")

    @property
    def district(self) -> str:
        """The code of the one district to show; empty when all."""
        return self.given.get("huyen", "")

    @property
    def order(self) -> str:
        """What to sort by."""
        return self.given.get("xep", next(iter(self.orders))).removeprefix("-")

    @property
    def falling(self) -> bool:
        """Whether the largest comes first."""
        return self.given.get("xep", "").startswith("-")


def address_of(path: str, keys: Iterable[str], wanted: Mapping[str, str]) -> str:
    """Write an address with its query in the order of the keys; empty values are left out."""
    pairs = [(key, wanted[key]) for key in keys if wanted.get(key)]
    return f"{path}?{urlencode(pairs)}" if pairs else path
