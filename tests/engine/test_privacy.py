"""What the system never holds is refused wherever a name for it could be written, and told by its word."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from engine.checking import check
from engine.privacy import looks_like_an_id, personal_word
from engine.wording.faults import message

ROOT = Path(__file__).parents[2]
SOUND = (ROOT / "tests" / "broken" / "sound.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Số hộ theo tôn giáo", "tôn giáo"),
        ("Tỷ lệ tín ngưỡng", "tín ngưỡng"),
        ("SỐ HỘ CÔNG GIÁO", "công giáo"),
        ("Phật giáo, Tin Lành", "phật giáo"),
        ("Số người dân tộc Mường", "dân tộc"),
        ("Dòng họ tự quản", "dòng họ"),
        ("Số hộ cùng huyết thống", "huyết thống"),
        ("Họ và tên Trưởng xóm", "họ và tên"),
        ("Số CCCD", "cccd"),
        ("Căn cước công dân", "căn cước"),
        ("Ngày sinh", "ngày sinh"),
        ("Số điện thoại của hộ", "số điện thoại"),
        ("religion", "religion"),
        ("ethnic_group", "ethnic"),
        ("household_phone", "phone"),
        ("full_name", "full_name"),
        ("citizen_id", "citizen_id"),
        ("date_of_birth", "date_of_birth"),
    ],
)
def test_words_of_personal_data_are_found(text: str, word: str) -> None:
    """Names, ids, beliefs, origins and kinship are found in Vietnamese and English, whatever the case or form."""
    assert personal_word(text) == word
    assert personal_word(unicodedata.normalize("NFD", text)) == word
    assert personal_word(text.upper()) == word


@pytest.mark.parametrize(
    "text",
    [
        "Số khu dân cư",
        "Ngày hội Đại đoàn kết toàn dân tộc",
        "Có đường dây nóng được công khai",
        "Số hộ đã đăng ký tham gia",
        "Họp dân",  # begins like «họ»
        "Số tin báo, tố giác về tội phạm",
        "Căn cứ pháp lý",  # begins like «căn cước»
        "Số cuộc họp",
        "telephone_lines",  # «phone» inside another word
        "declanning",
        "villages_with_good_team",
        "Năm",
        "",
    ],
)
def test_plain_words_are_let_through(text: str) -> None:
    """What merely looks alike, and the name of the day of national unity, holds no personal data."""
    assert personal_word(text) is None


def test_the_allowed_name_does_not_hide_what_stands_beside_it() -> None:
    """Only the name of the day is allowed, not the word wherever it stands."""
    assert personal_word("Ngày hội toàn dân tộc và số hộ dân tộc Dao") == "dân tộc"


@pytest.mark.parametrize(
    ("text", "is_id"),
    [
        ("017088001234", True),  # twelve digits of a citizen's id
        ("Số 113456789", True),  # nine of an old one
        ("Gọi 0912 345 678", True),
        ("0912.345.678", True),
        ("+84 912 345 678", True),
        ("0218-385-2111", True),
        ("124/2021/TT-BCA", False),
        ("12-NQ/TU ngày 27/6/2022", False),
        ("Quyết định 318/QĐ-TTg", False),
        ("25 đơn vị, 16 được công nhận", False),
        ("1234567890123", False),  # thirteen: neither id nor phone
        ("12345678", False),
        ("", False),
    ],
)
def test_nine_to_twelve_digits_look_like_an_id(text: str, is_id: bool) -> None:  # noqa: FBT001 -- a table of truths
    """Ids and phone numbers are seen, also with blanks, points or dashes; dates and numbers of documents are not."""
    assert looks_like_an_id(text) is is_id


@pytest.mark.parametrize(
    ("old", "new", "place", "word"),
    [
        ("offices: {label:", "religion: {label:", (14, 3), "religion"),  # an indicator's id, at the key
        ('"Số cơ quan"', '"Số hộ theo tôn giáo"', (14, 20), "tôn giáo"),  # a label, at its value
        ('"Tỷ lệ đơn vị được công nhận"', '"Số hộ Công giáo"', (23, 12), "công giáo"),
        ('    basis: "Điều 5 khoản 4"\n', '    basis: "Điều 5"\n    group: "Dân tộc"\n', (25, 12), "dân tộc"),
        ('title: "Không đăng ký"', 'title: "Theo dòng họ"', (45, 22), "dòng họ"),  # a veto
    ],
)
def test_personal_data_is_refused_where_names_are_given(old: str, new: str, place: tuple[int, int], word: str) -> None:
    """Ids and labels of indicators and titles and groups of criteria and vetoes are looked at, each at its place."""
    assert SOUND.count(old) == 1
    text = SOUND.replace(old, new).replace("sum: [villages, offices]", "sum: [villages]")
    (fault,) = [each for each in check(text).faults if each.code == "PERSONAL_DATA"]
    assert ((fault.mark.line, fault.mark.column), fault.values["word"]) == (place, word)
    assert message(fault).startswith(f"«{fault.values['seen']}» có chữ «{word}»")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('unit: "khu dân cư"', 'unit: "hộ Công giáo"'),  # a unit of measure
        ('    basis: "Điều 5 khoản 4"\n', '    basis: "Điều 5"\n    action: {title: "Lập danh sách theo dòng họ"}\n'),
    ],
)
def test_what_staff_read_beside_a_figure_is_looked_at_too(old: str, new: str) -> None:
    """«Not even as a label»: a unit of measure or an action could name a belief as well as a label does."""
    assert SOUND.count(old) == 1
    assert [each.code for each in check(SOUND.replace(old, new)).faults] == ["PERSONAL_DATA"]


def test_the_name_of_a_regulation_is_not_judged() -> None:
    """A document is called what it is called: titles of the set and of its basis may name what they are about."""
    text = SOUND.replace('title: "Bộ thử"', 'title: "Xã vùng đồng bào dân tộc thiểu số điển hình"')
    assert check(text).faults == ()


def personal(old: str, new: str, text: str = SOUND) -> list[str]:
    """Return the codes of personal data in a file with one text changed."""
    assert text.count(old) == 1
    return [each.code for each in check(text.replace(old, new)).faults if each.code.startswith("PERSONAL")]


WHOLE = SOUND.replace(
    "status: draft", "status: draft\nlegal_basis: [{document: 1/NQ, issuer: Ban Thường vụ, note: Bản sao}]"
)
REMARK = ("note: Bản sao", "issuer: Ban Thường vụ")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Ủy ban Dân tộc", []),
        ("Sở Dân tộc và Tôn giáo tỉnh Phú Thọ", []),
        ("Theo Luật Căn cước", []),
        ("Hộ dân tộc Dao", ["PERSONAL_DATA"]),
        ("Ủy ban Dân tộc; hộ dân tộc Dao", ["PERSONAL_DATA"]),
        ("Ông A, CCCD 017088001234", ["PERSONAL_DATA"]),
        ("Gọi 0912 345 678", ["PERSONAL_NUMBER"]),
    ],
)
@pytest.mark.parametrize("held", REMARK)
def test_remarks_hold_nothing_personal(held: str, text: str, codes: list[str]) -> None:
    """In who issued a document and in a note an office or a law may be named, a person's trait or number may not."""
    key = held.partition(":")[0]
    assert personal(held, f'{key}: "{text}"', WHOLE) == codes


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ('title: "Bộ thử"', 'title: "Liên hệ 0912.345.678"', ["PERSONAL_NUMBER"]),
        ('title: "Bộ thử"', 'title: "Họ và tên, năm sinh"', ["PERSONAL_DATA"]),
        ('basis: "Điều 5 khoản 4"', 'basis: "Luật Căn cước, Điều 5"', []),
        ('basis: "Điều 5 khoản 4"', 'basis: "Ngày sinh của ông A"', ["PERSONAL_DATA"]),
        ("set: thu\n", "set: thu\nnote: Theo dòng họ\n", ["PERSONAL_DATA"]),
        ("set: thu\n", "set: thu\nlists: {clan: {size: 3}}\n", ["PERSONAL_DATA"]),
    ],
)
def test_every_text_of_a_file_is_read(old: str, new: str, codes: list[str]) -> None:
    """What identifies a person is refused also in titles and bases; keys of lists are names too."""
    assert personal(old, new, SOUND if "lists" not in new else SOUND.replace("\nlists:", "\nlists_:")) == codes


def test_every_shipped_text_is_clean() -> None:
    """No shipped file holds what would be refused."""
    for path in (ROOT / "criteria").glob("*/[0-9]*.yaml"):
        if path.parent.name != "mo-hinh":
            faults = check(path.read_bytes()).faults
            assert [each for each in faults if each.code.startswith("PERSONAL")] == [], path
