"""Cuts and pastes in a YAML text: each takes the nodes of the text and gives the new text."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from engine.editing.nodes import EditError, Node
from engine.editing.written import WIDTH, entry, in_line, lines, scalar
from engine.yaml_tree import Value


def newline_of(text: str) -> str:
    """Return how the lines of a text end."""
    return "\r\n" if "\r\n" in text else "\n"


def _number(node: Node) -> Decimal | None:
    """Return the number that a plain scalar says, None when it says none."""
    try:
        return Decimal(node.name) if node.style == "" else None
    except InvalidOperation:
        return None


def put(text: str, node: Node, value: Value) -> str:
    """Write a value where another stands, in the same style; a number that is the same number is left as it is."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and _number(node) == value:
        return text
    if isinstance(value, dict | list):
        new = in_line(value)
    else:
        new = scalar(value, node.style if node.kind == "scalar" else "", flow=True, known=node.end > node.start)
    space = " " if node.start == node.end and text[node.start - 1 : node.start] == ":" else ""
    return text[: node.start] + space + new + text[node.end :]


def rename(text: str, node: Node, place: int, key: str) -> str:
    """Give a key another name."""
    old = node.keys[place]
    return text[: old.start] + scalar(key, old.style, flow=True) + text[old.end :]


def drop(text: str, node: Node, place: int) -> str:
    """Take a part out, with its line's comment where it has lines of its own."""
    if len(node.parts) == 1:
        raise EditError("LAST_PART", node.keys[0].name if node.keys else "")
    if not node.flow and _owns_lines(text, node, place):
        start, end = _line_of(text, _head(text, node, place)), _after_line(text, node.parts[place].end)
        if _is_blank_before(text, start) and _is_blank_at(text, end):
            end = _after_line(text, end)
        return text[:start] + text[end:]
    if place + 1 < len(node.parts):
        return text[: _head(text, node, place)] + text[_head(text, node, place + 1) :]
    return text[: node.parts[place - 1].end] + text[node.parts[place].end :]


def insert(text: str, node: Node, place: int, value: Value, key: str | None = None) -> str:
    """Write a new part before the one in a place, or behind the last; ``key`` is its name in a mapping.

    An item is written as its neighbours are: on one line where all of them stand in brackets, else a key a line.
    """
    if node.flow:
        return _insert_in_line(text, node, place, in_line(value) if key is None else f"{scalar(key)}: {in_line(value)}")
    room = WIDTH - _column(text, _head(text, node, 0))
    if key is not None:
        return paste(text, node, place, entry(key, value, room))
    first, *rest = lines(value, room - 2, open_up=not all(part.flow for part in node.parts))
    return paste(text, node, place, [f"- {first}", *(f"  {line}" for line in rest)])


def _insert_in_line(text: str, node: Node, place: int, new: str) -> str:
    if not node.parts:
        return text[: node.start + 1] + new + text[node.start + 1 :]
    if place > 0:
        at = node.parts[place - 1].end
        return f"{text[:at]}, {new}{text[at:]}"
    at = node.opens(0)
    return f"{text[:at]}{new}, {text[at:]}"


def paste(text: str, node: Node, place: int, new: Sequence[str]) -> str:
    """Put lines (without indentation) among the parts of a block, with an empty line between where the block has it."""
    if not node.parts:
        raise EditError("NOT_THAT_WAY")
    ends, indent = newline_of(text), " " * _column(text, _head(text, node, 0))
    body = [f"{indent}{line}".rstrip() for line in new]
    apart = len(node.parts) > 1 and _is_apart(text, node)
    if place > 0:
        at = _after_line(text, node.parts[place - 1].end)
        before = text[:at] if text[:at].endswith(("\n", "\r")) else text[:at] + ends
        return before + "".join(line + ends for line in ([""] if apart else []) + body) + text[at:]
    at = _head(text, node, 0)
    whole = ends.join(body)[len(indent) :] + ends + (ends if apart else "") + indent
    return text[:at] + whole + text[at:]


def cut(text: str, node: Node, place: int) -> list[str]:
    """Return the lines of a part without its indentation; EditError where it shares a line with what holds it."""
    if not _owns_lines(text, node, place):
        raise EditError("NOT_THAT_WAY")
    head = _head(text, node, place)
    indent = _column(text, head)
    found = text[head - indent : _after_line(text, node.parts[place].end)].splitlines()
    return [line[indent:] if not line[:indent].strip() else line.lstrip() for line in found]


def move_in_line(text: str, node: Node, old: int, new: int) -> str:
    """Let the parts of a bracket change places; what stands between them stays."""
    spans = [(node.opens(place), part.end) for place, part in enumerate(node.parts)]
    order = list(range(len(spans)))
    order.insert(new, order.pop(old))
    found, at = [], spans[0][0]
    for (start, end), source in zip(spans, order, strict=True):
        found += [text[at:start], text[slice(*spans[source])]]
        at = end
    return text[: spans[0][0]] + "".join(found) + text[at:]


# ------------------------------------------------------------------------------------------------------- places


def _head(text: str, node: Node, place: int) -> int:
    """Return where a part begins, with its key or its dash."""
    if node.kind == "map" or node.flow:
        return node.opens(place)
    low = node.parts[place - 1].end if place else node.start
    at = low
    while at < node.parts[place].start:  # between two items stand only spaces, comments and one dash
        if text[at] == "#":
            at = _after_line(text, at)
        elif text[at] == "-":
            return at
        else:
            at += 1
    raise EditError("NOT_THAT_WAY")


def _line_of(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _after_line(text: str, at: int) -> int:
    """Return where the next line begins."""
    ends = [found for sign in "\n\r" if (found := text.find(sign, at)) >= 0]
    if not ends:
        return len(text)
    return min(ends) + (2 if text[min(ends) : min(ends) + 2] == "\r\n" else 1)


def _column(text: str, at: int) -> int:
    return at - _line_of(text, at)


def _owns_lines(text: str, node: Node, place: int) -> bool:
    head = _head(text, node, place)
    return not text[_line_of(text, head) : head].strip()


def _is_blank_at(text: str, at: int) -> bool:
    return at < len(text) and not text[at : _after_line(text, at)].strip()


def _is_blank_before(text: str, line: int) -> bool:
    return line > 0 and not text[_line_of(text, line - 1 - text[:line].endswith("\r\n")) : line].strip()


def _is_apart(text: str, node: Node) -> bool:
    """Tell whether an empty line stands between the first two parts."""
    between = text[_after_line(text, node.parts[0].end) : _line_of(text, _head(text, node, 1))]
    return any(not line.strip() for line in between.splitlines())
