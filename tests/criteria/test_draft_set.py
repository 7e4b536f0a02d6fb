"""The draft of the set for xã and phường: what had to change is changed, nothing else, and it says what it is."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import Path

from engine.checking import check
from engine.criteria import CriteriaSet
from engine.privacy import looks_like_an_id, personal_word
from engine.wording.faults import line

FOLDER = Path(__file__).parents[2] / "criteria" / "nq12-tu"
FILE, BEFORE = FOLDER / "2025-07-01.yaml", FOLDER / "2022-06-27.yaml"


def read(file: Path) -> CriteriaSet:
    """Read a file of the set."""
    criteria = check(file.read_bytes(), stem=file.stem, folder="nq12-tu").criteria
    assert criteria is not None
    return criteria


OLD, NEW = read(BEFORE), read(FILE)


def test_it_has_no_fault_beside_the_version_before() -> None:
    """Checked whole and against 2022, every example run: nothing wrong and no bound looser."""
    checked = check(FILE.read_bytes(), stem="2025-07-01", folder="nq12-tu", previous=OLD)
    assert [line(fault, "") for fault in checked.faults] == []


def test_it_is_a_draft_and_says_so() -> None:
    """A draft of a reconstruction, to be confirmed: to the program and to whoever opens the file."""
    assert (NEW.status, NEW.wording, NEW.effective_from) == ("draft", "reconstructed", date(2025, 7, 1))
    text = FILE.read_text("utf-8")
    assert "DỰ THẢO, CHỜ XÁC NHẬN" in text
    assert "ĐÂY LÀ BẢN DỰNG LẠI" in text


def test_the_district_is_gone() -> None:
    """For xã and phường, with two levels; no veto, goal or requirement speaks of a district."""
    assert NEW.applies_to == ["xã", "phường"]
    assert list(NEW.levels) == ["commune", "province"]
    assert [veto.blocks for veto in NEW.vetoes] == [None, None, ["province"]]
    assert [(each.id, [goal.level for goal in each.goals]) for each in NEW.targets] == [("2030", ["province"])]
    assert all(goal.per is None for each in NEW.targets for goal in each.goals)


def test_nothing_else_is_changed() -> None:
    """The same indicators and criteria; two thresholds alone grew, and both are said to be assumed."""
    assert NEW.indicators == OLD.indicators
    assert [each.id for each in NEW.criteria] == [each.id for each in OLD.criteria]
    other = [new.id for old, new in zip(OLD.criteria, NEW.criteria, strict=True) if new.condition != old.condition]
    assert other == ["TC06", "TC16"]
    for each in NEW.criteria:
        assert each.basis == next(old.basis for old in OLD.criteria if old.id == each.id)
        if each.id in other:
            assert "giả định" in (each.note or "")
            assert "gấp" in (each.note or "")


def test_every_criterion_has_its_source_and_examples() -> None:
    """Each has a basis and examples that are met, unmet and unknown."""
    for each in NEW.criteria:
        assert each.basis, each.id
        assert {example.verdict for example in each.examples} == {"met", "unmet", "unknown"}, each.id
    assert [each.document for each in NEW.legal_basis] == [
        "12-NQ/TU",
        "124/2021/TT-BCA",
        "318/QĐ-TTg",
        "1676/NQ-UBTVQH15",
    ]


def test_the_text_is_plain_and_impersonal() -> None:
    """NFC, one kind of line end, 120 columns, and nothing about people."""
    text = FILE.read_bytes().decode("utf-8")
    assert text == unicodedata.normalize("NFC", text)
    assert not re.search(r"\r|\t| $", text, re.MULTILINE)
    assert max(len(each) for each in text.splitlines()) <= 120
    said = [each for each in text.splitlines() if not each.lstrip().startswith("#")]
    assert [each for each in said if personal_word(each) or looks_like_an_id(each)] == []
