"""Changes of the rules said in Vietnamese: one line each, with the day from which it holds."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.checking import check
from engine.criteria import CriteriaSet
from engine.impact import Shift, UnitImpact, changes
from engine.impact.rules import KEYS as COMPARED
from engine.rules import Verdict
from engine.wording.change_values import KEYS
from engine.wording.changes import because_words, change_sentence, shift_words
from tests.builders import Raw, criteria_set, exact
from tests.strategies import sets

FILE = Path(__file__).parents[2] / "criteria" / "nq12-tu" / "2022-06-27.yaml"
TEXT = FILE.read_text("utf-8")
BOUND_OF_80 = "{share: [bodies_recognised, bodies], at_least: 80}"
RECOGNISED = "tỷ lệ số đơn vị được công nhận trên số đơn vị thuộc diện đăng ký"


def read(text: str) -> CriteriaSet:
    """Read a set that may have failing examples."""
    criteria = check(text).criteria
    assert criteria is not None
    return criteria


def said(text: str) -> list[str]:
    """Say what a text changes in the shipped set."""
    old, new = read(TEXT), read(text)
    return [change_sentence(each, old, new) for each in changes(old, new)]


def swapped(old: str, new: str) -> str:
    """Put one text for another in the shipped set, where it stands once."""
    assert TEXT.count(old) == 1, old
    return TEXT.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "{share: [bodies_recognised, bodies], at_least: 70}",
            "{share: [bodies_recognised, bodies], at_least: 80}",
            f"TC08: ngưỡng 70 % → 80 % ({RECOGNISED})",
        ),
        (
            "{share: [bodies_recognised, bodies], at_least: 70}",
            "{share: [bodies_recognised, bodies], more_than: 70}",
            f"TC08: ngưỡng từ 70 % trở lên → trên 70 % ({RECOGNISED})",
        ),
        (
            "{number: waste_collected, at_least: 70, at_most: 100}",
            "{number: waste_collected, at_least: 72.5, at_most: 100}",
            "TC15: ngưỡng từ 70 đến 100 % → từ 72,5 đến 100 % (tỷ lệ rác thải sinh hoạt được thu gom)",
        ),
        (
            "{number: raised_fund, at_least: 10}",
            "{number: raised_fund, at_least: 1250.5}",
            "TC16: ngưỡng 10 triệu đồng → 1.250,5 triệu đồng (kinh phí xã hội hóa huy động được)",
        ),
        (
            "{change: offences, at_most: -5}",
            "{change: offences, at_most: -10}",
            "TC10: ngưỡng giảm từ 5 % trở lên → giảm từ 10 % trở lên (số vụ phạm pháp hình sự so với kỳ trước)",
        ),
        (
            "{count: serious_cases, more_than: 0}",
            "{count: serious_cases, more_than: 1}",
            "LT1: ngưỡng 0 vụ → 1 vụ (số vụ việc thuộc khoản 3 Điều 4 Thông tư 124/2021/TT-BCA)",
        ),
        (
            "- {flag: mass_petition, is: false}",
            "- {flag: mass_petition}",
            (
                "TC11: điều kiện «có khiếu kiện đông người, kéo dài, trái pháp luật: không» → "
                "«có khiếu kiện đông người, kéo dài, trái pháp luật: có»"
            ),
        ),
        (
            "- {document: disaster_plan} ",
            '- {document: disaster_plan, issued_by: "03-31"} ',
            (
                "TC14: điều kiện «có kế hoạch phòng, chống thiên tai và tìm kiếm cứu nạn ban hành trong kỳ» → "
                "«có kế hoạch phòng, chống thiên tai và tìm kiếm cứu nạn ban hành chậm nhất 31/3 trong kỳ»"
            ),
        ),
        (
            "- {count: drills, at_least: 1}",
            "- {count: drills, at_least: 1}\n      - any: [{flag: hotline}, {count: contests, at_least: 2}]",
            (
                "TC14: thêm điều kiện «ít nhất 1 trong 2 điều kiện: có đường dây nóng được công khai: có; "
                "số hội thi, diễn đàn, giao lưu đã tổ chức: từ 2 cuộc trở lên»"
            ),
        ),
        (
            "      - {document: review_report}\n",
            "",
            "TC16: bỏ điều kiện «có báo cáo kiểm tra, tổng kết và khen thưởng trong năm ban hành trong kỳ»",
        ),
        (
            "at_least: 3\n    of:\n      - {flag: economic",
            "at_least: 4\n    of:\n      - {flag: economic",
            "TC15: nhóm điều kiện: ít nhất 3 trong 4 điều kiện → cả 4 điều kiện",
        ),
    ],
)
def test_conditions(old: str, new: str, sentence: str) -> None:
    """A bound is written short where its direction stays, else whole; what it is compared with stands behind."""
    assert said(swapped(old, new)) == [sentence]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            'đạt chuẩn", effort: 3}',
            'đạt chuẩn", effort: 2.5}',
            (
                "TC08: việc cần làm «Xây dựng thêm đơn vị đạt chuẩn» (công sức mỗi bước 3) → "
                "«Xây dựng thêm đơn vị đạt chuẩn» (công sức mỗi bước 2,5)"
            ),
        ),
        (
            '    action: {title: "Xây dựng thêm đơn vị đạt chuẩn", effort: 3}\n',
            "",
            "TC08: việc cần làm «Xây dựng thêm đơn vị đạt chuẩn» (công sức mỗi bước 3) → không có",
        ),
        (
            '    title: "Tỷ lệ đơn vị được công nhận “An toàn về an ninh, trật tự”"',
            '    title: "Đơn vị an toàn"',
            "TC08: tên «Tỷ lệ đơn vị được công nhận “An toàn về an ninh, trật tự”» → «Đơn vị an toàn»",
        ),
        (
            'basis: "124/2021/TT-BCA, Điều 5 khoản 4"',
            'basis: "Điều 6"',
            "TC08: căn cứ «124/2021/TT-BCA, Điều 5 khoản 4» → «Điều 6»",
        ),
        (
            '    basis: "124/2021/TT-BCA, Điều 5 khoản 4"\n',
            "",
            "TC08: căn cứ «124/2021/TT-BCA, Điều 5 khoản 4» → không ghi",
        ),
        (
            "    evidence: required\n    at_least: 3",
            "    at_least: 3",
            "TC15: minh chứng bắt buộc → không bắt buộc",
        ),
        ("\nwording: reconstructed", "\nwording: official", "Bộ tiêu chí: lời văn dựng lại → đúng văn bản"),
        (
            "applies_to: [xã, thị trấn]",
            "applies_to: [xã, phường]",
            "Bộ tiêu chí: loại đơn vị được chấm xã, thị trấn → xã, phường",
        ),
        (
            "period: {kind: year} ",
            'period: {kind: year, starts_on: "11-16"} ',
            "Bộ tiêu chí: kỳ đánh giá bắt đầu ngày 1/1 → bắt đầu ngày 16/11",
        ),
        (
            "not_applicable_counts_as: met",
            "not_applicable_counts_as: unmet",
            "Bộ tiêu chí: tiêu chí không áp dụng tính là đạt → chưa đạt",
        ),
        (
            "revocation: {unmet_share_at_least: 50, or_unmet: [TC09]}",
            "revocation: {unmet_share_at_least: 40.5}",
            (
                "Bộ tiêu chí: xem xét lại công nhận khi từ 50 % tiêu chí chưa đạt hoặc chưa đạt TC09 → "
                "khi từ 40,5 % tiêu chí chưa đạt"
            ),
        ),
        (
            "revocation: {unmet_share_at_least: 50, or_unmet: [TC09]}",
            "",
            "Bộ tiêu chí: xem xét lại công nhận khi từ 50 % tiêu chí chưa đạt hoặc chưa đạt TC09 → không quy định",
        ),
        (
            "revocation: {unmet_share_at_least: 50, or_unmet: [TC09]}",
            "revocation: {}",
            "Bộ tiêu chí: xem xét lại công nhận khi từ 50 % tiêu chí chưa đạt hoặc chưa đạt TC09 → không bao giờ",
        ),
        (
            "effective_from: 2022-06-27",
            "effective_from: 2022-06-27\neffective_to: 2027-12-31",
            "Bộ tiêu chí: ngày cuối áp dụng không ghi → 31/12/2027",
        ),
        (
            'unit: "đơn vị", at_most: bodies_registered',
            'unit: "đơn vị", at_most: bodies',
            (
                "Chỉ tiêu «Số đơn vị được công nhận»: không được lớn hơn «Số đơn vị đã đăng ký» → "
                "«Số đơn vị thuộc diện đăng ký»"
            ),
        ),
        (
            '{label: "Có đường dây nóng được công khai", kind: flag, on_merger: any}',
            '{label: "Có đường dây nóng được công khai", kind: flag, on_merger: all}',
            (
                "Chỉ tiêu «Có đường dây nóng được công khai»: số kỳ trước khi sáp nhập: một nơi có là có → "
                "mọi nơi có mới là có"
            ),
        ),
        (
            "\n    blocks: [district, province]",
            "",
            "LT3: chặn «Điển hình cấp huyện», «Điển hình cấp tỉnh» → mọi cấp",
        ),
        (
            'title: "Đạt từ 13 tiêu chí", criteria_met: 13',
            'title: "Đạt từ 13 tiêu chí", criteria_met: 14',
            "Mức «Đạt từ 13 tiêu chí»: số tiêu chí đạt 13 → 14",
        ),
        (
            'title: "Đạt từ 9 tiêu chí", criteria_met: 9}',
            'title: "Đạt từ 9 tiêu chí", criteria_met: 9}\n  - {id: b5, title: "Đạt từ 5", criteria_met: 5}',
            "Thêm mức «Đạt từ 5»",
        ),
        (
            "    effective_to: 2025-06-30\n",
            "",
            "Cấp công nhận «Điển hình cấp huyện»: ngày cuối áp dụng 30/06/2025 → không ghi",
        ),
        (
            "    requires: {band: full}",
            "    requires: {}",
            "Cấp công nhận «Điển hình cấp xã»: điều kiện xét «Đạt 16/16 tiêu chí» → không có",
        ),
        (
            "    requires: {recognised: commune}\n\n",
            "    requires: {band: b13, recognised: commune}\n\n",
            (
                "Cấp công nhận «Điển hình cấp tỉnh»: điều kiện xét đã được công nhận «Điển hình cấp xã» → "
                "«Đạt từ 13 tiêu chí» và đã được công nhận «Điển hình cấp xã»"
            ),
        ),
        (
            "- {level: commune, at_least: 20}",
            "- {level: commune, at_least: 25}",
            (
                "Mục tiêu 2025, bậc 2: yêu cầu «Điển hình cấp xã: ít nhất 20 đơn vị» → "
                "«Điển hình cấp xã: ít nhất 25 đơn vị»"
            ),
        ),
        (
            "      - {level: district, at_least: 1, per: district}\n",
            "",
            "Bỏ bậc 2 của mục tiêu 2030 «Điển hình cấp huyện: mỗi huyện ít nhất 1 đơn vị»",
        ),
        ("due: 2030-12-31", "due: 2031-12-31", "Mục tiêu 2030: hạn 31/12/2030 → 31/12/2031"),
        ("base: 139 ", "base: 140 ", "Mục tiêu 2025: tổng số đơn vị của văn bản 139 → 140"),
        (
            "reading: disjoint",
            "reading: nested",
            "Mục tiêu 2025: cách tính: mỗi đơn vị tính một lần, ở bậc cao nhất → bậc cao tính cả vào bậc thấp",
        ),
        (
            "population: units_of_document",
            "population: units_of_period",
            "Mục tiêu 2025: đếm đơn vị của văn bản → đơn vị của kỳ",
        ),
        (
            "pilot: {size: 9}",
            'pilot: ["04834", "04831"]',
            "Danh sách «thí điểm»: thành viên 9 đơn vị, chưa rõ tên → 2 đơn vị: 04831, 04834",
        ),
        ("lists:\n", 'lists:\n  more: ["04831"]\n', "Thêm danh sách «more» (1 đơn vị: 04831)"),
    ],
)
def test_other_parts(old: str, new: str, sentence: str) -> None:
    """Every other part is called by its name, with what was and what will be; what is not written is said to be so."""
    assert said(swapped(old, new)) == [sentence]


def test_parts_that_come_and_go() -> None:
    """A whole part is added or removed in one sentence; the way back says the opposite."""
    last = TEXT[TEXT.index("  - id: TC16") : TEXT.index("vetoes:")]
    shorter = swapped(last, "").replace("criteria_met: 16", "criteria_met: 15")
    title = "Mặt trận, đoàn thể phối hợp; huy động nguồn lực; kiểm tra, tổng kết, khen thưởng"
    old, new = read(TEXT), read(shorter)

    assert said(shorter) == [f"Bỏ tiêu chí TC16 «{title}»", "Mức «Đạt 16/16 tiêu chí»: số tiêu chí đạt 16 → 15"]
    assert change_sentence(changes(new, old)[0], new, old) == f"Thêm tiêu chí TC16 «{title}»"
    assert said(swapped(TEXT[TEXT.index("  - id: LT3") : TEXT.index("bands:")], "")) == [
        "Bỏ điều kiện loại trừ LT3 «Để xảy ra khiếu kiện đông người, kéo dài, trái pháp luật»"
    ]
    assert said(swapped(TEXT[TEXT.index('  - id: "2030"') : TEXT.index("lists:")], "")) == [
        "Bỏ mục tiêu 2030, hạn 31/12/2030"
    ]
    unused = "  unused: {label: Số thử, kind: count, unit: cái}\n"
    assert said(swapped("indicators:\n", f"indicators:\n{unused}")) == ["Thêm chỉ tiêu «Số thử»"]
    level = "  - {level: region, title: Điển hình vùng}\n"
    assert said(TEXT.replace("\n# Khi nào xem xét lại", f"\n{level}\n# Khi nào xem xét lại")) == [
        "Thêm cấp công nhận «Điển hình vùng»"
    ]


def test_the_day_from_which_it_holds() -> None:
    """A file for another first day says the day in every sentence, a bound before what it is compared with."""
    text = TEXT.replace("\neffective_from: 2022-06-27", "\neffective_from: 2025-07-01")
    text = text.replace("{share: [bodies_recognised, bodies], at_least: 70}", BOUND_OF_80)
    text = text.replace("criteria_met: 9}", "criteria_met: 8}").replace("lists:\n", "lists:\n  more: []\n")

    assert said(text) == [
        f"TC08: ngưỡng 70 % → 80 % từ 01/07/2025 ({RECOGNISED})",
        "Mức «Đạt từ 9 tiêu chí»: số tiêu chí đạt 9 → 8 từ 01/07/2025",
        "Thêm danh sách «more» (0 đơn vị) từ 01/07/2025",
    ]


def test_every_key_that_is_compared_has_its_words() -> None:
    """No change of a set is without a name in Vietnamese."""
    compared = {key for keys in COMPARED.values() for key in keys}

    assert compared | {"", "goal", "needed", "condition"} == set(KEYS)


@given(sets(), sets(), st.booleans())
def test_every_change_is_one_plain_line(old: Raw, new: Raw, later: bool) -> None:  # noqa: FBT001 -- drawn
    """Whatever differs between two sets is said on one line, in NFC, without a full stop and without code."""
    new = new | ({"effective_from": "2025-07-01"} if later else {})
    was, now = (CriteriaSet.model_validate(exact(raw)) for raw in (old, new))
    for each in changes(was, now):
        text = change_sentence(each, was, now)
        assert text == unicodedata.normalize("NFC", text).strip()
        assert not set("\n{}[]_") & set(text)
        assert not text.endswith(".")
        assert ("01/07/2025" in text) is later


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (Verdict.MET, Verdict.UNMET, "TC08 đạt → chưa đạt"),
        (Verdict.UNKNOWN, Verdict.MET, "TC08 chưa rõ → đạt"),
        (Verdict.NOT_APPLICABLE, Verdict.UNMET, "TC08 không áp dụng → chưa đạt"),
        (None, Verdict.UNKNOWN, "TC08 mới, chưa rõ"),
        (Verdict.MET, None, "TC08 bị bỏ, đang đạt"),
    ],
)
def test_how_a_verdict_changes(old: Verdict | None, new: Verdict | None, words: str) -> None:
    """From one verdict to another; of a criterion that is new or gone the one there is."""
    assert shift_words(Shift("TC08", old, new)) == words


@pytest.mark.parametrize(("counts", "words"), [("met", "đạt"), ("unmet", "chưa đạt")])
def test_why_a_unit_moves(counts: str, words: str) -> None:
    """Criterion by criterion, with those that do not apply and are counted otherwise."""
    criteria = criteria_set({"a": "flag"}, [{"all": [{"flag": "a"}]}], not_applicable_counts_as=counts)
    shifts = Shift("TC01", Verdict.MET, Verdict.UNMET), Shift("TC02", None, Verdict.MET)
    each = UnitImpact("04831", (3, 1), (3, 2), ("b", "c"), ("b", "c"), {}, shifts, ("TC05",))

    assert because_words(each, criteria) == f"TC01 đạt → chưa đạt; TC02 mới, đạt; TC05 không áp dụng, tính là {words}"
