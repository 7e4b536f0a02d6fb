"""Nothing that a file can hold makes the checker fall over: any text, spoilt files, wrong types, and what once did."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from engine.checking import Checked, check
from engine.figures import Figures
from engine.scoring import Rules, score
from engine.wording.faults import TEMPLATES, line

ROOT = Path(__file__).parents[2]
SOUND = (ROOT / "tests" / "broken" / "sound.yaml").read_text("utf-8")
SHIPPED = [
    (ROOT / "criteria" / name).read_text("utf-8") for name in ("nq12-tu/2022-06-27.yaml", "tt124-xa/2022-02-10.yaml")
]

WORDS = sorted(set(re.findall(r"[\w-]+", "\n".join([SOUND, *SHIPPED]))))
SIGNS = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "- ",
    "'",
    '"',
    "%",
    "&a ",
    "*a ",
    "! ",
    "| ",
    "\t",
    "#",
    "? ",
    "@",
    "\x07",
    "\x85",
    "\u2028",
    "---",
]
PLAIN = st.sampled_from(
    [*WORDS, "", "no", "010", "80%", "98,5", "1.000", "0.00001", "9999-12-31", "0001-01-01", "02-29", "2022"]
)
ODD = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        -1,
        5,
        2022,
        10**29,
        -(10**24),
        "#count",
        "#x",
        "[key]",
        "key",
        "<<",
        "a\nb",
        "\u2028",
        "x" * 3000,
        1.5,
    ]
)
VALUES = st.recursive(
    PLAIN | ODD,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(PLAIN | st.sampled_from(["#x", "key", "[key]"]), inner, max_size=3)
    ),
    max_leaves=5,
)
BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line for YAML 1.1."""


def sound_in_itself(text: str, checked: Checked) -> None:
    """Places lie inside the file, lines are whole and in order, and a set without errors can be scored."""
    ends = [len(each) + 1 for each in BREAK.split(unicodedata.normalize("NFC", text).removeprefix("\ufeff"))]
    for fault in checked.faults:
        assert 1 <= fault.mark.line <= len(ends), fault
        assert 1 <= fault.mark.column <= ends[fault.mark.line - 1], fault
        assert len(line(fault, "a.yaml").splitlines()) == 1, fault
        assert TEMPLATES[fault.code]
    told = [fault.mark for fault in checked.faults if fault.code != "MORE_OF_THIS"]
    assert told == sorted(told, key=lambda mark: (mark.line, mark.column))
    assert checked.criteria is not None or checked.has_errors
    if checked.criteria is not None:
        entered = {key: np.full(1, np.nan) for key, each in checked.criteria.indicators.items() if each.sum is None}
        scores = score(Rules.of(checked.criteria), Figures.of(checked.criteria, "2024", entered))
        assert int(scores.possible[0]) <= len(checked.criteria.criteria)


@given(st.text() | st.text(alphabet=[*"abc:- \n[]{}#\"'&*!%|>\t,", "ộ"]), st.booleans())
@example(text="\x85\x1f", after=False)  # a line break of YAML 1.1 before a character that it refuses
@example(text="a: b\r\x07", after=False)
def test_any_text_gives_faults_and_no_error(text: str, after: bool) -> None:  # noqa: FBT001 -- hypothesis gives it by place
    """Whatever is typed, alone or behind a sound file, is answered with faults."""
    whole = SOUND + text if after else text
    sound_in_itself(whole.encode("utf-8", "surrogatepass").decode("utf-8", "replace"), check(whole))


@given(st.binary(max_size=200))
def test_any_bytes_give_faults_and_no_error(data: bytes) -> None:
    """Whatever is uploaded is answered with faults."""
    assert check(data).has_errors


@st.composite
def spoilt_text(draw: st.DrawFn) -> str:
    """A sound or shipped file with lines lost, doubled or moved and words lost or changed."""
    rows = draw(st.sampled_from([SOUND, *SHIPPED])).split("\n")
    for _ in range(draw(st.integers(1, 4))):
        here, there = (draw(st.integers(0, len(rows) - 1)) for _ in range(2))
        words = re.findall(r"\w+|\s+|[^\w\s]", rows[here]) or [""]
        place = draw(st.integers(0, len(words) - 1))
        kind = draw(st.sampled_from(["lose line", "double line", "move line", "lose word", "change word", "add sign"]))
        if kind == "lose line":
            rows[here] = ""
        elif kind == "double line":
            rows.insert(there, rows[here])
        elif kind == "move line":
            rows[here], rows[there] = rows[there], rows[here]
        else:
            words[place] = {"lose word": "", "change word": draw(PLAIN), "add sign": draw(st.sampled_from(SIGNS))}[kind]
            rows[here] = "".join(words)
    return "\n".join(rows)


@given(spoilt_text())
def test_a_spoilt_file_gives_faults_and_no_error(text: str) -> None:
    """Lines and words lost, doubled or changed never make the checker fail, and every place lies in the file."""
    sound_in_itself(text, check(text))


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401 -- any part of a file
    """Return the way to every part below a part."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [each for step, part in items for each in ((*path, step), *paths(part, (*path, step)))]


@st.composite
def spoilt_tree(draw: st.DrawFn) -> str:
    """The sound file with parts replaced by anything, lost, or put under another key."""
    tree = yaml.safe_load(SOUND)
    for _ in range(draw(st.integers(1, 3))):
        found = paths(tree)
        *way, step = draw(st.sampled_from(found or [("set",)]))
        parent = tree
        for each in way:
            parent = parent[each]
        kind = draw(st.sampled_from(["replace", "lose", "rename", "copy"]))
        if kind == "replace":
            parent[step] = draw(VALUES)
        elif kind == "lose" and len(tree) > 1:
            del parent[step]
        elif kind == "copy":
            parent[step] = str(draw(st.sampled_from(found)))
        elif isinstance(parent, dict):
            parent[draw(PLAIN | st.sampled_from(["#x", "[key]", "key"]))] = parent[step]
    return yaml.safe_dump(
        tree, allow_unicode=True, sort_keys=False, default_flow_style=draw(st.booleans()), width=10_000
    )


@given(spoilt_tree())
def test_a_file_of_wrong_types_gives_faults_and_no_error(text: str) -> None:
    """Lists for maps, numbers for text, nothing, huge numbers and strange keys anywhere are faults, never errors."""
    sound_in_itself(text, check(text))


CRASHES = {
    "criteria is a number": ("\ncriteria:\n", "\ncriteria: 5\nold:\n"),
    "a share of numbers": ("{share: [recognised, bodies],", "{share: [1, 2],"),
    "a count of a number": ("{count: bodies,", "{count: 99,"),
    "a bound of thirty digits": ("at_least: 70}", "at_least: 1" + "0" * 29 + "}"),
    "a bound of thirty digits and a fraction": ("at_least: 70}", "at_least: 1" + "0" * 28 + ".5}"),
    "a key like a tag": ("status: draft\n", 'status: draft\n"#count": 1\n'),
    "a key like a place of keys": ("status: draft\n", 'status: draft\n"[key]": 1\n'),
    "a criterion with the key key": ('    basis: "Điều 5 khoản 4"\n', "    key: [a]\n"),
    "the end of time": ("effective_from: 2024-01-01\neffective_to: 2026-12-31", "effective_from: 9999-12-31"),
    "the beginning of time": ("effective_from: 2024-01-01", "effective_from: 0001-01-01"),
    "a document of the end of time": ("resolution: 2024-03-31", "resolution: 9999-12-31"),
    "a map for a figure": ("villages: 20,", "villages: {a: 1},"),
    "a subject that is a map": ("{flag: registered}\n", "{flag: {a: 1}}\n"),
    "a group that is a map": ("    of:\n", "    all: {a: 1}\n    of:\n"),
}


def test_sums_nested_without_end_are_no_error_of_the_program() -> None:
    """A chain of 3,000 sums is answered like any file."""
    chain = "".join(f'  s{n}: {{label: "Tổng", unit: "cái", sum: [s{n + 1}]}}\n' for n in range(3000))
    text = changed(("\ncriteria:\n", f'{chain}  s3000: {{label: "Số", kind: count, unit: "cái"}}\n\ncriteria:\n'))
    text = text.replace("{count: bodies,", "{count: s0,")
    sound_in_itself(text, check(text))


def changed(*pairs: tuple[str, str]) -> str:
    """Return the sound file with words that stand there once replaced."""
    text = SOUND
    for old, new in pairs:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in sound.yaml"
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("name", CRASHES)
def test_what_once_broke_the_checker(name: str) -> None:
    """Each of these is told as an error of the file, inside the file."""
    text = changed(CRASHES[name])
    checked = check(text)
    sound_in_itself(text, checked)
    assert checked.has_errors
