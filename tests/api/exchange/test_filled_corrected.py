"""The copy with faults marked: the cell in colour, the cure in a note, the rest as it was; it can be sent again."""

from api.exchange.filled.corrected import corrected
from api.exchange.templates.layout import FAULTS
from tests.filled import DA_BAC, LABELS, codes, filled_in, opened, place, read, saved, template, values


def test_faults_are_marked_in_their_cells() -> None:
    """Colour and a note in the cell, a list in front; locks, hidden sheet and validations stay."""
    sent = filled_in(template(), {(DA_BAC, LABELS["villages"]): "1.000", (DA_BAC, LABELS["offences"]): 3})
    book = opened(corrected(sent, "a.xlsx", read(sent).faults))
    sheet, head, column = place(book, LABELS["villages"])
    cell = sheet.cell(head + 1, column)

    assert cell.fill.fgColor.rgb == "00FFD9C7"
    assert "1000 hoặc 1" in cell.comment.text
    assert cell.value == "1.000"
    assert (sheet.protection.sheet, book["dienhinh"].sheet_state) == (True, "veryHidden")
    assert len(sheet.data_validations.dataValidation) > 0
    listed = [[each.value for each in row] for row in book[FAULTS].iter_rows(min_row=2)]
    assert listed[1][:6] == [
        sheet.title,
        cell.coordinate,
        DA_BAC,
        "2024",
        "1.000",
        "“1.000” đọc được hai cách: 1000 hoặc 1",
    ]


def test_the_copy_is_corrected_and_sent_again() -> None:
    """The list is no table, the notes are nothing, what it was made from is remembered."""
    sent = filled_in(template(), {(DA_BAC, LABELS["villages"]): "1.000"})
    copy = corrected(sent, "a.xlsx", read(sent).faults)
    again = read(filled_in(copy, {(DA_BAC, LABELS["villages"]): 1000}))

    assert again.faults == ()
    assert values(again)["villages"] == 1000
    assert again.origin is not None
    assert opened(corrected(copy, "a.xlsx", read(copy).faults)).sheetnames.count(FAULTS) == 1


def test_text_that_looks_like_a_formula_stays_text_in_the_copy() -> None:
    """What somebody typed is not run because it was marked."""
    book = opened(template())
    sheet, head, column = place(book, LABELS["villages"])
    sheet.cell(head + 1, column).value = "=1+1"
    sheet.cell(head + 1, column).data_type = "s"
    sent = saved(book)
    marked = opened(corrected(sent, "a.xlsx", read(sent).faults))
    csv = b"unit,period,villages\r\n04831,2024,=1+1\r\n"
    listed = opened(corrected(csv, "a.csv", read(csv, "a.csv").faults))

    for each in (marked, listed):
        assert all(cell.data_type != "f" for sheet in each.worksheets for row in sheet.iter_rows() for cell in row)
    assert "không phải số" in listed["Số liệu"]["C2"].comment.text


def test_a_file_that_cannot_be_opened_gives_the_list_alone() -> None:
    """There is nothing to mark; what is wrong is said all the same."""
    found = read(b"PK rubbish")
    book = opened(corrected(b"PK rubbish", "a.xlsx", found.faults))

    assert codes(found) == ["NOT_A_WORKBOOK"]
    assert book.sheetnames == [FAULTS]
