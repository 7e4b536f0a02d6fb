"""The five further programmes as they are shipped, for tests alone."""

from __future__ import annotations

from pathlib import Path

from engine.checking import check
from engine.criteria import CriteriaSet
from engine.wording.faults import line

FOLDER = Path(__file__).parents[1] / "criteria"
FILES = {
    "ct22-tu": FOLDER / "ct22-tu" / "2016-01-01.yaml",
    "bach-thong": FOLDER / "bach-thong" / "2017-06-21.yaml",
    "ho-an-toan": FOLDER / "ho-an-toan" / "2018-07-01.yaml",
    "to-dan-van": FOLDER / "to-dan-van" / "2014-10-14.yaml",
    "phuong-kieu-mau": FOLDER / "phuong-kieu-mau" / "2022-06-27.yaml",
}


def read(name: str) -> CriteriaSet:
    """Read a set, which must have no fault at all, warnings included: so every example of it holds."""
    file = FILES[name]
    checked = check(file.read_bytes(), stem=file.stem, folder=file.parent.name)
    assert [line(fault, file.name) for fault in checked.faults] == []
    assert checked.criteria is not None
    return checked.criteria


SETS = {name: read(name) for name in FILES}
