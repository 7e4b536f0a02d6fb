"""Time to draft and set the province's report, beside a bare python-docx table of as many cells.

    PYTHONPATH=. python bench/reporting.py

The sample: 139 units, four periods, the plan for 2025 and the list of units at each place. The bare table is what
python-docx takes at its fastest: the cells asked for once, one run of text each; nothing is computed, no look is set.
"""

from __future__ import annotations

import io
from datetime import date

from docx import Document

from api.answers.plan import plan_of
from api.demo import demo_board
from api.reports.document import Report, Table
from api.reports.typesetting import pdf_of
from api.reports.word import word_of
from api.workflow.reporting.issuing import proposed
from api.workflow.reporting.progress import progress_report
from bench.measuring import medians
from engine.planning import NO_LIMITS

ON = date(2024, 12, 31)
GOAL = 3.0
"""Seconds that the province's Word report may take."""


def tables(report: Report) -> list[Table]:
    """Return the tables of a report."""
    return [each for part in report.parts for each in part.blocks if isinstance(each, Table)]


def bare(found: list[Table]) -> bytes:
    """Write the same cells with python-docx, and nothing else."""
    document = Document()
    for each in found:
        table = document.add_table(rows=len(each.rows) + 1, cols=len(each.columns))
        texts = [column.heading for column in each.columns] + [cell for row in each.rows for cell in row]
        for cell, text in zip(table._cells, texts, strict=True):  # noqa: SLF001 -- asked for once: else quadratic
            cell.text = text
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def main() -> None:
    """Print a line a way."""
    board = demo_board()
    issuing = proposed(board.criteria, board.register, ON)

    def drafted() -> Report:
        board._kept.clear()  # noqa: SLF001 -- scored anew, as for the first who asks
        plan = plan_of(board, board.criteria.targets[1], ON, NO_LIMITS)
        return progress_report(board, ON, issuing, plan)

    report = drafted()
    found = tables(report)
    cells = sum((len(each.rows) + 1) * len(each.columns) for each in found)
    times = medians(
        {
            "bare python-docx": lambda: bare(found),
            "drafted": drafted,
            "set as Word": lambda: word_of(report),
            "set as PDF": lambda: pdf_of(report),
        }
    )
    whole = times["drafted"] + times["set as Word"]
    print(f"{len(found)} tables, {cells} cells")
    for name, seconds in {**times, "whole Word report": whole}.items():
        print(f"{name:20} {seconds * 1000:8.0f} ms   {seconds / times['bare python-docx']:6.2f} x bare")
    print("goal of 3 s:", "kept" if whole <= GOAL else "MISSED")


if __name__ == "__main__":
    main()
