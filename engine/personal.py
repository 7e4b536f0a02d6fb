"""Personal data in the texts of a criteria file: every one of them is read, and each is refused for what it would hold.

A name (of a figure, a criterion, a band, a list …) and a remark hold no word for a person's traits, a remark only as
part of the name of an office or a law. What a document or the set is called stands as it is called; there, as
everywhere, what identifies one person is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from engine.faults import Fault
from engine.parts import Parts
from engine.privacy import identifying_word, looks_like_an_id, personal_word
from engine.yaml_tree import Path, Value

NAMES = ("label", "unit", "title", "group", "id", "level")
"""Keys whose texts name something."""
REMARKS = ("note", "issuer", "district")
"""Keys whose texts people write freely."""
KEPT_BY_NAME = ("indicators", "lists")
"""Parts of the file whose keys are names."""
_OFFICIAL = re.compile(
    r"(?:hội đồng|ủy ban|ban|bộ|sở|phòng|vụ|cục) (?:dân tộc|tôn giáo)(?:(?: và|,| -) tôn giáo)?(?! thiểu số)"
    r"|luật (?:căn cước(?: công dân)?|tín ngưỡng, tôn giáo|lý lịch tư pháp)"
)
"""Offices and laws that are called after what they deal with."""


def judge_personal(parts: Parts) -> Iterator[Fault]:
    """Refuse personal data wherever a file has text: at the text, or at the key that is one."""
    whole = parts.tree.value
    for holder in KEPT_BY_NAME:
        held = whole.get(holder) if isinstance(whole, Mapping) else None
        for key in held if isinstance(held, Mapping) else ():
            path: Path = (holder, key)
            if word := personal_word(key):
                yield Fault("PERSONAL_DATA", parts.tree.key_place(path), values={"seen": key, "word": word}, path=path)
    for path, text in _texts(whole, ()):
        if word := _rule(path)(text):
            yield Fault("PERSONAL_DATA", parts.tree.place(path), values={"seen": text, "word": word}, path=path)
        elif looks_like_an_id(text):
            yield Fault("PERSONAL_NUMBER", parts.tree.place(path), path=path)


def _texts(value: Value, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _texts(each, (*path, place))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _texts(each, (*path, key))


def _rule(path: Path) -> Callable[[str], str | None]:
    """Return what is looked for in a text, by where it stands."""
    key = path[-1] if path else ""
    if key in NAMES and path != ("title",):
        return personal_word
    return _remark if key in REMARKS else identifying_word


def _remark(text: str) -> str | None:
    return personal_word(_OFFICIAL.sub(" ", unicodedata.normalize("NFC", text).casefold()))
