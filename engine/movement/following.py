"""The register after a few models changed: columns copied and patched; to build them anew takes many times as long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy

import numpy as np

from engine.movement.columns import SEPARATOR, Columns, Latest, starts_of, text_of
from engine.movement.entries import Model, Review, Turn
from engine.movement.villages import NONE
from engine.names import search_key

_NUMBERED = (("kind", "kinds"), ("field", "fields"), ("body", "bodies"))
LAZY = {
    "title_rank": ("title",),
    "village_rank": ("village",),
    "villages": ("village", "unit"),
    "searched": ("title", "village", "decision"),
}
"""What is worked out when it is first asked for, and what of models it is made of."""


def columns_after(
    old: Columns,
    models: Mapping[str, Model | None],
    turns: Mapping[str, Sequence[Turn]],
    reviews: Mapping[str, Sequence[Review]],
) -> Columns | None:
    """Return the columns with these models as they stand now, each with all its turns and reviews.

    None where they are to be built anew: a model is withdrawn or comes in between, or an id is new to its list.
    """
    changed = {key: each for key, each in models.items() if each is not None}
    fresh = sorted(changed.keys() - old.places.keys())
    last = old.models[-1].key if old.models else ""
    if len(changed) < len(models) or not _is_listed(old, changed.values(), reviews) or (fresh and fresh[0] <= last):
        return None
    new = copy(old)
    for lazy in LAZY:
        new.__dict__.pop(lazy, None)
    new.models = (*old.models, *(changed[key] for key in fresh))
    new.places = {**old.places, **{key: at for at, key in enumerate(fresh, len(old.models))}}
    at = {new.places[key]: each for key, each in changed.items()}
    listed = list(new.models)
    for place, each in at.items():
        listed[place] = each
    new.models = tuple(listed)
    _patch(old, new, at, turns)
    _say(old, new, changed, turns, reviews)
    _keep(old, new, at)
    return new


def _is_listed(old: Columns, models: Iterable[Model], reviews: Mapping[str, Sequence[Review]]) -> bool:
    in_lists = all(getattr(each, name) in old.codes[listed].numbers for each in models for name, listed in _NUMBERED)
    ratings = old.codes["ratings"].numbers
    return in_lists and all(each.rating is None or each.rating in ratings for said in reviews.values() for each in said)


def _patch(old: Columns, new: Columns, at: Mapping[int, Model], turns: Mapping[str, Sequence[Turn]]) -> None:
    """Number what was said of the models at their places."""
    units = [each.unit for each in at.values()] + [each.unit for said in turns.values() for each in said if each.unit]
    new.bases = tuple(dict.fromkeys((*old.bases, *units)))
    new.base_numbers = {each: number for number, each in enumerate(new.bases)}
    places = np.array(list(at), dtype=np.int64)
    columns = {
        name: [old.codes[listed].numbers[getattr(each, name)] for each in at.values()] for name, listed in _NUMBERED
    }
    columns |= {
        "founded": [each.founded_on.toordinal() for each in at.values()],
        "members": [NONE if each.members is None else each.members for each in at.values()],
        "households": [NONE if each.households is None else each.households for each in at.values()],
        "base": [new.base_numbers[each.unit] for each in at.values()],
    }
    for name, values in columns.items():
        column = np.concatenate([getattr(old, name), np.zeros(len(new.models) - len(old.models), dtype=np.int64)])
        column[places] = values
        setattr(new, name, column)


def _say(
    old: Columns,
    new: Columns,
    changed: Mapping[str, Model],
    turns: Mapping[str, Sequence[Turn]],
    reviews: Mapping[str, Sequence[Review]],
) -> None:
    """Let what was said of the models by day take the place of what was said before."""
    size = len(new.models)
    mask = np.zeros(size, dtype=bool)
    mask[[new.places[key] for key in changed]] = True
    said = new.said(
        [(new.places[key], each) for key, listed in turns.items() if key in changed for each in listed],
        [(new.places[key], each) for key, listed in reviews.items() if key in changed for each in listed],
    )
    for name, rows in said.items():
        before: Latest = getattr(old, name)
        kept = ~mask[before.places]
        held = np.stack([before.places[kept], before.days[kept], before.values[kept]], axis=1)
        added = np.array(rows, dtype=np.int64).reshape(-1, 3)
        setattr(new, name, Latest(size, np.concatenate([held, added])))


def _keep(old: Columns, new: Columns, at: Mapping[int, Model]) -> None:
    """Keep what was worked out before where nothing that it is made of moved, and patch the texts."""
    known, count = old.__dict__, len(old.models)
    for lazy, made_of in LAZY.items():
        if lazy in known and all(
            place < count and getattr(old.models[place], name) == getattr(each, name)
            for place, each in at.items()
            for name in made_of
        ):
            new.__dict__[lazy] = known[lazy]
    if "searched" in known and "searched" not in new.__dict__:
        new.__dict__["searched"] = _searched(known["searched"][0], at, count)


def _searched(whole: np.ndarray, at: Mapping[int, Model], models: int) -> tuple[np.ndarray, np.ndarray]:
    """Put the texts of models in their places, those of new ones behind; there were so many ``models`` before."""
    parts = whole.tobytes().split(SEPARATOR.encode()) if models else []
    for place, each in sorted(at.items()):
        parts[place : place + 1] = [search_key(text_of(each)).encode()]
    found = np.frombuffer(SEPARATOR.encode().join(parts), dtype=np.uint8)
    return found, starts_of(found)
