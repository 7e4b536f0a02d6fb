"""Template → filled in → imported → template again: nothing is lost, nothing is changed that nobody touched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.exchange.templates.layout import FigureColumn, sections_of
from api.workflow.importing.templates import make_template
from api.workflow.importing.writing import confirm, take_back
from api.workflow.office import Office
from engine.figures import as_written
from engine.indicators import Kind
from tests.assessments import prepared
from tests.filled import criteria, filled_in, read, values
from tests.importing import CODE, importer, looked_at
from tests.offices import opened

COLUMNS = [
    column for section in sections_of(criteria()) for block in section.blocks for column in block.columns
    if isinstance(column, FigureColumn)
]  # fmt: skip
STEPS = {
    Kind.COUNT: st.integers(0, 10**9),
    Kind.NUMBER: st.integers(0, 10**12),
    Kind.FLAG: st.integers(0, 1),
    Kind.DOCUMENT: st.just(0) | st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.toordinal),
}
"""Every figure that there can be, in whole steps."""


SHEETS = st.lists(st.sampled_from(COLUMNS), unique_by=lambda each: each.key, max_size=12).flatmap(
    lambda chosen: st.fixed_dictionaries({each.key: st.none() | STEPS[each.indicator.kind] for each in chosen})
)
"""What somebody fills in: of some columns a figure, or a blank."""


def typed(key: str, steps: int | None) -> object:
    """Write a figure the way Excel holds what somebody types."""
    kind = criteria().indicators[key].kind
    if steps is None:
        return None
    text = as_written(kind, steps)
    if kind is Kind.NUMBER:
        return text.replace(".", ",") if steps % 7 else float(text)
    return int(text) if kind is Kind.COUNT else text


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office with the sample of one unit, 2024 open; every example leaves it as it found it."""
    with opened(f"sqlite+pysqlite:///{tmp_path_factory.mktemp('nhap') / 'thu.sqlite3'}") as found:
        yield prepared(found)


@settings(max_examples=15)
@given(SHEETS)
def test_the_round_trip_is_the_identity(office: Office, sheet: dict[str, int | None]) -> None:
    """What was typed stands in the next template, every other cell as before; the undo brings the first one back."""
    labels = {each.key: each.heading for each in COLUMNS}
    of = importer(office)
    first = make_template(of, "2024", CODE).body
    before = values(read(first))
    sent = filled_in(first, {(CODE, labels[key]): typed(key, steps) for key, steps in sheet.items()})
    preview = looked_at(of, sent)
    done = confirm(of, preview, preview.usual)

    assert preview.faults == ()
    assert values(read(make_template(of, "2024", CODE).body)) == before | sheet
    if done.act is not None:
        take_back(of, done.act)
        assert values(read(make_template(of, "2024", CODE).body)) == before
