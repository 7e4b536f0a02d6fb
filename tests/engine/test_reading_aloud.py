"""A set read aloud as an annex: the shipped set sentence by sentence, every form of rule, numbers without a gap."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checking import check
from engine.criteria import CriteriaSet
from engine.wording.banners import RECONSTRUCTED_BANNER
from engine.wording.reading_aloud import Annex, annex
from engine.wording.reading_lines import Rank, letter, roman
from tests.builders import Raw, criteria_set, exact
from tests.strategies import sets

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(path for path in (ROOT / "criteria").glob("*/[0-9]*.yaml") if path.parent.name != "mo-hinh")
CASES = sorted((ROOT / "tests" / "cases").glob("*/*/*.yaml"))
KINDS = {"a": "count", "b": {"kind": "count", "at_most": "a", "lower_is_better": True}, "all": ["a", "b"]} | {
    "x": "number", "f": {"kind": "flag", "on_merger": "all"}, "p": "document",
}  # fmt: skip


def read(path: Path) -> Annex:
    """Read a file aloud."""
    criteria = check(path.read_bytes()).criteria
    assert criteria is not None, path
    return annex(criteria)


def said(found: Annex) -> list[str]:
    """Write the lines with their numbers."""
    return [f"{each.number} {each.text}".strip() for each in found.lines]


def of_rule(found: Annex, title: str) -> list[str]:
    """Return the lines below the title of a rule, up to the next title or group."""
    ends = (Rank.SECTION, Rank.TITLE, Rank.CLAUSE, Rank.HEAD)
    start = next(at for at, line in enumerate(found.lines) if line.text == title) + 1
    end = next(at for at in range(start, len(found.lines)) if found.lines[at].rank in ends)
    return said(found)[start:end]


def made(condition: Raw, **more: object) -> list[str]:
    """Read a set of one criterion aloud."""
    return said(annex(criteria_set(KINDS, [condition], **more)))


def test_the_shipped_set_by_its_sections() -> None:
    """Everything stands in eight sections, under the title, with what it goes with and that it is reconstructed."""
    found = read(ROOT / "criteria" / "nq12-tu" / "2022-06-27.yaml")

    assert (found.title, found.subject) == (
        "BỘ TIÊU CHÍ", "Xã, thị trấn điển hình về phong trào toàn dân bảo vệ an ninh Tổ quốc"
    )  # fmt: skip
    assert found.marks == (RECONSTRUCTED_BANNER,)
    assert found.goes_with == "(Kèm theo 12-NQ/TU ngày 27/06/2022 của Ban Thường vụ Tỉnh ủy Hòa Bình)"
    assert [line for line in said(found) if line.isupper()] == [
        "I. QUY ĐỊNH CHUNG",
        "II. TIÊU CHÍ (16 TIÊU CHÍ)",
        "III. ĐIỀU KIỆN LOẠI TRỪ",
        "IV. MỨC ĐÁNH GIÁ",
        "V. CÔNG NHẬN",
        "VI. MỤC TIÊU",
        "VII. DANH SÁCH ĐƠN VỊ",
        "VIII. GIẢI THÍCH CHỈ TIÊU SỐ LIỆU",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "a) 12-NQ/TU ngày 27/06/2022 của Ban Thường vụ Tỉnh ủy Hòa Bình;",
        "d) 318/QĐ-TTg ngày 08/03/2022 của Thủ tướng Chính phủ.",
        "2. Đối tượng áp dụng: xã, thị trấn của tỉnh mã 17, kể cả đơn vị mới lập từ đó.",
        "3. Hiệu lực: từ ngày 27/06/2022 cho đến khi có bản thay thế.",
        "4. Kỳ đánh giá: năm dương lịch, từ ngày 1/1 đến ngày 31/12.",
        "d) Không áp dụng, khi có lý do được ghi lại; khi đếm số tiêu chí đạt thì tính là đạt.",
        "6. Tỷ lệ và mức tăng, giảm được so chính xác với ngưỡng, không làm tròn.",
        "Mô hình tự quản",
        "1. Đạt 16/16 tiêu chí: có từ 16 tiêu chí đạt trở lên.",
        "Đơn vị có dưới 9 tiêu chí đạt thì dưới các mức.",
        (
            "1. Điển hình cấp xã: được xét khi ở mức “Đạt 16/16 tiêu chí” trở lên và không vướng điều kiện loại trừ "
            "LT1, LT2."
        ),
        "Cấp này có đến hết ngày 30/06/2025.",
        (
            "Đơn vị đã được công nhận phải đưa ra xem xét lại khi có từ 50 % số tiêu chí trở lên chưa đạt hoặc chưa "
            "đạt TC09."
        ),
        "2. Mục tiêu 2025, đến hết ngày 31/12/2025:",
        "đ) Đạt từ 9 tiêu chí: còn lại 31 đơn vị.",
        "Đếm các đơn vị trên bản đồ hành chính của ngày văn bản có hiệu lực, văn bản tính trên 139 đơn vị.",
        "Cách tính: mỗi đơn vị chỉ tính một lần, ở bậc cao nhất mà đơn vị đạt; số vượt ở bậc trên bù cho bậc dưới.",
        "Ghi chú của điểm đ: Văn bản viết “còn lại 31”; 139 trừ 103 đơn vị kể trước là 36.",
        "b) Điển hình cấp huyện: mỗi huyện ít nhất 1 đơn vị.",
        "1. Thí điểm: 9 đơn vị, chưa biết tên.",
        (
            "3. Số đơn vị thuộc diện đăng ký: số đếm, tính bằng đơn vị; không nhập, là tổng của: số khu dân cư (xóm, "
            "thôn, bản, tổ dân phố), số cơ quan, doanh nghiệp, nhà trường thuộc xã quản lý."
        ),
    ],
)
def test_the_shipped_set_says(sentence: str) -> None:
    """The sentence stands in the document, word for word, with its number."""
    assert sentence in said(read(ROOT / "criteria" / "nq12-tu" / "2022-06-27.yaml"))


def test_a_criterion_of_the_shipped_set() -> None:
    """Its conditions as points, those of a group as dashes below, then evidence, action, basis and note."""
    found = read(ROOT / "criteria" / "nq12-tu" / "2022-06-27.yaml")
    title = "TC03. Tuyên truyền pháp luật và tổ chức Ngày hội Toàn dân bảo vệ an ninh Tổ quốc"

    assert of_rule(found, title) == [
        "Đạt khi có cả 2 điều kiện sau:",
        "a) Có báo cáo tổ chức Ngày hội Toàn dân bảo vệ an ninh Tổ quốc ban hành trong kỳ;",
        "b) Ít nhất 2 trong 3 điều kiện sau:",
        "- Số buổi tuyên truyền pháp luật tập trung: từ 4 buổi trở lên;",
        "- Có trang hoặc nhóm tuyên truyền trên mạng, có bài trong kỳ: có;",
        "- Số hội thi, diễn đàn, giao lưu đã tổ chức: từ 1 cuộc trở lên.",
        "Phải có minh chứng.",
        "Việc có thể làm trong kỳ: Tổ chức thêm buổi tuyên truyền, hội thi; công sức của một bước: 1.",
        "Căn cứ: suy từ Nghị quyết 12, phần giải pháp.",
        (
            "Ghi chú: Dựng lại từ câu “bằng nhiều hình thức đa dạng”. Số buổi, số cuộc và “ít nhất hai hình thức” "
            "là giả định."
        ),
    ]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"all": [{"count": "a", "at_least": 3}]}, ["Đạt khi: chỉ tiêu: từ 3 cái trở lên."]),
        ({"any": [{"all": [{"number": "x", "at_most": 2.5}]}]}, ["Đạt khi: chỉ tiêu: không quá 2,5 cái."]),
        ({"all": [{"share": ["a", "b"], "more_than": 50, "less_than": 90}]},
         ["Đạt khi: tỷ lệ chỉ tiêu trên chỉ tiêu: trên 50 % và dưới 90 %."]),
        ({"all": [{"change": "a", "at_most": -5}]}, ["Đạt khi: chỉ tiêu so với kỳ trước: giảm từ 5 % trở lên."]),
        ({"all": [{"flag": "f", "is": False}]}, ["Đạt khi: chỉ tiêu: không."]),
        ({"all": [{"document": "p", "issued_by": "03-31"}]},
         ["Đạt khi: có chỉ tiêu ban hành chậm nhất 31/3 trong kỳ."]),
        ({"at_least": 2, "of": [{"flag": "f"}, {"any": [{"count": "a", "equals": 0}, {"all": [{"flag": "f"}, {
            "count": "a", "at_least": 1}]}]}, {"document": "p", "any_time": True}]},
         ["Đạt khi có ít nhất 2 trong 3 điều kiện sau:", "a) Chỉ tiêu: có;", "b) Ít nhất 1 trong 2 điều kiện sau:",
          "- Chỉ tiêu: đúng 0 cái;", "- Cả 2 điều kiện sau:", "+ Chỉ tiêu: có;", "+ Chỉ tiêu: từ 1 cái trở lên;",
          "c) Có chỉ tiêu ban hành, kể cả ban hành trước kỳ."]),
    ],
)  # fmt: skip
def test_every_form_of_condition(condition: Raw, expected: list[str]) -> None:
    """One condition stands in the line, several are listed, groups in groups go down by dashes."""
    assert of_rule(annex(criteria_set(KINDS, [condition])), "TC01. Tiêu chí") == expected


def test_every_setting() -> None:
    """What a file may set beside its conditions is said: status, days, period, waivers, levels, readings, lists."""
    lines = made(
        {"all": [{"flag": "f"}], "wording": "official", "basis": "QĐ 1", "note": "Ghi nhớ."},
        effective_to="2023-06-30",
        period={"starts_on": "11-16"},
        not_applicable_counts_as="unmet",
        vetoes=[{"id": "LT1", "title": "Loại", "when": {"flag": "f"}, "blocks": ["one"]}],
        bands=[{"id": "b1", "title": "Mức một", "criteria_met": 1, "note": "Mức duy nhất"}],
        recognition=[
            {"level": "one", "title": "Cấp một", "effective_from": "2022-02-01", "effective_to": "2024-01-31"},
            {"level": "two", "title": "Cấp hai", "effective_from": "2023-01-01", "requires": {"recognised": "one"}},
        ],
        revocation={"or_unmet": ["TC01"]},
        targets=[
            {"id": "m1", "due": "2025-12-31", "goals": [
                {"level": "two", "at_least": 2, "among": "pilot", "basis": "Mục 2", "wording": "official"},
                {"band": "b1", "at_least": 3},
            ]},
        ],
        lists={"pilot": ["04831", "04834"]},
    )  # fmt: skip

    for sentence in (
        "2. Hiệu lực: từ ngày 01/01/2022 đến hết ngày 30/06/2023.",
        "3. Kỳ đánh giá: một năm, từ ngày 16/11 năm trước đến ngày 15/11 của năm đánh giá.",
        "d) Không áp dụng, khi có lý do được ghi lại; khi đếm số tiêu chí đạt thì tính là chưa đạt.",
        "Căn cứ: QĐ 1.",
        "Lời văn: đúng văn bản.",
        "Ghi chú: Ghi nhớ.",
        "Vướng khi: chỉ tiêu: có.",
        "Đơn vị vướng thì không được xét công nhận: Cấp một, dù đạt bao nhiêu tiêu chí.",
        "Ghi chú: Mức duy nhất.",
        "1. Cấp một: được xét khi không vướng điều kiện loại trừ LT1.",
        "Cấp này có từ ngày 01/02/2022 đến hết ngày 31/01/2024.",
        "2. Cấp hai: được xét khi đã được công nhận “Cấp một”.",
        "Cấp này có từ ngày 01/01/2023.",
        "Đơn vị đã được công nhận phải đưa ra xem xét lại khi chưa đạt TC01.",
        "1. Mục tiêu m1, đến hết ngày 31/12/2025:",
        "a) Cấp hai: ít nhất 2 đơn vị trong danh sách thí điểm;",
        "b) Mức một: ít nhất 3 đơn vị.",
        "Đếm các đơn vị trên bản đồ hành chính của kỳ đánh giá.",
        "Cách tính: đơn vị ở bậc cao cũng tính vào các bậc thấp hơn; mỗi bậc so với số của riêng bậc đó.",
        "Căn cứ của điểm a: Mục 2.",
        "Lời văn của điểm a: đúng văn bản.",
        "1. Thí điểm: 2 đơn vị, theo mã: 04831, 04834.",
        (
            "2. Chỉ tiêu: số đếm, tính bằng cái; không được lớn hơn chỉ tiêu, nếu lớn hơn thì coi là chưa rõ; "
            "càng thấp càng tốt; khi đơn vị sáp nhập: cộng số của các đơn vị cũ."
        ),
        "5. Chỉ tiêu: có hoặc không; khi đơn vị sáp nhập: mọi đơn vị cũ đều có mới là có.",
    ):
        assert sentence in lines, sentence


def test_what_a_set_does_not_have() -> None:
    """A bare set has three sections, is marked as a draft, goes with nothing, and no sentence speaks of the rest."""
    found = annex(criteria_set(KINDS, [{"all": [{"flag": "f"}]}], wording="official"))

    assert (found.marks, found.goes_with) == (("DỰ THẢO",), "")
    assert [line for line in said(found) if line.isupper()] == [
        "I. QUY ĐỊNH CHUNG", "II. TIÊU CHÍ (1 TIÊU CHÍ)", "III. GIẢI THÍCH CHỈ TIÊU SỐ LIỆU"
    ]  # fmt: skip
    assert "Lời văn: đúng văn bản." in said(found)
    level = {"level": "one", "title": "Cấp một"}
    lines = made({"all": [{"flag": "f"}]}, recognition=[level])
    assert "1. Cấp một: được xét không kèm điều kiện về điểm." in lines
    assert "Bộ tiêu chí không quy định khi nào xem xét lại công nhận." in lines


@pytest.mark.parametrize("path", [*SHIPPED, *CASES], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_shipped_set_and_every_worked_case(path: Path) -> None:
    """It reads whole, and every criterion, veto and indicator stands in it."""
    criteria, found = check(path.read_bytes()).criteria, read(path)
    assert criteria is not None
    text = "\n".join(said(found))

    rules = [
        *((each.id, each.title) for each in criteria.criteria),
        *((each.id, each.title) for each in criteria.vetoes),
    ]
    assert all(f". {id_}. {title}" in text for id_, title in rules)
    titles = len(criteria.criteria) + len(criteria.vetoes) + len(criteria.first)
    assert sum(line.rank is Rank.TITLE for line in found.lines) == titles
    assert all(each.label[1:] in text for each in criteria.indicators.values())


@given(sets())
@settings(max_examples=40)
def test_numbers_run_without_a_gap(raw: Raw) -> None:
    """For any set: sections, clauses and points are numbered from the first on, and every line has words."""
    lines = annex(CriteriaSet.model_validate(exact(raw))).lines
    sections = [each.number for each in lines if each.rank is Rank.SECTION]

    assert sections == [f"{roman(at)}." for at in range(1, len(sections) + 1)]
    assert all(each.text.strip() for each in lines)
    clause = point = 0
    for each in lines:
        if each.rank is Rank.SECTION:
            clause = 0
        elif each.rank in (Rank.CLAUSE, Rank.TITLE):
            clause, point = clause + 1, 0
            assert each.number == f"{clause}."
        elif each.rank is Rank.POINT:
            assert each.number == f"{letter(point)})"
            point += 1
    ends = [each.text[-1] for each in lines if each.rank in (Rank.POINT, Rank.DASH)]
    assert set(ends) <= set(".;:")


def test_letters_and_numerals() -> None:
    """Points go by the letters of a Vietnamese document, and begin anew with two; sections go by Roman numerals."""
    assert [letter(at) for at in (0, 3, 4, 22, 23, 24, 46)] == ["a", "d", "đ", "y", "aa", "ab", "ba"]
    assert [roman(at) for at in range(1, 13)] == [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII",
    ]  # fmt: skip
    assert all(a != b for a, b in pairwise(letter(at) for at in range(100)))


@given(st.integers(0, 2000))
@settings(max_examples=20)
def test_no_two_points_have_one_letter(at: int) -> None:
    """Beyond the alphabet, too."""
    assert letter(at) not in {letter(other) for other in range(at)}
