"""The folder of criteria files while the service runs: read again when it changes, never half a file or a bad one."""

import os
import threading
from pathlib import Path

import pytest

from api.exchange.criteria_folder import CriteriaFolder, Seen
from api.exchange.rulebooks import Rulebooks
from engine.checking import check
from tests.api.conftest import SMALL

NAME = "thu/2022-01-01.yaml"


class Clock:
    """Seconds since 1970, as files have them; stands still until moved."""

    def __init__(self) -> None:
        self.at = 1_800_000_000.0

    def __call__(self) -> float:
        """Return the moment."""
        return self.at


@pytest.fixture
def clock() -> Clock:
    """A clock."""
    return Clock()


def put(root: Path, text: str | bytes, clock: Clock, *, name: str = NAME, ago: float = 9) -> Path:
    """Write a file of the folder, last touched so many seconds ago."""
    path = root / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    os.utime(path, (clock.at - ago, clock.at - ago))
    return path


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> CriteriaFolder:
    """A folder with one sound file."""
    put(tmp_path, SMALL, clock, ago=10)
    return CriteriaFolder(tmp_path, clock)


def later(folder: CriteriaFolder, clock: Clock, seconds: float = 2) -> Rulebooks:
    """Look again after some seconds."""
    clock.at += seconds
    return folder.books()


def titles(books: Rulebooks) -> list[str]:
    """Return the titles of the versions that serve."""
    return [each.criteria.title for found in books.versions.values() for each in found]


def test_a_change_is_seen_without_a_restart(folder: CriteriaFolder, tmp_path: Path, clock: Clock) -> None:
    """A new sound text takes the old one's place at the next look."""
    put(tmp_path, SMALL.replace("Bộ thử", "Bộ mới"), clock)

    assert titles(later(folder, clock)) == ["Bộ mới"]


WHOLE = SMALL.replace("Bộ thử", "Bộ mới").encode()
TORN = [length for length in range(0, len(WHOLE), 37) if check(WHOLE[:length]).has_errors]
"""Where the text can be cut so that it shows. Cut between two whole targets it is a file in its own right."""


@pytest.mark.parametrize("length", TORN)
def test_a_file_torn_at_any_byte_never_serves(
    folder: CriteriaFolder, tmp_path: Path, clock: Clock, length: int
) -> None:
    """However far an editor or a copy came, the last good file serves; when the rest comes, that serves."""
    put(tmp_path, WHOLE[:length], clock)
    torn = later(folder, clock)

    assert len(TORN) > 30
    assert titles(torn) == ["Bộ thử"]
    assert list(torn.faults) == [NAME]
    put(tmp_path, WHOLE, clock, ago=8)
    assert (titles(later(folder, clock)), folder.books().faults) == (["Bộ mới"], {})


def test_a_file_that_is_being_written_is_left_alone(folder: CriteriaFolder, tmp_path: Path, clock: Clock) -> None:
    """A file touched within the last second is not looked at, nor called faulty; a second later it is read."""
    clock.at += 5
    put(tmp_path, "set: thu\ntitle: Nửa chừng\n", clock, ago=0.2)

    assert (titles(later(folder, clock, 0)), folder.books().faults) == (["Bộ thử"], {})
    put(tmp_path, SMALL.replace("Bộ thử", "Bộ mới"), clock, ago=0)
    assert titles(later(folder, clock, 2)) == ["Bộ mới"]


def test_a_new_file_that_is_half_written_waits_as_well(folder: CriteriaFolder, tmp_path: Path, clock: Clock) -> None:
    """A file that was not there before is read only once it has been left alone for a second, too."""
    other = SMALL.replace("2022-01-01", "2025-01-01")
    clock.at += 5
    put(tmp_path, other[:200], clock, name="thu/2025-01-01.yaml", ago=0.1)

    assert later(folder, clock, 0).faults == {}
    put(tmp_path, other, clock, name="thu/2025-01-01.yaml", ago=0)
    assert [str(each.criteria.effective_from) for each in later(folder, clock, 2).versions["thu"]] == [
        "2022-01-01",
        "2025-01-01",
    ]


def test_a_faulty_file_is_told_while_the_good_one_serves(folder: CriteriaFolder, tmp_path: Path, clock: Clock) -> None:
    """The faults of a bad text are there to be shown, and go when it is cured."""
    digest = folder.books().versions["thu"][0].digest
    put(tmp_path, SMALL.replace("status: published", "status: xong"), clock)
    bad = later(folder, clock)

    assert [fault.code for fault in bad.faults[NAME]]
    assert bad.versions["thu"][0].digest == digest
    put(tmp_path, SMALL, clock, ago=7)
    assert later(folder, clock).faults == {}


def test_a_file_that_is_gone_serves_for_some_seconds(folder: CriteriaFolder, tmp_path: Path, clock: Clock) -> None:
    """A file taken away goes on serving for five seconds, as a program that saves by deleting first needs them."""
    put(tmp_path, SMALL.replace("2022-01-01", "2025-01-01"), clock, name="thu/2025-01-01.yaml")
    assert len(titles(later(folder, clock))) == 2
    text = (tmp_path / NAME).read_text(encoding="utf-8")
    (tmp_path / NAME).unlink()

    assert [len(titles(later(folder, clock, 2))) for _ in range(3)] == [2, 2, 2]
    put(tmp_path, text, clock)
    assert [len(titles(later(folder, clock, 4))) for _ in range(2)] == [2, 2]
    (tmp_path / NAME).unlink()
    assert [len(titles(later(folder, clock, 4))) for _ in range(3)] == [2, 2, 1]


def test_a_clock_that_goes_back_drops_nothing_early(folder: CriteriaFolder, tmp_path: Path, clock: Clock) -> None:
    """When the clock of the server is set back while a file is gone, its five seconds begin anew."""
    put(tmp_path, SMALL.replace("2022-01-01", "2025-01-01"), clock, name="thu/2025-01-01.yaml")
    later(folder, clock)
    (tmp_path / NAME).unlink()
    later(folder, clock)

    assert len(titles(later(folder, clock, -3600))) == 2
    assert len(titles(later(folder, clock, 4))) == 2
    assert len(titles(later(folder, clock, 2))) == 1


def test_a_folder_out_of_reach_takes_nothing_away(folder: CriteriaFolder, tmp_path: Path, clock: Clock) -> None:
    """When no file at all is to be seen, the disk is away: what was read goes on serving."""
    (tmp_path / NAME).unlink()

    assert [titles(later(folder, clock, 60)) for _ in range(2)] == [["Bộ thử"], ["Bộ thử"]]


def test_what_was_read_anew_is_told_once(folder: CriteriaFolder, tmp_path: Path, clock: Clock) -> None:
    """Each text that was read is told with what it said before, until it is passed on; a faulty one says nothing."""

    def told() -> tuple[Seen, ...]:
        found = folder.news()
        folder.told(found)
        return found

    first = told()
    put(tmp_path, SMALL.replace("Bộ thử", "Bộ mới"), clock)
    later(folder, clock)
    sound = told()
    put(tmp_path, "set: thu\n", clock, ago=8)
    later(folder, clock)
    faulty = told()

    assert [(each.name, each.was, each.now and each.now.criteria.title) for each in first] == [(NAME, None, "Bộ thử")]
    assert [(each.was and each.was.criteria.title, each.now and each.now.criteria.title) for each in sound] == [
        ("Bộ thử", "Bộ mới")
    ]
    assert [(each.was and each.was.criteria.title, each.now) for each in faulty] == [("Bộ mới", None)]
    assert folder.news() == ()


def test_a_file_that_cannot_be_opened_still_serves(folder: CriteriaFolder, tmp_path: Path, clock: Clock) -> None:
    """A name that has become a folder, or a file that another program holds, changes nothing."""
    (tmp_path / NAME).unlink()
    (tmp_path / NAME).mkdir()

    assert titles(later(folder, clock)) == ["Bộ thử"]


def test_bytes_that_are_no_text_are_a_fault(folder: CriteriaFolder, tmp_path: Path, clock: Clock) -> None:
    """A file in another encoding is a fault, and the good one serves."""
    put(tmp_path, SMALL.encode("utf-16"), clock)
    bad = later(folder, clock)

    assert titles(bad) == ["Bộ thử"]
    assert list(bad.faults) == [NAME]


def test_a_text_with_a_mark_at_its_start(folder: CriteriaFolder, tmp_path: Path, clock: Clock) -> None:
    """Notepad's mark before UTF-8 is no part of the text, which serves and is kept as it stood in the file."""
    put(tmp_path, b"\xef\xbb\xbf" + SMALL.replace("Bộ thử", "Bộ mới").encode(), clock)

    assert titles(later(folder, clock)) == ["Bộ mới"]


def test_a_clock_that_goes_back_stops_nothing(folder: CriteriaFolder, tmp_path: Path, clock: Clock) -> None:
    """When the clock of the server is set back by a day, a change of the folder is seen all the same."""
    clock.at -= 86_400
    put(tmp_path, SMALL.replace("Bộ thử", "Bộ mới"), clock)

    assert titles(later(folder, clock)) == ["Bộ mới"]


def test_a_file_from_the_future_is_read(folder: CriteriaFolder, tmp_path: Path, clock: Clock) -> None:
    """A file whose time is ahead of the server's clock, as copies from another machine are, is read as well."""
    put(tmp_path, SMALL.replace("Bộ thử", "Bộ mới"), clock, ago=-3600)

    assert titles(later(folder, clock)) == ["Bộ mới"]


def test_many_ask_while_it_is_read(folder: CriteriaFolder, tmp_path: Path, clock: Clock) -> None:
    """Whoever asks while another reads gets one whole state, the old or the new."""
    put(tmp_path, SMALL.replace("Bộ thử", "Bộ mới"), clock)
    clock.at += 2
    seen: list[list[str]] = []
    threads = [threading.Thread(target=lambda: seen.append(titles(folder.books()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(seen) == 8
    assert all(each in (["Bộ thử"], ["Bộ mới"]) for each in seen)
    assert ["Bộ mới"] in seen
