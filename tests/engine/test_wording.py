"""The sentences that staff read, in full: figures the Vietnamese way, what is lacking, why nothing can be said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.criteria import CriteriaSet
from engine.explaining import Explanations
from engine.wording.numbers import day, figure_range, number, percent
from engine.wording.rules import lines
from engine.wording.verdicts import condition_sentence, criterion_sentence, shortfall_sentence, shortfall_words
from tests.builders import Natural, Raw, Row, criteria_set, scores_of

INDICATORS: Raw = {
    "villages": {"kind": "count", "label": "Số khu dân cư", "unit": "khu"},
    "offices": {"kind": "count", "label": "Số cơ quan", "unit": "đơn vị"},
    "bodies": {"sum": ["villages", "offices"], "label": "Tổng số đơn vị", "unit": "đơn vị"},
    "recognised": {"kind": "count", "label": "Số đơn vị đạt", "unit": "đơn vị", "at_most": "bodies"},
    "cases": {"kind": "count", "label": "Số vụ việc", "unit": "vụ"},
    "waste": {"kind": "number", "label": "Tỷ lệ thu rác", "unit": "%"},
    "registered": {"kind": "flag", "label": "Đã đăng ký phấn đấu"},
    "petition": {"kind": "flag", "label": "Có khiếu kiện đông người"},
    "resolution": {"kind": "document", "label": "Nghị quyết năm"},
    "cctv": {"kind": "count", "label": "CCTV đang chạy", "unit": "điểm"},
}


def one(condition: Raw) -> CriteriaSet:
    """A set of one criterion with one condition; its year 2024 is 16/11/2023 to 15/11/2024."""
    return criteria_set(INDICATORS, [{"all": [condition]}], period={"starts_on": "11-16"})


def said(condition: Raw, row: Row, before: Row | None = None) -> str:
    """Return the sentence about one condition of one unit."""
    criteria = one(condition)
    scores = scores_of(criteria, [row], None if before is None else [before])
    (found,) = Explanations(scores).criterion(0, 0).conditions
    return condition_sentence(criteria, scores.figures, 0, found)


def line_of(criterion: Raw, row: Row, not_applicable: tuple[str, ...] = ()) -> str:
    """Return the one line about a criterion of one unit."""
    criteria = criteria_set(INDICATORS, [criterion])
    return criterion_sentence(
        criteria, Explanations(scores_of(criteria, [row], not_applicable=[not_applicable])).criterion(0, 0)
    )


# ------------------------------------------------------------------------------------------------- figures and days


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (7, "7"), (999, "999"), (1000, "1.000"), (1234, "1.234"), (1234567, "1.234.567"), (-5, "−5"),
        (-1234, "−1.234"), (10**9, "1.000.000.000"), ("98.5", "98,5"), ("98.50", "98,5"), ("1234.0625", "1.234,0625"),
        ("-0.5", "−0,5"), ("-0", "0"), ("1E+3", "1.000"), ("0.0001", "0,0001"),
    ],
)  # fmt: skip
def test_numbers(value: int | str, text: str) -> None:
    """Points between thousands, a decimal comma, a true minus sign, no trailing zeros."""
    assert number(Decimal(value)) == text
    assert number(value) == text
    assert percent(value) == f"{text} %"


def test_days() -> None:
    """Two digits for day and month."""
    assert day(date(2026, 2, 5)) == "05/02/2026"
    assert day(date(2025, 12, 31)) == "31/12/2025"


@pytest.mark.parametrize(
    ("figures", "text"),
    [
        ((11, 13, 16), "11 – 13 / 16"),
        ((11, 11, 16), "11 / 16"),
        ((0, 1250, None), "0 – 1.250"),
        ((1250, 1250, None), "1.250"),
    ],
)
def test_ranges(figures: tuple[int, int, int | None], text: str) -> None:
    """From what is sure to what is possible; one figure where nothing is open, never the middle."""
    assert figure_range(*figures) == text


# ------------------------------------------------------------------------------------------------ conditions of a unit

SHARE = {"share": ["recognised", "bodies"], "at_least": 70}
BODIES: dict[str, Natural] = {"villages": 20, "offices": 5}
CASES = {"count": "cases", "at_most": 2}
WASTE = {"number": "waste", "at_least": 70, "at_most": 100}
FALLING = {"change": "cases", "at_most": -5}


@pytest.mark.parametrize(
    ("condition", "row", "sentence"),
    [
        (
            SHARE,
            BODIES | {"recognised": 16},
            "Chưa đạt: số đơn vị đạt 16/25 đơn vị (64 %), yêu cầu từ 70 % trở lên, cần 18, còn thiếu 2 đơn vị.",
        ),
        (
            SHARE,
            BODIES | {"recognised": 18},
            "Đạt: số đơn vị đạt 18/25 đơn vị (72 %), yêu cầu từ 70 % trở lên.",
        ),
        (
            SHARE,
            {"villages": 1200, "offices": 0, "recognised": 839},
            "Chưa đạt: số đơn vị đạt 839/1.200 đơn vị (69,92 %), yêu cầu từ 70 % trở lên, cần 840, còn thiếu 1 đơn vị.",
        ),
        (
            {"share": ["recognised", "bodies"], "less_than": 50},
            BODIES | {"recognised": 13},
            "Chưa đạt: số đơn vị đạt 13/25 đơn vị (52 %), yêu cầu dưới 50 %, chỉ được 12, vượt 1 đơn vị.",
        ),
        (CASES, {"cases": 2}, "Đạt: số vụ việc là 2 vụ, yêu cầu không quá 2 vụ."),
        (CASES, {"cases": 12}, "Chưa đạt: số vụ việc là 12 vụ, yêu cầu không quá 2 vụ, chỉ được 2, vượt 10 vụ."),
        ({"count": "cases", "equals": 0}, {"cases": 0}, "Đạt: số vụ việc là 0 vụ, yêu cầu đúng 0 vụ."),
        (
            {"count": "cctv", "at_least": 5},
            {"cctv": 3},
            "Chưa đạt: CCTV đang chạy là 3 điểm, yêu cầu từ 5 điểm trở lên, cần 5, còn thiếu 2 điểm.",
        ),
        (
            {"count": "bodies", "more_than": 1233.5},
            {"villages": 1000, "offices": 0},
            "Chưa đạt: tổng số đơn vị là 1.000 đơn vị, yêu cầu trên 1.233,5 đơn vị, cần 1.234, còn thiếu 234 đơn vị.",
        ),
        (
            {"count": "cases", "less_than": 0},
            {"cases": 1},
            "Chưa đạt: số vụ việc là 1 vụ, yêu cầu dưới 0 vụ, không thể đạt bằng cách thay đổi riêng số này.",
        ),
        (WASTE, {"waste": "98.5"}, "Đạt: tỷ lệ thu rác là 98,5 %, yêu cầu từ 70 đến 100 %."),
        (
            WASTE,
            {"waste": "69.5"},
            "Chưa đạt: tỷ lệ thu rác là 69,5 %, yêu cầu từ 70 đến 100 %, cần 70, còn thiếu 0,5 %.",
        ),
        (
            WASTE,
            {"waste": "100.5"},
            "Chưa đạt: tỷ lệ thu rác là 100,5 %, yêu cầu từ 70 đến 100 %, chỉ được 100, vượt 0,5 %.",
        ),
        (
            {"number": "waste", "more_than": 70, "less_than": 90},
            {"waste": 90},
            "Chưa đạt: tỷ lệ thu rác là 90 %, yêu cầu trên 70 % và dưới 90 %, chỉ được 89,9999, vượt 0,0001 %.",
        ),
        ({"flag": "registered"}, {"registered": True}, "Đạt: đã đăng ký phấn đấu: có."),
        ({"flag": "registered"}, {"registered": False}, "Chưa đạt: đã đăng ký phấn đấu: không, yêu cầu có."),
        ({"flag": "petition", "is": False}, {"petition": False}, "Đạt: có khiếu kiện đông người: không."),
        (
            {"flag": "petition", "is": False},
            {"petition": True},
            "Chưa đạt: có khiếu kiện đông người: có, yêu cầu không.",
        ),
    ],
)
def test_figures_against_bounds(condition: Raw, row: Row, sentence: str) -> None:
    """The figure, the bound, and of an unmet condition the figure that would do and how far it is."""
    assert said(condition, row) == sentence


@pytest.mark.parametrize(
    ("now", "before", "sentence"),
    [
        (19, 20, "Đạt: số vụ việc giảm 5 % so với kỳ trước (20 → 19 vụ), yêu cầu giảm từ 5 % trở lên."),
        (
            39,
            41,
            (
                "Chưa đạt: số vụ việc giảm 4,88 % so với kỳ trước (41 → 39 vụ), yêu cầu giảm từ 5 % trở lên, "
                "chỉ được 38, vượt 1 vụ."
            ),
        ),
        (
            1100,
            1000,
            (
                "Chưa đạt: số vụ việc tăng 10 % so với kỳ trước (1.000 → 1.100 vụ), yêu cầu giảm từ 5 % trở lên, "
                "chỉ được 950, vượt 150 vụ."
            ),
        ),
        (
            20,
            20,
            "Chưa đạt: số vụ việc không đổi (20 → 20 vụ), yêu cầu giảm từ 5 % trở lên, chỉ được 19, vượt 1 vụ.",
        ),
        (
            2,
            0,
            (
                "Chưa đạt: số vụ việc tăng từ không có (0 → 2 vụ), yêu cầu giảm từ 5 % trở lên, "
                "không thể đạt bằng cách thay đổi riêng số này."
            ),
        ),
    ],
)
def test_changes(now: int, before: int, sentence: str) -> None:
    """Up or down in per cent with both figures; from nothing there is no per cent."""
    assert said(FALLING, {"cases": now}, {"cases": before}) == sentence


@pytest.mark.parametrize(("now", "word"), [(100_001, "tăng"), (99_999, "giảm")])
def test_a_tiny_change_goes_the_way_it_went(now: int, word: str) -> None:
    """One more of a hundred thousand is a rise, however it is rounded, and never a fall or «0 %»."""
    sentence = said(FALLING, {"cases": now}, {"cases": 100_000})
    assert f"số vụ việc {word} 0,001 % so với kỳ trước" in sentence


def test_a_rounded_figure_never_seems_to_reach_its_bound() -> None:
    """19.999 of 20.000 are not shown as 100 per cent beside a bound of 100 that they miss."""
    sentence = said(
        {"share": ["recognised", "bodies"], "at_least": 100}, {"villages": 20_000, "offices": 0, "recognised": 19_999}
    )
    assert sentence == (
        "Chưa đạt: số đơn vị đạt 19.999/20.000 đơn vị (99,995 %), yêu cầu từ 100 % trở lên, "
        "cần 20.000, còn thiếu 1 đơn vị."
    )


def test_percentages_are_rounded_half_up() -> None:
    """1 of 32 is 3.125 per cent, written 3,13 as every office rounds."""
    assert "1/32 đơn vị (3,13 %)" in said(SHARE, {"villages": 32, "offices": 0, "recognised": 1})


@pytest.mark.parametrize(
    ("condition", "issued", "sentence"),
    [
        ({}, "2024-02-05", "Đạt: nghị quyết năm ban hành ngày 05/02/2024."),
        ({}, "2023-11-16", "Đạt: nghị quyết năm ban hành ngày 16/11/2023."),
        (
            {},
            "2023-11-15",
            "Chưa đạt: nghị quyết năm ban hành ngày 15/11/2023, trước kỳ đánh giá (bắt đầu 16/11/2023).",
        ),
        ({}, "2024-11-16", "Chưa đạt: nghị quyết năm ban hành ngày 16/11/2024, sau kỳ đánh giá (kết thúc 15/11/2024)."),
        ({}, False, "Chưa đạt: không có nghị quyết năm."),
        ({"issued_by": "03-31"}, "2024-03-31", "Đạt: nghị quyết năm ban hành ngày 31/03/2024."),
        (
            {"issued_by": "03-31"},
            "2024-04-01",
            "Chưa đạt: nghị quyết năm ban hành ngày 01/04/2024, sau hạn 31/03/2024.",
        ),
        (
            {"issued_by": "12-31"},
            "2024-01-02",
            "Chưa đạt: nghị quyết năm ban hành ngày 02/01/2024, sau hạn 31/12/2023.",
        ),
        ({"any_time": True}, "2019-05-02", "Đạt: nghị quyết năm ban hành ngày 02/05/2019."),
        ({"any_time": True}, False, "Chưa đạt: không có nghị quyết năm."),
        (
            {"any_time": True, "issued_by": "03-31"},
            "2024-06-01",
            "Chưa đạt: nghị quyết năm ban hành ngày 01/06/2024, sau hạn 31/03/2024.",
        ),
    ],
)
def test_documents(condition: Raw, issued: str | bool, sentence: str) -> None:  # noqa: FBT001 -- a day or «không»
    """Issued in time, before the period, after its day, or not at all."""
    assert said({"document": "resolution", **condition}, {"resolution": issued}) == sentence


@pytest.mark.parametrize(
    ("condition", "row", "before", "reason"),
    [
        (CASES, {}, None, "chưa nhập «Số vụ việc»"),
        (SHARE, BODIES, None, "chưa nhập «Số đơn vị đạt»"),
        (SHARE, {"villages": 0, "offices": 0, "recognised": 0}, None, "tổng số đơn vị bằng 0, không tính được tỷ lệ"),
        (
            SHARE,
            BODIES | {"recognised": 1026},
            None,
            "số đơn vị đạt (1.026) lớn hơn tổng số đơn vị (25), cần sửa số liệu",
        ),
        (FALLING, {"cases": 5}, {}, "chưa có số kỳ trước của «Số vụ việc»"),
        (FALLING, {"cases": 5}, None, "chưa có số kỳ trước của «Số vụ việc»"),
        (FALLING, {}, {"cases": 5}, "chưa nhập «Số vụ việc»"),
        ({"document": "resolution"}, {}, None, "chưa nhập «Nghị quyết năm»"),
        ({"flag": "registered"}, {}, None, "chưa nhập «Đã đăng ký phấn đấu»"),
    ],
)
def test_why_nothing_can_be_said(condition: Raw, row: Row, before: Row | None, reason: str) -> None:
    """Missing, nothing to compare with, over its own limit, or a total of zero: the reason is named."""
    assert said(condition, row, before) == f"Chưa rõ: {reason}."


@pytest.mark.parametrize(
    ("row", "missing"),
    [({"villages": 20, "recognised": 5}, "«Số cơ quan»"), ({"recognised": 5}, "«Số khu dân cư», «Số cơ quan»")],
)
def test_what_is_missing_is_what_can_be_entered(row: Row, missing: str) -> None:
    """A sum is never entered: what is named is the part of it that is missing."""
    assert said(SHARE, row) == f"Chưa rõ: chưa nhập {missing}."


# ------------------------------------------------------------------------------------------------ criteria of a unit


@pytest.mark.parametrize(
    ("criterion", "row", "sentence"),
    [
        ({"all": [CASES]}, {"cases": 2}, "Đạt."),
        ({"all": [CASES]}, {}, "Chưa rõ."),
        (
            {"all": [SHARE]},
            BODIES | {"recognised": 16},
            "Chưa đạt, cần thêm 2 đơn vị (số đơn vị đạt).",
        ),
        ({"all": [{"count": "cases", "less_than": 0}]}, {"cases": 5}, "Chưa đạt, không còn cách bù trong kỳ."),
    ],
)
def test_a_criterion_in_one_line(criterion: Raw, row: Row, sentence: str) -> None:
    """Met, unknown, unmet with what is lacking, or past all help."""
    assert line_of(criterion, row) == sentence


def test_a_criterion_that_does_not_apply() -> None:
    """It says so, and not that it is met."""
    assert line_of({"all": [CASES]}, {"cases": 50}, ("TC01",)) == "Không áp dụng."


@pytest.mark.parametrize(
    ("shortfall", "words"),
    [
        ({"recognised": "2"}, "thêm 2 đơn vị"),
        ({"recognised": "2", "cases": "-1"}, "thêm 2 đơn vị + giảm 1 vụ"),
        ({"recognised": "2", "offices": "-1"}, "thêm 2 đơn vị (số đơn vị đạt) + giảm 1 đơn vị (số cơ quan)"),
        (
            {"recognised": "2", "cases": "-1", "offices": "3"},
            "thêm 2 đơn vị (số đơn vị đạt) + giảm 1 vụ + thêm 3 đơn vị (số cơ quan)",
        ),
        ({"registered": "1", "resolution": "1"}, "đã đăng ký phấn đấu + nghị quyết năm"),
        ({"waste": "0.25", "petition": "1"}, "thêm 0,25 % + có khiếu kiện đông người"),
        ({}, ""),
    ],
)
def test_a_shortfall_in_few_words(shortfall: dict[str, str], words: str) -> None:
    """A cell of a table names a figure only where two share a unit of measure, so that each change is told apart."""
    exact = {key: Decimal(change) for key, change in shortfall.items()}
    assert shortfall_words(one(CASES), exact) == words


def test_a_shortfall_as_work_to_do() -> None:
    """More of one, less of another, a yes or no to be changed, a document to be issued."""
    shortfall = {
        "recognised": Decimal(2),
        "cases": Decimal(-10),
        "waste": Decimal("0.25"),
        "registered": Decimal(1),
        "resolution": Decimal(1),
    }
    assert shortfall_sentence(one(CASES), shortfall) == (
        "thêm 2 đơn vị (số đơn vị đạt); giảm 10 vụ (số vụ việc); thêm 0,25 % (tỷ lệ thu rác); "
        "đổi: đã đăng ký phấn đấu; ban hành đúng hạn: nghị quyết năm"
    )


# ----------------------------------------------------------------------------------------------------- rules read aloud


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (SHARE, "tỷ lệ số đơn vị đạt trên tổng số đơn vị: từ 70 % trở lên"),
        ({"count": "cases", "equals": 0}, "số vụ việc: đúng 0 vụ"),
        ({"count": "villages", "at_least": 5, "at_most": 1000}, "số khu dân cư: từ 5 đến 1.000 khu"),
        ({"count": "villages", "more_than": 5, "at_most": 9}, "số khu dân cư: trên 5 khu và không quá 9 khu"),
        ({"number": "waste", "less_than": 98.5}, "tỷ lệ thu rác: dưới 98,5 %"),
        ({"change": "cases", "at_most": -5}, "số vụ việc so với kỳ trước: giảm từ 5 % trở lên"),
        ({"change": "cases", "less_than": -5}, "số vụ việc so với kỳ trước: giảm trên 5 %"),
        ({"change": "cases", "at_least": -5}, "số vụ việc so với kỳ trước: giảm không quá 5 %"),
        ({"change": "cases", "more_than": -5}, "số vụ việc so với kỳ trước: giảm dưới 5 %"),
        ({"change": "cases", "equals": -5}, "số vụ việc so với kỳ trước: giảm đúng 5 %"),
        ({"change": "cases", "at_most": 0}, "số vụ việc so với kỳ trước: không tăng"),
        ({"change": "cases", "at_least": 0}, "số vụ việc so với kỳ trước: không giảm"),
        ({"change": "cases", "less_than": 0}, "số vụ việc so với kỳ trước: giảm"),
        ({"change": "cases", "more_than": 0}, "số vụ việc so với kỳ trước: tăng"),
        ({"change": "cases", "equals": 0}, "số vụ việc so với kỳ trước: giữ nguyên"),
        ({"change": "cases", "at_most": 10}, "số vụ việc so với kỳ trước: tăng không quá 10 %"),
        ({"change": "cases", "at_least": 2.5}, "số vụ việc so với kỳ trước: tăng từ 2,5 % trở lên"),
        ({"change": "cases", "more_than": 10}, "số vụ việc so với kỳ trước: tăng trên 10 %"),
        ({"change": "cases", "less_than": 10}, "số vụ việc so với kỳ trước: tăng dưới 10 %"),
        ({"change": "cases", "equals": 10}, "số vụ việc so với kỳ trước: tăng đúng 10 %"),
        ({"flag": "registered"}, "đã đăng ký phấn đấu: có"),
        ({"flag": "petition", "is": False}, "có khiếu kiện đông người: không"),
        ({"document": "resolution"}, "có nghị quyết năm ban hành trong kỳ"),
        ({"document": "resolution", "issued_by": "03-31"}, "có nghị quyết năm ban hành chậm nhất 31/3 trong kỳ"),
        ({"document": "resolution", "any_time": True}, "có nghị quyết năm ban hành, kể cả ban hành trước kỳ"),
        ({"count": "cctv", "at_least": 1}, "CCTV đang chạy: từ 1 điểm trở lên"),
    ],
)
def test_conditions_read_aloud(condition: Raw, sentence: str) -> None:
    """Every form of condition and bound is a phrase that an officer would write."""
    assert lines(one(condition), one(condition).criteria[0].condition) == [(0, sentence)]


def test_groups_read_aloud() -> None:
    """One line a group or leaf, as deep as it stands; a group of one says nothing of itself."""
    rule: Raw = {
        "at_least": 2,
        "of": [
            {"flag": "registered"},
            {"any": [{"flag": "petition"}, {"count": "cctv", "at_least": 1}]},
            {"all": [{"document": "resolution"}, {"all": [CASES]}]},
        ],
    }
    criteria = criteria_set(INDICATORS, [rule])
    assert lines(criteria, criteria.criteria[0].condition) == [
        (0, "ít nhất 2 trong 3 điều kiện sau:"),
        (1, "đã đăng ký phấn đấu: có"),
        (1, "ít nhất 1 trong 2 điều kiện sau:"),
        (2, "có khiếu kiện đông người: có"),
        (2, "CCTV đang chạy: từ 1 điểm trở lên"),
        (1, "cả 2 điều kiện sau:"),
        (2, "có nghị quyết năm ban hành trong kỳ"),
        (2, "số vụ việc: không quá 2 vụ"),
    ]
