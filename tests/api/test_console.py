"""What a person reads: tables line by line, whole where no terminal sets their width; no text is taken for markup."""

import io

import pytest
from rich.console import Console

from api import console
from tests.api.conftest import HEADING, RECONSTRUCTED, SAMPLE, SMALL, Folder, Run, Sample


def rows_of(text: str) -> list[list[str]]:
    """Return the cells of the rows of a table, a row that goes over several lines as several."""
    return [[cell.strip() for cell in line.strip("│┃").split("│")] for line in text.splitlines() if line[0] == "│"]


def headings_of(text: str) -> list[str]:
    """Return the headings of the first table."""
    line = next(line for line in text.splitlines() if line.startswith("┃"))
    return [cell.strip() for cell in line.strip("┃").split("┃")]


def joined(rows: list[list[str]]) -> list[list[str]]:
    """Put the lines of each row together again; a row begins where its first cell is filled."""
    found: list[list[str]] = []
    for row in rows:
        if row[0]:
            found.append(row)
        else:
            found[-1] = [f"{old} {new}".strip() for old, new in zip(found[-1], row, strict=True)]
    return found


def test_the_table_of_scores(run: Run, office: Folder) -> None:
    """Each unit has a line: range over the number of criteria, band or bands, vetoes, and what it lacks in words."""
    answer = run("score", "--criteria", office.criteria, "--data", office.path / "so-lieu.csv")

    assert answer.out.splitlines()[0].rstrip() == "Bộ thử — kỳ 2024"
    assert answer.out.splitlines()[-1] == "4 đơn vị."
    assert headings_of(answer.out) == ["Mã", "Đơn vị", "Đạt", "Mức", "Loại trừ", "Còn thiếu"]
    lacking = "TC01 thêm 2 đơn vị; TC02 thêm 0,25 triệu đồng + có đường dây nóng"
    assert joined(rows_of(answer.out)) == [
        ["04831", "Thị trấn Đà Bắc", "0 / 2", "dưới các mức", "", lacking],
        ["04834", "Xã Nánh Nghê", "2 / 2", "Đạt 2/2 tiêu chí", "", ""],
        ["04813", "Xã Yên Mông", "2 / 2", "Đạt 2/2 tiêu chí", "LT1", ""],
        ["04825", "Xã Hòa Bình", "1 – 2 / 2", "Đạt từ 1 tiêu chí – Đạt 2/2 tiêu chí", "LT1 (chưa rõ)", "chưa rõ: TC01"],
    ]


def test_what_cannot_be_made_up(run: Run, office: Folder) -> None:
    """A criterion that is unmet and incurable says so."""
    text = SMALL.replace("{number: fund, at_least: 10}", "{change: serious, at_most: -50}")
    example = "given: {serious: 1, hotline: có}, before: {serious: 2}"
    file = office.write("thu/2022-01-01.yaml", text.replace("given: {fund: 10, hotline: có}", example))
    rows = "04831,2023,20,18,12,có,0\n04831,2024,20,18,12,có,0\n"
    answer = run("score", "--criteria", file, "--data", office.write("bang.csv", f"{HEADING}\n{rows}"))

    assert (answer.status, answer.err) == (0, "")
    assert joined(rows_of(answer.out))[0][-1] == "TC02 không bù được trong kỳ"


def test_a_set_without_bands(run: Run, office: Folder) -> None:
    """Where a set has no bands, the column says that there are none, not that units are below them."""
    bands = SMALL[SMALL.index("bands:") : SMALL.index("targets:")]
    file = office.write("thu/2022-01-01.yaml", SMALL.replace(bands, "").partition("targets:")[0])
    answer = run("score", "--criteria", file, "--data", office.path / "so-lieu.csv")

    assert {row[3] for row in joined(rows_of(answer.out))} == {"không chia mức"}


def test_the_banners_come_first(run: Run, sample: Sample) -> None:
    """Sample figures under a reconstructed set: both are said on the standard output before any table."""
    files = ("--criteria", sample.criteria, "--data", sample.figures)
    for answer in (run("score", *files), run("progress", *files, "--as-of", "2025-12-31")):
        assert answer.out.splitlines()[:2] == [SAMPLE, RECONSTRUCTED]


def test_no_banner_without_cause(run: Run, office: Folder) -> None:
    """Real figures under an official set carry no banner."""
    answer = run("score", "--criteria", office.criteria, "--data", office.path / "so-lieu.csv")

    assert SAMPLE not in answer.out + answer.err
    assert RECONSTRUCTED not in answer.out


def test_nothing_is_cut_off(run: Run, sample: Sample) -> None:
    """Without a terminal every cell is whole: 139 units, no ellipsis, no line over 160, names and reasons complete."""
    answer = run("score", "--criteria", sample.criteria, "--data", sample.figures)
    rows = joined(rows_of(answer.out))

    assert len(rows) == 139
    assert "…" not in answer.out
    assert max(map(len, answer.out.splitlines())) <= 160
    found = {row[0]: row for row in rows}
    assert found["04849"][1:4] == ["Xã Tân Pheo", "4 – 12 / 16", "dưới các mức – Đạt từ 10 tiêu chí"]
    assert found["04849"][5].endswith("; chưa rõ: TC01, TC02, TC03, TC04, TC05, TC06, TC07, TC08")
    assert found["04840"][4] == "LT2"


def test_the_table_of_progress(run: Run, sample: Sample) -> None:
    """Each goal has a line: place, what is asked, how many stand there, the range, the state in words."""
    files = ("--criteria", sample.criteria, "--data", sample.figures, "--recognitions", sample.recognitions)
    answer = run("progress", *files, "--as-of", "2026-01-01", "--target", "2025")

    title = "Mục tiêu 2025, hạn 31/12/2025 — tính đến 01/01/2026, 139 đơn vị"
    assert answer.out.splitlines()[2].rstrip() == title
    assert headings_of(answer.out) == ["Bậc", "Nội dung", "Đứng ở bậc", "Đạt – có thể / cần", "Tình trạng"]
    rows = joined(rows_of(answer.out))
    assert [row[:3] for row in rows] == [
        ["1", "Điển hình cấp huyện: ít nhất 3 đơn vị", "2"],
        ["2", "Điển hình cấp xã: ít nhất 20 đơn vị", "8"],
        ["3", "Đạt từ 13 tiêu chí: ít nhất 30 đơn vị", "41"],
        ["4", "Đạt từ 10 tiêu chí: ít nhất 50 đơn vị", "51"],
        ["5", "Đạt từ 9 tiêu chí: còn lại 31 đơn vị", "11"],
    ]
    assert [row[3].split(",")[0] for row in rows] == [
        "2 – 10 / 3",
        "10 – 14 / 23",
        "51 – 57 / 53",
        "102 – 108 / 103",
        "113 – 119 / 134",
    ]
    assert rows[1][3] == "10 – 14 / 23, còn thiếu 13 (ít nhất 9)"
    assert rows[0][4].startswith("Không còn áp dụng: điển hình cấp huyện không tồn tại ")
    assert rows[0][4].endswith("30/06/2025; đến hạn đạt 2")
    assert [row[4] for row in rows[1:]] == [
        "chưa đạt; đến hạn đạt 10",
        "có thể đạt; đến hạn đạt 51",
        "có thể đạt; đến hạn đạt 102",
        "chưa đạt; đến hạn đạt 113",
    ]
    assert answer.out.splitlines()[-1] == (
        "Lưu ý: Các dòng của mục tiêu 2025 cộng lại là 134, văn bản ghi tổng 139; giữ nguyên như văn bản."
    )


def test_the_terminal_says_that_pilots_have_no_names(run: Run, sample: Sample) -> None:
    """The goal of 2022 says that its list of nine is without names, so that «0 – 9» is understood."""
    files = ("--criteria", sample.criteria, "--data", sample.figures, "--recognitions", sample.recognitions)
    answer = run("progress", *files, "--as-of", "2024-12-31", "--target", "2022")

    (row,) = joined(rows_of(answer.out))
    assert row[1] == "Điển hình cấp xã: ít nhất 3 đơn vị trong danh sách thí điểm (9 đơn vị, chưa biết tên)"
    assert row[3] == "0 – 9 / 3, còn thiếu 3 (có thể đã đủ)"


def test_text_of_a_file_is_never_markup(run: Run, office: Folder) -> None:
    """Brackets and colons in titles, labels and columns are shown as they are written."""
    text = SMALL.replace("Bộ thử", '"Bộ [bold] thử [/x] :fire:"').replace(
        "Có đường dây nóng", '"Có [đường dây] [nóng]"'
    )
    file = office.write("thu/2022-01-01.yaml", text.replace("fund", "fire"))
    data = office.write("bang.csv", f"{HEADING.replace('fund', 'fire')}\n04831,2024,20,18,-1,không,0\n")
    answer = run("score", "--criteria", file, "--data", data)

    assert answer.out.splitlines()[0].rstrip() == "Bộ [bold] thử [/x] :fire: — kỳ 2024"
    assert "có [đường dây] [nóng]" in joined(rows_of(answer.out))[0][-1]
    assert answer.said[0].startswith(f"{data}:2:fire: NEGATIVE lỗi: ")
    wrong = run("progress", "--criteria", file, "--data", data, "--as-of", "2025-12-31", "--target", "[b] :fire:")
    assert "«[b] :fire:»" in wrong.said[0]


def test_a_long_message_stays_one_line(run: Run, office: Folder) -> None:
    """A fault is one line however long it is, so that other programs can read it line by line."""
    data = office.write(f"{'số liệu ' * 12}.csv", f"{HEADING}\n04831,2024,20,21,1,có,0\n04834,2024,20,21,1,có,0\n")
    answer = run("score", "--criteria", office.criteria, "--data", data, "--json")

    assert [line.startswith(f"{data}:") for line in answer.said] == [True, True]
    assert all(len(line) > 200 for line in answer.said)


@pytest.mark.parametrize("terminal", [True, False])
def test_the_bar_is_for_terminals(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    """A long task draws its bar on a terminal, and nothing where the standard error goes to a file."""
    stream = io.StringIO()
    monkeypatch.setattr(console, "messages", Console(file=stream, force_terminal=terminal, width=100))
    with console.progress_bar("Chấm điểm") as tell:
        tell(1, 2)
        tell(2, 2)

    assert ("Chấm điểm" in stream.getvalue(), stream.getvalue() == "") == (terminal, not terminal)
