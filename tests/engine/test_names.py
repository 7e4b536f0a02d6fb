"""Search, match and sort keys of Vietnamese names."""

from __future__ import annotations

import unicodedata

import pytest

from engine.names import match_key, search_key, sort_key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Thị trấn Đà Bắc", "thi tran da bac"),
        ("ĐƯỜNG Ư Ơ", "duong u o"),
        (unicodedata.normalize("NFD", "Phường Hữu Nghị"), "phuong huu nghi"),
        ("  Xã\u00a0Mỵ \t Hòa ", "xa my hoa"),
        ("", ""),
    ],
)
def test_search_key(text: str, key: str) -> None:
    """What people type without diacritics, in any case and Unicode form, finds the name."""
    assert search_key(text) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "Hòa Bình"),
        ("Lạc Thuỷ", "LẠC THỦY"),
        ("Săm Khoé", "Săm Khóe"),
        ("Hoằng Đoá", "Hoằng Đóa"),
        (unicodedata.normalize("NFD", "Phường Tân Hoà"), "phường  tân hòa"),
    ],
)
def test_match_key_folds_spelling(one: str, other: str) -> None:
    """The place of the tone in oa, oe, uy, the Unicode form, case and spaces never tell two names apart."""
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa", "Hoa"),
        ("Hòa", "Hóa"),
        ("Dân", "Đân"),
        ("Mi Hòa", "Mỵ Hòa"),
        ("Sơn", "Son"),
        ("Tân Hòa", "Tần Hoa"),
        ("Phường 1", "Phường 11"),
    ],
)
def test_match_key_keeps_letters_and_tones(one: str, other: str) -> None:
    """Every other diacritic counts, and a tone stays within its own word."""
    assert match_key(one) != match_key(other)


@pytest.mark.parametrize(
    "ordered",
    [
        ["Ấm", "Ân", "Bình", "Dân", "Đại", "Đông"],
        ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "o", "ô", "ơ", "u", "ư", "v", "y"],
        ["ma", "mà", "mả", "mã", "má", "mạ", "man"],
        ["Ba Vì", "Bà Vì", "Bá Vì", "Ban Vì"],
        ["Cao", "Cao Dương", "Cao Sơn", "Caz"],
        ["Phường 2", "Phường 10", "Phường Ấm"],
        ["an", "An", "ăn"],
        ["Thị trấn Đà Bắc", "Thị trấn Lương Sơn", "Xã An Bình", "Xã Ân Nghĩa", "Xã Đú Sáng", "Xã Hòa Bình"],
    ],
)
def test_sort_key(ordered: list[str]) -> None:
    """Letters decide first in the order of the Vietnamese alphabet, then tones, then case."""
    mixed = ordered[::-1]
    mixed.sort(key=sort_key)
    assert mixed == ordered


def test_sort_key_takes_either_unicode_form() -> None:
    """NFC and NFD of one name stand at one place."""
    name = "Phường Thống Nhất"
    assert sort_key(unicodedata.normalize("NFD", name)) == sort_key(name)
