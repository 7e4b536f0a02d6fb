"""The checker: every fault told whole, in one run, at its place; and nothing that a file can hold makes it fall over.

``tests/broken`` has one file a code, each the sound one with one mistake, and ``expected.txt`` the lines they give.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from engine.checking import Checked, check
from engine.faults import START, Fault, Severity
from engine.wording.faults import TEMPLATES, line, message
from engine.yaml_tree import MAX_BYTES

ROOT = Path(__file__).parents[2]
BROKEN = ROOT / "tests" / "broken"
SOUND = (BROKEN / "sound.yaml").read_text("utf-8")
EXPECTED = (BROKEN / "expected.txt").read_text("utf-8").splitlines()
FILES = sorted(file.stem for file in BROKEN.glob("*.yaml") if file.stem != "sound")
SHIPPED = [
    (ROOT / "criteria" / name).read_text("utf-8") for name in ("nq12-tu/2022-06-27.yaml", "tt124-xa/2022-02-10.yaml")
]
SEEN_BESIDE: dict[str, dict[str, Any]] = {
    "file_name": {"stem": "2024-07-01"},
    "folder_name": {"folder": "nq12-tu"},
    "looser": {"previous": check(SOUND).criteria},
}
"""What the checker is told beside the text, for the three faults that are not in the text alone."""


def lines(checked: Checked, file: str = "a.yaml") -> list[str]:
    """Write every fault as the checker prints it."""
    return [line(fault, file) for fault in checked.faults]


def codes(checked: Checked) -> list[str]:
    """Return the codes in the order of the faults."""
    return [fault.code for fault in checked.faults]


def changed(*pairs: tuple[str, str]) -> str:
    """Return the sound file with words that stand there once replaced."""
    text = SOUND
    for old, new in pairs:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in sound.yaml"
        text = text.replace(old, new)
    return text


# --------------------------------------------------------------------------------------------- a file for each code


def long_title() -> str:
    """The sound file with a title of 2,001 letters."""
    return changed(('"Bộ thử"', "a" * 2001))


GENERATED: dict[str, tuple[str | bytes, str]] = {
    "TOO_LARGE": ("#" * (MAX_BYTES + 1), "a.yaml:1:1: TOO_LARGE lỗi: tệp dài 1000001 byte, quá mức 1000000 byte"),
    "NOT_UTF8": (
        b"set: thu\ntitle: Ti\xc3\xaau ch\xed\n",
        "a.yaml:2:15: NOT_UTF8 lỗi: tệp không phải UTF-8 (gặp byte 0xed)",
    ),
    "UNREADABLE_CHARACTER": ("set: thu\ntitle: Bộ thử\x07 này\n", "a.yaml:2:14: UNREADABLE_CHARACTER lỗi: "),
    "TOO_DEEP": ("a: " + "[" * 30, "a.yaml:1:33: TOO_DEEP lỗi: lồng nhau quá 30 tầng"),
    "SYNTAX_TAB": ("set: thu\n\ttitle: Bộ thử\n", "a.yaml:2:1: SYNTAX_TAB lỗi: dòng có phím Tab: «title: Bộ thử»"),
    "TOO_LONG": (long_title(), f"a.yaml:3:8: TOO_LONG lỗi: chữ quá dài: «{'a' * 57}…»"),
}
NOT_FROM_ONE_MISTAKE = {
    "MORE_OF_THIS",  # needs 101 faults of one code: its own test below
    "NOT_VALID",  # the net under kinds of error that no file can reach today: its own test below
}
OF_REORGANISATIONS = {
    "NOT_AFTER_LAST", "NO_PREDECESSOR", "TAKEN_TWICE", "LONE_PART", "FROM_NOTHING", "NO_KIND", "CODE_TWICE",
    "CODE_TAKEN", "NO_DISTRICT", "NOTHING_CHANGES", "UNIT_COUNT",
}  # fmt: skip
"""Only files of reorganisations can have them: tests/engine/test_reorganising.py."""
OF_STANDING_ON = {
    "NO_BASE_FILE", "NO_SUCH_CARRIED", "NOT_CARRIED", "BASE_PART_MISSING", "BASE_LOOSER", "BASE_GROUP_LOOSER",
}  # fmt: skip
"""They need the file that another stands on: tests/engine/test_standing_on.py."""
OF_STATEMENTS = {"NOT_ONE_FORM", "NO_SOURCE", "IDS_TWICE"}
"""Only files of published statements can have them: tests/engine/test_statements.py."""


def test_every_code_has_a_broken_file_and_every_file_a_code() -> None:
    """A code without a file that shows it, or a file whose code is gone, fails here."""
    elsewhere = [*OF_STATEMENTS, *OF_REORGANISATIONS, *OF_STANDING_ON]
    shown = [*(stem.upper() for stem in FILES), *GENERATED, *NOT_FROM_ONE_MISTAKE, *elsewhere]
    assert sorted(shown) == sorted(TEMPLATES)


@pytest.mark.parametrize("stem", FILES)
def test_a_broken_file_gives_its_lines_and_no_other(stem: str) -> None:
    """One mistake is told as expected.txt has it to the letter: place, code, severity, what is wrong and its cure."""
    expected = [each for each in EXPECTED if each.startswith(f"{stem}.yaml:")]
    assert lines(check((BROKEN / f"{stem}.yaml").read_bytes(), **SEEN_BESIDE.get(stem, {})), f"{stem}.yaml") == expected
    assert expected
    assert all(f": {stem.upper()} " in each for each in expected)


def test_expected_lines_belong_to_files() -> None:
    """No line of expected.txt is left over from a file that is gone, and they stand in order."""
    named = [each.partition(".yaml:")[0] for each in EXPECTED]
    assert sorted(set(named)) == FILES
    assert named == sorted(named)


def test_the_sound_file_is_sound() -> None:
    """The file that all the others are made from has no fault, so that one mistake gives one fault."""
    assert lines(check(SOUND, stem="2024-01-01", folder="thu")) == []


@pytest.mark.parametrize("code", GENERATED)
def test_a_file_that_cannot_be_kept_gives_its_line(code: str) -> None:
    """Files that are too large, not text, or would be spoilt by an editor are made here; the fault stands alone."""
    data, start = GENERATED[code]
    checked = check(data)
    assert codes(checked) == [code]
    assert lines(checked)[0].startswith(start)
    assert checked.criteria is None


def test_the_net_under_unforeseen_errors_has_words() -> None:
    """A kind of error that nobody foresaw is still told with the value seen."""
    assert message(Fault("NOT_VALID", START, values={"seen": "x"})) == "giá trị «x» không dùng được ở đây"


@pytest.mark.parametrize("code", sorted(TEMPLATES))
def test_words_are_whole(code: str) -> None:
    """Both halves of every sentence are there, in NFC, on one line, without a full stop or a doubled blank."""
    for text in TEMPLATES[code]:
        assert text
        assert text == unicodedata.normalize("NFC", text).strip()
        assert not re.search(r"\s{2}|\s[,.;:?)»]|[(«]\s|[.\n]$", text.replace("«- »", "«-»"))


# ------------------------------------------------------------------------------------------------- places and order


@pytest.mark.parametrize(
    ("old", "new", "place", "there"),
    [
        ('title: "Bộ thử"', 'titel: "Bộ thử"', "3:1", "titel:"),  # an unknown key: at the key
        ("status: draft\n", "status: draft\nset: hai\n", "7:1", "set: hai"),  # a doubled key: at the second
        ("{flag: registered}\n", "{flag: registered, iss: true}\n", "38:28", "iss:"),
        ("wording: reconstructed", "wording: mới", "7:10", "mới"),  # a wrong value: at the value
        ("{level: commune, at_least: 2,", "{level: commune, at_least: -2,", "63:36", "-2,"),
        ("{count: bodies, at_least: 1}", "{count: bodies}", "27:9", "{count: bodies}"),  # a lack: at the part
        ('    title: "Đăng ký và nguồn lực"\n', "", "33:5", "id: TC02"),
        ("due: 2025-12-31", "due:", "59:9", ""),  # an empty value: where it would stand
    ],
)
def test_the_place_is_that_of_the_key_the_value_or_the_part(old: str, new: str, place: str, there: str) -> None:
    """Line and column count from 1 and point at what is wrong; the first fault stands there."""
    text = changed((old, new))
    mark = check(text).faults[0].mark if "titel" not in new else check(text).faults[1].mark
    assert f"{mark.line}:{mark.column}" == place
    assert text.splitlines()[mark.line - 1][mark.column - 1 :].startswith(there)


OFTEN_TYPED = {
    "a decimal comma in a short form": ("at_least: 70}", "at_least: 98,5}", "26:", "98.5"),
    "quotation marks inside quotation marks": ('"Bộ thử"', '"Đạt "An toàn""', "3:", "ngoặc kép"),
    "a quotation mark left open": ('"Bộ thử"', '"Bộ thử', "", "ngoặc kép"),
    "a star before text": ('"Bộ thử"', "*Bộ thử", "3:", "ngoặc kép"),
    "an exclamation mark before text": ('"Bộ thử"', "!Bộ thử", "3:", "ngoặc kép"),
    "no blank after a colon": ("status: draft", "status:draft", "6:", "dấu cách"),
    "no blank after a dash": ("  - id: TC02", "  -id: TC02", "33:", "dấu cách"),
    "the first key moved in": ("set: thu", "  set: thu", "", "thụt đầu dòng"),
    "a list on the line of its key": ("    of:\n      - {flag", "    of: - {flag", "37:", "xuống dòng"),
    "day and month changed about": ('starts_on: "11-16"', 'starts_on: "16-11"', "9:", "tháng-ngày"),
    "a per cent sign": ("at_least: 70}", "at_least: 70%}", "26:", "không dấu %"),
    "a tiny decimal": ("at_least: 70}", "at_least: 0.00000001}", "26:", "0.00000001"),
    "a sign in a day": ('"03-31"', '"+3-31"', "39:", "tháng-ngày"),
    "a blank in a day": ('"03-31"', '" 3-31"', "39:", "tháng-ngày"),
}
"""What is typed for what, the place where it is told, and the words that lead to the cure."""


@pytest.mark.parametrize("name", OFTEN_TYPED)
def test_a_common_slip_is_told_with_words_that_lead_to_its_cure(name: str) -> None:
    """Slips that YAML reads its own way are told at their line, with what to write instead."""
    old, new, place, words = OFTEN_TYPED[name]
    told = lines(check(changed((old, new))))
    assert told
    assert told[0].startswith(f"a.yaml:{place}")
    assert words in told[0]


def test_many_faults_are_told_in_one_run_in_order_of_place() -> None:
    """Structure, meaning, advice and examples are all told at once, from the first line to the last."""
    checked = check(
        changed(
            ('title: "Bộ thử"', 'titel: "Bộ thử"'),
            ("status: draft", "status: nháp"),
            ("[villages, offices]", "[villages, ofices]"),
            ('    basis: "Điều 5 khoản 1"\n', ""),
            ("{flag: registered}\n", "{flag: fund}\n"),
            ("criteria_met: 1}", "criteria_met: 2}"),
            ("base: 5", "base: 7"),
            ('["04831", "04876"]', '["04831", "4876"]'),
        )
    )
    assert [(fault.mark.line, fault.code) for fault in checked.faults] == [
        (2, "MISSING_KEY"), (3, "UNKNOWN_KEY"), (6, "WRONG_VALUE"), (14, "UNUSED_INDICATOR"), (15, "UNKNOWN_INDICATOR"),
        (33, "NO_BASIS"), (37, "KIND_MISMATCH"), (48, "BAND_NOT_FALLING"), (59, "GOALS_AGAINST_BASE"), (66, "BAD_CODE"),
    ]  # fmt: skip


def test_more_than_a_hundred_of_one_code_end_in_one_line() -> None:
    """After 100 faults of one code one line says how many more; other codes are told all the same."""
    checked = check(SOUND + "".join(f"khoa_{number}: 1\n" for number in range(150)) + "title: hai\n")
    assert codes(checked).count("UNKNOWN_KEY") == 100
    assert [each.split(" — ")[0] for each in lines(checked)[100:]] == [
        "a.yaml:218:1: DOUBLED_KEY lỗi: khóa «title» viết hai lần (lần đầu ở dòng 3)",
        "a.yaml:217:1: MORE_OF_THIS lỗi: còn 50 chỗ nữa cùng mã UNKNOWN_KEY",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('{id: full, title: "Đạt 2/2', '{id: "fu\\nll", title: "Đạt 2/2'),  # an id that others are compared with
        ("status: draft", "status: |\n  nháp\n  hai"),
        ("{flag: registered}", '{flag: "a\\nb"}'),
        ('title: "Bộ thử"', '"ti\\ntle": "Bộ thử"'),
    ],
)
def test_a_fault_is_one_line_whatever_the_file_holds(old: str, new: str) -> None:
    """A value of several lines is shown on one, so that a line printed is a fault."""
    found = lines(check(changed((old, new))))
    assert found
    assert [each for each in found if len(each.splitlines()) != 1] == []


def test_exactly_a_hundred_are_not_cut() -> None:
    """A hundred faults of one code are all told, without a line more."""
    assert codes(check(SOUND + "".join(f"khoa_{number}: 1\n" for number in range(100)))) == ["UNKNOWN_KEY"] * 100


# ------------------------------------------------------------------------------------------ names, versions, examples


def test_names_are_compared_only_when_given() -> None:
    """Text from nowhere has no name to differ from; a file's name and folder are each told where they differ."""
    assert check(SOUND).faults == ()
    assert codes(check(SOUND, stem="2024-01-01", folder="thu")) == []
    assert codes(check(SOUND, stem="ban-nhap", folder="khac")) == ["FOLDER_NAME", "FILE_NAME"]


def test_a_wrong_name_leaves_the_set_usable() -> None:
    """A file in the wrong place can still be previewed: only its name is wrong."""
    checked = check(SOUND, stem="ban-nhap")
    assert checked.has_errors
    assert checked.criteria is not None


WRONG_EXAMPLE = ("verdict: unmet\n        shortfall: {recognised: 2}", "verdict: met")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{flag: registered}\n", "{flag: fund}\n", "KIND_MISMATCH"),  # in another criterion
        ("due: 2025-12-31", "due: 2025-02-30", "IMPOSSIBLE_DATE"),  # in a target
        ("requires: {band: full}", "requires: {band: ful}", "UNKNOWN_BAND"),  # in a level
        ("blocks: [commune]", "blocks: [comune]", "UNKNOWN_LEVEL"),  # in a veto
        ('title: "Bộ thử"', "title: 5", "NOT_TEXT"),  # in the head
    ],
)
def test_examples_of_sound_criteria_run_beside_errors(old: str, new: str, code: str) -> None:
    """An error elsewhere does not keep the example of a sound criterion from being told as failing."""
    assert sorted(codes(check(changed((old, new), WRONG_EXAMPLE)))) == sorted([code, "EXAMPLE_FAILS"])


def test_a_wrong_name_does_not_keep_examples_from_running() -> None:
    """A wrong file name, an error in one criterion and a failing example of another are told together."""
    text = changed(("{flag: registered}\n", "{flag: fund}\n"), WRONG_EXAMPLE)
    assert codes(check(text, stem="ban-nhap")) == ["FILE_NAME", "EXAMPLE_FAILS", "KIND_MISMATCH"]


def test_an_example_is_told_at_its_own_place_where_ids_are_doubled() -> None:
    """Of two criteria with one id the first one's example is told in the first, not in the second."""
    checked = check(changed(("id: TC02", "id: TC01"), WRONG_EXAMPLE))
    assert [(fault.code, fault.mark.line) for fault in checked.faults] == [("EXAMPLE_FAILS", 30), ("DOUBLED_ID", 32)]


def test_a_failing_example_blocks_publication() -> None:
    """A failing example is an error; the set can be read all the same, to be looked at."""
    checked = check(changed(WRONG_EXAMPLE))
    assert checked.has_errors
    assert checked.criteria is not None


def test_a_warning_leaves_the_file_usable() -> None:
    """Warnings are told and keep nothing from being used."""
    checked = check((BROKEN / "no_basis.yaml").read_bytes())
    assert [fault.severity for fault in checked.faults] == [Severity.WARNING]
    assert not checked.has_errors
    assert checked.criteria is not None


# ------------------------------------------------------------------------------------------------ forms of the text


@pytest.mark.parametrize("text", [SOUND, *SHIPPED, (BROKEN / "unknown_indicator.yaml").read_text("utf-8")])
def test_the_form_of_the_text_changes_nothing(text: str) -> None:
    """NFD letters, Windows line ends and a byte order mark give the same set and the same faults as NFC and LF."""
    plain = check(text)
    for other in (
        unicodedata.normalize("NFD", text).encode(),
        text.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + text.encode(),
        text,
    ):
        checked = check(other)
        assert checked.faults == plain.faults
        assert checked.criteria == plain.criteria


def test_bytes_decide_the_digest() -> None:
    """The digest is that of the bytes as they are stored: one blank more is another file."""
    assert check(SOUND).digest == check(SOUND.encode()).digest
    assert check(SOUND).digest != check(SOUND + " ").digest
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", check(SOUND).digest)


BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (BOMB, "ANCHOR"),
        ("[" * 100_000, "TOO_DEEP"),
        ("{a: " * 100_000, "TOO_DEEP"),
        ("- " * 100_000, "TOO_DEEP"),
        ("[" * 31 + "]" * 31, "TOO_DEEP"),
        ("a" * (MAX_BYTES + 1), "TOO_LARGE"),
        (("a: " + "ầ" * 500_000).encode(), "TOO_LARGE"),
        ("a: " + "ầ" * 500_000, "TOO_LARGE"),
        (SOUND.encode("utf-16"), "NOT_UTF8"),
        (b"\x00\x01\x02", "UNREADABLE_CHARACTER"),
        ("title: \ud800", "NOT_UTF8"),
        ("", "EMPTY_FILE"),
        (b"", "EMPTY_FILE"),
        ("\n\n", "EMPTY_FILE"),
    ],
)
def test_what_is_beyond_the_limits_is_refused_alone(data: str | bytes, code: str) -> None:
    """Bombs of aliases or brackets, too large files and what is no text give one fault and are read no further."""
    assert codes(check(data)) == [code]


def test_the_limits_themselves_are_allowed() -> None:
    """A file of exactly 1 MB is read; so are 30 levels."""
    padded = SOUND + "#" + "a" * (MAX_BYTES - len(SOUND.encode()) - 1)
    assert len(padded.encode()) == MAX_BYTES
    assert check(padded).faults == ()
    assert "TOO_DEEP" not in codes(check("[" * 30 + "]" * 30))
