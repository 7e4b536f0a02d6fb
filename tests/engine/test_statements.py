"""Published statements: the arithmetic of each form, to the figures of the documents, and what a file may not hold."""

from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.statements import Finding, Outcome, Statement, finding, findings, read_statements
from engine.wording.faults import cure, message
from engine.wording.statements import finding_sentence

SHIPPED, _ = read_statements((files("criteria") / "statements/da-cong-bo.yaml").read_bytes())
FOUND = {each.statement.id: each for each in findings(SHIPPED)}
SOURCE = [{"title": "Báo"}]


def of(**form: object) -> Finding:
    """Check one statement with a form."""
    return finding(Statement.model_validate({"id": "a", "title": "A", "unit": "tổ", "sources": SOURCE} | form))


def amount(value: object) -> dict[str, object]:
    """Name a figure."""
    return {"label": "Số", "value": value}


@pytest.mark.parametrize(
    ("id_", "outcome", "difference", "sentence"),
    [
        ("nq12-2025", "differs", 5, "3 + 20 + 30 + 50 + 31 = 134, văn bản ghi tổng 139: thiếu 5 xã, thị trấn."),
        ("ct22-linh-vuc", "agrees", 0, "431 + 2.756 + 1.068 = 4.255, đúng bằng tổng 4.255 tổ."),
        (
            "ct22-loai",
            "partial",
            1987,
            "1.598 + 343 + 306 + 19 + 2 = 2.268 trên tổng 4.255: còn 1.987 tổ không được kể tên.",
        ),
        ("phu-tho-mo-hinh", "differs", 29965, "Các nguồn ghi 3.135, 33.100: chênh nhau 29.965 điểm, gấp 10,6 lần."),
        ("quang-nam-2024", "differs", -2, "52 + 18 = 70, văn bản ghi tổng 68: thừa 2 đơn vị."),
        ("to-dan-van", "agrees", 0, "2.071 / 2.071 = 100 %, đúng như văn bản ghi (100 %)."),
        ("thon-binh-yen", "unchecked", None, "847 / 1.310 = 64,66 %; văn bản không ghi số này để so."),
        ("to-dan-van-thanh-vien", "unchecked", None, "14.589 : 2.071 = 7,04 người; văn bản không ghi số này để so."),
        ("nq12-2022", "unchecked", None, "3 / 9 = 33,33 %; văn bản không ghi số này để so."),
        ("ct22-hai-bai", "differs", 30, "Các nguồn ghi 4.255, 4.225: chênh nhau 30 tổ."),
        (
            "ct22-bon-huyen",
            "partial",
            1213,
            "895 + 772 + 730 + 615 = 3.012 trên tổng 4.225: còn 1.213 mô hình không được kể tên.",
        ),
        ("nq12-phuong", "unchecked", None, "1 / 12 = 8,33 %; văn bản không ghi số này để so."),
        (
            "bach-thong-mo-hinh",
            "unchecked",
            None,
            "Mô hình làm điểm: 2; Mô hình hiện có: 192. Văn bản chỉ ghi từng số, không có số nào để so.",
        ),
        (
            "thon-binh-yen-ho",
            "unchecked",
            None,
            "Xã, phường, thị trấn: 108; Hộ tham gia: 76.303. Văn bản chỉ ghi từng số, không có số nào để so.",
        ),
        (
            "to-dan-van-dong-gop",
            "unchecked",
            None,
            (
                "Mô hình tự quản về an ninh trật tự: 484; Diện tích đất hiến (m²): 2.477.180; Ngày công: 1.477.602; "
                "Tiền, hiện vật khác (tỷ đồng): 109,402; Hỗ trợ, giúp đỡ (tỷ đồng): 252,43. "
                "Văn bản chỉ ghi từng số, không có số nào để so."
            ),
        ),
        (
            "ct22-khu-dan-cu",
            "unchecked",
            None,
            "340 − 50 = 290 khu dân cư vào năm 2016; văn bản không ghi số này để so.",
        ),
    ],
)
def test_what_was_published(id_: str, outcome: str, difference: int | None, sentence: str) -> None:
    """The figures of the documents: which add up, which do not and by how much, told with the sum as it is done."""
    found = FOUND[id_]

    assert (str(found.outcome), found.difference) == (outcome, difference)
    assert finding_sentence(found) == sentence


def test_growth_since_2016() -> None:
    """Of 340, 69 and 4 with +50, +33 and +2 there were 290, 36 and 2 in 2016."""
    assert [FOUND[each].expected for each in ("ct22-khu-dan-cu", "ct22-xa", "ct22-huyen")] == [290, 36, 2]


def test_every_statement_names_its_source() -> None:
    """No shipped statement is without a source, and no id stands twice."""
    assert all(each.told_by for each in SHIPPED)
    assert len({each.id for each in SHIPPED}) == len(SHIPPED) == len(FOUND)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [("64.65", "differs"), ("64.66", "agrees"), ("64.7", "agrees"), ("65", "agrees"), ("64.67", "differs")],
)
def test_a_share_as_rounded(said: str, outcome: str) -> None:
    """847 of 1,310 is 64.656…: it agrees at as many places as the text gives; a step beside it differs."""
    assert of(share={"part": amount(847), "of": amount(1310), "per_cent": Decimal(said)}).outcome == outcome


def test_a_half_is_rounded_up() -> None:
    """1 of 8 is 12.5 per cent: 13 in a text without places, not 12."""
    shares = [of(share={"part": amount(1), "of": amount(8), "per_cent": each}).outcome for each in (12, 13)]

    assert shares == [Outcome.DIFFERS, Outcome.AGREES]


TOLD = {"value": 7, "source": SOURCE[0]}
HALF = Decimal("4.5")


@pytest.mark.parametrize(
    ("form", "outcome", "sentence"),
    [
        ({"share": {"part": amount(5), "of": amount(4)}}, "differs", "Phần 5 lớn hơn toàn bộ 4 tổ."),
        ({"share": {"part": amount(0), "of": amount(0)}}, "unchecked", "Không tính được tỷ lệ vì toàn bộ bằng 0."),
        ({"average": {"total": amount(9), "per": amount(0)}}, "unchecked", "9 : 0 không tính được vì số bằng 0."),
        (
            {"average": {"total": amount(9), "per": amount(2), "said": HALF}},
            "agrees",
            "9 : 2 = 4,5 tổ, đúng như văn bản ghi (4,5).",
        ),
        (
            {"growth": {"now": amount(9), "more": 4, "since": "năm 2016", "then": 6}},
            "differs",
            "9 − 4 = 5 tổ vào năm 2016, còn văn bản ghi 6.",
        ),
        ({"same": [TOLD, TOLD]}, "agrees", "Các nguồn cùng ghi 7 tổ."),
    ],
)
def test_edges_of_the_forms(form: dict[str, object], outcome: str, sentence: str) -> None:
    """Zero totals, parts above the whole, texts that say what is computed, sources that agree."""
    found = of(**form)

    assert (str(found.outcome), finding_sentence(found)) == (outcome, sentence)


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=8), st.integers(-3, 3), st.sampled_from(("whole", "some")))
def test_a_sum_of_anything(parts: list[int], off: int, listed: str) -> None:
    """A sum agrees exactly when it does; a list that is not whole may come to less, never to more."""
    total = max(0, sum(parts) + off)
    found = of(sum={"total": amount(total), "parts": [amount(each) for each in parts], "listed": listed})
    gap = total - sum(parts)
    expected = "agrees" if gap == 0 else "partial" if gap > 0 and listed == "some" else "differs"

    assert str(found.outcome) == expected
    assert found.difference == gap


GROWN = "    growth: {now: {label: N, value: VALUE}, more: 1, since: B}\n"
QUOTED = "'3,5'"
HEAD = "statements:\n  - id: a\n    title: A\n    unit: tổ\n"


@pytest.mark.parametrize(
    ("text", "code", "line", "said"),
    [
        (f"{HEAD}    sources: [{{title: B}}]\n", "NOT_ONE_FORM", 2, "đúng một dạng"),
        (f"{HEAD}{GROWN.replace('VALUE', '3')}", "NO_SOURCE", 2, "chưa ghi nguồn"),
        ("statements:\n  - id: a\n    titel: A\n", "UNKNOWN_KEY", 3, "title"),
        ("statements: []", "EMPTY_LIST", 1, ""),
        (f"{HEAD}    sources: [{{title: B}}]\n{GROWN.replace('VALUE', QUOTED)}", "NOT_A_NUMBER", 6, "3,5"),
    ],
)
def test_files_that_can_not_be_used(text: str, code: str, line: int, said: str) -> None:
    """What is wrong in a file is told with its line and its cure, and nothing of it is used."""
    found, faults = read_statements(text)

    assert found == ()
    fault = next(each for each in faults if each.code == code)
    assert fault.mark.line == line
    assert said in f"{message(fault)} {cure(fault)}"


def test_an_id_twice() -> None:
    """Two statements of one id are refused."""
    one = "  - {id: a, title: A, unit: tổ, same: [{value: 1, source: {title: B}}, {value: 1, source: {title: C}}]}\n"

    assert [each.code for each in read_statements(f"statements:\n{one}{one}")[1]] == ["IDS_TWICE"]
