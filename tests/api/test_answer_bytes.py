"""The scores as bytes: to the byte the plain form of `api.answers.scores`, the head first, then a unit a line."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.answers.json import in_lines
from api.answers.score_lines import score_bytes, unit_bytes
from api.answers.scores import scored, unit, unscored
from api.commands.files import board_of
from api.demo import demo_board
from api.exchange.data import DataFault
from api.workflow import Scored
from engine.criteria import CriteriaSet
from engine.rules import VERDICTS
from engine.scoring import Scores
from tests.api.conftest import FIGURES, HEADING, Folder, Run, Sample
from tests.builders import Raw, Row, criteria_set, scores_of
from tests.strategies import LEVELS, Case, cases

CASES = sorted((Path(__file__).parents[1] / "cases").glob("score-*"))
CODES = {verdict.value: code for code, verdict in enumerate(VERDICTS)}
SHARP = '"\\/\n\r\t\0\x1f\x7f\u2028\ufeff{}[]:, Đặc khu Nánh Nghê 𠀋'
"""Characters that JSON escapes, that look like JSON, or that need more than one byte."""


def compact(value: object) -> str:
    """Write JSON as small as it gets."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def laid_out(answer: dict[str, Any]) -> bytes:
    """Lay the plain form of an answer out as the contract has it, one field after the other."""
    fields = {key: compact(value) for key, value in answer.items()}
    fields["units"] = "[" + ",".join("\n" + compact(each) for each in answer["units"]) + "\n]"
    return ("{" + ",".join(f'"{key}":{text}' for key, text in fields.items()) + "}\n").encode()


def result_of(scores: Scores, names: tuple[str, ...] | None = None, *, sample: bool = False) -> Scored:
    """Make of scores what a board gives back."""
    size = scores.figures.size
    codes = tuple(f"{place:05}" for place in range(size))
    return Scored("sha256:00", codes, codes if names is None else names, scores, (), sample)


def scores_of_case(case: Case) -> Scores:
    """Score the units of a random case, recognitions and all."""
    known = {level: np.array([CODES[unit.recognised[level]] for unit in case.units], np.uint8) for level in LEVELS}
    return scores_of(
        CriteriaSet.model_validate(case.raw),
        [unit.now for unit in case.units],
        [unit.before for unit in case.units],
        [unit.exempt for unit in case.units],
        known,
    )


def check(result: Scored) -> None:
    """Hold the bytes of all units, and of each, against the plain form; nothing computed for one serves the other."""
    plain, written = scored(replace(result)), score_bytes(replace(result))
    assert json.loads(written) == plain
    assert written == laid_out(plain)
    lines = written.splitlines()[1:-1]
    assert [line.removesuffix(b",") for line in lines] == [
        unit_bytes(replace(result), place) for place in range(len(result.codes))
    ]
    assert [json.loads(line.removesuffix(b",")) for line in lines] == plain["units"]


@given(cases(consistent=False), st.data())
def test_random_sets_and_figures(case: Case, data: st.DataObject) -> None:
    """Whatever the rules, figures, names and faults: the bytes are the plain form, laid out."""
    text = st.text(st.characters(codec="utf-8") | st.sampled_from(SHARP), max_size=8)
    size = len(case.units)
    names = data.draw(st.lists(text, min_size=size, max_size=size))
    seen = data.draw(text)
    faults = (DataFault("FILE_TOO_LARGE", seen, seen, 2, seen, seen, seen, values={"seen": seen, "limit": seen}),)
    result = result_of(scores_of_case(case), tuple(names), sample=data.draw(st.booleans()))
    check(replace(result, codes=tuple(f"{seen}{place}" for place in range(size)), digest=seen, faults=faults))


@given(cases(consistent=False), st.data())
def test_some_units(case: Case, data: st.DataObject) -> None:
    """Of some units, in any order, each line is the unit's own; what stands around them is the same."""
    result = result_of(scores_of_case(case))
    places = data.draw(st.lists(st.integers(0, len(case.units) - 1), max_size=6))
    expected = scored(result) | {"units": [unit(result, place) for place in places]}
    assert score_bytes(result, places) == laid_out(expected)


def test_the_whole_sample() -> None:
    """The sample, 139 units with gaps, exemptions and planted faults, is written as its plain form."""
    result = demo_board().scored("2024")
    assert len(result.codes) == 139
    assert result.faults
    check(result)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("period", ["2023", "2024"])
def test_the_worked_cases(case: Path, period: str) -> None:
    """The worked cases, of 5 to 34 criteria, are written as their plain form, with a period before and without."""
    (criteria,) = case.glob("*/*.yaml")
    check(board_of(criteria, case / "data.csv", None, None).scored(period))


INDICATORS: Raw = {"a": "count", "b": "count", "x": "number", "f": "flag", "p": "document", "both": ["a", "b"]}


def test_every_letter() -> None:
    """Letter for letter: sums, decimals, words, no figure, nothing to cure, not applicable, two vetoes, two levels."""
    criteria = criteria_set(
        INDICATORS,
        [
            {"any": [{"change": "a", "at_most": 5}, {"number": "x", "at_least": 10}]},
            {"all": [{"count": "both", "at_least": 9}, {"flag": "f"}, {"share": ["a", "b"], "at_least": 70}]},
            {"all": [{"count": "a", "at_least": 0.5, "less_than": 1}]},
        ],
        vetoes=[
            {"id": "LT1", "title": "Loại", "when": {"document": "p"}},
            {"id": "LT2", "title": "Loại", "when": {"count": "b", "more_than": 2}},
        ],
        bands=[{"id": "two", "title": "Hai", "criteria_met": 2}],
        recognition=[
            {"level": "one", "title": "Cấp", "requires": {"band": "two"}},
            {"level": "next", "title": "Cấp", "requires": {"recognised": "one"}},
        ],
    )
    now: list[Row] = [{"a": 2, "b": 3, "x": "9.75", "f": False, "p": False}, {"a": 0, "b": 0, "f": True}]
    before: list[Row] = [{"a": 0}, {"a": 0}]
    result = result_of(scores_of(criteria, now, before, [[], ["TC03"]]), ('Xã "Mường\\Bi"', "Phường\tÂn"), sample=True)
    head = (
        '{"criteria":{"set":"thu","effective_from":"2022-01-01","digest":"sha256:00","wording":"reconstructed"}'
        ',"period":"2024","faults":[],"units":['
    )
    first = (
        '{"unit":"00000","name":"Xã \\"Mường\\\\Bi\\"","met":0,"possible":0,"of":3'
        ',"band":"below","possible_band":"below"'
        ',"vetoes":[{"id":"LT1","verdict":"unmet"},{"id":"LT2","verdict":"met"}]'
        ',"eligible":{"one":"unmet","next":"unmet"},"criteria":['
        '{"id":"TC01","verdict":"unmet","shortfall":{"x":"0.25"},"conditions":['
        '{"path":"any.0","verdict":"unmet","actual":null,"shortfall":{"a":"-2"}},'
        '{"path":"any.1","verdict":"unmet","actual":"9.75","shortfall":{"x":"0.25"}}]},'
        '{"id":"TC02","verdict":"unmet","shortfall":{"both":"4","f":"1","a":"1"},"conditions":['
        '{"path":"all.0","verdict":"unmet","actual":"5","shortfall":{"both":"4"}},'
        '{"path":"all.1","verdict":"unmet","actual":"không","shortfall":{"f":"1"}},'
        '{"path":"all.2","verdict":"unmet","actual":"66.6667","shortfall":{"a":"1"}}]},'
        '{"id":"TC03","verdict":"unmet","shortfall":{},"conditions":['
        '{"path":"all.0","verdict":"unmet","actual":"2","shortfall":{}}]}]}'
    )
    second = (
        '{"unit":"00001","name":"Phường\\tÂn","met":2,"possible":2,"of":3,"band":"two","possible_band":"two"'
        ',"vetoes":[{"id":"LT1","verdict":"unknown"},{"id":"LT2","verdict":"unmet"}]'
        ',"eligible":{"one":"unknown","next":"unknown"},"criteria":['
        '{"id":"TC01","verdict":"met","shortfall":{},"conditions":['
        '{"path":"any.0","verdict":"met","actual":"0","shortfall":{}},'
        '{"path":"any.1","verdict":"unknown","actual":null,"shortfall":{}}]},'
        '{"id":"TC02","verdict":"unmet","shortfall":{"both":"9"},"conditions":['
        '{"path":"all.0","verdict":"unmet","actual":"0","shortfall":{"both":"9"}},'
        '{"path":"all.1","verdict":"met","actual":"có","shortfall":{}},'
        '{"path":"all.2","verdict":"unknown","actual":null,"shortfall":{}}]},'
        '{"id":"TC03","verdict":"not_applicable","shortfall":{},"conditions":[]}]}'
    )
    assert score_bytes(result).decode() == f'{head}\n{first},\n{second}\n],"sample":true}}\n'
    assert unit_bytes(result, 1).decode() == second
    check(result)


def test_no_unit() -> None:
    """With no unit the list is an empty one over two lines; a value that reads like its key is left alone."""
    result = result_of(scores_of(criteria_set(INDICATORS, [{"all": [{"flag": "f"}]}]), []))
    assert score_bytes(replace(result, digest='"units":[')) == (
        b'{"criteria":{"set":"thu","effective_from":"2022-01-01","digest":"\\"units\\":[","wording":"reconstructed"}'
        b',"period":"2024","faults":[],"units":[\n]}\n'
    )


def test_half_a_character() -> None:
    """A file name that no encoding reads (half a surrogate pair) is written as the escape that JSON has for it."""
    result = result_of(
        scores_of(criteria_set(INDICATORS, [{"all": [{"flag": "f"}]}]), [{"f": True}]), names=("Xã \udcff",)
    )
    assert b'"name":"X\xc3\xa3 \\udcff"' in score_bytes(result)
    assert json.loads(score_bytes(result)) == scored(result)


def test_the_command_prints_these_bytes(run: Run, office: Folder) -> None:
    """`score --json` prints the bytes and nothing else."""
    files = {"criteria": office.criteria, "data": office.path / "so-lieu.csv"}
    out = run("score", *(part for key, file in files.items() for part in (f"--{key}", file)), "--json").out

    assert out.encode() == score_bytes(board_of(files["criteria"], files["data"], None, None).scored())
    assert out.count("\n") == len(FIGURES.splitlines()) + 1  # a line a unit, the head and the end


def test_the_command_prints_the_sample(run: Run, sample: Sample) -> None:
    """The sample from its file is laid out alike, and says at its end that it is a sample."""
    out = run("score", "--criteria", sample.criteria, "--data", sample.figures, "--json").out

    assert out.encode() == laid_out(json.loads(out))
    assert out.endswith('\n],"sample":true}\n')


def test_the_command_where_nothing_is_scored(run: Run, office: Folder) -> None:
    """With `--strict` and a fault the same is printed, with no unit in it."""
    data = office.write("bang.csv", f"{HEADING}\n04834,2024,20,21,12,có,0\n")
    out = run("score", "--criteria", office.criteria, "--data", data, "--strict", "--json").out

    board = board_of(office.criteria, data, None, None)
    assert out.encode() == in_lines(unscored(board, "2024", board.scored("2024").faults), ())
    assert out.encode() == laid_out(json.loads(out))
    assert out.endswith('"units":[\n]}\n')
