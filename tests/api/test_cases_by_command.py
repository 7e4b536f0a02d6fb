"""The worked cases through the command: `dienhinh score --period 2024 --json` gives the worked answer to the letter."""

import csv
import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from engine.checking import check
from engine.indicators import Kind
from tests.api.conftest import Answer, Run

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "tests" / "cases").glob("score-*"))


def criteria_of(case: Path) -> Path:
    """Find the one criteria file of a case."""
    (file,) = case.glob("*/*.yaml")
    return file


def worked(case: Path) -> dict[str, Any]:
    """Read the worked answer."""
    answer: dict[str, Any] = json.loads((case / "expected.json").read_text("utf-8"))
    return answer


def rows_of(case: Path) -> list[dict[str, str]]:
    """Read the figures of a case."""
    with (case / "data.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def without_eligible(answer: Answer) -> dict[str, Any]:
    """Keep of an answer what the worked one holds."""
    units = [{key: value for key, value in unit.items() if key != "eligible"} for unit in answer.json["units"]]
    return {"period": answer.json["period"], "units": units}


def scored(run: Run, case: Path, data: Path) -> Answer:
    """Score a case from a file of its figures."""
    return run("score", "--criteria", criteria_of(case), "--data", data, "--period", "2024", "--json")


def broken_cells(case: Path) -> set[tuple[int, str]]:
    """Find, apart from the reader, the cells above their own `at_most`: row in the file, column."""
    criteria = check(criteria_of(case).read_bytes()).criteria
    assert criteria is not None

    def value(row: dict[str, str], key: str) -> Decimal | None:
        parts = [row[part] for part in criteria.indicators[key].sum or (key,)]
        return sum(map(Decimal, parts), Decimal()) if all(parts) else None

    found = set()
    for number, row in enumerate(rows_of(case), start=2):
        for key, indicator in criteria.indicators.items():
            now, most = (value(row, each) if indicator.at_most and each else None for each in (key, indicator.at_most))
            if now is not None and most is not None and now > most:
                found.add((number, key))
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_command_gives_the_worked_answer(run: Run, case: Path) -> None:
    """Period and units are the worked ones in the order of DATA; the planted faults are said and make the status 1."""
    answer = scored(run, case, case / "data.csv")
    faults = answer.json["faults"]

    assert without_eligible(answer) == worked(case)
    of_period = [row["unit"] for row in rows_of(case) if row["period"] == "2024"]
    assert [unit["unit"] for unit in answer.json["units"]] == of_period
    assert answer.status == 1
    assert {(fault["row"], fault["column"]) for fault in faults} == broken_cells(case) != set()
    assert {fault["code"] for fault in faults} == {"INCONSISTENT"}
    places = [f"{case / 'data.csv'}:{fault['row']}:{fault['column']}: INCONSISTENT lỗi: " for fault in faults]
    assert [line[: len(place)] for line, place in zip(answer.said, places, strict=True)] == places


def test_as_a_program_of_its_own() -> None:
    """Started as a process, with streams that are pipes, it gives the same answer, status and faults."""
    case = CASES[2]
    arguments = ["--criteria", criteria_of(case), "--data", case / "data.csv", "--period", "2024", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "score", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    answer = Answer(done.returncode, done.stdout, done.stderr)
    assert without_eligible(answer) == worked(case)
    assert answer.status == 1
    assert len(answer.said) == len(answer.json["faults"]) == len(broken_cells(case))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("ending", [".xlsx", ".parquet"])
def test_other_files_with_the_same_figures(run: Run, tmp_path: Path, case: Path, ending: str) -> None:
    """A workbook with numbers and days, and a Parquet file with typed columns, give the same units and faulty cells."""
    kinds = kinds_of(case)
    file = tmp_path / f"so-lieu{ending}"
    (write_workbook if ending == ".xlsx" else write_parquet)(file, rows_of(case), kinds)
    answer = scored(run, case, file)

    assert without_eligible(answer) == worked(case)
    assert answer.status == 1
    places = ((fault["row"], fault["column"]) for fault in answer.json["faults"])
    if ending == ".xlsx":  # there a column is called «C (i01)»
        found = {(row, column.split()[1].strip("()")) for row, column in places}
    else:  # records of Parquet are counted from 1, and the heading is none
        found = {(row + 1, column) for row, column in places}
    assert found == broken_cells(case)


def kinds_of(case: Path) -> dict[str, Kind]:
    """Return the kind of each indicator that is entered."""
    criteria = check(criteria_of(case).read_bytes()).criteria
    assert criteria is not None
    return {key: each.kind for key, each in criteria.indicators.items() if each.sum is None}


def natural(kind: Kind | None, cell: str) -> object:
    """Return what a typed file holds for a cell of text."""
    if cell == "":
        return None
    if kind is Kind.COUNT:
        return int(cell)
    if kind is Kind.NUMBER:
        return float(cell)
    if kind is Kind.DOCUMENT and cell != "không":
        return date.fromisoformat(cell)
    return cell


def write_workbook(file: Path, rows: list[dict[str, str]], kinds: dict[str, Kind]) -> None:
    """Write rows as a workbook whose cells are numbers, days and text."""
    with xlsxwriter.Workbook(file, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Số liệu")
        sheet.write_row(0, 0, list(rows[0]))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, [natural(kinds.get(key), cell) for key, cell in row.items()])


def write_parquet(file: Path, rows: list[dict[str, str]], kinds: dict[str, Kind]) -> None:
    """Write rows as a Parquet file: counts as whole numbers, numbers as floats, the rest as text."""
    types = {Kind.COUNT: pa.int64(), Kind.NUMBER: pa.float64()}
    columns = {}
    for key in rows[0]:
        kind = kinds.get(key)
        values = [natural(kind, row[key]) for row in rows]
        columns[key] = pa.array(
            [str(value) if isinstance(value, date) else value for value in values],
            pa.string() if kind is None else types.get(kind, pa.string()),
        )
    pq.write_table(pa.table(columns), file)
