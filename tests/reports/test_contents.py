"""What the three documents say: the figures of the seed, nothing corrected, nothing invented, sealed means sealed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from api.answers.plan import plan_of
from api.demo import demo_board
from api.reports.document import Bullets, Paragraph, Part, Report, Stacks, Table
from api.reports.word import word_of
from api.store.database import Actor
from api.workflow import Board
from api.workflow.recording import Change, record
from api.workflow.reporting.case import NoCaseError
from api.workflow.reporting.dossier import dossier_report
from api.workflow.reporting.issuing import BLANK, Issuing, proposed
from api.workflow.reporting.progress import progress_report
from api.workflow.reporting.sheet import sheet_report
from engine.figures import in_units
from engine.indicators import Kind
from engine.planning import NO_LIMITS
from engine.wording.banners import RECONSTRUCTED_BANNER, SAMPLE_BANNER
from tests.papers import by_libreoffice, opened, pages_of, pdf_text, whole_text
from tests.reports.conftest import QUIET, RETURNED, SEALED, Demo

ON = date(2024, 12, 31)
ISSUING = Issuing(
    issuer="Ủy ban nhân dân\ntỉnh Hòa Bình",
    symbol="UBND",
    place="Hòa Bình",
    authority="TM. Ủy ban nhân dân",
    post="Chủ tịch",
    report_to="Ban Thường vụ Tỉnh ủy",
    propose_to="Ban Chỉ đạo tỉnh",
    recipients="Như trên\nLưu: VT",
)


@pytest.fixture(scope="module")
def board() -> Board:
    """The sample as files."""
    return demo_board()


@pytest.fixture(scope="module")
def province(board: Board) -> Report:
    """The report on 31 December 2024, with the plan for 2025."""
    return progress_report(board, ON, ISSUING, plan_of(board, board.criteria.targets[1], ON, NO_LIMITS))


def said(part: Part) -> str:
    """Return the paragraphs of a part, a line each."""
    return "\n".join(f"{each.lead} {each.text}".strip() for each in part.blocks if isinstance(each, Paragraph))


def table(part: Part, caption: str) -> Table:
    """Return the table whose caption holds some words."""
    return next(each for each in part.blocks if isinstance(each, Table) and caption in each.caption)


# ------------------------------------------------------------------------------------------------------- province


def test_the_targets_are_those_of_the_resolution(board: Board, province: Report) -> None:
    """What 2025 asks is 3, 20, 30, 50, 31, cumulated 3, 23, 53, 103, 134; what stands beside is what is measured."""
    rows = table(province.parts[0], "mục tiêu 2025").rows
    measured = board.progress(ON, "2025")[0].goals

    assert [row[2] for row in rows] == ["3", "20", "30", "50", "31"]
    assert [row[4] for row in rows] == ["3", "23", "53", "103", "134"]
    assert [(row[3], row[5], row[6]) for row in rows] == [
        (str(each.standing), str(each.reached), str(each.possible)) for each in measured
    ]
    assert (rows[4][5], rows[4][6], rows[4][7]) == ("113", "119", "Chưa đạt, còn thiếu 21")


def test_what_does_not_add_up_is_said_and_not_mended(province: Report) -> None:
    """134 stands beside 139, once where the target is and once among the difficulties."""
    text = said(province.parts[0])

    assert "cộng lại là 134, văn bản ghi tổng 139; giữ nguyên như văn bản." in text
    assert "các dòng của văn bản cộng lại là 134, khác tổng 139 mà văn bản nêu" in text


def test_void_goals_stay_with_their_reason(province: Report) -> None:
    """The district level of 2025 and of 2030 are struck in the chart, and the text says since when they are void."""
    main = province.parts[0]
    charts = [each for each in main.blocks if isinstance(each, Bullets)]

    assert [[bar.void for bar in chart.bars] for chart in charts] == [[False], [True, *[False] * 4], [False, True]]
    assert said(main).count("Không còn áp dụng: điển hình cấp huyện không tồn tại từ sau ngày 30/06/2025.") == 3
    assert table(main, "mục tiêu 2025").rows[0][-1] == "Không còn áp dụng"


def test_the_bands_and_the_criteria_count_every_unit(board: Board, province: Report) -> None:
    """13, 38, 51, 11 and 26 units are 139, and so is each line of the criteria; the chart has the same figures."""
    main = province.parts[0]
    bands, criteria = table(main, "từng mức"), table(main, "từng tiêu chí")
    (chart,) = (each for each in main.blocks if isinstance(each, Stacks))

    assert [row[1] for row in bands.rows] == ["13", "38", "51", "11", "26", "139"]
    assert chart.bars[-2].counts == (13, 38, 51, 11, 26)
    assert [row[0] for row in criteria.rows] == [each.id for each in board.criteria.criteria]
    assert {sum(int(cell) for cell in row[2:]) for row in criteria.rows} == {139}


def test_every_unit_stands_at_one_place_of_2025(board: Board, province: Report) -> None:
    """The annex of 2025 lists each of the 139 once: the tables have as many lines as units stand there."""
    annex = province.parts[2]
    tables = [each for each in annex.blocks if isinstance(each, Table)]
    measured = board.progress(ON, "2025")[0]
    codes = [row[1] for each in tables for row in each.rows]

    assert annex.annex == "Phụ lục II"
    assert [len(each.rows) for each in tables] == [2, 8, 41, 51, 11, 26]
    assert sorted(codes) == sorted(key[0] for key in board.counted(measured.target, ON))
    assert len(set(codes)) == 139


def test_the_plan_comes_only_when_asked(board: Board, province: Report) -> None:
    """With a plan there is a section and an annex of steps; without it neither."""
    plain = progress_report(board, ON, ISSUING)

    assert [part.annex for part in province.parts] == ["", "Phụ lục I", "Phụ lục II", "Phụ lục III", "Phụ lục IV"]
    assert [part.annex for part in plain.parts] == ["", "Phụ lục I", "Phụ lục II", "Phụ lục III"]
    assert "Với số liệu đã biết, không thể đạt đủ mục tiêu 2025." in said(province.parts[0])
    assert "Kế hoạch" not in said(plain.parts[0])
    steps = next(each for each in province.parts[4].blocks if isinstance(each, Table))
    assert len(steps.rows) == 29


def test_banners_are_in_the_file(province: Report) -> None:
    """SỐ LIỆU MẪU and the words about the reconstruction stand in the head of the first page and of all others."""
    section = opened(word_of(province)).sections[0]

    assert province.banners == (SAMPLE_BANNER, RECONSTRUCTED_BANNER)
    for head in (section.header, section.first_page_header):
        assert f"{SAMPLE_BANNER} · {RECONSTRUCTED_BANNER}" in [each.text for each in head.paragraphs]


def test_before_the_first_period_has_ended(board: Board) -> None:
    """Early in 2021 there is nothing to count; the report says so and can be set."""
    early = progress_report(board, date(2021, 6, 30), ISSUING)

    assert "Chưa có số liệu của kỳ nào đã kết thúc đến ngày báo cáo." in said(early.parts[0])
    assert "134" in whole_text(opened(word_of(early)))


def test_wording_is_that_of_the_office(board: Board) -> None:
    """Opening and proposals are what was said on the settings page; without them a text of ours, and dots."""
    own = progress_report(board, ON, replace(ISSUING, opening="Lời mở đầu riêng.", proposals="Ý một.\nÝ hai."))
    plain = progress_report(board, ON, ISSUING)

    assert {"Lời mở đầu riêng.", "Ý một.", "Ý hai."} <= set(said(own.parts[0]).split("\n"))
    assert BLANK in said(plain.parts[0]).split("\n")
    assert "Thực hiện Nghị quyết số 12-NQ/TU ngày 27 tháng 6 năm 2022 của Ban Thường vụ" in said(plain.parts[0])


def test_what_is_proposed_names_the_province_of_the_units(board: Board) -> None:
    """Before the merger it is Hòa Bình, after it Phú Thọ; who recognises is not known, so it is dots."""
    before, after = (proposed(board.criteria, board.register, on) for on in (ON, date(2026, 1, 1)))

    assert (before.issuer, before.place) == ("Ủy ban nhân dân\ntỉnh Hòa Bình", "Hòa Bình")
    assert (after.issuer, after.place) == ("Ủy ban nhân dân\ntỉnh Phú Thọ", "Phú Thọ")
    assert (before.propose_to, before.report_to) == (BLANK, "Ban Thường vụ Tỉnh ủy Hòa Bình")


# ---------------------------------------------------------------------------------------------------------- sheet


def test_a_sheet_has_every_criterion_with_each_side(demo: Demo) -> None:
    """Sixteen lines: computed, self-assessed, appraised; the figure, the bound, what is lacking, the proof."""
    (part,) = sheet_report(demo.case(SEALED)).parts
    lines = table(part, "từng tiêu chí")

    assert len(lines.rows) == 16
    assert lines.rows[0][2:5] == ("Đạt", "Đạt", "Chưa đạt")
    assert lines.rows[0][5] == "Thiếu minh chứng (bắt buộc)."
    assert "1.052/1.085 hộ (96,96 %), yêu cầu từ 100 % trở lên, cần 1.085, còn thiếu 33 hộ." in lines.rows[6][1]
    assert lines.rows[1][5] == "12/BC-UBND (mẫu) ngày 02/10/2024, Ủy ban nhân dân xã Mỹ Thành, trang 1-3."
    assert table(part, "chung").rows[:3] == (
        ("Số tiêu chí đạt theo số liệu (máy chấm)", "15 / 16"),
        ("Số tiêu chí đạt theo xã tự chấm", "15 / 16"),
        ("Số tiêu chí đạt theo thẩm định", "14 / 16"),
    )


def test_a_sheet_that_nobody_judged_has_no_columns_for_it(demo: Demo) -> None:
    """Without a self-assessment there is the score alone, and one place to sign."""
    (part,) = sheet_report(demo.case(QUIET)).parts

    assert [each.heading for each in table(part, "từng tiêu chí").columns] == [
        "Tiêu chí", "Số liệu, điều kiện, còn thiếu", "Máy chấm", "Minh chứng",
    ]  # fmt: skip
    assert [each.post for each in part.signatures] == ["Chủ tịch"]


def test_a_sealed_sheet_carries_its_digests_and_does_not_move(demo: Demo) -> None:
    """Figures that change after the seal change nothing on the paper; number and hash of the act stand on it."""
    office, case = demo.office, demo.case(SEALED)
    assert case.sealed is not None
    before = sheet_report(case)
    place = demo.case(SEALED).result.scores.figures
    indicator = case.criteria.indicators["households_registered"]
    now = in_units(indicator, float(place.column("households_registered")[0]))
    inputs = json.loads(case.sealed[0].inputs)
    row = int(inputs["figures"]["households_registered"]["row"])
    key = (case.unit.code, case.unit.first_day)
    clerk = Actor("canbo", "api")
    changed = Change(key, "2024", "households_registered", Kind.COUNT, 1, row)
    number = record(office.database, clerk, "nq12-tu", [changed])
    after = sheet_report(demo.case(SEALED))

    assert str(now) == inputs["figures"]["households_registered"]["value"]
    assert number
    assert table(after.parts[0], "từng tiêu chí") == table(before.parts[0], "từng tiêu chí")
    assert f"là lần ghi số {case.sealed[1].seq} của nhật ký." in said(after.parts[0])
    assert case.sealed[1].hash in said(after.parts[0])


def test_texts_are_for_who_works_on_the_sheet(demo: Demo) -> None:
    """Justification and reason stand there for them, and for nobody else."""
    shown, hidden = (sheet_report(demo.case(RETURNED, texts=texts)) for texts in (True, False))

    assert "văn bản đang chờ ký" in whole_text(opened(word_of(shown)))
    assert "văn bản đang chờ ký" not in whole_text(opened(word_of(hidden)))


# -------------------------------------------------------------------------------------------------------- dossier


def test_a_dossier_has_its_four_parts(demo: Demo) -> None:
    """Proposal, list, minutes, explanation; each with its own first page, the annexes without a letterhead."""
    parts = dossier_report(demo.case(QUIET), ISSUING).parts

    assert [part.kind for part in parts] == ["Tờ trình", "Danh sách", "Biên bản", "Thuyết minh từng tiêu chí"]
    assert [part.annex for part in parts] == ["", "Phụ lục I", "", "Phụ lục II"]
    assert [part.letterhead.number if part.letterhead else "" for part in parts] == [
        "Số:\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0/TTr-UBND", "",
        "Số:\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0/BB-UBND", "",
    ]  # fmt: skip
    assert parts[2].letterhead is not None
    assert parts[2].letterhead.place == ""
    assert [each.post for each in parts[2].signatures] == ["Thư ký", "Chủ tọa"]


def test_minutes_leave_open_what_only_the_meeting_knows(demo: Demo) -> None:
    """Hour, place, who was there, chair, secretary and conclusion are dots; nobody is named."""
    text = said(dossier_report(demo.case(SEALED), ISSUING).parts[2])

    for word in ("Địa điểm", "Thành phần tham dự", "Chủ trì (chủ tọa)", "Thư ký (người ghi biên bản)", "6. Kết luận"):
        assert f"{word}: ……" in text
    assert "3. Tiêu chí có kết quả khác nhau giữa xã, số liệu và thẩm định: TC01." in text
    assert "4. Số tiêu chí đạt theo thẩm định: 14 / 16." in text


def test_who_does_not_qualify_is_not_proposed(demo: Demo) -> None:
    """15 of 16 is not enough for the commune level: the paper says so in a frame and proposes nothing."""
    parts = dossier_report(demo.case(SEALED), ISSUING).parts
    (warning,) = (each for each in parts[0].blocks if isinstance(each, Paragraph) and each.kind == "warning")

    assert warning.text == (
        "DỰ THẢO, CHƯA ĐỦ ĐIỀU KIỆN TRÌNH: theo số liệu, đơn vị chưa đủ điều kiện xét điển hình cấp xã "
        "(15 / 16 tiêu chí); minh chứng cần bổ sung ở TC01."
    )
    assert "kính trình" not in said(parts[0])
    assert next(each for each in parts[1].blocks if isinstance(each, Table)).rows[0][-1] == "Chưa đủ điều kiện"


def test_who_qualifies_but_is_not_sealed_is_told_so(demo: Demo) -> None:
    """Xã Thượng Cốc meets all 16, yet nobody has judged and proved them."""
    text = said(dossier_report(demo.case(QUIET), ISSUING, "commune").parts[0])

    assert "CHƯA ĐỦ ĐIỀU KIỆN TRÌNH: phiếu đánh giá chưa bắt đầu; minh chứng cần bổ sung ở TC" in text
    assert "Theo số liệu (máy chấm): 16 / 16 tiêu chí đạt." in text


def test_every_criterion_is_explained(demo: Demo) -> None:
    """Each has its basis, what it asks, how it stands, the figures, and its documents."""
    case = demo.case(SEALED)
    text = said(dossier_report(case, ISSUING).parts[3])

    assert text.count("Yêu cầu: ") == text.count("Kết quả: ") == text.count("Minh chứng:") == 16
    assert "Kết quả: theo số liệu: đạt; xã tự chấm: đạt; thẩm định: chưa đạt." in text
    assert "Yêu cầu: cả 4 điều kiện sau: có nghị quyết năm của Đảng ủy" in text


def test_a_level_that_is_not_there_is_refused(demo: Demo) -> None:
    """The message names the levels that there are."""
    with pytest.raises(NoCaseError, match="các cấp: commune, district, province"):
        dossier_report(demo.case(SEALED), ISSUING, "nation")


@pytest.mark.slow
def test_libreoffice_prints_all_three(demo: Demo, province: Report, tmp_path: Path) -> None:
    """Another office program opens each document and sets it on pages; its last words are there."""
    sealed = demo.case(SEALED)
    for report, least, said in (
        (province, 10, "TM. ỦY BAN NHÂN DÂN"),
        (sheet_report(sealed), 2, "ĐẠI DIỆN CƠ QUAN THẨM ĐỊNH"),
        (dossier_report(sealed, ISSUING), 6, "TC16. "),
    ):
        printed = by_libreoffice(word_of(report), tmp_path)
        assert pages_of(printed, tmp_path) >= least
        assert said in pdf_text(printed, tmp_path)
