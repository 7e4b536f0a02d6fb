"""A value written into a text: only its own characters change, and the file then says exactly what was meant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.editing import Put, changed, value_of
from engine.editing.nodes import Node, read_nodes
from engine.editing.splices import put

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(path for path in (ROOT / "criteria").glob("*/[0-9]*.yaml") if path.parent.name != "mo-hinh")
CASES = sorted((ROOT / "tests/cases").glob("*/*/*.yaml"))
ODD = """\
set: thu   # một dòng ghi chú
title: 'Bộ ''thử'' nghiệm'
note: |
  dòng một
  dòng hai

# giữa hai khóa
empty:
listed:
- a
-   b  # của b

-
  c
nested:
  - - 1
    - 2
  - {x: 1,
     y: "hai"}   # ngoặc
  -
    x: 3
    # trong mục
    y: bốn
folded: "một
  hai"
last: 5"""
TEXTS = {f"{path.parent.name}/{path.stem}": path.read_text(encoding="utf-8") for path in (*SHIPPED, *CASES)}
TEXTS["odd"] = ODD
NQ12 = TEXTS["nq12-tu/2022-06-27"]


def scalars(node: Node, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Node]]:
    """Yield every single value of a text with the way to it."""
    if node.kind == "scalar":
        yield path, node
    for place, part in enumerate(node.parts):
        yield from scalars(part, (*path, node.keys[place].name if node.keys else place))


PLACES = [(name, path, node) for name, text in TEXTS.items() for path, node in scalars(read_nodes(text))]
VALUES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["no", "12", "1.000", "2024-02-30", "03-31", "a: b", "- a", "# a", "[", "“x”", "", "\u2028", " a"]),
    st.integers(-(10**12), 10**12),
    st.decimals(-(10**6), 10**6, places=4),
    st.booleans(),
)


def said(text: str) -> Any:  # noqa: ANN401 -- whatever a file says
    """Return what a text says, to be looked into."""
    return value_of(text)


def set_in(value: Any, path: tuple[str | int, ...], new: object) -> Any:  # noqa: ANN401 -- as above
    """Return the value with one part put in another's place."""
    if not path:
        return new
    copy: Any = value.copy() if isinstance(value, dict | list) else value
    copy[path[0]] = set_in(copy[path[0]], path[1:], new)
    return copy


def part(value: Any, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401 -- as above
    """Return the part of a value that a path leads to."""
    for step in path:
        value = value[step]
    return value


@settings(max_examples=40)
@given(data=st.data(), ends=st.sampled_from(["\n", "\r\n"]))
def test_a_value_changes_its_own_characters(data: st.DataObject, ends: str) -> None:
    """Whatever value is written in whatever place, all before and behind it stays, and the file says just that."""
    name, path, _ = data.draw(st.sampled_from(PLACES))
    new = data.draw(VALUES)
    text = TEXTS[name].replace("\n", ends)
    node = read_nodes(text).at(path)

    found = changed(text, Put(path, new))

    assert found.startswith(text[: node.start])
    assert found.endswith(text[node.end :])
    read = part(value_of(found), path)
    assert read == (normalize("NFC", new) if isinstance(new, str) else new)
    assert isinstance(read, bool) == isinstance(new, bool)
    assert value_of(found) == set_in(value_of(text), path, read)


@pytest.mark.parametrize("name", TEXTS)
def test_every_value_can_be_written_anew(name: str) -> None:
    """Each single value of every set, written as it stands, leaves the file byte for byte as it was."""
    text, whole = TEXTS[name], said(TEXTS[name])
    nodes = read_nodes(text)
    for path, node in scalars(nodes):
        value = part(whole, path)
        if value is not None and node.style not in ("|", ">") and "\n" not in text[node.start : node.end]:
            assert put(text, node, value) == text, path
