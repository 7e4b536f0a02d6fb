"""The drills of docs/drills.md for SQLite, walked through as they stand: what is said there is what is said."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.cli import main

PAGE = (Path(__file__).parents[2] / "docs" / "drills.md").read_text("utf-8")
DRILLS = {
    part.partition("\n")[0]: re.findall(r"```console\n(.*?)```", part, re.DOTALL)
    for part in re.split(r"(?m)^## ", PAGE)
    if part.startswith("SQLite")
}


@dataclass(frozen=True)
class Shell:
    """As much of a shell as the page needs; ``dienhinh`` runs inside this process, all else in a real one."""

    monkeypatch: pytest.MonkeyPatch
    capfd: pytest.CaptureFixture[str]

    def run(self, line: str) -> str:
        """Run a line of the page and return what would be seen."""
        if line.startswith("export "):
            self.monkeypatch.setenv(*line.removeprefix("export ").split("=", 1))
            return ""
        if not line.startswith("dienhinh "):
            bash = shutil.which("bash") or "bash"
            done = subprocess.run([bash, "-c", line], check=False, capture_output=True, text=True)
            return done.stdout + done.stderr
        line, _, asks_status = line.partition("; ")
        line, _, piped = line.partition(" | tee ")
        words = shlex.split(re.sub(r"\$\(cat (\S+)\)", lambda found: Path(found[1]).read_text("utf-8").strip(), line))
        file = words.pop() if (append := ">>" in words) or ">" in words else ""
        status = main([each for each in words[1:] if each not in (">", ">>")])
        out, err = self.capfd.readouterr()
        for name in filter(None, (file, piped)):
            with Path(name).open("a" if append else "w", encoding="utf-8") as opened:
                opened.write(out)
        return ("" if file else out) + err + (f"{status}\n" if asks_status == "echo $?" else "")


def shape(said: str) -> list[str]:
    """Return the lines without what differs from one walk to the next, in an order that both streams can keep."""
    lines = re.sub(r"[0-9a-f]{64}", "<hash>", said).splitlines()
    return sorted(re.sub(r"[─-╿\s]+", " ", re.sub(r"\d+", "<n>", line)).strip() for line in lines)


@pytest.mark.parametrize("title", DRILLS)
def test_the_drill(
    title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every command of the drill says what the page says it does, but for numbers, times and hashes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("DIENHINH_DATABASE", "")
    shell = Shell(monkeypatch, capfd)
    steps = [each for block in DRILLS[title] for each in re.split(r"(?m)^\$ ", block)[1:]]

    assert len(steps) >= 8
    for step in steps:
        command, _, said = step.partition("\n")
        assert (command, shape(shell.run(command))) == (command, shape(said))


def test_three_drills_are_walked_through() -> None:
    """The page has the drills for SQLite that this file walks through, and two for PostgreSQL with their output."""
    assert len(DRILLS) == 3
    rest = [part for part in re.split(r"(?m)^## ", PAGE) if part.startswith("PostgreSQL")]
    assert [part.count("chuỗi nhật ký nguyên vẹn") for part in rest] == [1, 1]
