"""The command used wrongly, asked for help, stopped, or read by another program: Vietnamese, and the right status."""

import os
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from click import Context

from api import cli
from api.commands import checking
from tests.api.conftest import Folder, Run

ROOT = Path(__file__).parents[2]
COMMANDS = (
    "check", "score", "progress", "impact", "plan", "import", "export", "period", "report", "schema", "demo", "serve",
    "backup", "restore", "audit", "user",
)  # fmt: skip
FILES = ("--criteria", "a.yaml", "--data", "b.csv")


@pytest.mark.parametrize(
    ("arguments", "complaint", "path"),
    [
        (["cheek"], "không có lệnh «cheek»; có phải check?", ""),
        (["xuat"], "không có lệnh «xuat».", ""),
        (["--jsn"], "không có tùy chọn --jsn.", ""),
        (["score", "--criterai", "a"], "không có tùy chọn --criterai; có phải --criteria?", " score"),
        (["check", "-q", "a"], "không có tùy chọn -q.", " check"),
        (["check"], "thiếu TỆP.", " check"),
        (["score", "--data", "so-lieu.csv"], "thiếu --criteria: có --data thì phải nêu tệp bộ tiêu chí.", " score"),
        (["progress", *FILES], "thiếu --as-of.", " progress"),
        (["score", "--data"], "tùy chọn --data cần một giá trị đi kèm.", " score"),
        (["score", "--strict=1"], "tùy chọn --strict không nhận giá trị.", " score"),
        (["schema", "x", "y"], "thừa tham số (x y).", " schema"),
        (["score", *FILES, "--out", "k.doc"], "--out phải có đuôi .csv, .xlsx, .parquet; đang là «k.doc».", " score"),
        (["demo", "--port", "0"], "--port: «0» không phải cổng; ghi một số từ 1 đến 65535, ví dụ 8123.", " demo"),
        (
            ["demo", "--port", "70000"],
            "--port: «70000» không phải cổng; ghi một số từ 1 đến 65535, ví dụ 8123.",
            " demo",
        ),
        (
            ["serve", *FILES, "--port", "x"],
            "--port: «x» không phải cổng; ghi một số từ 1 đến 65535, ví dụ 8123.",
            " serve",
        ),
        (["demo", "--figures", "m.doc"], "tệp số liệu mẫu phải có đuôi .csv hoặc .xlsx, không phải «.doc».", " demo"),
    ],
)
def test_wrong_use(run: Run, arguments: list[str], complaint: str, path: str) -> None:
    """Wrong use is told in one Vietnamese sentence with the nearest right word and where help is; the status is 2."""
    answer = run(*arguments)

    assert (answer.status, answer.out) == (2, "")
    assert answer.said == [f"Dùng sai lệnh: {complaint}", f"Xem cách dùng: dienhinh{path} --help"]


def test_without_a_command(run: Run) -> None:
    """Alone, the command shows its help as a message, and the status is 2."""
    answer = run()

    assert (answer.status, answer.out) == (2, "")
    assert answer.err == run("--help").out


@pytest.mark.parametrize("command", [(), *((each,) for each in COMMANDS)])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help(run: Run, command: tuple[str, ...], option: str) -> None:
    """Each page of help is Vietnamese from heading to options, and is a result: standard output, status 0."""
    answer = run(*command, option)

    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith(f"Cách dùng: {' '.join(('dienhinh', *command))} [TÙY CHỌN]")
    assert "\nTùy chọn:\n" in answer.out
    assert "Hiện trợ giúp rồi thoát." in answer.out
    english = re.findall(r"\b(?:Usage|Options|Commands|required|default|Show|exit|TEXT|PATH|INTEGER)\b", answer.out)
    assert english == []


def test_help_lists_the_commands(run: Run) -> None:
    """The first page lists every command with what it does, and each option has words."""
    text = run("--help").out

    lines = text.partition("Lệnh:\n")[2].splitlines()
    listed = [line.split()[0] for line in lines if line[2] != " "]  # what is longer goes on under itself
    assert listed == list(COMMANDS)
    assert "(bắt buộc)" in run("progress", "--help").out


def every_command() -> list[tuple[str, ...]]:
    """Return the words of every command, those of groups too."""
    found: list[tuple[str, ...]] = []
    for name in cli.dienhinh.commands:
        parts = list(getattr(cli.dienhinh.get_command(Context(cli.dienhinh), name), "commands", {}))
        found += [(name, each) for each in parts] if parts else [(name,)]
    return found


@pytest.mark.parametrize("command", every_command(), ids=" ".join)
def test_every_option_is_explained(run: Run, command: tuple[str, ...]) -> None:
    """No option stands in the help without a sentence."""
    lines = run(*command, "--help").out.partition("Tùy chọn:\n")[2].splitlines()

    assert all(re.fullmatch(r"  (-\S+( \S+)*  +| +)\S.*", line) for line in lines), lines


def test_version(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The version is the installed one; run from a folder of source it says that nothing is installed."""
    monkeypatch.setattr(cli, "version", lambda name: {"dienhinh": "1.2.3"}[name])
    assert (run("--version").status, run("--version").out) == (0, "dienhinh 1.2.3\n")

    def not_installed(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(cli, "version", not_installed)
    answer = run("--version")
    assert (answer.status, answer.out) == (0, "dienhinh (chưa cài đặt, chạy từ thư mục mã nguồn)\n")


def test_stopped_by_the_person(run: Run, office: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C is answered with a sentence, not with a trace; nothing was done, so the status is 3."""

    def stop(_file: Path) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(checking, "read_for_check", stop)
    answer = run("check", office.criteria)

    assert (answer.status, answer.out, answer.said) == (3, "", ["", "Đã dừng theo yêu cầu."])


def process(folder: Path, *arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own, with almost nothing in its environment."""
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "TEMP") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *map(str, arguments)],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "C", "LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp1258"},
    ],
    ids=["C", "C without Python's help", "ascii", "cp1258"],
)
def test_pipes_carry_utf8(office: Folder, environment: dict[str, str]) -> None:
    """Whatever the locale, both streams are UTF-8 when they go to a pipe: table, faults and Vietnamese whole."""
    office.write("bang.csv", "unit,period,bodies,recognised\n04831,2024,25,26\n")
    arguments = ("score", "--criteria", "thu/2022-01-01.yaml", "--data", "bang.csv")
    done = process(office.path, *arguments, **environment)

    assert done.returncode == 1
    assert "Thị trấn Đà Bắc" in done.stdout.decode("utf-8")
    assert "┃ Đơn vị" in done.stdout.decode("utf-8")
    assert "“Số đơn vị được công nhận” là 26" in done.stderr.decode("utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_behind_the_output() -> None:
    """Where the standard output can't be written, the command says so and the status is 3."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "api.cli", "schema"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert done.returncode == 3
    assert done.stderr.decode("utf-8").splitlines() == [
        "kết quả in ra: ổ đĩa đã đầy — xóa bớt tệp, hoặc ghi sang ổ khác."
    ]
