from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest

from engine.faults import Fault, Mark, Severity
from engine.yaml_tree import MAX_BYTES, MAX_DEPTH, Value, read_text, read_tree


def value_of(text: str | bytes) -> Value:
    """Read a text that has no fault at all."""
    tree = read_tree(text)
    assert tree.faults == []
    return tree.value


def only_fault(text: str | bytes) -> Fault:
    """Return the one fault of a text."""
    (fault,) = read_tree(text).faults
    return fault


def place_of_fault(text: str | bytes) -> tuple[str, int, int]:
    """Return the code, line and column of the one fault of a text."""
    fault = only_fault(text)
    return fault.code, fault.mark.line, fault.mark.column


# -------------------------------------------------------------------------------------------------- scalars


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12", 12),
        ("0", 0),
        ("-3", -3),
        ("2.5", Decimal("2.5")),
        ("-5.25", Decimal("-5.25")),
        ("99.9999", Decimal("99.9999")),
        ("0.0001", Decimal("0.0001")),
        ("true", True),
        ("false", False),
        ("", None),
        ("~", None),
        ("null", None),
        # what YAML 1.1 would turn into something else is what was typed
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("True", "True"),
        ("NULL", "NULL"),
        ("010", "010"),
        ("0o17", "0o17"),
        ("0x1F", "0x1F"),
        ("1:30", "1:30"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("1e3", "1e3"),
        ("1.5e3", "1.5e3"),
        (".5", ".5"),
        ("5.", "5."),
        ("+5", "+5"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1.000.000", "1.000.000"),
        ("98,5", "98,5"),
        ("80%", "80%"),
        ("2022-06-27", "2022-06-27"),
        ("2022-6-7", "2022-6-7"),
        ("2022-06-27T10:00:00", "2022-06-27T10:00:00"),
        ("=", "="),
        ("<<", "<<"),
        # quoted is text, whatever it looks like
        ('"12"', "12"),
        ("'true'", "true"),
        ('"11-16"', "11-16"),
        ('""', ""),
        ("xã", "xã"),
    ],
)
def test_a_scalar_is_what_people_mean(written: str, expected: Value) -> None:
    """Whole numbers, decimals, true and false are values; every other word and all that is quoted is text."""
    found = value_of(f"a: {written}\n")
    assert found == {"a": expected}
    assert isinstance(found, dict)
    assert type(found["a"]) is type(expected)


def test_a_number_too_long_to_be_one_is_text() -> None:
    """A run of more than thirty digits is text; a number never takes long to read."""
    assert value_of("a: " + "1" * 30) == {"a": int("1" * 30)}
    assert value_of("a: " + "1" * 31) == {"a": "1" * 31}
    assert value_of("a: " + "1" * 900_000) == {"a": "1" * 900_000}


@pytest.mark.parametrize(
    ("written", "read", "whole"),
    [("1.000", "1", "1000"), ("12.500", "12.5", "12500"), ("-1.250", "-1.25", "-1250")],
)
def test_a_point_that_may_mark_thousands_is_warned_of(written: str, read: str, whole: str) -> None:
    """«1.000» is read as one, with a warning that says both readings and where it stands."""
    tree = read_tree(f"a:\n  - {written}\n")
    assert tree.value == {"a": [Decimal(written)]}
    assert tree.faults == [
        Fault(
            "LOOKS_LIKE_THOUSANDS",
            Mark(2, 5),
            Severity.WARNING,
            {"seen": written, "read": read, "whole": whole},
            ("a", 0),
        )
    ]


@pytest.mark.parametrize("written", ["1.5", "12.25", "0.500", "1.0000", "1000.500", "1.0", '"1.000"'])
def test_other_points_mark_decimals(written: str) -> None:
    """A decimal that cannot be read as thousands, or is quoted, is not warned of."""
    assert read_tree(f"a: {written}\n").faults == []


# --------------------------------------------------------------------------------------------- forms, places


def test_places_are_counted_from_one_in_characters() -> None:
    """Every value and every key has its line and column, counted from 1 in characters, not in bytes."""
    tree = read_tree('tên: Xã Đà Bắc\nmức: {đủ: ở đây, "b": [1, {c: 2}]}\n')
    assert tree.value == {"tên": "Xã Đà Bắc", "mức": {"đủ": "ở đây", "b": [1, {"c": 2}]}}
    assert tree.place(()) == Mark(1, 1)
    assert tree.place(("tên",)) == Mark(1, 6)
    assert tree.key_place(("mức",)) == Mark(2, 1)
    assert tree.place(("mức", "đủ")) == Mark(2, 11)
    assert tree.key_place(("mức", "b")) == Mark(2, 18)
    assert tree.place(("mức", "b", 1)) == Mark(2, 27)
    assert tree.place(("mức", "b", 1, "c")) == Mark(2, 31)
    assert tree.key_place(("mức", "b", 1)) == Mark(2, 27)
    assert tree.place(("mức", "b", 7)) == tree.place(("mức", "b", 7, "nowhere")) == Mark(2, 23)
    assert tree.key_place(("nowhere",)) == Mark(1, 1)


def test_block_and_flow_are_one() -> None:
    """Block and flow style, folded and literal text, comments and a directive give the same values."""
    block = "# ghi chú\na:\n  - b: 1\n    c: x y\n  - []\nd: {}\n"
    assert value_of(block) == value_of("{a: [{b: 1, c: x y}, []], d: {}}") == value_of("%YAML 1.2\n---\n" + block)
    assert value_of("a: >-\n  x\n  y\nb: |\n  12\n") == {"a": "x y", "b": "12\n"}


def test_keys_are_text() -> None:
    """A key that looks like a number, a date or a word of YAML is text."""
    assert value_of("2025: 1\nno: 2\n2022-06-27: 3\n1.000: 4\n") == {
        "2025": 1,
        "no": 2,
        "2022-06-27": 3,
        "1.000": 4,
    }


@pytest.mark.parametrize(
    ("text", "line", "column"), [("[a]: 1\n", 1, 1), ("? [a]\n: 1\n", 1, 3), ("a: {{b: 1}: 2}\n", 1, 5)]
)
def test_a_key_is_not_a_list_or_mapping(text: str, line: int, column: int) -> None:
    """A key that is a list or a mapping (a template's double brace, say) is a fault at its place."""
    assert place_of_fault(text) == ("KEY_NOT_TEXT", line, column)


def test_a_doubled_key_is_a_fault_and_the_first_stands() -> None:
    """A doubled key is a fault that names the line of the first; its value is passed over."""
    tree = read_tree("a: 1\nb: 2\na: {x: [1, {y: 1.000}], x: 2}\nc: {d: 1, d: 2}\n")
    assert tree.value == {"a": 1, "b": 2, "c": {"d": 1}}
    assert tree.faults == [
        Fault("DOUBLED_KEY", Mark(3, 1), values={"seen": "a", "first": "1"}, path=()),
        Fault("DOUBLED_KEY", Mark(4, 11), values={"seen": "d", "first": "4"}, path=("c",)),
    ]


def test_keys_that_differ_in_unicode_form_alone_are_doubled() -> None:
    """A key in NFC and the same in NFD are one key."""
    text = f"{unicodedata.normalize('NFC', 'tiếng')}: 1\n{unicodedata.normalize('NFD', 'tiếng')}: 2\n"
    assert place_of_fault(text) == ("DOUBLED_KEY", 2, 1)


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "seen"),
    [
        ("a: 1\nb: &x 1\n", "ANCHOR", 2, 4, "&x"),
        ("a: &x [1]\nb: *x\n", "ANCHOR", 1, 4, "&x"),
        ("a: &x {}\n", "ANCHOR", 1, 4, "&x"),
        ("&k a: 1\n", "ANCHOR", 1, 1, "&k"),
        ("b: *x\n", "ALIAS", 1, 4, "*x"),
        ("a: {<<: *x}\n", "ALIAS", 1, 9, "*x"),
        ("a: !!str 1\n", "TAG", 1, 4, "tag:yaml.org,2002:str"),
        ("a: !!python/object:os.system [x]\n", "TAG", 1, 4, "tag:yaml.org,2002:python/object:os.system"),
        ("a: !mine {}\n", "TAG", 1, 4, "!mine"),
        ("a: ! 1\n", "TAG", 1, 4, "!"),
    ],
)
def test_what_the_format_leaves_out_is_refused(text: str, code: str, line: int, column: int, seen: str) -> None:
    """An anchor, an alias and a tag are refused at their place, with the sign that was seen."""
    fault = only_fault(text)
    assert (fault.code, fault.mark, fault.values) == (code, Mark(line, column), {"seen": seen})
    assert fault.severity is Severity.ERROR


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    """The billion laughs do not get as far as the first laugh."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    assert place_of_fault("\n".join(lines)) == ("ANCHOR", 1, 4)


def test_a_second_document_is_refused() -> None:
    """A file is one document; what follows «---» is refused, also when it is faulty itself."""
    assert place_of_fault("a: 1\n---\nb: 2\n") == ("SECOND_DOCUMENT", 2, 1)
    assert value_of("---\na: 1\n...\n") == {"a": 1}
    assert only_fault("a: 1\n...\nb\n").code.startswith("SYNTAX")


@pytest.mark.parametrize("text", ["", "\n\n", "# chỉ có ghi chú\n", "\ufeff"])
def test_an_empty_file_is_a_fault(text: str) -> None:
    """A file with nothing in it, or nothing but comments, is a fault at its start."""
    assert place_of_fault(text) == ("EMPTY_FILE", 1, 1)


# --------------------------------------------------------------------------------------------------- limits


def nested(depth: int, form: str) -> str:
    """A text of that depth: brackets, braces, or blocks."""
    if form == "blocks":
        return "".join(" " * level + "a:\n" for level in range(depth))
    left, right = {"brackets": ("[", "]"), "braces": ("{a: ", "}"), "both": ("[{a: ", "}]")}[form]
    times = depth // 2 if form == "both" else depth
    return left * times + right * times


@pytest.mark.parametrize("form", ["brackets", "braces", "both", "blocks"])
def test_thirty_levels_are_read_and_thirty_one_refused(form: str) -> None:
    """A file thirty levels deep is read; at the thirty-first level it is refused, with the limit."""
    assert read_tree(nested(MAX_DEPTH, form)).faults == []
    fault = only_fault(nested(MAX_DEPTH + 2 if form == "both" else MAX_DEPTH + 1, form))
    assert (fault.code, fault.values) == ("TOO_DEEP", {"limit": "30"})


def test_depth_is_counted_down_again() -> None:
    """A hundred lists side by side are two levels deep, not a hundred."""
    assert value_of(f"[{'[], ' * 99}[]]") == [[]] * 100
    after = f"[{'[], ' * 99}{nested(MAX_DEPTH, 'brackets')}]"
    assert only_fault(after).code == "TOO_DEEP"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "a: " + "[" * 200_000 + "]" * 200_000,
        "{a: " * 150_000,
        "{" * 200_000,
        "- " * 200_000,
        "[\n" * 200_000,
        "? " * 200_000,
    ],
    ids=["brackets", "closed", "braces", "bare braces", "dashes", "lines", "questions"],
)
def test_a_bomb_of_brackets_is_refused(text: str) -> None:
    """Two hundred thousand levels are refused near the start; nothing recurses, nothing crashes."""
    fault = only_fault(text)
    assert fault.code in {"TOO_DEEP", "KEY_NOT_TEXT"}
    assert fault.mark.line <= MAX_DEPTH + 1


def test_a_megabyte_is_read_and_one_byte_more_is_refused() -> None:
    """A file of 1,000,000 bytes is read, one of 1,000,001 is refused; letters count by their bytes."""
    assert MAX_BYTES == 1_000_000
    start = "a: 1\n# "
    assert value_of(start + "x" * (MAX_BYTES - len(start))) == {"a": 1}
    fault = only_fault(start + "x" * (MAX_BYTES - len(start) + 1))
    assert (fault.code, fault.mark) == ("TOO_LARGE", Mark(1, 1))
    assert fault.values == {"seen": "1000001", "limit": "1000000"}
    assert value_of(start + "ờ" * 333_330) == {"a": 1}
    assert only_fault(start + "ờ" * 333_340).code == "TOO_LARGE"


# ------------------------------------------------------------------------------------------------ encodings

TEXT = "tên: Xã Đà Bắc, thuở ấy\nmức:\n  - đạt\n"
PLAIN = {"tên": "Xã Đà Bắc, thuở ấy", "mức": ["đạt"]}


@pytest.mark.parametrize(
    "data",
    [
        TEXT,
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        "\ufeff" + TEXT,
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        unicodedata.normalize("NFD", TEXT),
        unicodedata.normalize("NFD", TEXT).encode("utf-8-sig"),
    ],
    ids=["text", "bytes", "BOM", "BOM as text", "CRLF", "CR", "NFD", "NFD with BOM"],
)
def test_every_common_way_to_save_a_file_reads_alike(data: str | bytes) -> None:
    """With or without a BOM, with any line ends, in NFC or NFD: the same values at the same places."""
    assert value_of(data) == PLAIN
    assert read_tree(data).places == read_tree(TEXT).places
    assert read_tree(data).keys == read_tree(TEXT).keys


@pytest.mark.parametrize(
    ("data", "code", "line", "column", "seen"),
    [
        (TEXT.encode("utf-16"), "NOT_UTF8", 1, 1, "0xff"),
        (b"# \xc3\xa1\n# \xe1\xbb\x9f X\xe3\n", "NOT_UTF8", 2, 6, "0xe3"),
        ("a: caf\xe9\n".encode("latin-1"), "NOT_UTF8", 1, 7, "0xe9"),
        (b"a: \xe1\xbb", "NOT_UTF8", 1, 4, "0xe1"),
        ("a: \ud800\n", "NOT_UTF8", 1, 4, "0xed"),
    ],
    ids=["UTF-16", "latin-1 on line 2", "latin-1", "cut off", "half a character"],
)
def test_another_encoding_is_refused_at_its_first_foreign_byte(
    data: str | bytes, code: str, line: int, column: int, seen: str
) -> None:
    """A file that is not UTF-8 is refused at the first byte that is not, its column counted in characters."""
    text, fault = read_text(data)
    assert text == ""
    assert fault == Fault(code, Mark(line, column), values={"seen": seen})
    assert read_tree(data).faults == [fault]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: x\x07y\n", 1, 5),
        ("a: 1\nb: \x00\n", 2, 4),
        ("a: \x1b[31m\n", 1, 4),
        ("tên: Xã ở\x07 đây\n", 1, 10),
        ("a: 1\nb: ờờờ\x01\n", 2, 7),
        ("# Đảng ủy, Ủy ban nhân dân\r\nb: \x01\r\n", 2, 4),
    ],
)
def test_a_character_that_no_text_holds_is_refused_at_its_place(text: str, line: int, column: int) -> None:
    """A control character is refused at its line and column, also behind letters of several bytes."""
    assert place_of_fault(text) == ("UNREADABLE_CHARACTER", line, column)


def test_wide_text_without_a_mark_is_refused() -> None:
    """UTF-16 without its mark is full of zero bytes: refused at the first of them."""
    assert place_of_fault("a: 1\n".encode("utf-16-le")) == ("UNREADABLE_CHARACTER", 1, 2)


# --------------------------------------------------------------------------------------------------- syntax


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        # where it was opened, not where the file ends
        ('a: 1\nb: "xyz\nc: 2\n', "SYNTAX_QUOTE", 2, 4),
        ("a: 1\nb: 'xyz\nc: 2\n", "SYNTAX_QUOTE", 2, 4),
        ('tên: "Xã Đà Bắc\n', "SYNTAX_QUOTE", 1, 6),
        ("a: 1\nb: [1, 2\nc: 3\n", "SYNTAX_LIST", 2, 4),
        ("a:\n  - [1, [2, 3]\n", "SYNTAX_LIST", 2, 5),
        ("a: 1\nb: {x: 1, y: 2\nc: 3\n", "SYNTAX_MAP", 2, 4),
        # tabs
        ("a:\n\tb: 1\n", "SYNTAX_TAB", 2, 1),
        ("a:\n  b: 1\n\tc: 2\n", "SYNTAX_TAB", 3, 1),
        # the rest
        ("a: b: c\n", "SYNTAX_COLON", 1, 5),
        ("a:\n  b: 1\n c: 2\n", "SYNTAX_INDENT", 3, 2),
        ("a: 'it's'\n", "SYNTAX_INDENT", 1, 8),
        ("a: %x\n", "SYNTAX_SIGN", 1, 4),
        ("a: @x\n", "SYNTAX_SIGN", 1, 4),
        ("a: `x`\n", "SYNTAX_SIGN", 1, 4),
        ("a: ]\n", "SYNTAX_LIST", 1, 4),
        ('a: "\\q"\n', "SYNTAX_ESCAPE", 1, 5),
    ],
)
def test_a_fault_of_yaml_is_told_with_its_place(text: str, code: str, line: int, column: int) -> None:
    """What YAML cannot read has a code of its own and the place where people must look."""
    assert place_of_fault(text) == (code, line, column)
    assert read_tree(text).value is None


def test_a_line_without_its_colon_is_told_at_that_line() -> None:
    """A key whose colon is missing is told at its own line, not at the next."""
    fault = only_fault("a: 1\nbcd\ne: 2\n")
    assert (fault.code, fault.mark, fault.values) == ("SYNTAX_NO_COLON", Mark(2, 1), {"seen": "bcd"})


def test_a_tab_inside_a_quoted_text_is_not_to_blame() -> None:
    """A tab within a quoted text is allowed; what is wrong behind the text is told as it is."""
    assert value_of('a: "x\ty"\n') == {"a": "x\ty"}
    assert only_fault('a: "x\ty" z\n').code != "SYNTAX_TAB"


def test_the_line_seen_is_shown_in_short() -> None:
    """A fault of YAML shows the line it stands on, up to sixty characters."""
    assert only_fault(f"a: [{'x' * 200}\n").values == {"seen": f"a: [{'x' * 56}"}


def test_faults_before_the_one_that_ends_the_reading_are_kept() -> None:
    """A doubled key is still told when a fault of YAML further down ends the reading."""
    tree = read_tree("a: 1\na: 2\nb: [1\n")
    assert [(fault.code, fault.mark.line) for fault in tree.faults] == [
        ("DOUBLED_KEY", 2),
        ("SYNTAX_LIST", 3),
    ]
