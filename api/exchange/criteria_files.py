"""Criteria files on disk: read one with its place among its versions; the sets that are shipped."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from engine.checking import Checked, check
from engine.criteria import CriteriaSet
from engine.source import read_source

SHIPPED = "nq12-tu/2022-06-27.yaml"
"""The set that the demonstration shows."""


def read_for_check(path: Path) -> Checked:
    """Examine a file whole: its name and folder too, and against the version before it in its folder."""
    whole = path.resolve()
    return check(path.read_bytes(), stem=whole.stem, folder=whole.parent.name, previous=version_before(whole))


def read_for_use(path: Path) -> Checked:
    """Examine a file that was named to be used as given, whatever it is called and in force or not."""
    return check(path.read_bytes())


def read_shipped(name: str = SHIPPED) -> Checked:
    """Examine a file of the package."""
    return check((files("criteria") / name).read_bytes())


def version_before(path: Path) -> CriteriaSet | None:
    """Return the sound file of the same folder with the latest day before this one's, None when there is none."""
    older = sorted((each for each in path.parent.glob("*.yaml") if each.stem < path.stem), reverse=True)
    return next((found for each in older if (found := read_source(each.read_bytes()).criteria)), None)
