"""Criteria files are written whole or not at all, whatever stops the writing."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from api.exchange.criteria_writing import put_bytes, restored_on_error

KILLED = """
import os, signal, sys
from pathlib import Path
from api.exchange.criteria_writing import put_bytes
Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
put_bytes(Path(sys.argv[1]), b"moi\\n")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process can't be killed by signal there")
def test_a_write_that_is_killed_leaves_the_old_file(tmp_path: Path) -> None:
    """Killed between writing beside the file and taking its place, the old file is whole; the next write succeeds."""
    path = tmp_path / "2025-01-01.yaml"
    path.write_bytes(b"cu\n")
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=root, check=False)

    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"cu\n"
    assert [each.name for each in tmp_path.glob("[0-9]*.yaml")] == [path.name]
    put_bytes(path, b"moi\n")
    assert path.read_bytes() == b"moi\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_record_that_fails_puts_the_file_back(tmp_path: Path) -> None:
    """When what follows a write fails, the folder is as it was."""
    old, new = tmp_path / "a.yaml", tmp_path / "b.yaml"
    old.write_bytes(b"cu\n")

    def fail() -> None:
        with restored_on_error(old, new):
            put_bytes(new, b"moi\n")
            old.unlink()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert old.read_bytes() == b"cu\n"
    assert not new.exists()
