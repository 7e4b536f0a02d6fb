"""The template: laid out by groups, open where it is filled in, locked elsewhere, remembering what it was made from."""

from datetime import date

from api.exchange.templates.content import UnitRow
from api.exchange.templates.layout import GUIDE, MEMORY, Document, FigureColumn, sections_of
from engine.wording.banners import RECONSTRUCTED_BANNER, SAMPLE_BANNER
from tests.filled import DA_BAC, LABELS, criteria, filled_in, opened, place, read, template, values


def test_every_indicator_that_is_entered_stands_in_one_sheet_of_its_group() -> None:
    """A sheet a group of criteria, and one for vetoes and the rest; sums are not among the columns."""
    sections = sections_of(criteria())
    keys = [
        column.key for each in sections for block in each.blocks for column in block.columns
        if isinstance(column, FigureColumn)
    ]  # fmt: skip

    assert sorted(keys) == sorted(key for key, each in criteria().indicators.items() if each.sum is None)
    groups = list(dict.fromkeys(each.group for each in criteria().criteria))
    assert [each.title for each in sections][: len(groups)] == groups
    assert opened(template()).sheetnames == [GUIDE, *(each.name for each in sections), MEMORY]


def test_a_unit_finds_its_figures_and_those_of_the_period_before() -> None:
    """What is on record stands in the cell, last period's figure beside it, the unit of measure above."""
    sheet, head, column = place(opened(template()), LABELS["villages"])
    rows = {row: [sheet.cell(row, at).value for at in (1, 2, 3, column, column + 1)] for row in (head - 1, head + 1)}

    assert rows[head - 1][3] == "khu dân cư"
    assert sheet.cell(head, column + 1).value == "Kỳ 2023"
    assert rows[head + 1] == [DA_BAC, "Thị trấn Đà Bắc", "2024", 20, 19]
    assert sheet.freeze_panes == sheet.cell(head + 1, 4).coordinate


def test_only_the_cells_to_be_filled_in_are_open() -> None:
    """Every sheet is protected without a password; figures and documents are unlocked, everything else is not."""
    book = opened(template())
    for sheet in book.worksheets:
        assert (sheet.protection.sheet, sheet.protection.password) == (True, None)
    sheet, head, column = place(book, LABELS["resolution"])
    row = sheet[head + 1]
    unlocked = {sheet.cell(head, cell.column).value for cell in row if not cell.protection.locked}

    assert LABELS["resolution"] in unlocked
    assert "TC01: Số, ký hiệu văn bản" in unlocked
    assert {"Mã đơn vị", "Tên đơn vị", "Kỳ", "Kỳ 2023"}.isdisjoint(unlocked)
    assert sheet.cell(head, column).protection.locked
    assert book[MEMORY].sheet_state == "veryHidden"


def test_cells_say_in_vietnamese_what_they_take() -> None:
    """A count takes whole numbers, a flag one of two words; what is refused is said with the cure."""
    book = opened(template())
    found = {}
    for key in ("villages", "waste_collected", "registered", "resolution"):
        sheet, head, column = place(book, LABELS[key])
        cell = sheet.cell(head + 1, column).coordinate
        found[key] = next(each for each in sheet.data_validations.dataValidation if cell in each.sqref)

    assert {key: each.type for key, each in found.items()} == {
        "villages": "whole", "waste_collected": "decimal", "registered": "list", "resolution": "custom",
    }  # fmt: skip
    assert found["registered"].formula1 == '"có,không"'
    assert found["villages"].error.startswith("Ghi một số nguyên từ 0")
    assert found["villages"].promptTitle == "khu dân cư"
    assert "để trống, không ghi 0" in found["villages"].prompt
    assert all(len(each.prompt) <= 255 and len(each.error) <= 255 for each in found.values())


def test_the_banners_stand_where_they_must() -> None:
    """A template of invented figures says so on every sheet; a reconstructed set always does."""
    for sample in (True, False):
        for sheet in opened(template(sample=sample)).worksheets[:-1]:
            texts = " ".join(str(cell.value) for row in sheet["A1:A4"] for cell in row)
            assert RECONSTRUCTED_BANNER in texts
            assert (SAMPLE_BANNER in texts) is sample
    assert read(template(sample=True)).sample
    assert not read(template()).sample


def test_text_stays_text_whatever_it_begins_with() -> None:
    """A name or a document that looks like a formula is none, in the template and when it comes back."""
    evil = UnitRow(DA_BAC, "=1+1", {}, {}, {"TC01": Document("=cmd|' /C calc'!A0", date(2024, 3, 5), "+x", "@y")})
    book = opened(template(evil))
    for sheet in book.worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    found = read(template(evil))

    assert found.documents[0].said == ("=cmd|' /C calc'!A0", "2024-03-05", "+x", "@y")
    assert found.faults == ()


def test_a_template_that_is_sent_back_untouched_says_what_was_in_it() -> None:
    """What it was made from is read from the hidden sheet; blanks are blanks and nothing is a fault."""
    found = read(template())

    assert found.faults == ()
    assert values(found)["villages"] == 20
    assert values(found)["offences"] is None
    assert found.origin is not None
    assert (found.origin.period, dict(found.origin.figures[DA_BAC])) == ("2024", {"villages": 20, "registered": 1})


def test_what_is_typed_comes_back() -> None:
    """A count, «98,5» as text, a flag, a day, and a cell that was cleared."""
    sent = filled_in(
        template(),
        {
            (DA_BAC, LABELS["villages"]): None,
            (DA_BAC, LABELS["offences"]): 12,
            (DA_BAC, LABELS["waste_collected"]): "98,5",
            (DA_BAC, LABELS["registered"]): "không",
            (DA_BAC, LABELS["resolution"]): "05/03/2024",
        },
    )
    found = read(sent)

    assert found.faults == ()
    assert {key: each for key, each in values(found).items() if key in LABELS} == {
        "villages": None,
        "offences": 12,
        "waste_collected": 985_000,
        "registered": 0,
        "resolution": date(2024, 3, 5).toordinal(),
        "fires": None,
    }
