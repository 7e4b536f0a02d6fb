"""A stage for run.py: its folder moved to a temporary one, and no step of a set-up really run."""

from pathlib import Path

import pytest

import run


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout, pyproject.toml and constraints.txt; its path has spaces and Vietnamese letters."""
    root = tmp_path / "Cơ quan xã"
    root.mkdir()
    places = {"ROOT": root, "VENV": root / ".venv", "STAMP": root / ".venv" / "dienhinh.json"}
    places |= {"LOG": root / ".venv" / "cai-dat.log", "WHEELS": root / "wheels"}
    for name, place in (places | {"CONSTRAINTS": root / "constraints.txt"}).items():
        monkeypatch.setattr(run, name, place)
    (root / "constraints.txt").write_text("numpy==2.4.6\n", encoding="utf-8")
    (root / "pyproject.toml").write_text(
        """[build-system]
requires = ["hatchling"]
[project]
dependencies = ["numpy"]
optional-dependencies = { test = ["pytest"], check = ["ruff"], bundle = ["pip"] }
""",
        encoding="utf-8",
    )
    return root


@pytest.fixture
def steps(stage: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The set-up commands run.py would have run, as text with the folder left out; none is run."""
    done: list[str] = []

    def record(command: list[str | Path]) -> None:
        done.append(" ".join(map(str, command)).replace(str(stage), "."))
        if "venv" in command:
            (stage / ".venv").mkdir(exist_ok=True)

    monkeypatch.setattr(run, "install", record)
    monkeypatch.setattr(run, "runs", (stage / ".venv").is_dir)
    return done
