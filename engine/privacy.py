"""What the system never holds: names, ids, beliefs, origins or kinship of residents, not even as a label."""

from __future__ import annotations

import re
import unicodedata

_WORDS = (
    "họ và tên", "họ tên", "tên người", "tên công dân", "danh tính", "cccd", "cmnd", "cmtnd", "căn cước",
    "chứng minh nhân dân", "định danh cá nhân", "số định danh", "hộ chiếu", "ngày sinh", "năm sinh", "quê quán",
    "nguyên quán", "lý lịch", "tôn giáo", "tín ngưỡng", "công giáo", "phật giáo", "tin lành", "cao đài", "hòa hảo",
    "dân tộc", "sắc tộc", "tộc người", "dòng họ", "dòng tộc", "gia tộc", "họ tộc", "họ hàng", "huyết thống",
    "thân nhân", "số điện thoại", "religion", "religious", "ethnic", "ethnicity", "kinship", "clan", "full_name",
    "birth_date", "date_of_birth", "passport", "citizen_id", "phone",
)  # fmt: skip
_FIND = re.compile(r"(?<!\w)(" + "|".join(re.escape(word) for word in _WORDS) + r")(?!\w)")
_IDENTIFYING = (
    "họ và tên", "họ tên", "cccd", "cmnd", "cmtnd", "số căn cước", "số chứng minh nhân dân", "số định danh",
    "số hộ chiếu", "ngày sinh", "năm sinh", "quê quán", "nguyên quán", "số điện thoại",
)  # fmt: skip
_FIND_IDENTIFYING = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, _IDENTIFYING)) + r")(?!\w)")
_ALLOWED = re.compile(r"toàn dân tộc")
"""«Ngày hội Đại đoàn kết toàn dân tộc» is the name of a day, not a trait of anybody."""
_DIGITS = re.compile(r"(?<!\d)(?:\+?84|0)?(?:[ .-]?\d){9,12}(?!\d)")


def personal_word(text: str) -> str | None:
    """Return the words that would make a field or label hold personal data of residents, None when there are none."""
    plain = _ALLOWED.sub(" ", unicodedata.normalize("NFC", text).casefold())
    found = _FIND.search(plain) or _FIND.search(plain.replace("_", " "))
    return found.group(1) if found else None


def identifying_word(text: str) -> str | None:
    """Return the words that introduce what identifies one person, also where the name of a law may stand."""
    found = _FIND_IDENTIFYING.search(unicodedata.normalize("NFC", text).casefold())
    return found.group(1) if found else None


def looks_like_an_id(text: str) -> bool:
    """Tell whether a note looks as if it held an id or a phone number: nine to twelve digits in a row."""
    return any(9 <= sum(sign.isdigit() for sign in found.group()) <= 12 for found in _DIGITS.finditer(text))  # noqa: PLR2004 -- ids have 9 or 12 digits, phones 10 or 11
