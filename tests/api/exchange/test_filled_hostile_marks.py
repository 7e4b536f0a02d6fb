"""Marks of a worksheet, and marked copies, of files that mean harm: bounded in time and memory."""

from api.exchange.filled.corrected import MOST_CELLS, corrected
from api.exchange.filled.marks import LAST_ROW, MOST_COVERED, Marks
from tests.filled import opened


def test_merged_ranges_that_no_worksheet_can_have() -> None:
    """A range that ends beyond the last row, or whose ends are turned round, covers nothing."""
    marks = Marks(merged=["B1:A100000000", f"A1:A{LAST_ROW + 1}", "B2:A1", "A1:B2"])

    assert set(marks.covered()) == {(1, 1), (1, 2), (2, 1), (2, 2)}


def test_merged_ranges_without_end() -> None:
    """Of many ranges down to the last row the cells are remembered up to a limit."""
    marks = Marks(merged=[f"B1:A{LAST_ROW}", *[f"A1:A{LAST_ROW}"] * 20_000])

    assert len(marks.covered()) == MOST_COVERED


def test_a_table_of_nothing_but_commas() -> None:
    """A .csv of more cells than anybody corrects by hand, or wider than a worksheet, comes back as the list alone."""
    for content in (b"," * (MOST_CELLS + 1), b"," * 20_000, b"\n" * (MOST_CELLS + 1)):
        assert len(opened(corrected(content, "a.csv", [])).sheetnames) == 1
