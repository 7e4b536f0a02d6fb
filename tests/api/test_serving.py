"""`dienhinh demo` and `serve`: an address that is taken first and said, pages behind it, a polite end."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import HTTPErrorProcessor, Request, build_opener

import pytest
from fastapi import FastAPI

from api import listening, serving
from api.commands import service
from api.workflow import Board
from tests.api.conftest import RECONSTRUCTED, SAMPLE, Folder, Run, Sample

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """Return a port that nobody uses."""
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        yield int(other.getsockname()[1])


@contextmanager
def started(*arguments: object) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Start the command as a process; give it with what it printed up to the first address, and stop it."""
    with subprocess.Popen(
        [sys.executable, "-m", "api.cli", *map(str, arguments)],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        lines: list[str] = []
        try:
            while line := process.stdout.readline():
                lines.append(line.rstrip("\n"))
                if "http" in line:
                    break
            yield process, lines
        finally:
            if process.poll() is None:
                process.terminate()


class Unfollowed(HTTPErrorProcessor):
    """Takes every answer as it is: a redirect is not followed, and no cookie is kept."""

    def http_response(self, _request: Request, response: object) -> object:
        """Return the answer."""
        return response


def page_at(address: str) -> tuple[int, str]:
    """Ask once, as the plainest program would: status and text."""
    with closing(build_opener(Unfollowed).open(address, timeout=20)) as answer:
        return answer.status, answer.read().decode("utf-8")


def test_the_first_address_of_the_demo() -> None:
    """The first address printed answers 200 to a program without cookies, and carries the words SỐ LIỆU MẪU."""
    with started("demo", "--port", free_port()) as (_, lines):
        address = re.findall(r"http://\S+", "\n".join(lines))[0]
        status, text = page_at(address)

    assert lines == [SAMPLE, RECONSTRUCTED, f"Mở trình duyệt tại {address}"]
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
    assert status == 200
    assert "SỐ LIỆU MẪU" in text


@pytest.mark.skipif(os.name != "posix", reason="Windows sends Ctrl+C to a whole console, not to one process")
def test_ctrl_c_ends_the_service(office: Folder) -> None:
    """`serve` shows the figures of files without a banner; Ctrl+C, which it names, is its ordinary end: status 0."""
    files = ("--criteria", office.criteria, "--data", office.path / "so-lieu.csv")
    port = free_port()
    with started("serve", *files, "--port", port) as (process, lines):
        status, text = page_at(f"http://127.0.0.1:{port}/")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)

    assert lines == [f"Mở trình duyệt tại http://127.0.0.1:{port}/"]
    assert status == 200
    assert "SỐ LIỆU MẪU" not in text
    assert "Thị trấn Đà Bắc" in text
    assert process.returncode == 0
    assert said.splitlines() == ["Dừng: nhấn Ctrl+C."]

    with started("serve", *files, "--port", port) as (_, again):
        assert again == lines


def test_a_port_that_is_taken(run: Run, taken: int) -> None:
    """A port in use is said with another to try; the status is 3 and no address is printed."""
    answer = run("demo", "--port", taken)

    assert answer.status == 3
    assert "http" not in answer.out
    assert answer.said == [f"Cổng {taken} đang có chương trình khác dùng; chọn cổng khác, ví dụ --port 8123."]


def test_the_first_free_port(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    """Without a port the first one free is taken, and when none is, that is said."""
    monkeypatch.setattr(listening, "FIRST_PORT", taken)
    with closing(listening.listen("127.0.0.1", None)) as found:
        assert taken < found.getsockname()[1] < taken + listening.TRIES

    monkeypatch.setattr(listening, "TRIES", 1)
    with pytest.raises(listening.NoAddressError, match=r"^Không còn cổng nào trống; chọn cổng khác, "):
        listening.listen("127.0.0.1", None)


@pytest.mark.parametrize("host", ["192.0.2.1", "không..có"])
def test_an_address_of_another_machine(run: Run, office: Folder, host: str) -> None:
    """A host that is not this machine is said as that, not as a port in use; the status is 3."""
    files = ("--criteria", office.criteria, "--data", office.path / "so-lieu.csv")
    answer = run("serve", *files, "--host", host, "--port", free_port())

    cure = "bỏ --host để mở trên máy này, hoặc ghi --host 0.0.0.0 để mọi máy trong mạng xem được"
    assert answer.status == 3
    assert answer.said == [f"Máy này không có địa chỉ «{host}»; {cure}."]


def test_an_address_for_the_whole_network(run: Run, office: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Listening for every machine, the address that is printed opens here, and how others come is said beside it."""
    monkeypatch.setattr(serving, "answer", lambda _app, taken: taken.close())
    files = ("--criteria", office.criteria, "--data", office.path / "so-lieu.csv")
    port = free_port()
    answer = run("serve", *files, "--host", "0.0.0.0", "--port", port)  # noqa: S104 -- what the person asks for

    assert answer.out.splitlines() == [f"Mở trình duyệt tại http://127.0.0.1:{port}/"]
    assert answer.said == [
        f"Từ máy khác trong mạng: http://{socket.gethostname()}:{port}/ (hoặc địa chỉ IP của máy này).",
        "Dừng: nhấn Ctrl+C.",
    ]


def test_a_port_that_is_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """A port that only the system may use is said as that; looking for a free one, it is passed over."""

    def refuse(_host: str, port: int, *, at_once: bool) -> socket.socket:
        assert at_once
        if port < listening.FIRST_PORT + 2:
            raise PermissionError(13, "Permission denied")
        return socket.socket()

    monkeypatch.setattr(listening, "_taken", refuse)
    with pytest.raises(listening.NoAddressError, match=r"^Không được phép dùng cổng 80; chọn cổng khác từ 1024 "):
        listening.listen("127.0.0.1", 80)
    listening.listen("127.0.0.1", None).close()


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")])
def test_the_address_that_is_said(host: str, shown: str) -> None:
    """The address fits a browser, of either kind of network."""
    try:
        found = listening.listen(host, free_port())
    except listening.NoAddressError:
        pytest.skip(f"this machine has no {host}")
    with closing(found):
        assert listening.address(found) == f"http://{shown}:{found.getsockname()[1]}/"


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_the_demo_writes_its_files(run: Run, sample: Sample, tmp_path: Path, ending: str) -> None:
    """`demo` with names of files writes figures and decisions that score, says so, and serves nothing."""
    figures, decisions = tmp_path / f"mẫu{ending}", tmp_path / f"công nhận{ending}"
    written = run("demo", "--figures", figures, "--recognitions", decisions)
    files = ("--criteria", sample.criteria, "--data", figures, "--recognitions", decisions)
    answer = run("score", *files, "--json")

    assert (written.status, written.out) == (0, "")
    assert written.said == [f"Đã ghi {figures}. {SAMPLE}", f"Đã ghi {decisions}. {SAMPLE}"]
    assert len(answer.json["units"]) == 139
    assert answer.json["sample"] is True
    assert sum(unit["eligible"]["province"] == "met" for unit in answer.json["units"]) == 10


def test_files_of_the_demo_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    """A folder that does not exist is said by its name, and nothing is left behind."""
    folder = tmp_path / "không có"
    answer = run("demo", "--figures", folder / "mau.csv")

    assert answer.status == 2
    assert answer.said == [
        f"{folder / 'mau.csv'}: không có thư mục {folder} — kiểm tra lại đường dẫn, hoặc tạo thư mục trước."
    ]
    assert list(tmp_path.iterdir()) == []


def test_serving_files_with_faults(run: Run, sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    """`serve` says the faults of the figures and serves the board of the files all the same."""
    served: list[Board] = []

    def pages_of(board: Board, **_options: object) -> FastAPI:
        served.append(board)
        return FastAPI()

    monkeypatch.setattr(service, "pages_of", pages_of)
    monkeypatch.setattr(serving, "answer", lambda _app, taken: taken.close())
    files = ("--criteria", sample.criteria, "--data", sample.workbook, "--recognitions", sample.recognitions)
    answer = run("serve", *files)

    assert answer.status == 0
    assert answer.said[0] == SAMPLE
    assert len(answer.said) == 4
    assert answer.said[-1] == "Dừng: nhấn Ctrl+C."
    assert [len(served[0].scored(period).codes) for period in served[0].data.periods] == [139] * 4
    assert len(served[0].recognitions or ()) == 13


def test_serve_needs_figures(run: Run, office: Folder) -> None:
    """A criteria file without figures is nothing to serve: wrong use; without any file it is the database."""
    answer = run("serve", "--criteria", office.criteria)

    assert (answer.status, answer.out) == (2, "")
    assert answer.said[0].startswith("Dùng sai lệnh: thiếu --data; ")
