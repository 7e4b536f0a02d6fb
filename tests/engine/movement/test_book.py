"""The book of the register: what a file may not hold, told with line, column and cure."""

import pytest

from engine.faults import Fault
from engine.movement.book import is_book, read_book
from engine.wording.faults import cure, message

SOUND = """\
register: mo-hinh
title: Sổ thử
effective_from: 2022-06-27
wording: reconstructed
fields:
  - {id: security, title: An ninh}
kinds:
  - {id: camera, title: Camera, purpose: Phòng ngừa}
  - {id: zalo, title: Zalo, purpose: Báo tin}
bodies:
  - {id: cong-an, title: Công an}
ratings:
  - {id: good, title: Tốt}
counts:
  - id: a
    set: thu
    indicator: models
    title: Mô hình
    of: models
    where: {kinds: [camera], ratings: [good]}
"""


def faults_of(old: str, new: str) -> list[Fault]:
    """Read the sound book with a change."""
    assert SOUND.count(old) == 1
    book, faults = read_book(SOUND.replace(old, new))
    assert book is None
    return list(faults)


def test_a_sound_book() -> None:
    """What is not written has a plain meaning: a village has one of a kind, a rule counts what is active."""
    book, faults = read_book(SOUND.encode(), stem="2022-06-27")

    assert faults == ()
    assert book is not None
    assert [each.many for each in book.kinds] == [False, False]
    assert [str(each) for each in book.counts[0].where.standings] == ["active"]
    assert [each.indicator for each in book.rules_of("thu")] == ["models"]
    assert book.rules_of("khac") == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "place", "said"),
    [
        ("register: mo-hinh", "register: so-khac", "WRONG_VALUE", (1, 11), "mo-hinh"),
        ("wording: reconstructed\n", "", "MISSING_KEY", (1, 1), "wording"),
        ("title: Zalo", "title: Zalo, basiss: B", "UNKNOWN_KEY", (9, 29), "basis"),
        ("id: zalo", "id: camera", "DOUBLED_ID", (9, 10), "dòng 8"),
        ("id: a\n", "id: a\n    of: members\n", "DOUBLED_KEY", (20, 5), "of"),
        ("title: Camera", "title: Tổ dòng họ", "PERSONAL_DATA", (8, 25), "dòng họ"),
        ("purpose: Phòng ngừa", "purpose: Theo tôn giáo", "PERSONAL_DATA", (8, 42), "tôn giáo"),
        ("title: Công an", "title: Ban dân tộc", "PERSONAL_DATA", (11, 26), "dân tộc"),
        ("id: zalo", "id: clan", "PERSONAL_DATA", (9, 10), "clan"),
        ("kinds: [camera]", "kinds: [camra]", "WRONG_VALUE", (20, 21), "camera"),
        ("ratings: [good]", "ratings: [fair]", "WRONG_VALUE", (20, 40), "good"),
        ("ratings: [good]", "standings: [on]", "WRONG_VALUE", (20, 42), "active"),
        ("of: models", "of: people", "WRONG_VALUE", (19, 9), "members"),
        ("title: Zalo,", "title: Zalo, many: yes,", "NOT_TRUE_FALSE", (9, 35), "true"),
        ("2022-06-27", "2022-06-31", "IMPOSSIBLE_DATE", (3, 17), "2022-06-31"),
    ],
)  # fmt: skip
def test_what_a_book_may_not_hold(old: str, new: str, code: str, place: tuple[int, int], said: str) -> None:
    """One mistake is one fault with its place and its cure, and the book is not used."""
    found = faults_of(old, new)

    assert [(each.code, (each.mark.line, each.mark.column)) for each in found] == [(code, place)]
    assert said in f"{message(found[0])} {cure(found[0])}"


def test_every_fault_at_once() -> None:
    """Faults of structure and of meaning are told together, in the order of their places."""
    found = faults_of(
        "title: Camera, purpose: Phòng ngừa}\n  - {id: zalo, title: Zalo", "title: Tổ họ tộc}\n  - {id: camera, titl: Z"
    )

    assert [each.code for each in found] == ["MISSING_KEY", "PERSONAL_DATA", "MISSING_KEY", "DOUBLED_ID", "UNKNOWN_KEY"]


def test_one_figure_from_two_rules() -> None:
    """A figure of a set comes from one rule."""
    second = SOUND[SOUND.index("  - id: a\n") :].replace("id: a", "id: b")
    book, (fault,) = read_book(SOUND + second)

    assert (book, fault.code, fault.mark.line, fault.values["seen"]) == (None, "DOUBLED_ID", 23, "thu/models")


@pytest.mark.parametrize("text", ["", "- a\n", "a: [\n"])
def test_what_is_no_book(text: str) -> None:
    """A file that is empty, a list, or no YAML is refused with a fault, and means to be no book."""
    book, faults = read_book(text)

    assert book is None
    assert faults
    assert not is_book(text.encode())


def test_which_file_means_to_be_one() -> None:
    """The key tells it, also while the rest is faulty."""
    assert is_book(b"register: mo-hinh\nkinds: 3\n")
    assert not is_book(b"set: nq12-tu\n")


def test_the_name_of_the_file() -> None:
    """The file is named after the day from which it holds."""
    book, (fault,) = read_book(SOUND, stem="2023-01-01")

    assert (book, fault.code, fault.mark.line) == (None, "FILE_NAME", 3)
