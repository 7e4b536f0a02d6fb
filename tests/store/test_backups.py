"""A backup holds everything of one moment and comes back whole, on either database, or not at all."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from api.access.secrets import new_token
from api.store.account_tables import Account, Failure, Grant, LoginSession, Token
from api.store.acts import Head, head, verify
from api.store.backups import MANIFEST, BackupError, Manifest, examine, opened_backup, write_backup
from api.store.database import Actor, Database, open_database
from api.store.opening import connect
from api.store.restores import NotEmptyError, lay_out
from api.store.tables import Evidence, Figure, RecognitionRow
from api.store.units import numbered
from tests.offices import Opened, new_database

CLERK = Actor("canbo1", "form")
DA_BAC = ("04831", date(2020, 1, 1))
MADE = "2024-11-10T02:00:00.000000Z"


def quiet(_done: int, _total: int) -> None:
    """Show no progress."""


def fill(database: Database) -> Head:
    """Put a figure, its correction, a proof, a recognition and an account with everything it has on record."""
    with database.writing(CLERK, "figures.record", set_id="nq12-tu", period="2024", content={"lý do": "nhập"}) as write:
        unit = numbered(write, DA_BAC)
        about: dict[str, Any] = {"set_id": "nq12-tu", "unit_id": unit, "period": "2024"}
        proof = write.add(
            Evidence(**about, criterion="TC01", document="15/BC-UBND", issued_on=date(2024, 3, 5), issuer="UBND “xã”")
        )
        first = write.add(
            Figure(**about, indicator="villages", kind="count", steps=20, evidence_id=proof.id, sample=True)
        )
        write.add(
            Figure(**about, indicator="villages", kind="count", steps=None, replaces=first.id, note="rút\u2028lại")
        )
        write.add(
            RecognitionRow(
                set_id="nq12-tu", unit_id=unit, level="commune", decision="7/QĐ", decided_on=date(2024, 1, 2)
            )
        )
    with database.changing() as session:
        account = Account(login="canbo1", title="Cán bộ", code="mã băm", created=MADE)
        session.add(account)
        session.flush()
        assert account.id
        token = new_token()
        session.add(Grant(account_id=account.id, role="viewer", place="all", first_day=date(2024, 1, 1)))
        session.add(LoginSession(key="k" * 64, account_id=account.id, created=MADE, seen=MADE, address="10.0.0.5"))
        session.add(Failure(login="canbo1", address="*", failures=2, last=MADE))
        session.add(
            Token(
                account_id=account.id,
                prefix=token.prefix,
                hash=token.digest,
                name="báo cáo",
                actions="read",
                created=MADE,
                expires_on=date(2025, 1, 1),
            )
        )
    return end_of(database)


def end_of(database: Database) -> Head:
    """Return the end of the chain."""
    with database.reading() as session:
        return head(session)


def backup(database: Database, path: Path) -> Manifest:
    """Write a backup."""
    with path.open("xb") as out, database.reading() as session:
        return write_backup(session, out, MADE, quiet)


def restored(path: Path, address: str) -> Head:
    """Check a backup and lay it out."""
    engine = connect(address)
    try:
        with opened_backup(path) as found:
            examine(found, quiet)
            return lay_out(found, engine, MADE, quiet)
    finally:
        engine.dispose()


@pytest.fixture
def sqlite_address(tmp_path: Path) -> str:
    """The address of a SQLite that is not there yet."""
    return f"sqlite+pysqlite:///{tmp_path / 'đích.sqlite3'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, sqlite_address: str) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield sqlite_address
        return
    with new_database(request.getfixturevalue("postgresql_server")) as found:
        yield found


def contents(database: Database) -> dict[str, int]:
    """Return how many rows each table holds."""
    names = ("act", "unit", "evidence", "figure", "recognition", "account", "account_grant", "account_token")
    with database.reading() as session:
        return {
            name: session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()  # noqa: S608 -- names above
            for name in names
        }


def test_a_backup_comes_back_whole_in_either_database(opened_office: Opened, target: str, tmp_path: Path) -> None:
    """From SQLite or PostgreSQL into SQLite or PostgreSQL: the same rows, the same chain, and it goes on from there."""
    database, clock = opened_office.office.database, opened_office.clock
    end = fill(database)
    backup(database, tmp_path / "a.zip")

    assert restored(tmp_path / "a.zip", target) == end
    again = open_database(target, clock)
    try:
        assert contents(again) == contents(database)
        with again.writing(CLERK, "figures.record", set_id="nq12-tu", period="2024") as write:
            write.add(
                Figure(
                    set_id="nq12-tu", unit_id=1, period="2024", indicator="villages", kind="count", steps=21, replaces=2
                )
            )
        with again.changing() as session:
            session.add(Account(login="canbo2", created=MADE))
        with again.reading() as session:
            assert list(verify(session.connection())) == [end_of(again)]
            assert session.execute(text("SELECT max(id) FROM account")).scalar() == 2
    finally:
        again.close()


def test_the_same_backup_from_both_databases(opened_office: Opened, target: str, tmp_path: Path) -> None:
    """What was restored and is backed up again gives the same tables, byte for byte, but for tokens that have ended."""
    fill(opened_office.office.database)
    first = backup(opened_office.office.database, tmp_path / "a.zip")
    restored(tmp_path / "a.zip", target)
    again = open_database(target, opened_office.clock)
    try:
        second = backup(again, tmp_path / "b.zip")
    finally:
        again.close()

    kept = {each.table: each for each in first.tables}
    assert [each.table for each in second.tables if each != kept[each.table]] == ["account_token"]
    assert (second.head, second.revision) == (first.head, first.revision)


def test_sessions_and_keys_end(opened_office: Opened, sqlite_address: str, tmp_path: Path) -> None:
    """A restored service knows the accounts, but nobody is signed in and no key of a program opens anything."""
    fill(opened_office.office.database)
    manifest = backup(opened_office.office.database, tmp_path / "a.zip")
    restored(tmp_path / "a.zip", sqlite_address)
    engine = connect(sqlite_address)
    try:
        with engine.connect() as connection:
            counts = [
                connection.execute(text(f"SELECT count(*) FROM {name}")).scalar()  # noqa: S608 -- names here
                for name in ("account", "account_session", "login_failure", "account_token")
            ]
            ended = connection.execute(text("SELECT ended FROM account_token")).scalar()
    finally:
        engine.dispose()

    assert (counts, ended) == ([1, 0, 0, 1], MADE)
    assert not {"account_session", "login_failure"} & {each.table for each in manifest.tables}


def test_a_backup_is_of_one_moment(opened_office: Opened, sqlite_address: str, tmp_path: Path) -> None:
    """What is written while a backup is being made is not in it, and what is in it proves itself."""
    database = opened_office.office.database
    end = fill(database)
    written: list[int] = []

    def write_once(done: int, _total: int) -> None:
        if done and not written:
            written.append(done)
            with database.writing(CLERK, "login", bare=True):
                pass

    with (tmp_path / "a.zip").open("xb") as out, database.reading() as session:
        manifest = write_backup(session, out, MADE, write_once)

    assert written
    assert manifest.end == end
    assert end_of(database).seq == end.seq + 1
    assert restored(tmp_path / "a.zip", sqlite_address) == end


def test_a_database_with_anything_in_it_is_left_alone(opened_office: Opened, target: str, tmp_path: Path) -> None:
    """Rows, or tables of another program, are never overwritten; empty tables of this program are filled."""
    end = fill(opened_office.office.database)
    backup(opened_office.office.database, tmp_path / "a.zip")
    other = connect(target)
    with other.begin() as connection:
        connection.execute(text("CREATE TABLE cua_ai_do (a INTEGER)"))
    with pytest.raises(NotEmptyError, match="bảng của chương trình khác"):
        restored(tmp_path / "a.zip", target)
    with other.begin() as connection:
        connection.execute(text("DROP TABLE cua_ai_do"))
    other.dispose()

    open_database(target, opened_office.clock).close()
    assert restored(tmp_path / "a.zip", target) == end
    with pytest.raises(NotEmptyError, match="đã có dữ liệu"):
        restored(tmp_path / "a.zip", target)


# ------------------------------------------------------------------------------------------------------ bad files


Spoil = Callable[[dict[str, bytes]], None]


def spoilt(path: Path, spoil: Spoil, *, trusted: bool = False) -> Path:
    """Write a backup again after a change; with ``trusted`` the manifest says what the change made."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    spoil(entries)
    if trusted:
        from hashlib import sha256  # noqa: PLC0415 -- only here

        manifest = json.loads(entries[MANIFEST])
        for piece in manifest["tables"]:
            body = entries[f"{piece['table']}.jsonl"]
            piece |= {"rows": body.count(b"\n"), "bytes": len(body), "sha256": sha256(body).hexdigest()}
        entries[MANIFEST] = json.dumps(manifest).encode()
    out = path.with_name("hỏng.zip")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries.items():
            archive.writestr(name, body)
    return out


def put(name: str, old: bytes, new: bytes) -> Spoil:
    """Make a change that replaces some bytes of an entry."""

    def spoil(entries: dict[str, bytes]) -> None:
        assert old in entries[name]
        entries[name] = entries[name].replace(old, new, 1)

    return spoil


def more(name: str, body: bytes) -> Spoil:
    """Make a change that adds an entry."""
    return lambda entries: entries.update({name: body})


@pytest.fixture
def made(tmp_path: Path, opened_office: Opened) -> Path:
    """A sound backup."""
    fill(opened_office.office.database)
    backup(opened_office.office.database, tmp_path / "tốt.zip")
    return tmp_path / "tốt.zip"


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("spoil", "trusted", "said"),
    [
        (put("figure.jsonl", b'"steps":20', b'"steps":25'), False, "figure.jsonl không còn đúng như khi sao lưu"),
        (put("figure.jsonl", b'"steps":20', b'"steps":25'), True, "không khớp dữ liệu, từ lần ghi số 1"),
        (put("figure.jsonl", b'"steps":20', b'"steps":"x"'), True, "figure.jsonl, dòng 1, cột steps có giá trị"),
        (put("figure.jsonl", b'"steps":20', b'"step":20'), True, "figure.jsonl, dòng 1 có cột không đúng"),
        (put("figure.jsonl", b'"steps":20', b'"steps":true'), True, "figure.jsonl, dòng 1, cột steps có giá trị"),
        (put("figure.jsonl", b'"steps":20', b'"steps":-1'), True, "mà cơ sở dữ liệu không nhận"),
        (put("evidence.jsonl", b"2024-03-05", b"2024-03-35"), True, "cột issued_on có giá trị không đúng kiểu"),
        (put("act.jsonl", b"canbo1", b"canbo2"), True, "chuỗi nhật ký trong bản sao lưu đứt ở lần ghi số 1"),
        (lambda entries: entries.update({"act.jsonl": b""}), True, "không kết thúc ở chỗ bản kê ghi"),
        (put("unit.jsonl", b"{", b"["), True, "unit.jsonl, dòng 1 không phải JSON"),
        (put("unit.jsonl", b"{", b"[" * 100_000), True, "unit.jsonl"),
        (lambda entries: entries.update({"unit.jsonl": b"17\n"}), True, "unit.jsonl, dòng 1 không phải một dòng"),
        (more("../../ngoài.jsonl", b"x"), False, "các tệp bên trong không khớp bản kê"),
        (lambda entries: entries.pop("unit.jsonl"), False, "các tệp bên trong không khớp bản kê"),
        (lambda entries: entries.pop(MANIFEST), False, "không có manifest.json"),
        (put(MANIFEST, b'"edition": 1', b'"edition": 2'), False, "do bản dienhinh mới hơn làm ra"),
        (put(MANIFEST, b'"revision": "', b'"revision": "9'), False, "do bản dienhinh mới hơn làm ra"),
        (put(MANIFEST, b"{", b"{{"), False, "manifest.json không đọc được"),
    ],
)
def test_a_spoilt_backup_is_refused(made: Path, sqlite_address: str, spoil: Spoil, said: str, *, trusted: bool) -> None:
    """Whatever was changed in a backup, by accident or with its manifest, is said, and nothing is restored."""
    with pytest.raises(BackupError, match=said):
        restored(spoilt(made, spoil, trusted=trusted), sqlite_address)
    engine = connect(sqlite_address)
    try:
        with engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar() == 0
    finally:
        engine.dispose()


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
@pytest.mark.parametrize("length", [0, 10, 500, -1, -200])
def test_a_backup_cut_off_is_refused(made: Path, sqlite_address: str, tmp_path: Path, length: int) -> None:
    """Half a file, an empty one and one short of a byte are refused as damaged."""
    cut = tmp_path / "cụt.zip"
    cut.write_bytes(made.read_bytes()[:length])
    with pytest.raises(BackupError, match="tệp hỏng, bị cắt cụt"):
        restored(cut, sqlite_address)


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_any_flipped_bit_is_found_or_harmless(made: Path, sqlite_address: str, tmp_path: Path) -> None:
    """A flipped byte anywhere in the file is refused in words, or it changed nothing that is restored."""
    body = made.read_bytes()
    refused = 0
    contents = range(len(body) - 22, len(body))  # the end of zip's table of contents, which says where all else begins
    for place in (*range(0, len(body), max(1, len(body) // 150)), *contents):
        bad = tmp_path / f"{place}.zip"
        bad.write_bytes(body[:place] + bytes([body[place] ^ 0x41]) + body[place + 1 :])
        try:
            with opened_backup(bad) as found:
                examine(found, quiet)
        except BackupError:
            refused += 1
    assert refused > 100
    del sqlite_address


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_bomb_is_refused_before_it_is_unpacked(made: Path, sqlite_address: str) -> None:
    """A table that would unpack to a thousand times its size, and one endless line, are refused."""

    def swell(entries: dict[str, bytes]) -> None:
        entries["unit.jsonl"] = b"\n" * 40_000_000

    with pytest.raises(BackupError, match="lớn bất thường so với khi nén"):
        restored(spoilt(made, swell, trusted=True), sqlite_address)


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_one_endless_line_is_refused(made: Path, sqlite_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is read beyond the size of a row."""
    monkeypatch.setattr("api.store.backups.MOST_LINE", 220)
    with pytest.raises(BackupError, match=r"act\.jsonl, dòng 1 dài quá mức"):
        restored(made, sqlite_address)


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"SQLite format 3\x00" + bytes(4080), b"{}"])
def test_another_file_is_no_backup(tmp_path: Path, sqlite_address: str, body: bytes) -> None:
    """A database file, a text or nothing is refused as no backup."""
    (tmp_path / "lạ").write_bytes(body)
    with pytest.raises(BackupError, match="không phải tệp zip của dienhinh"):
        restored(tmp_path / "lạ", sqlite_address)


def test_another_zip_is_no_backup(tmp_path: Path, sqlite_address: str) -> None:
    """A zip of something else is refused for its lack of a manifest."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("thư.txt", "xin chào")
    (tmp_path / "lạ.zip").write_bytes(packed.getvalue())
    with pytest.raises(BackupError, match=r"không có manifest\.json: đây không phải bản sao lưu"):
        restored(tmp_path / "lạ.zip", sqlite_address)


def test_a_fault_in_the_middle_leaves_nothing(opened_office: Opened, target: str, tmp_path: Path) -> None:
    """A disk that fills up, or a kill, in the middle of a restore: the database is as empty as before."""
    fill(opened_office.office.database)
    backup(opened_office.office.database, tmp_path / "a.zip")
    engine = connect(target)

    def fail(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO figure"):
            raise OSError(28, "No space left on device")

    event.listen(engine, "before_cursor_execute", fail)
    try:
        with opened_backup(tmp_path / "a.zip") as found, pytest.raises(OSError, match="No space left"):
            lay_out(found, engine, MADE, quiet)
    finally:
        engine.dispose()

    assert restored(tmp_path / "a.zip", target) == end_of(opened_office.office.database)
