"""Whether the recognition of units goes on in the unit that they became: by a rule that somebody decided, or not yet.

No act of law found says what becomes of a recognition when units merge, so nothing goes on by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

Rule = Literal["all", "majority", "none"]
RULES: tuple[Rule, ...] = ("all", "majority", "none")


def goes_on(rule: Rule, held: Sequence[bool], weights: Sequence[int | None]) -> bool | None:
    """Return whether a recognition goes on; None where a weight that decides is not known.

    ``held`` says of each unit that went into the new one, wholly or in part, whether it was recognised on its last
    day. ``all``: every one of them was. ``majority``: those that were had more than half of an indicator, whose
    figures are ``weights``: what each brought along, None when unknown. ``none``: it never goes on.
    """
    if rule == "none" or not any(held):
        return False
    if all(held):
        return True
    if rule == "all":
        return False
    known = [each for each in weights if each is not None]
    if len(known) < len(weights):
        return None
    return 2 * sum(each for each, was in zip(known, held, strict=True) if was) > sum(known)
