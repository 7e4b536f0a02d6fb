"""YAML text -> plain values, each with its place; every surprise of YAML is a fault instead of a value.

Only what the criteria format allows is read: mappings, sequences and scalars, at most 1 MB and 30 levels deep,
without aliases, anchors, tags or a second document. The text is walked as a stream of events, so a bomb of brackets
is refused before anything recurses (libyaml's own composer crashes the process at 100,000 brackets).

Scalars keep their text: ``true``/``false`` are booleans, ``12`` an int, ``2.5`` an exact Decimal, ``2022-06-27``
stays text for the model to read as a day. ``no``, ``010``, ``1:30``, ``1_000`` and ``1e3`` are text, as people mean.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import yaml

from engine.faults import START, Fault, Mark, Severity

MAX_BYTES = 1_000_000
MAX_DEPTH = 30
Path = tuple[str | int, ...]
Value = None | bool | int | Decimal | str | list["Value"] | dict[str, "Value"]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"-?(0|[1-9][0-9]{0,29})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,29})\.[0-9]{1,30}")
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line for YAML 1.1, whose marks count so."""
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{2}0")
"""``1.000``: one for YAML, a thousand for a Vietnamese reader. A decimal is not written with a last zero."""


@dataclass(slots=True)
class Tree:
    """A file as plain values, with the place of every key and value by its path."""

    value: Value = None
    places: dict[Path, Mark] = field(default_factory=dict)
    keys: dict[Path, Mark] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def give_up(self, fault: Fault) -> None:
        """Keep nothing of a file that could not be read to its end: half of it would raise faults of its own."""
        self.value = None
        self.places.clear()
        self.keys.clear()
        self.faults.append(fault)

    def place(self, path: Path) -> Mark:
        """Return the place of a value, or of the nearest part around it that has one."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return START

    def key_place(self, path: Path) -> Mark:
        """Return the place of the key that a path ends in, or of the value there."""
        return self.keys.get(path) or self.place(path)


class _Refused(Exception):  # noqa: N818 -- carries a fault out of the walk, it is no error of ours
    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def read_text(data: bytes | str) -> tuple[str, Fault | None]:
    """Decode a file's bytes (UTF-8, a BOM allowed) to NFC text, or say why it can't be."""
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    size = len(data)
    if size > MAX_BYTES:
        return "", Fault("TOO_LARGE", START, values={"seen": f"{size}", "limit": f"{MAX_BYTES}"})
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        before = data[data.rfind(b"\n", 0, error.start) + 1 : error.start]
        column = len(before.decode("utf-8", "ignore")) + 1
        return "", Fault("NOT_UTF8", Mark(line, column), values={"seen": f"0x{data[error.start]:02x}"})
    return unicodedata.normalize("NFC", text), None


def read_tree(data: bytes | str) -> Tree:
    """Read a file's text. A fault of YAML itself ends the reading; doubled keys do not."""
    tree = Tree()
    text, fault = read_text(data)
    if fault:
        tree.faults.append(fault)
        return tree
    try:
        events = _guarded(yaml.parse(text, Loader=_LOADER))
        first = next(events, None)
        if first is None:
            tree.faults.append(Fault("EMPTY_FILE", START))
            return tree
        tree.value = _build(first, events, (), tree)
        next(events, None)  # a fault behind the last node shows only when asked for
    except _Refused as refused:
        tree.give_up(refused.fault)
    except yaml.MarkedYAMLError as error:
        tree.give_up(_syntax(text, error))
    except yaml.reader.ReaderError as error:
        tree.give_up(_unreadable(text, error))
    return tree


def _guarded(events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    """Pass on the events of one document; refuse depth, aliases, anchors, tags and a second document."""
    depth = documents = 0
    for event in events:
        mark = _mark(event)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _Refused(Fault("SECOND_DOCUMENT", mark))
        elif isinstance(event, yaml.AliasEvent):
            raise _Refused(Fault("ALIAS", mark, values={"seen": f"*{event.anchor}"}))
        elif isinstance(event, yaml.NodeEvent):
            _refuse_extras(event, mark)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    raise _Refused(Fault("TOO_DEEP", mark, values={"limit": str(MAX_DEPTH)}))
            yield event
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
            yield event


def _refuse_extras(event: yaml.NodeEvent, mark: Mark) -> None:
    tag = getattr(event, "tag", None)
    if event.anchor is not None:
        raise _Refused(Fault("ANCHOR", mark, values={"seen": f"&{event.anchor}"}))
    if tag is not None:
        raise _Refused(Fault("TAG", mark, values={"seen": str(tag)}))


def _mark(event: yaml.Event) -> Mark:
    start = event.start_mark
    return START if start is None else Mark(start.line + 1, start.column + 1)


def _build(event: yaml.Event, events: Iterator[yaml.Event], path: Path, tree: Tree) -> Value:
    tree.places[path] = _mark(event)
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event, path, tree)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Value] = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            items.append(_build(item, events, (*path, len(items)), tree))
        return items
    found: dict[str, Value] = {}
    while not isinstance(key_event := next(events), yaml.MappingEndEvent):
        if not isinstance(key_event, yaml.ScalarEvent):
            raise _Refused(Fault("KEY_NOT_TEXT", _mark(key_event)))
        key, mark = key_event.value, _mark(key_event)
        value_path = (*path, key)
        if key in found:
            first = tree.keys[value_path]
            tree.faults.append(Fault("DOUBLED_KEY", mark, values={"seen": key, "first": str(first.line)}, path=path))
            _build(next(events), events, value_path, Tree())
            continue
        tree.keys[value_path] = mark
        found[key] = _build(next(events), events, value_path, tree)
    return found


def _scalar(event: yaml.ScalarEvent, path: Path, tree: Tree) -> Value:
    text = event.value
    if event.style:
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _THOUSANDS.fullmatch(text):
        values = {"seen": text, "read": text.rstrip("0").rstrip("."), "whole": text.replace(".", "")}
        tree.faults.append(Fault("LOOKS_LIKE_THOUSANDS", tree.places[path], Severity.WARNING, values, path))
    if _INT.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    return text


_PROBLEMS = (
    ("found character '\\t'", "SYNTAX_TAB"),
    ("cannot start any token", "SYNTAX_SIGN"),
    ("mapping values are not allowed", "SYNTAX_COLON"),
    ("expected ',' or ']'", "SYNTAX_LIST"),
    ("did not find expected ',' or ']'", "SYNTAX_LIST"),
    ("expected ',' or '}'", "SYNTAX_MAP"),
    ("did not find expected ',' or '}'", "SYNTAX_MAP"),
    ("did not find expected node content", "SYNTAX_LIST"),
    ("did not find expected comment or line break", "SYNTAX_SIGN"),
    ("block sequence entries are not allowed", "SYNTAX_INDENT"),
    ("expected alphabetic or numeric character", "SYNTAX_SIGN"),
    ("did not find expected whitespace or line break", "SYNTAX_SIGN"),
    ("unexpected end of stream", "SYNTAX_QUOTE"),
    ("unexpected document indicator", "SYNTAX_QUOTE"),
    ("expected <document start>", "SYNTAX_INDENT"),
    ("hexdecimal", "SYNTAX_ESCAPE"),
    ("undefined tag handle", "SYNTAX_SIGN"),
    ("mapping keys are not allowed", "SYNTAX_SIGN"),
    ("could not find expected ':'", "SYNTAX_NO_COLON"),
    ("expected <block end>", "SYNTAX_INDENT"),
    ("did not find expected key", "SYNTAX_INDENT"),
    ("did not find expected '-' indicator", "SYNTAX_INDENT"),
    ("escape", "SYNTAX_ESCAPE"),
)


_OPENED = ("SYNTAX_SIGN", "SYNTAX_LIST", "SYNTAX_MAP", "SYNTAX_QUOTE", "SYNTAX_NO_COLON")


def _syntax(text: str, error: yaml.MarkedYAMLError) -> Fault:
    """Tell what YAML stumbled over; for a bracket or quote left open, at the place where it opened."""
    code = next((code for words, code in _PROBLEMS if words in (error.problem or "")), "SYNTAX")
    mark = (error.context_mark if code in _OPENED else None) or error.problem_mark or error.context_mark
    place = Mark(mark.line + 1, mark.column + 1) if mark else START
    lines = text.splitlines()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent or line[place.column - 1 : place.column] == "\t":
        code = "SYNTAX_TAB"
    return Fault(code, place, values={"seen": line.strip()[:60]})


def _unreadable(text: str, error: yaml.reader.ReaderError) -> Fault:
    # libyaml counts bytes of UTF-8, PyYAML's own reader counts characters.
    counted = text.encode() if _LOADER is not yaml.SafeLoader else text
    before = counted[: error.position]
    position = len(before.decode("utf-8", "ignore") if isinstance(before, bytes) else before)
    rows = _BREAK.split(text[:position])
    seen = f"U+{int(error.character):04X}"
    return Fault("UNREADABLE_CHARACTER", Mark(len(rows), len(rows[-1]) + 1), values={"seen": seen})
