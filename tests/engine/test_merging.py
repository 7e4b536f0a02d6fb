"""Figures over a merger: the real lineage of 1/7/2025 loses nothing, invents nothing, and divides nothing by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.exchange.register import load_register
from engine.indicators import Indicator
from engine.merging import Shares, Unknown, Way
from engine.units import Lineage, Register, UnitKey, UnitVersion
from engine.wording.merging import carried_words, share_words, value_words

REGISTER, _ = load_register()
LAST_OLD, FIRST_NEW = date(2025, 6, 30), date(2025, 7, 1)
OLD, NEW = REGISTER.on(LAST_OLD), REGISTER.on(FIRST_NEW)
SPLIT = ("04891", "04957", "05221")
COUNT = Indicator.model_validate({"label": "Số vụ", "kind": "count", "unit": "vụ"})


def flag(rule: str) -> Indicator:
    """Make an indicator that is a flag."""
    return Indicator.model_validate({"label": "Có kênh", "kind": "flag", "on_merger": rule})


def carried(
    figures: Mapping[str, int | None], shares: Shares | None = None, indicator: Indicator = COUNT
) -> dict[str, int | None]:
    """Carry figures of the 151 old units, by code, onto the 46 new ones."""
    way = Way(REGISTER, LAST_OLD, shares or {})
    return {
        code: way.carried(unit.key, "i", indicator, lambda key: figures.get(key[0])).steps for code, unit in NEW.items()
    }


def key(code: str, on: date) -> UnitKey:
    """Return the unit that bears a code on a day."""
    unit = REGISTER.version(code, on)
    assert unit is not None
    return unit.key


def halves(parts: Mapping[str, tuple[Fraction, ...]]) -> Shares:
    """Give each split unit's shares, in the order of the heirs' codes."""
    found: dict[tuple[UnitKey, UnitKey, str], Fraction] = {}
    for code, of in parts.items():
        lines = sorted(REGISTER.successors(OLD[code].key), key=lambda each: each.new)
        found |= {(each.old, each.new, ""): share for each, share in zip(lines, of, strict=True)}
    return found


def test_sums_before_are_sums_after() -> None:
    """Of the 46, the 40 made of whole units alone have exactly what their old units had; the other 6 are unknown."""
    figures = {code: place * place + 1 for place, code in enumerate(sorted(OLD))}
    found = carried(figures)
    mixed = {row.new[0] for row in REGISTER.lineage if row.extent == "part"}
    assert len(mixed) == 6
    assert {code for code, each in found.items() if each is None} == mixed
    whole = {row.old[0] for row in REGISTER.lineage if row.effective == FIRST_NEW and row.new[0] not in mixed}
    assert len(whole) == 130
    assert sum(each for each in found.values() if each is not None) == sum(figures[code] for code in whole)
    for code, total in found.items():
        parts = [row.old[0] for row in REGISTER.predecessors(NEW[code].key)]
        assert total in (None, sum(figures[each] for each in parts))


def test_with_shares_the_province_keeps_its_total() -> None:
    """Once the three split units are divided wholly, the 46 have together what the 151 had, to the last case."""
    figures = {code: 3 * place + 1 for place, code in enumerate(sorted(OLD))}
    shares = halves({code: (Fraction(2, 9), Fraction(7, 9)) for code in SPLIT})
    found = carried(figures, shares)
    assert None not in found.values()
    assert sum(each or 0 for each in found.values()) == sum(figures.values())


def test_a_share_of_its_own_comes_before_the_general_one() -> None:
    """Villages may be divided as 2 of 9 where everything else is divided as 40 to 60."""
    lines = sorted(REGISTER.successors(OLD["04891"].key), key=lambda each: each.new)
    into_thong_nhat, into_tien_phong = lines
    assert (into_thong_nhat.new[0], into_tien_phong.new[0]) == ("04828", "04891")
    general = halves({"04891": (Fraction(2, 5), Fraction(3, 5))})
    own = {
        (each.old, each.new, "villages"): share
        for each, share in zip(lines, (Fraction(2, 9), Fraction(7, 9)), strict=True)
    }
    way = Way(REGISTER, LAST_OLD, {**general, **own})
    had = {"04891": 9, "04888": 10}.get
    tien_phong = key("04891", FIRST_NEW)
    assert way.carried(tien_phong, "villages", COUNT, lambda unit: had(unit[0])).steps == 17
    found = way.carried(tien_phong, "offences", COUNT, lambda unit: had(unit[0]))
    assert [part.gave for part in found.parts] == [10, 5]
    assert [part.exact for part in found.parts] == [10, Fraction(27, 5)]


@settings(max_examples=40)
@given(whole=st.integers(0, 10**9), parts=st.lists(st.integers(0, 1000), min_size=2, max_size=5))
def test_parts_never_come_to_more_than_the_whole(whole: int, parts: list[int]) -> None:
    """However a unit is divided, each part is within one step of exact and all together are the share that is given."""
    versions, lines, shares = [_version("00001", date(2020, 1, 1), LAST_OLD)], [], {}
    old = versions[0].key
    of = sum(parts) + 1
    for place, part in enumerate(parts, 2):
        heir = _version(f"{place:05}", FIRST_NEW, None)
        versions.append(heir)
        lines.append(Lineage(old, heir.key, "part", FIRST_NEW, ""))
        shares[old, heir.key, ""] = Fraction(part, of)
    way = Way(Register(tuple(versions), tuple(lines)), LAST_OLD, shares)
    gave = [way.carried(each.key, "i", COUNT, lambda _: whole).steps or 0 for each in versions[1:]]
    exact = [Fraction(whole * part, of) for part in parts]
    assert all(abs(got - want) <= 1 for got, want in zip(gave, exact, strict=True))
    assert abs(sum(gave) - sum(exact, Fraction(0))) <= Fraction(1, 2)
    assert sum(gave) <= whole


def _version(code: str, first: date, last: date | None) -> UnitVersion:
    return UnitVersion(code, f"Xã {code}", code, "xã", None, None, "17", "Tỉnh", first, last)


@pytest.mark.parametrize(
    ("rule", "figures", "expected"),
    [
        ("any", {"04831": 1}, 1),  # one yes settles it whatever the others are
        ("any", {"04831": 0, "04867": 0, "04879": 0, "04885": 0}, 0),
        ("any", {"04831": 0, "04867": 0, "04879": 0}, None),
        ("all", {"04831": 1, "04867": 1, "04879": 1, "04885": 1}, 1),
        ("all", {"04831": 0}, 0),
        ("all", {"04831": 1, "04867": 1, "04879": 1}, None),
        ("unknown", {"04831": 1, "04867": 1, "04879": 1, "04885": 1}, None),
    ],
)
def test_flags_by_their_rule(rule: str, figures: dict[str, int], expected: int | None) -> None:
    """A yes of one or of all of the four old units of Xã Đà Bắc; what is not known settles nothing."""
    assert carried(figures, indicator=flag(rule))["04831"] == expected


def test_a_document_must_be_issued_anew() -> None:
    """The papers of four old communes are none of the new commune's; a renamed unit keeps its own."""
    paper = Indicator.model_validate({"label": "Kế hoạch", "kind": "document"})
    had = date(2024, 2, 1).toordinal()
    found = Way(REGISTER, LAST_OLD).carried(key("04831", FIRST_NEW), "i", paper, lambda _: had)
    assert (found.steps, found.unknown) == (None, Unknown.REISSUE)
    renamed = Way(REGISTER, date(2021, 1, 31)).carried(key("04816", LAST_OLD), "i", paper, lambda _: had)
    assert (renamed.steps, renamed.is_merged) == (had, False)


def test_a_number_is_added_only_where_the_set_says_so() -> None:
    """A rate is not put together by default: neither added nor averaged."""
    rate = Indicator.model_validate({"label": "Tỷ lệ", "kind": "number", "unit": "%"})
    assert set(carried(dict.fromkeys(OLD, 700_000), indicator=rate).values()) == {None}
    money = Indicator.model_validate({"label": "Kinh phí", "kind": "number", "unit": "triệu đồng", "on_merger": "sum"})
    assert carried(dict.fromkeys(OLD, 15_000), indicator=money)["04831"] == 60_000


def test_over_two_changes() -> None:
    """Phường Hòa Bình of 2025 knows of 2020 what seven units had, Xã Sủ Ngòi (now Quỳnh Lâm's code) among them."""
    way = Way(REGISTER, date(2020, 12, 31))
    hoa_binh = key("04795", FIRST_NEW)
    assert (("04816", date(2020, 1, 1)) in way.origins(hoa_binh), len(way.origins(hoa_binh))) == (True, 7)
    assert way.carried(hoa_binh, "i", COUNT, lambda _: 1).steps == 7


def said(code: str, figures: Mapping[str, int]) -> tuple[str, str]:
    """Return the value and the sentence of figures, by old code, carried onto a new unit."""
    found = Way(REGISTER, LAST_OLD).carried(key(code, FIRST_NEW), "i", COUNT, lambda unit: figures.get(unit[0]))
    return value_words(COUNT, found.steps), carried_words(COUNT, found, lambda unit: OLD[unit[0]].name)


def test_every_carried_figure_says_what_it_was_made_from() -> None:
    """A sentence names the old units with their figures, or what keeps the figure from being known."""
    value, words = said("04831", {"04831": 5, "04867": 7, "04879": 1, "04885": 0})
    assert value == "13 vụ"
    assert words == "Thị trấn Đà Bắc 5 + Xã Tú Lý 7 + Xã Toàn Sơn 1 + Xã Hiền Lương 0."
    value, words = said("04831", {"04831": 5, "04867": 7})
    assert (value, words) == ("chưa rõ", "Chưa rõ: thiếu số liệu của Xã Toàn Sơn, Xã Hiền Lương.")
    assert said("04891", {"04891": 5, "04888": 1})[1] == (
        "Chưa rõ: Xã Vầy Nưa bị chia, chưa ai nhập phần chuyển về đây; hệ thống không tự chia."
    )


def test_a_divided_figure_names_its_share_and_its_rounding() -> None:
    """«22,5 % của Xã Vầy Nưa (9) là 2», and that it was rounded."""
    way = Way(REGISTER, LAST_OLD, halves({"04891": (Fraction(9, 40), Fraction(31, 40))}))
    found = way.carried(key("04828", FIRST_NEW), "i", COUNT, lambda _: 9)
    words = carried_words(COUNT, found, lambda unit: OLD[unit[0]].name)
    assert "22,5 % của Xã Vầy Nưa (9) là 2" in words
    assert words.endswith("(phần chia được làm tròn thành số tròn).")


@pytest.mark.parametrize(
    ("share", "words"),
    [(Fraction(2, 9), "2/9"), (Fraction(1), "100 %"), (Fraction(9, 40), "22,5 %"), (Fraction(0), "0 %")],
)
def test_shares_as_they_are_written(share: Fraction, words: str) -> None:
    """Per cent where that ends, else a fraction; never rounded."""
    assert share_words(share) == words
