"""`export`: tables of the database as files, as they are known or were; the bundle of a period; what is refused."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from api.store.acts import head
from api.store.database import Actor
from api.store.figures import current
from api.store.tables import Act
from api.store.units import number_of
from api.workflow.recording import Change, record
from engine.indicators import Kind
from tests.api.conftest import Answer, Run
from tests.offices import Opened, opened_with_sample

CLERK = Actor("canbo1", "api")
DA_BAC = ("04831", date(2020, 1, 1))
SET = "nq12-tu"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample on 10 November 2024, and a figure corrected ten days later."""
    with opened_with_sample(f"sqlite+pysqlite:///{tmp_path_factory.mktemp('lenh-xuat') / 'a.sqlite3'}") as found:
        found.clock.move(days=10)
        database = found.office.database
        with database.reading() as session:
            row = next(
                each.row
                for each in current(session, SET, number_of(session, DA_BAC) or 0, "2024")
                if each.row.indicator == "villages"
            )
        record(database, CLERK, SET, [Change(DA_BAC, "2024", "villages", Kind.COUNT, 99, row.id)])
        yield found


@pytest.fixture
def ask(run: Run, kept: Opened, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `export` on that database."""
    monkeypatch.setenv("DIENHINH_DATABASE", kept.address)

    def call(*arguments: object) -> Answer:
        return run("export", *arguments)

    return call


def lines(path: Path) -> list[dict[str, str]]:
    """Read a .csv."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def last(kept: Opened) -> Act:
    """Return the last act."""
    with kept.office.database.reading() as session:
        return session.get_one(Act, head(session).seq)


def test_figures_of_every_period(ask: Run, kept: Opened, tmp_path: Path) -> None:
    """Every figure of every period is a row, unit by unit, in the same order as a table and as a .parquet."""
    answers = [ask("--what", "figures", "--out", tmp_path / f"a.{each}") for each in ("csv", "parquet")]
    rows, table = lines(tmp_path / "a.csv"), pq.read_table(tmp_path / "a.parquet").to_pylist()
    act = last(kept)

    assert [answer.status for answer in answers] == [0, 0]
    assert answers[0].out == ""
    assert len({row["period"] for row in rows}) > 1
    assert [row["unit"] for row in rows] == sorted(row["unit"] for row in rows)
    assert [(row["unit"], row["period"], row["indicator"], row["value"]) for row in rows] == [
        (row["unit"], row["period"], row["indicator"], row["value"]) for row in table
    ]
    assert len({(row["unit"], row["period"], row["indicator"]) for row in rows}) == len(rows)
    assert {row["note"] for row in rows} == {table[0]["note"]}
    assert "SỐ LIỆU MẪU" in rows[0]["note"]
    assert (act.action, act.actor, act.channel) == ("table.export", "người vận hành máy chủ", "command")
    assert json.loads(act.content)["file"] == "a.parquet"


@pytest.mark.parametrize(("day", "value"), [("2024-11-10", "12"), ("19/11/2024", "12"), ("2024-11-20", "99")])
def test_as_known_on_a_day(ask: Run, tmp_path: Path, day: str, value: str) -> None:
    """A figure that was corrected later is as it was known to the end of the day."""
    out = tmp_path / "a.csv"
    answer = ask("--what", "figures", "--period", "2024", "--unit", "04831", "--as-known-on", day, "--out", out)

    assert answer.status == 0, answer.err
    assert {row["indicator"]: row["value"] for row in lines(out)}["villages"] == value
    assert {(row["unit"], row["period"]) for row in lines(out)} == {("04831", "2024")}


def test_scores_of_a_district_as_known_then(ask: Run, run: Run, tmp_path: Path) -> None:
    """Scores come out as `score --out` writes them, of one district, by what was known then or is known now."""
    then, now, all_of = (tmp_path / f"{name}.csv" for name in ("a", "b", "c"))
    assert ask("--what", "scores", "--district", "150", "--as-known-on", "2024-11-10", "--out", then).status == 0
    assert ask("--what", "scores", "--district", "150", "--period", "2024", "--out", now).status == 0
    assert run("score", "--out", all_of).status == 1  # the sample has two faults on purpose

    assert len(lines(now)) == 17
    assert lines(now) == [row for row in lines(all_of) if row["unit"] in {each["unit"] for each in lines(now)}]
    assert lines(then) != lines(now)


def test_tables_of_the_pages(ask: Run, tmp_path: Path) -> None:
    """Any table of the pages comes out whole, for whoever may run commands on the server."""
    for what in ("targets", "recognitions", "units", "audit"):
        answer = ask("--what", what, "--out", tmp_path / f"{what}.xlsx")
        assert answer.status == 0, answer.err
        sheet = openpyxl.load_workbook(tmp_path / f"{what}.xlsx").worksheets[0]
        assert sheet.max_row > 5
    assert ask("--what", "accounts", "--out", tmp_path / "a.csv").status == 1
    assert not (tmp_path / "a.csv").exists()


def test_a_bundle(ask: Run, run: Run, kept: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A .zip is the period's dataset: `import` takes it into an empty database, where `score --json` is the same."""
    assert ask("--period", "2024", "--out", tmp_path / "goi.zip").status == 0
    assert ask("--what", "dataset", "--out", tmp_path / "goi2.zip").status == 0
    scored = run("score", "--period", "2024", "--json").out
    before = last(kept).action
    monkeypatch.setenv("DIENHINH_DATABASE", f"sqlite:///{tmp_path / 'b.sqlite3'}")
    into_empty, again = (run("import", tmp_path / "goi.zip") for _ in range(2))

    assert (into_empty.status, into_empty.err) == (0, "")
    assert into_empty.out.startswith("Đã nhập bộ «nq12-tu» kỳ 2024: ")
    assert (again.status, again.out) == (1, "")
    assert "đã có dữ liệu của bộ «nq12-tu»" in again.err
    assert run("import", tmp_path / "goi.zip", tmp_path / "goi2.zip").status == 2
    assert run("score", "--period", "2024", "--json").out == scored
    assert (tmp_path / "goi.zip").read_bytes() == (tmp_path / "goi2.zip").read_bytes()
    assert before == "dataset.export"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--out", "a.csv"], 2, "thiếu --what"),
        (["--what", "khac", "--out", "a.csv"], 2, "không có bảng «khac»"),
        (["--what", "figures", "--out", "a.zip"], 2, "chỉ bộ số liệu của một kỳ là tệp .zip"),
        (["--what", "dataset", "--out", "a.csv"], 2, "chỉ bộ số liệu của một kỳ là tệp .zip"),
        (["--what", "figures", "--out", "a.ods"], 2, "--out phải có đuôi"),
        (["--what", "figures", "--out", "khong/co/a.csv"], 2, "không có thư mục"),
        (["--out", "khong/co/a.zip"], 2, "không có thư mục"),
        (["--what", "units", "--unit", "04831", "--out", "a.csv"], 2, "--unit chỉ dùng với figures, scores"),
        (["--what", "targets", "--as-known-on", "2024-01-01", "--out", "a.csv"], 2, "--as-known-on chỉ dùng với"),
        (["--what", "targets", "--period", "2024", "--out", "a.csv"], 2, "--period chỉ dùng với"),
        (["--what", "figures", "--period", "1999", "--out", "a.csv"], 2, "số liệu không có kỳ «1999»"),
        (["--what", "figures", "--as-known-on", "2020-01-01", "--out", "a.csv"], 1, "Chưa có số liệu kỳ nào, hết ngày"),
        (["--what", "figures", "--unit", "99999", "--out", "a.csv"], 1, "Không có gì khớp"),
        (["--what", "scores", "--district", "999", "--out", "a.csv"], 1, "Không có gì khớp"),
    ],
)
def test_what_is_refused(
    ask: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, said: str
) -> None:
    """Wrong use and nothing to take are said with the cure; no file appears."""
    monkeypatch.chdir(tmp_path)
    answer = ask(*arguments)

    assert (answer.status, answer.out) == (status, "")
    assert said in answer.err
    assert list(tmp_path.iterdir()) == []
