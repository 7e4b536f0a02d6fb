"""`export` and `import --what models`: the register out to a file and back, from the shell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.conftest import Run
from tests.api.pages.movement_register import DA_BAC, fill
from tests.movement_tables import edited, rows_of
from tests.offices import Opened, opened

WHAT = ("--what", "models")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The small register; commands run on the day of the machine, after the merger."""
    with opened(f"sqlite+pysqlite:///{tmp_path_factory.mktemp('lenh') / 'a.sqlite3'}") as found:
        fill(found.office)
        yield found


@pytest.fixture
def command(kept: Opened, run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Commands at that database."""
    monkeypatch.setenv("DIENHINH_DATABASE", str(kept.office.settings.database))
    return run


def test_out_and_back(command: Run, tmp_path: Path) -> None:
    """The whole register leaves; brought back it changes nothing; edited, one act that can be undone."""
    out = tmp_path / "so.xlsx"
    assert command("export", *WHAT, "--out", out).status == 0
    nothing = command("import", *WHAT, "--yes", "--json", out)
    assert (nothing.status, nothing.json["act"], nothing.json["counts"]["same"]) == (0, None, 7)

    out.write_bytes(edited(out.read_bytes(), lambda book: book.put("MH000001", Tên_mô_hình="Tên mới", Số_hộ_khi_lập=7)))
    look = command("import", *WHAT, "--dry-run", "--json", out)
    assert (look.status, look.json["state"], look.json["changes"][0]["key"]) == (0, "waiting", "MH000001")
    assert command("import", *WHAT, out).status == 2
    done = command("import", *WHAT, "--yes", "--json", out)
    assert (done.status, done.json["counts"]["changed"]) == (0, 1)
    undone = command("import", *WHAT, "--undo", done.json["act"])
    assert (undone.status, "Đã hoàn tác" in undone.out) == (0, True)
    again = command("import", *WHAT, "--undo", done.json["act"])
    assert again.status == 1


def test_a_faulty_file_is_told_by_its_cells(command: Run, tmp_path: Path) -> None:
    """The faulty row is said with its cell and the status tells; the others are listed as they would be written."""
    out = tmp_path / "so.xlsx"
    command("export", *WHAT, "--out", out)
    content = edited(out.read_bytes(), lambda book: book.put("MH000001", Loại="x") + book.put("MH000002", Loại="zalo"))
    out.write_bytes(content)
    look = command("import", *WHAT, "--dry-run", out)
    assert (look.status, "1 sửa" in look.out, "[Mô hình!C" in look.err) == (1, True, True)


def test_an_earlier_day_and_one_unit(command: Run, tmp_path: Path) -> None:
    """--on shows the register of that day, --unit those that lie in a unit on it."""
    out = tmp_path / "so.csv"
    assert command("export", *WHAT, "--on", "2020-06-30", "--unit", DA_BAC, "--out", out).status == 0
    assert [each["key"] for each in rows_of(out.read_bytes())] == ["MH000001", "MH000003"]
    assert command("export", "--what", "units", "--on", "2020-06-30", "--out", out).status == 2


def test_an_empty_table(command: Run, tmp_path: Path) -> None:
    """--template writes an empty table once, and never over a file."""
    out = tmp_path / "mau.xlsx"
    assert command("import", *WHAT, "--template", out).status == 0
    assert command("import", *WHAT, "--template", out).status == 2
    assert json.loads(command("import", *WHAT, "--dry-run", "--json", out).out)["rows"] == 0
