"""`score` and `progress` without --data: on the database of DIENHINH_DATABASE, which they never make."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from api.store.database import Actor
from api.store.tables import Figure
from api.store.units import numbered
from api.workflow.recognising import recognise
from api.workflow.recording import Change, record
from engine.indicators import Kind
from tests.api.conftest import SAMPLE, SMALL, Folder, Run
from tests.offices import Opened, opened

CLERK = Actor("canbo1", "api")
SET = "nq12-tu"
DA_BAC, NANH_NGHE = ("04831", date(2020, 1, 1)), ("04834", date(2020, 1, 1))
SECRET = "mat-khau-bi-mat"  # noqa: S105 -- the password of a test


def put(office: Opened, *changes: tuple[tuple[str, date], str, str, int]) -> None:
    """Put counts on record."""
    record(
        office.office.database,
        CLERK,
        SET,
        [Change(unit, period, indicator, Kind.COUNT, steps, 0) for unit, period, indicator, steps in changes],
    )


@pytest.fixture
def kept(opened_office: Opened, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Two units with figures of two years; one is recognised."""
    put(
        opened_office,
        (NANH_NGHE, "2024", "villages", 10),
        (NANH_NGHE, "2024", "villages_with_broadcast", 10),
        (DA_BAC, "2024", "villages", 10),
        (DA_BAC, "2024", "villages_with_broadcast", 9),
        (DA_BAC, "2023", "villages", 8),
    )
    recognise(opened_office.office.database, CLERK, SET, NANH_NGHE, "commune", "1/QĐ", date(2024, 3, 1))
    monkeypatch.setenv("DIENHINH_DATABASE", opened_office.address)
    return opened_office


def counted(answer: object) -> list[tuple[str, int, int]]:
    """Return unit, sure and possible count of an answer."""
    assert isinstance(answer, dict)
    return [(each["unit"], each["met"], each["possible"]) for each in answer["units"]]


def test_the_newest_period_and_another(run: Run, kept: Opened) -> None:
    """The newest period with figures unless told; units in the order of codes; nothing on stderr."""
    newest, older = run("score", "--json"), run("score", "--period", "2023", "--json")

    assert (newest.status, newest.err, newest.json["period"]) == (0, "", "2024")
    assert counted(newest.json) == [("04831", 0, 15), ("04834", 1, 16)]
    assert counted(older.json) == [("04831", 0, 16)]
    assert kept.address


def test_the_table_and_the_file(run: Run, kept: Opened, tmp_path: Path) -> None:
    """Without --json a table is shown; --out writes it."""
    shown, written = run("score"), run("score", "--out", tmp_path / "diem.csv")

    assert (shown.status, written.status) == (0, 0)
    assert "Xã Nánh Nghê" in shown.out
    assert "Đã ghi 2 đơn vị" in written.err
    assert len((tmp_path / "diem.csv").read_text("utf-8-sig").splitlines()) == 3
    assert kept.address


def test_progress(run: Run, kept: Opened) -> None:
    """Recognitions of the database count, so nothing is said of missing ones."""
    answer = run("progress", "--as-of", "2024-12-31", "--target", "2025", "--json")
    (target,) = answer.json["targets"]

    assert (answer.status, answer.err) == (0, "")
    assert (target["population"], [goal["reached"] for goal in target["goals"][:2]]) == (139, [0, 1])
    assert kept.address


def test_a_file_of_rules_over_the_database(run: Run, kept: Opened, tmp_path: Path) -> None:
    """--criteria alone applies a file as given to the figures of the set that it names."""
    shipped = Path(__file__).parents[2] / "criteria" / SET / "2022-06-27.yaml"
    draft = tmp_path / "nhap.yaml"
    draft.write_text(
        shipped.read_text("utf-8")
        .replace("status: published", "status: draft")
        .replace(
            "{share: [villages_with_broadcast, villages], at_least: 100}",
            "{share: [villages_with_broadcast, villages], at_least: 90}",
        ),
        "utf-8",
    )
    answer = run("score", "--criteria", draft, "--json")

    assert counted(answer.json) == [("04831", 1, 16), ("04834", 1, 16)]
    assert kept.address


def test_figures_at_odds(run: Run, kept: Opened) -> None:
    """A figure above its limit stands in the faults and on stderr, and the status is 1; --strict scores none then."""
    put(kept, (NANH_NGHE, "2024", "households", 5), (NANH_NGHE, "2024", "households_registered", 6))
    answer, strict = run("score", "--json"), run("score", "--strict", "--json")

    assert (answer.status, strict.status) == (1, 1)
    (fault,) = answer.json["faults"]
    assert (fault["code"], fault["unit"], fault["file"]) == ("INCONSISTENT", "04834", "cơ sở dữ liệu")
    assert fault["message"] in answer.err
    assert (len(answer.json["units"]), strict.json["units"]) == (2, [])


def test_no_figures_yet(run: Run, opened_office: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database without figures is examined and has nothing to score: status 1, JSON all the same, and the cure."""
    monkeypatch.setenv("DIENHINH_DATABASE", opened_office.address)
    answer = run("score", "--json")

    assert (answer.status, answer.json["units"], answer.json["period"]) == (1, [], None)
    assert "nhập số liệu trước" in answer.err
    assert run("progress", "--as-of", "2024-12-31", "--json").status == 0


def test_the_words_of_the_sample(run: Run, opened_office: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """Invented figures on record say so on stderr and in the JSON."""
    with opened_office.office.database.writing(CLERK, "figures.import", set_id=SET, period="2024") as write:
        write.add(
            Figure(
                set_id=SET,
                unit_id=numbered(write, DA_BAC),
                period="2024",
                indicator="villages",
                kind="count",
                steps=5,
                sample=True,
            )
        )
    monkeypatch.setenv("DIENHINH_DATABASE", opened_office.address)
    answer = run("score", "--json")

    assert answer.json["sample"] is True
    assert SAMPLE in answer.err


# ------------------------------------------------------------------------------------------------------- wrong use


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("score", "--period", "2022"), "các kỳ có: 2023, 2024"),
        (("score", "--period", "24"), "viết năm bốn chữ số"),
        (("score", "--period", "0000"), "viết năm bốn chữ số"),
        (("score", "--units", "."), "chỉ dùng cùng --data"),
        (("score", "--recognitions", "a.csv"), "chỉ dùng cùng --data"),
        (("progress", "--as-of", "2024-12-31", "--target", "2027"), "chọn một trong: 2022, 2025, 2030"),
    ],
)
def test_wrong_use(run: Run, kept: Opened, arguments: tuple[str, ...], said: str) -> None:
    """Wrong use ends with 2, says what is right, and prints nothing on stdout."""
    answer = run(*arguments, "--json")

    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err
    assert kept.address


@pytest.mark.parametrize("arguments", [("score", "--period", "2021"), ("progress", "--as-of", "2022-06-26")])
def test_before_the_law(run: Run, kept: Opened, arguments: tuple[str, ...]) -> None:
    """Where no set is in force yet there is nothing to apply: said in a sentence, status 3."""
    answer = run(*arguments, "--json")

    assert (answer.status, answer.out) == (3, "")
    assert "Không có bộ tiêu chí «nq12-tu»" in answer.err
    assert kept.address


def test_data_without_criteria(run: Run, tmp_path: Path) -> None:
    """With --data the criteria file must be named: the database is no part of it."""
    answer = run("score", "--data", tmp_path / "a.csv")

    assert answer.status == 2
    assert "thiếu --criteria" in answer.err


# ------------------------------------------------------------------------------------------------ the environment


@pytest.mark.parametrize("arguments", [("score",), ("progress", "--as-of", "2024-12-31")])
@pytest.mark.parametrize("name", ["khong-co.sqlite3", "thu-muc/khong-co.sqlite3"])
def test_a_missing_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], name: str
) -> None:
    """A database file that is not there is said to be missing, with the cure; neither it nor a folder is made."""
    monkeypatch.setenv("DIENHINH_DATABASE", f"sqlite:///{tmp_path / name}")
    answer = run(*arguments, "--json")

    assert (answer.status, answer.out) == (3, "")
    assert f"Chưa có cơ sở dữ liệu {tmp_path / name}" in answer.err
    assert "dienhinh user create" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_files_touch_no_database(run: Run, office: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --data no database is opened or made, whatever the environment names."""
    monkeypatch.setenv("DIENHINH_DATABASE", f"sqlite:///{office.path / 'a.sqlite3'}")
    before = sorted(office.path.rglob("*"))
    answer = run("score", "--criteria", office.criteria, "--data", office.path / "so-lieu.csv", "--json")

    assert (answer.status, len(answer.json["units"])) == (0, 4)
    assert sorted(office.path.rglob("*")) == before


def test_no_server(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no server answers it is said so, without the password of the address."""
    monkeypatch.setenv("DIENHINH_DATABASE", f"postgresql://u:{SECRET}@127.0.0.1:1/khong-co")
    answer = run("score", "--json")

    assert (answer.status, answer.out) == (3, "")
    assert "Không mở được cơ sở dữ liệu" in answer.err
    assert SECRET not in answer.err


def test_no_such_database(run: Run, postgresql_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server without the database says so, and none is made."""
    monkeypatch.setenv("DIENHINH_DATABASE", postgresql_server.replace("/postgres?", "/khong_co?"))

    for _ in range(2):
        answer = run("score", "--json")
        assert (answer.status, answer.out) == (3, "")
        assert "Không mở được cơ sở dữ liệu" in answer.err


@pytest.mark.parametrize("content", [b"unit,period\n" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """A file of another kind, or a broken one, is left as it is, and the status is 3."""
    file = tmp_path / "a.sqlite3"
    file.write_bytes(content)
    monkeypatch.setenv("DIENHINH_DATABASE", f"sqlite:///{file}")
    answer = run("score", "--json")

    assert (answer.status, answer.out) == (3, "")
    assert "Không mở được cơ sở dữ liệu" in answer.err
    assert file.read_bytes() == content


def test_a_database_of_a_newer_program(run: Run, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that a newer program made is not touched: status 3, and to install that program is the cure."""
    with opened(address) as made, made.office.database.changing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    monkeypatch.setenv("DIENHINH_DATABASE", address)
    answer = run("score", "--json")

    assert (answer.status, answer.out) == (3, "")
    assert "cài bản mới hơn" in answer.err


@pytest.fixture
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database of an installation with folders of its own."""
    address = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    with opened(address):
        pass
    monkeypatch.setenv("DIENHINH_DATABASE", address)
    return tmp_path


def test_a_folder_of_criteria(run: Run, own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder and the main set of the settings are used; an empty folder has nothing in force: status 3."""
    monkeypatch.setenv("DIENHINH_CRITERIA", str(own_folders / "bo"))
    monkeypatch.setenv("DIENHINH_MAIN_SET", "thu")
    empty = run("score", "--json")
    file = own_folders / "bo" / "thu" / "2022-01-01.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(SMALL, "utf-8")

    assert (empty.status, empty.out) == (3, "")
    assert "Không có bộ tiêu chí «thu»" in empty.err
    assert run("score", "--json").json["criteria"]["set"] == "thu"


@pytest.mark.parametrize("rows", [None, "code,name\nx,y\n"])
def test_a_faulty_register(run: Run, own_folders: Path, monkeypatch: pytest.MonkeyPatch, rows: str | None) -> None:
    """A register of units that can't be used is said in sentences, with a status that is no success; no traceback."""
    folder = own_folders / "don-vi"
    folder.mkdir()
    if rows is not None:
        (folder / "units.csv").write_text(rows, "utf-8")
    monkeypatch.setenv("DIENHINH_UNITS", str(folder))
    answer = run("score", "--json")

    assert (answer.status, answer.out) == (3, "")
    assert "units.csv" in answer.err


def test_json_and_nothing_else(run: Run, kept: Opened) -> None:
    """What --json prints is one JSON value from the first byte to the last."""
    out = run("score", "--json").out

    assert json.loads(out)["criteria"]["set"] == SET
    assert out.startswith("{")
    assert kept.address


def test_faults_of_the_figures_are_said(run: Run, kept: Opened) -> None:
    """A figure above its limit is named with its unit and period by every command, and makes the status 1."""
    put(kept, (NANH_NGHE, "2024", "bodies_registered", 5), (NANH_NGHE, "2024", "bodies_recognised", 6))
    place = "cơ sở dữ liệu:04834:2024:bodies_recognised: INCONSISTENT"
    day = ("--as-of", "2024-12-31")

    for arguments in (("score", "--json"), ("progress", *day, "--json"), ("plan", "--target", "2025", *day, "--json")):
        done = run(*arguments)
        assert (done.status, place in done.err) == (1, True), arguments
