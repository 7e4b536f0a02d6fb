"""Values written as YAML, in one style: short things on one line, prose in quotes, two spaces a level."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from engine.scalars import ID_PATTERN, ISO_DAY, MONTH_DAY, plain
from engine.yaml_tree import Value, read_tree

WIDTH = 118
"""Signs that a line may have: longer mappings are written a key a line."""
_ID = re.compile(ID_PATTERN)
_OTHERWISE_READ = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null"})
"""Words that other programs take for a truth value."""


def scalar(value: Value, style: str = "", *, flow: bool = False, known: bool = False) -> str:
    """Write one value in a style if it can be, else in quotes; ``known``: something stood there in that style."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return plain(Decimal(value))
    text = unicodedata.normalize("NFC", str(value))
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    if style == "" and (_is_bare(text) or (known and _reads_as(text, flow=flow))):
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """Write a text in double quotes."""
    return '"' + "".join(_sign(sign) for sign in text) + '"'


def _sign(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    if sign.isprintable():
        return sign
    code = ord(sign)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004 -- the forms of YAML


def _is_bare(text: str) -> bool:
    """Tell whether a text is an id or a day, which stand without quotes and are read as text.

    A code of digits alone has quotes: other programs take it for a number.
    """
    if ISO_DAY.fullmatch(text):
        return True
    return (
        not text.isdecimal() and bool(_ID.match(text)) and not MONTH_DAY.fullmatch(text) and _reads_as(text, flow=True)
    )


def _reads_as(text: str, *, flow: bool) -> bool:
    if text.casefold() in _OTHERWISE_READ or "\n" in text:
        return False
    tree = read_tree(f"{{k: {text}}}" if flow else f"k: {text}\n")
    return tree.value == {"k": text} and not tree.faults


def in_line(value: Value) -> str:
    """Write a value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {in_line(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(in_line(each) for each in value) + "]"
    return scalar(value, flow=True)


def lines(value: Value, room: int = WIDTH, *, open_up: bool = False) -> list[str]:
    """Write a value as lines without indentation; a mapping of single values stays on one line where it fits ``room``.

    ``open_up`` writes a mapping a key a line all the same.
    """
    short = in_line(value)
    fits = len(short) <= room and not open_up and not _holds_parts(value)
    if isinstance(value, Mapping) and value and not fits:
        return [line for key, each in value.items() for line in entry(key, each, room)]
    if isinstance(value, list) and _holds_parts(value):
        found: list[str] = []
        for each in value:
            first, *rest = lines(each, room - 2)
            found += [f"- {first}", *(f"  {line}" for line in rest)]
        return found
    return [short]


def entry(key: str, value: Value, room: int = WIDTH) -> list[str]:
    """Write a key with its value as lines without indentation."""
    name, inner = scalar(key), lines(value, room - 2)
    if inner == [in_line(value)] and (len(name) + 2 + len(inner[0]) <= room or not isinstance(value, Mapping | list)):
        return [f"{name}: {inner[0]}"]
    return [f"{name}:", *(f"  {line}" for line in inner)]


def _holds_parts(value: Value) -> bool:
    """Tell whether a value holds lists of mappings, which are written an item a line."""
    if isinstance(value, list):
        return any(isinstance(each, Mapping | list) for each in value)
    return isinstance(value, Mapping) and any(_holds_parts(each) for each in value.values())
