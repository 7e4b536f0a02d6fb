"""The nodes of a YAML text with the characters that each of them takes up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from engine.yaml_tree import Path

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class EditError(Exception):
    """A change that can't be made; ``code`` is stable, ``seen`` what it stumbled over, ``path`` where it was meant."""

    def __init__(self, code: str, seen: str = "") -> None:
        super().__init__(code, seen)
        self.code, self.seen = code, seen
        self.path: Path = ()


@dataclass(slots=True)
class Node:
    """A part of the text, ``start`` to ``end`` (excluded), without the comments and blank lines behind it.

    Of a mapping ``keys`` stand beside ``parts``; ``style`` is the sign that a scalar is written with, empty for a
    plain one.
    """

    kind: str
    start: int
    end: int
    style: str = ""
    flow: bool = False
    name: str = ""
    """What a scalar says."""
    keys: list[Node] = field(default_factory=list)
    parts: list[Node] = field(default_factory=list)

    def index(self, step: str | int) -> int:
        """Return the place of a part; EditError when there is none."""
        if isinstance(step, int):
            if self.kind == "list" and 0 <= step < len(self.parts):
                return step
        elif self.kind == "map":
            for place, key in enumerate(self.keys):
                if key.name == step:
                    return place
        raise EditError("NO_SUCH_PART", str(step))

    def at(self, path: Path) -> Node:
        """Return the part that a path leads to; EditError when there is none."""
        node = self
        for step in path:
            node = node.parts[node.index(step)]
        return node

    def opens(self, place: int) -> int:
        """Return where a part begins together with its key."""
        return self.keys[place].start if self.kind == "map" else self.parts[place].start


def read_nodes(text: str) -> Node:
    """Read a text that ``yaml_tree`` has read before: that guards against bombs. Places count its characters."""
    events = yaml.parse(text, Loader=_LOADER)
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            return _node(event, events, text)
    raise EditError("NOT_YAML")


def _index(mark: Any) -> int:  # noqa: ANN401 -- of libyaml or of PyYAML
    """Return where a mark stands; events of a text that was read always have theirs."""
    return int(mark.index) if mark is not None else 0


def _node(event: yaml.Event, events: Iterator[yaml.Event], text: str) -> Node:
    start = _index(event.start_mark)
    if isinstance(event, yaml.ScalarEvent):
        end = _index(event.end_mark)
        style = event.style or ""
        if style in ("|", ">"):
            end = start + len(text[start:end].rstrip())
        return Node("scalar", start, end, style, name=event.value)
    listed = isinstance(event, yaml.SequenceStartEvent)
    node = Node("list" if listed else "map", start, start, flow=bool(getattr(event, "flow_style", False)))
    while True:
        event = next(events)
        if isinstance(event, yaml.CollectionEndEvent):
            break
        if not listed:
            node.keys.append(_node(event, events, text))
            event = next(events)
        node.parts.append(_node(event, events, text))
    node.end = _index(event.end_mark) if node.flow or not node.parts else node.parts[-1].end
    return node
