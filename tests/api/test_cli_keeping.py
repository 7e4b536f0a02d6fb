"""`dienhinh backup`, `restore` and `audit`, as the person who runs the service uses them."""

import json
import os
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from api.store.acts import Head, head
from api.store.backups import MANIFEST
from api.store.database import Actor, Database, open_database
from api.store.tables import Figure
from api.store.units import numbered
from tests.api.conftest import Run
from tests.offices import new_database

CLERK = Actor("canbo1", "form")
WARNINGS = [
    "Ghi lại đầu chuỗi ở nơi khác: sau này dùng nó để chứng minh nhật ký không bị cắt hay viết lại.",
    "Giữ kín tệp này: trong đó có các tài khoản, mật khẩu đã băm và khóa xác thực hai lớp.",
]
ENDED = "Mọi phiên đăng nhập và mã truy cập cũ đã hết hiệu lực: đăng nhập lại, cấp lại mã cho phần mềm khác."
Use = Callable[[str], None]


def now() -> datetime:
    """Return a moment."""
    return datetime(2024, 11, 10, 2, 0, tzinfo=UTC)


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    """Let the commands work on a database by its address."""
    return lambda address: monkeypatch.setenv("DIENHINH_DATABASE", address)


@pytest.fixture
def filled(tmp_path: Path, use: Use) -> Path:
    """A SQLite with two acts, which the commands work on."""
    place = tmp_path / "dữ liệu" / "a.sqlite3"
    use(f"sqlite:///{place}")
    database = open_database(f"sqlite+pysqlite:///{place}", now)
    try:
        fill(database)
    finally:
        database.close()
    return place


def fill(database: Database) -> None:
    """Put a figure and a login on record."""
    with database.writing(CLERK, "figures.record", set_id="nq12-tu", period="2024") as write:
        unit = write.unit_id = numbered(write, ("04831", date(2020, 1, 1)))
        write.add(Figure(set_id="nq12-tu", unit_id=unit, period="2024", indicator="villages", kind="count", steps=20))
    with database.writing(CLERK, "session.start", bare=True):
        pass


def end_of(address: str) -> Head:
    """Return the end of the chain of a database."""
    database = open_database(address, now)
    try:
        with database.reading() as session:
            return head(session)
    finally:
        database.close()


def written(end: Head) -> str:
    """Write the end of a chain as the commands do."""
    return f"{end.seq}:{end.hash}"


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite+pysqlite:///{tmp_path / 'b.sqlite3'}"
        return
    with new_database(request.getfixturevalue("postgresql_server")) as found:
        yield found


def test_there_and_back_again(run: Run, filled: Path, target: str, use: Use, tmp_path: Path) -> None:
    """Backed up, restored into either database, and from there into SQLite: the chain holds all the way."""
    end = end_of(f"sqlite+pysqlite:///{filled}")
    first = run("backup", tmp_path / "một.zip")
    use(target)
    there = run("restore", tmp_path / "một.zip")
    second = run("backup", tmp_path / "hai.zip")
    use(f"sqlite:///{tmp_path / 'c.sqlite3'}")
    back = run("restore", tmp_path / "hai.zip")
    proved = run("audit", "verify", "--expect", written(end))

    assert (first.status, first.said) == (0, WARNINGS)
    size = -(-(tmp_path / "một.zip").stat().st_size // 1000)
    assert first.out.splitlines() == [
        f"Đã sao lưu vào {tmp_path / 'một.zip'}: 4 dòng, {size} kB; đã khôi phục thử từ tệp và kiểm tra.",
        f"Đầu chuỗi nhật ký: {written(end)}",
    ]
    assert (there.status, there.said) == (0, [ENDED])
    assert there.out.splitlines() == [
        f"Đã khôi phục từ {tmp_path / 'một.zip'}; chuỗi nhật ký nguyên vẹn.",
        f"Đầu chuỗi nhật ký: {written(end)}",
    ]
    assert (second.status, back.status, proved.status) == (0, 0, 0)
    assert proved.out.splitlines()[0] == "Chuỗi nhật ký nguyên vẹn: 4 lần ghi."


def test_every_backup_and_restore_is_on_record(run: Run, filled: Path, use: Use, tmp_path: Path) -> None:
    """A backup is an act after what it holds, with the digest of the file; a restore is one in the new database."""
    run("backup", tmp_path / "một.zip")
    use(f"sqlite:///{tmp_path / 'b.sqlite3'}")
    run("restore", tmp_path / "một.zip")
    found = {}
    for name, place in (("cũ", filled), ("mới", tmp_path / "b.sqlite3")):
        with closing(sqlite3.connect(place)) as connection:
            found[name] = connection.execute(
                "SELECT seq, actor, channel, action, content FROM act ORDER BY seq DESC LIMIT 1"
            ).fetchone()
    from hashlib import sha256  # noqa: PLC0415 -- only here

    digest = sha256((tmp_path / "một.zip").read_bytes()).hexdigest()

    assert found["cũ"][:4] == (3, "người vận hành máy chủ", "command", "backup.make")
    assert json.loads(found["cũ"][4])["sha256"] == digest
    assert found["mới"][:4] == (3, "người vận hành máy chủ", "command", "backup.restore")
    assert json.loads(found["mới"][4]) == {"file": "một.zip", "head": 2, "sha256": digest}


def test_a_backup_is_for_its_owner_alone(run: Run, filled: Path, tmp_path: Path) -> None:
    """The file can be read by nobody else, and nothing is left beside it."""
    run("backup", tmp_path / "một.zip")

    assert filled.exists()
    assert os.name != "posix" or (tmp_path / "một.zip").stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == ["dữ liệu", "một.zip"]


def test_nothing_is_overwritten(run: Run, filled: Path, tmp_path: Path) -> None:
    """A file that is there stays as it is, and so does a database with anything in it: wrong use."""
    (tmp_path / "có rồi.zip").write_text("của tôi")
    backup = run("backup", tmp_path / "có rồi.zip")
    run("backup", tmp_path / "một.zip")
    restore = run("restore", tmp_path / "một.zip")

    assert (backup.status, backup.said) == (
        2,
        [f"{tmp_path / 'có rồi.zip'}: đã có tệp này, không ghi đè — chọn tên khác."],
    )
    assert (tmp_path / "có rồi.zip").read_text() == "của tôi"
    assert restore.status == 2
    cure = "đặt DIENHINH_DATABASE tới một cơ sở dữ liệu mới, còn trống"
    assert restore.said == [f"{filled}: đã có dữ liệu, không ghi đè — {cure}."]
    assert end_of(f"sqlite+pysqlite:///{filled}").seq == 3


def test_places_that_are_not_there(run: Run, filled: Path, tmp_path: Path, use: Use) -> None:
    """A folder, a backup or a database that is not there is said by its name, and nothing is made."""
    backup = run("backup", tmp_path / "không có" / "a.zip")
    use(f"sqlite:///{tmp_path / 'mới.sqlite3'}")
    restore = run("restore", tmp_path / "không có.zip")
    nothing = run("backup", tmp_path / "b.zip")

    assert (backup.status, restore.status, nothing.status) == (2, 2, 3)
    assert backup.said[0].startswith(f"{tmp_path / 'không có' / 'a.zip'}: không có thư mục {tmp_path / 'không có'} — ")
    assert restore.said == [f"{tmp_path / 'không có.zip'}: không có tệp này — kiểm tra lại đường dẫn và tên tệp."]
    assert nothing.said[0].startswith(f"Chưa có cơ sở dữ liệu {tmp_path / 'mới.sqlite3'}")
    assert filled.exists()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["dữ liệu"]


@pytest.mark.parametrize("damage", ["cut", "forged", "other"])
def test_a_bad_backup_restores_nothing(run: Run, filled: Path, tmp_path: Path, use: Use, damage: str) -> None:
    """A backup cut off, forged or none at all is said as that, exit 1; no database file is left behind."""
    run("backup", tmp_path / "một.zip")
    bad = tmp_path / "xấu.zip"
    if damage == "cut":
        bad.write_bytes((tmp_path / "một.zip").read_bytes()[:-30])
    elif damage == "other":
        bad.write_bytes(filled.read_bytes())
    else:
        forge(tmp_path / "một.zip", bad)
    use(f"sqlite:///{tmp_path / 'b.sqlite3'}")
    answer = run("restore", bad)

    assert answer.status == 1
    assert answer.out == ""
    assert answer.said[0].startswith(f"{bad}: ")
    assert answer.said[0].endswith(". Chưa khôi phục gì; lấy bản sao lưu khác.")
    assert not list(tmp_path.glob("b.sqlite3*"))


def forge(sound: Path, bad: Path) -> None:
    """Raise a figure in a backup, and let its manifest agree."""
    from hashlib import sha256  # noqa: PLC0415 -- only here

    with zipfile.ZipFile(sound) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    entries["figure.jsonl"] = entries["figure.jsonl"].replace(b'"steps":20', b'"steps":99')
    manifest = json.loads(entries[MANIFEST])
    for piece in manifest["tables"]:
        if piece["table"] == "figure":
            piece["sha256"] = sha256(entries["figure.jsonl"]).hexdigest()
    entries[MANIFEST] = json.dumps(manifest).encode()
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries.items():
            archive.writestr(name, body)


def test_a_database_that_does_not_prove_itself_is_not_backed_up(run: Run, filled: Path, tmp_path: Path) -> None:
    """A forged database is found out by the trial of its backup; no file is left, and where to look is said."""
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute("DROP TRIGGER figure_no_update")
        connection.execute("UPDATE figure SET steps = 99")
        connection.commit()
    answer = run("backup", tmp_path / "một.zip")

    assert answer.status == 1
    fault = "nhật ký trong bản sao lưu không khớp dữ liệu, từ lần ghi số 1"
    assert answer.said == [f"Không sao lưu được: {fault} — chạy dienhinh audit verify để biết chỗ hỏng."]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["dữ liệu"]


def test_a_disk_that_fills_up(run: Run, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full in the middle of a backup is said with the file that was wanted; nothing is left of it."""

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    answer = run("backup", tmp_path / "một.zip")

    assert filled.exists()
    assert answer.status == 3
    assert answer.said == [f"{tmp_path / 'một.zip'}: ổ đĩa đã đầy — xóa bớt tệp, hoặc ghi sang ổ khác."]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["dữ liệu"]


# ------------------------------------------------------------------------------------------------------- the log


def test_a_chain_that_holds(run: Run, filled: Path) -> None:
    """The end of the chain is printed as --expect takes it; as JSON it is the answer of the API."""
    end = end_of(f"sqlite+pysqlite:///{filled}")
    words, as_json = run("audit", "verify"), run("audit", "verify", "--json", "--expect", written(end))

    assert (words.status, words.said) == (0, [])
    assert words.out.splitlines() == ["Chuỗi nhật ký nguyên vẹn: 2 lần ghi.", f"Đầu chuỗi nhật ký: {written(end)}"]
    assert as_json.status == 0
    assert as_json.json == {
        "ok": True,
        "head": {"seq": 2, "at": end.at, "hash": end.hash},
        "breaks": [],
        "more_breaks": 0,
    }


def test_a_chain_that_is_broken(run: Run, filled: Path) -> None:
    """A row changed behind the service's back is said with its act, exit 1; JSON says the same."""
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute("DROP TRIGGER figure_no_update")
        connection.execute("UPDATE figure SET steps = 99")
        connection.commit()
    words, as_json = run("audit", "verify"), run("audit", "verify", "--json")
    sentence = "Dữ liệu của lần ghi số 1 đã bị sửa, thêm hoặc xóa: không còn khớp mã băm khi ghi."

    assert (words.status, words.out) == (1, "")
    assert words.said == [
        sentence,
        "Chuỗi nhật ký ĐỨT: giữ nguyên cơ sở dữ liệu, báo người phụ trách, đối chiếu với bản sao lưu.",
    ]
    assert as_json.status == 1
    assert as_json.json["breaks"] == [{"seq": 1, "fault": "rows", "message": sentence}]


@pytest.mark.usefixtures("filled")
def test_a_chain_rewritten_from_the_start(run: Run) -> None:
    """A chain that holds but lacks an end kept elsewhere was cut or rewritten: exit 1."""
    answer = run("audit", "verify", "--expect", f"2:{'a' * 64}")

    assert answer.status == 1
    assert answer.said[0] == ("Không còn lần ghi số 2 với mã băm đã giữ: nhật ký đã bị cắt hoặc viết lại từ trước đó.")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("head", ["2", "2:abc", "x:" + "a" * 64])
def test_no_end_of_a_chain(run: Run, head: str) -> None:
    """What is no end of a chain is wrong use, with where to find one."""
    answer = run("audit", "verify", "--expect", head)

    assert answer.status == 2
    assert "chép đúng dòng SỐ:MÃ_BĂM mà lệnh backup đã in" in answer.said[0]


@pytest.mark.usefixtures("filled")
def test_the_newest_acts(run: Run) -> None:
    """The list shows the newest first, by Vietnamese time, with who, through what and about which unit."""
    whole, last = run("audit", "list"), run("audit", "list", "--last", 1)
    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in whole.out.splitlines() if "│" in line]

    assert rows == [
        ["2", "10/11/2024 09:00:00", "canbo1", "trang", "Đăng nhập", "", ""],
        ["1", "10/11/2024 09:00:00", "canbo1", "trang", "Ghi số liệu", "04831", "2024"],
    ]
    assert "Đăng nhập" in last.out
    assert "Ghi số liệu" not in last.out
    assert run("audit", "list", "--last", "0").status == 2


def test_an_empty_log(run: Run, tmp_path: Path, use: Use) -> None:
    """A log without acts says what will be in it."""
    open_database(f"sqlite+pysqlite:///{tmp_path / 'a.sqlite3'}", now).close()
    use(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    answer = run("audit", "list")

    assert answer.status == 0
    assert answer.out.splitlines() == [
        "Nhật ký còn trống: việc đầu tiên được ghi khi có người đăng nhập hoặc nhập số liệu."
    ]
