"""The shipped book of the register, and the folder it is read from."""

import os
from datetime import date
from importlib.resources import files
from pathlib import Path
from shutil import copytree

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import main
from api.demo import OFFICER
from api.exchange.criteria_folder import CriteriaFolder
from api.exchange.movement_book import MovementBooks
from engine.checking import check
from engine.movement.book import Book, read_book
from engine.privacy import personal_word
from tests.offices import opened

FOLDER = Path(str(files("criteria")))
FILE = FOLDER / "mo-hinh" / "2022-06-27.yaml"
TEXT = FILE.read_text("utf-8")
DAY = date(2024, 12, 31)


def shipped() -> Book:
    """Read the shipped book as the service does."""
    book, faults = read_book(FILE.read_bytes(), stem=FILE.stem)
    assert (faults, book is None) == ((), False)
    assert book is not None
    return book


def test_it_is_sound_and_says_what_it_is() -> None:
    """The book has no fault, and says that it is a reconstruction."""
    assert shipped().wording == "reconstructed"
    assert "BẢN DỰNG LẠI" in TEXT


def test_its_lists() -> None:
    """The three fields of Directive 22, the kinds that the documents name, four ratings, best first."""
    book = shipped()

    assert [each.id for each in book.fields] == ["economy", "security", "society"]
    assert {"lien-gia", "bien-gioi", "van-hoa-quoc-phong", "quoc-phong-an-ninh"} <= {each.id for each in book.kinds}
    assert [each.title for each in book.ratings] == ["Tốt", "Khá", "Trung bình", "Yếu"]


def test_kinds_are_by_purpose() -> None:
    """Every kind says what it is for and where its name comes from, or that it was added; none tells who is in it."""
    for each in shipped().kinds:
        assert each.purpose
        assert (each.basis is None) is (each.note is not None)
        assert personal_word(f"{each.id} {each.title} {each.purpose}") is None
    assert "343" not in "".join(f"{each.title}{each.basis}" for each in shipped().kinds)


def test_its_figures_are_those_of_the_set() -> None:
    """Every figure counted from the register is a count that is entered in the set it is for; its reading is told."""
    for rule in shipped().counts:
        (path,) = (FOLDER / rule.set).glob("2022-*.yaml")
        criteria = check(path.read_bytes()).criteria
        assert criteria is not None
        indicator = criteria.indicators[rule.indicator]
        assert (indicator.kind, indicator.sum) == ("count", None)
        assert "Cách hiểu của tệp này" in (rule.note or "")


def test_the_folder_of_sets_leaves_it_alone(tmp_path: Path) -> None:
    """A book is no criteria set: neither a set nor a fault comes of it, and the sets beside it are read."""
    (tmp_path / "mo-hinh").mkdir()
    (tmp_path / "mo-hinh" / "2022-06-27.yaml").write_text(TEXT, "utf-8")
    books = CriteriaFolder(tmp_path, lambda: 2e9).books()

    assert (books.versions, books.faults) == ({}, {})
    assert "nq12-tu" in CriteriaFolder(None, lambda: 2e9).books().versions


def test_the_command_checks_a_book(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`dienhinh check` knows a book by its key: the shipped one is usable, a faulty one is told line by line."""
    spoilt = tmp_path / FILE.name
    spoilt.write_text(TEXT.replace("id: zalo", "id: camera"), "utf-8")

    assert main(["check", str(FILE)]) == 0
    assert capsys.readouterr().out == ""
    assert main(["check", str(spoilt)]) == 1
    assert ": DOUBLED_ID lỗi: mã «camera» đã dùng ở dòng " in capsys.readouterr().out


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a criteria folder with a place for books."""
    (tmp_path / "mo-hinh").mkdir()
    return tmp_path


def write(folder: Path, day: str, title: str, *, faulty: bool = False) -> Path:
    """Write a book that holds from a day; each text has another size, so that it is seen to have changed."""
    path = folder / "mo-hinh" / f"{day}.yaml"
    text = TEXT.replace("effective_from: 2022-06-27", f"effective_from: {day}").replace(shipped().title, title)
    path.write_text(text + ("kinds: []\n" if faulty else ""), "utf-8")
    return path


def test_without_books_of_ones_own_the_shipped_one_serves(tmp_path: Path, folder: Path) -> None:
    """A folder without the room, or with an empty one, has the shipped book, also for days before it."""
    assert MovementBooks(tmp_path / "nowhere").in_force(DAY) == shipped()
    assert MovementBooks(folder).in_force(date(2015, 1, 1)) == shipped()
    assert MovementBooks(None).in_force(DAY) == shipped()


def test_the_newest_in_force_on_a_day(folder: Path) -> None:
    """Each day has the newest book that holds from then; days before the first have the first."""
    write(folder, "2023-01-01", "Sổ đầu")
    write(folder, "2024-06-01", "Sổ sau")
    books = MovementBooks(folder)

    assert [books.in_force(date(year, 1, 1)).title for year in (2020, 2023, 2024, 2025)] == [
        "Sổ đầu", "Sổ đầu", "Sổ đầu", "Sổ sau",
    ]  # fmt: skip
    assert books.faults() == {}


def test_a_faulty_file_is_told_and_the_last_good_one_serves(folder: Path) -> None:
    """Spoilt while the service runs a book still serves as it was; spoilt from the start the older one does."""
    write(folder, "2023-01-01", "Sổ đầu")
    path = write(folder, "2024-06-01", "Sổ sau")
    running = MovementBooks(folder)
    assert running.in_force(DAY).title == "Sổ sau"

    write(folder, "2024-06-01", "Sổ sau bị hỏng", faulty=True)
    assert running.in_force(DAY).title == "Sổ sau"
    assert [each.code for each in running.faults()["mo-hinh/2024-06-01.yaml"]] == ["DOUBLED_KEY"]
    assert MovementBooks(folder).in_force(DAY).title == "Sổ đầu"

    write(folder, "2024-06-01", "Sổ đã sửa xong")
    assert (running.in_force(DAY).title, running.faults()) == ("Sổ đã sửa xong", {})
    path.unlink()
    assert running.in_force(DAY).title == "Sổ đầu"


def test_a_file_is_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A book is read again when it has changed, not whenever it is asked for."""
    path = write(folder, "2023-01-01", "Sổ đầu")
    books = MovementBooks(folder)
    first = books.in_force(DAY)

    assert books.in_force(DAY) is first
    os.utime(path, (1, 1))
    assert books.in_force(DAY) is not first
    monkeypatch.setattr(Path, "read_bytes", lambda _: (_ for _ in ()).throw(OSError))
    os.utime(path, (2, 2))
    assert books.in_force(DAY) == first  # out of reach for a moment: as it was


def test_the_service_tells_a_faulty_book(tmp_path: Path, folder: Path) -> None:
    """The page of criteria sets, the API and the state of the service name the file; the shipped book serves."""
    copytree(FOLDER / "nq12-tu", folder / "nq12-tu")
    write(folder, "2024-06-01", "Sổ bị hỏng", faulty=True)
    with opened(f"sqlite+pysqlite:///{tmp_path / 'a.sqlite3'}", criteria=folder) as office:
        client = TestClient(create_app(office.office, guest=OFFICER))
        ready, listed, page = (client.get(each) for each in ("/readyz", "/api/v1/criteria", "/bo-tieu-chi"))
        assert office.office.movements.books.in_force(DAY) == shipped()

    assert ready.json()["criteria"]["faulty_files"] == ["mo-hinh/2024-06-01.yaml"]
    assert [(each["file"], each["code"]) for each in listed.json()["faulty"]] == [
        ("mo-hinh/2024-06-01.yaml", "DOUBLED_KEY")
    ]
    assert "mo-hinh/2024-06-01.yaml" in page.text
