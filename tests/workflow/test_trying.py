"""Values tried before they are saved: read as typed, and judged as they will be once they are on record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.criteria_files import read_shipped
from api.store import figures as stored
from api.store.tables import Evidence
from api.store.units import number_of
from api.workflow import citing
from api.workflow.citing import Document
from api.workflow.entering import Cell, Desk, Entered, enter, take_back
from api.workflow.office import Office
from api.workflow.sheets import ForbiddenError
from api.workflow.trying import Ground, Trial, Typed, ground, read_typed, tried
from engine.figures import as_written
from engine.indicators import Indicator, Kind
from engine.units import UnitVersion
from engine.wording.outliers import unusual
from engine.wording.privacy import about_text
from tests.assessments import CLERK, DA_BAC, SET, TAN_PHEO, fill_few, open_period, prepared
from tests.offices import Opened, opened

COUNT = Indicator(label="Số vụ", kind=Kind.COUNT, unit="vụ")
NUMBER = Indicator(label="Kinh phí", kind=Kind.NUMBER, unit="triệu đồng")
FLAG = Indicator(label="Có kênh", kind=Kind.FLAG)
DOCUMENT = Indicator(label="Nghị quyết", kind=Kind.DOCUMENT)
SHIPPED = read_shipped().criteria
assert SHIPPED is not None
INDICATORS = {key: each for key, each in SHIPPED.indicators.items() if each.sum is None}


# --------------------------------------------------------------------------------------------------- as typed


@pytest.mark.parametrize(
    ("indicator", "text", "steps"),
    [
        (COUNT, "20", 20),
        (COUNT, " 0 ", 0),
        (COUNT, "", None),
        (COUNT, None, None),
        (NUMBER, "98,5", 985_000),
        (NUMBER, "98.5", 985_000),
        (NUMBER, "1500", 15_000_000),
        (FLAG, "Có", 1),
        (FLAG, "không", 0),
        (DOCUMENT, "15/03/2024", date(2024, 3, 15).toordinal()),
        (DOCUMENT, "2024-03-15", date(2024, 3, 15).toordinal()),
        (DOCUMENT, "không", 0),
    ],
)
def test_what_is_typed_is_read(indicator: Indicator, text: str | None, steps: int | None) -> None:
    """Each kind is read the way offices write it; blank is no figure, never zero."""
    assert read_typed(indicator, text) == Typed(steps)


@pytest.mark.parametrize(
    ("indicator", "text", "code", "readings"),
    [
        (COUNT, "1.000", "TWO_READINGS", ("1000", "1")),
        (COUNT, "1,250", "TWO_READINGS", ("1250",)),
        (COUNT, "1.234.567", "THOUSANDS", ("1234567",)),
        (COUNT, "12,5", "NOT_WHOLE", ()),
        (COUNT, "-1", "NEGATIVE", ()),
        (NUMBER, "1.500", "TWO_READINGS", ("1500", "1,5")),
        (NUMBER, "100.000", "TWO_READINGS", ("100000", "100")),
        (NUMBER, "0,12345", "TOO_MANY_PLACES", ()),
        (FLAG, "chắc", "NOT_A_FLAG", ()),
        (DOCUMENT, "30/02/2024", "NO_SUCH_DAY", ()),
        (DOCUMENT, "5/3/24", "SHORT_YEAR", ()),
    ],
)
def test_what_can_not_be_used_is_said(indicator: Indicator, text: str, code: str, readings: tuple[str, ...]) -> None:
    """A value that can't be one is a fault with its cure; one with two readings is asked about with both."""
    typed = read_typed(indicator, text)

    assert (typed.steps, typed.code, typed.readings, typed.is_usable) == (None, code, readings, False)
    assert typed.message
    assert typed.cure


def test_notes_about_people_are_seen() -> None:
    """A number like an id and a word for a trait of people are pointed out; a note about papers is not."""
    assert [
        each and each[0] for each in map(about_text, ("Gọi 0912345678", "chia theo dân tộc", "xem công văn 12"))
    ] == [
        "PERSONAL_NUMBER",
        "PERSONAL_WORD",
        None,
    ]


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ("90", "20", "Gấp 4,5 lần kỳ trước (20 → 90 vụ); nếu đúng thì giữ nguyên."),
        ("60", "20", "Gấp 3 lần kỳ trước (20 → 60 vụ); nếu đúng thì giữ nguyên."),
        ("59", "20", ""),
        ("0", "20", "Về 0, kỳ trước là 20 vụ; nếu đúng thì giữ nguyên."),
        ("0", "4", ""),
        ("12", "0", "Kỳ trước là 0 (0 → 12 vụ); nếu đúng thì giữ nguyên."),
        ("4", "0", ""),
        ("5", "20", "Giảm còn 1/4 kỳ trước (20 → 5 vụ); nếu đúng thì giữ nguyên."),
        ("7", "20", ""),
        ("20", "20", ""),
    ],
)
def test_a_figure_far_from_the_last_one(now: str, before: str, said: str) -> None:
    """Three times the period before, a third of it, or nothing: pointed out, unless by few."""
    assert unusual(COUNT, Decimal(now), Decimal(before)) == said


def test_only_measured_figures_can_be_far() -> None:
    """A yes or no and the day of a document are never compared with the period before."""
    assert {unusual(each, Decimal(100), Decimal(1)) for each in (FLAG, DOCUMENT)} == {""}


# -------------------------------------------------------------------------------------------------- the trial


def text_of(indicator: Indicator, steps: int | None) -> str:
    """Write steps the way they are typed."""
    return "" if steps is None else as_written(indicator.kind, steps).replace(".", ",")


@st.composite
def some_values(draw: st.DrawFn) -> dict[str, int | None]:
    """Draw steps, or none, for some indicators; small counts, so that bounds and limits are met and missed."""
    found: dict[str, int | None] = {}
    for key in draw(st.lists(st.sampled_from(sorted(INDICATORS)), unique=True, max_size=12)):
        kind = INDICATORS[key].kind
        steps = {
            Kind.COUNT: st.integers(0, 40),
            Kind.NUMBER: st.integers(0, 110).map(lambda each: each * 10_000 + 5_000),
            Kind.FLAG: st.integers(0, 1),
            Kind.DOCUMENT: st.one_of(
                st.just(0), st.dates(date(2023, 11, 1), date(2025, 2, 1)).map(lambda day: day.toordinal())
            ),
        }[kind]
        found[key] = draw(st.one_of(st.none(), steps))
    return found


def unit_of(office: Office, key: tuple[str, date], period: str = "2024") -> UnitVersion:
    """Return the unit of a code in a period."""
    found = office.register.version(key[0], date(int(period), 12, 31))
    assert found is not None
    return found


def desk(office: Office, period: str = "2024", *, by_province: bool = True) -> Desk:
    """Seat somebody."""
    return Desk(office, CLERK, office.version_of_period(SET, period), period, by_province)


def on(office: Office, unit: UnitVersion, period: str = "2024") -> Ground:
    """Read what is known of a unit."""
    return ground(office, office.version_of_period(SET, period), period, [unit])


def cells(office: Office, unit: UnitVersion, values: Mapping[str, str], period: str = "2024") -> list[Cell]:
    """Make the cells of a form that shows what holds now."""
    with office.database.reading() as session:
        number = number_of(session, unit.key)
        rows = stored.rows_holding(session, SET, [number], period) if number else ()
    seen = {row.indicator: row.id for row in rows}
    return [Cell(unit, key, text, seen.get(key, 0)) for key, text in values.items()]


def as_saved(office: Office, code: str, period: str) -> dict[str, list[int]]:
    """Return what the scores of the record say of a unit."""
    scored = office.board(office.version_of_period(SET, period), office.known_now(), (code,), keep=False).scored(period)
    return judged(scored.scores, scored.codes.index(code))


def judged(scores: object, place: int) -> dict[str, list[int]]:
    """Return everything that scores say of the unit in a place, but for who is recognised."""
    names = ("leaves", "criteria", "vetoes", "met", "possible", "band", "possible_band")
    return {name: np.atleast_1d(getattr(scores, name)[..., place]).tolist() for name in names}


def of_trial(trial: Trial) -> dict[str, list[int]]:
    """Return the same of a trial of one unit."""
    return judged(trial.scored.scores, 0)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that every example writes in."""
    with opened(f"sqlite+pysqlite:///{tmp_path_factory.mktemp('thu') / 'thu.sqlite3'}") as found:
        yield prepared(found)


@given(values=some_values(), other=st.booleans())
def test_a_trial_says_what_the_scores_say_once_saved(
    written: Office,
    values: dict[str, int | None],
    other: bool,  # noqa: FBT001 -- hypothesis draws it
) -> None:
    """Whatever is typed, every verdict, count and band of the trial is that of the scores after saving it."""
    unit = unit_of(written, TAN_PHEO if other else DA_BAC)
    typed = {key: text_of(INDICATORS[key], steps) for key, steps in values.items()}
    trial = tried(on(written, unit), [typed])
    done = enter(desk(written), cells(written, unit, typed))

    assert done.is_whole
    if other and not any(each is not None for each in as_known(written, unit).values()):
        return  # a unit of which nothing is known has no scores
    assert of_trial(trial) == as_saved(written, unit.code, "2024")
    assert of_trial(tried(on(written, unit), [{}])) == of_trial(trial)


def as_known(office: Office, unit: UnitVersion) -> dict[str, int | None]:
    """Return what is known of a unit in 2024."""
    found = on(office, unit)
    return {key: found.now(key, 0) for key in INDICATORS}


def test_a_merged_unit_is_compared_with_the_sum(opened_office: Opened) -> None:
    """After a merger the period before is the sum over the whole units that went in, and the trial judges by it."""
    office = opened_office.office
    opened_office.clock.move(days=300)
    open_period(office, "2024")
    open_period(office, "2025")
    merged = next(
        each
        for each in office.register.of_kinds(date(2025, 12, 31), ("xã",))
        if len(made_of := office.register.predecessors(each.key)) > 1
        and all(one.extent == "whole" for one in made_of)
        and each.first_day > date(2025, 1, 1)
    )
    parts = [unit_of(office, one.old) for one in office.register.predecessors(merged.key)]
    for part in parts:
        before = {"offences": "10", "social_evils": "1", "traffic_accidents": "0", "fires": "0"}
        assert enter(desk(office), cells(office, part, before)).is_whole
    now = {"offences": str(9 * len(parts)), "social_evils": "1", "traffic_accidents": "0", "fires": "0"}
    found = on(office, merged, "2025")
    trial = tried(found, [now])

    assert found.before("offences", 0) == 10 * len(parts)
    assert set(found.origins[0]) == {part.code for part in parts}
    done = enter(desk(office, "2025"), cells(office, merged, now, "2025"))
    assert len(done.saved) == 4
    assert of_trial(trial) == as_saved(office, merged.code, "2025")
    index = [each.id for each in SHIPPED.criteria].index("TC10")  # type: ignore[union-attr]  # it was read
    assert trial.scored.explanations.criterion(0, index).verdict == "met"


def test_a_figure_above_its_limit_is_pointed_out(written: Office) -> None:
    """More recognised than registered is said at the figure that breaks its rule, with both labels."""
    trial = tried(on(written, unit_of(written, TAN_PHEO)), [{"bodies_registered": "10", "bodies_recognised": "11"}])

    assert trial.notices[0]["bodies_recognised"][0] == (
        "“Số đơn vị được công nhận” là 11, lớn hơn “Số đơn vị đã đăng ký” là 10; coi là chưa có số liệu — "
        "sửa một trong hai số."
    )


# ------------------------------------------------------------------------------------------------ put on record


@pytest.fixture
def office(opened_office: Opened) -> Office:
    """The sample of one unit, 2024 open; on both databases."""
    return prepared(opened_office)


def test_a_value_that_can_not_be_used_counts_as_not_entered(office: Office) -> None:
    """What is faulty is unknown in the trial, and stays on record as it was."""
    unit = unit_of(office, DA_BAC)
    trial = tried(on(office, unit), [{"villages": "nhiều"}])
    found = on(office, unit)

    assert trial.typed[0]["villages"].code == "NOT_A_NUMBER"
    assert (trial.ground.now("villages", 0), trial.ground.now("bodies", 0)) == (None, None)
    assert (found.now("villages", 0), found.now("offices", 0), found.now("bodies", 0)) == (12, 14, 26)


def test_a_faulty_cell_keeps_no_other_back(office: Office) -> None:
    """Of what a form sends the usable cells are saved as one act; the others are said, all at once."""
    unit = unit_of(office, DA_BAC)
    typed = {"villages": "15", "offices": "mười", "cameras": "1.000", "bodies_briefed": "20"}
    done = enter(desk(office), cells(office, unit, typed))

    assert (done.saved, {place: fault.code for place, fault in done.faults.items()}) == (
        [0, 3],
        {1: "NOT_A_NUMBER", 2: "TWO_READINGS"},
    )
    assert done.act is not None
    assert not done.is_whole
    assert (on(office, unit).now("villages", 0), on(office, unit).now("bodies_briefed", 0)) == (15, 20)


def test_untouched_cells_are_not_written(office: Office) -> None:
    """A form sent as it was shown writes nothing, also where somebody else has changed a figure since."""
    unit = unit_of(office, DA_BAC)
    found = on(office, unit)
    shown = cells(office, unit, {key: text_of(INDICATORS[key], found.now(key, 0)) for key in INDICATORS})
    assert enter(desk(office), cells(office, unit, {"villages": "15"})).saved == [0]
    done = enter(desk(office), shown)

    assert done == Entered()
    assert on(office, unit).now("villages", 0) == 15


def test_what_somebody_else_changed_is_not_written_over(office: Office) -> None:
    """A cell over an older row is told with the newer one; the cells beside it are saved."""
    unit = unit_of(office, DA_BAC)
    mine = cells(office, unit, {"villages": "16", "offices": "9"})
    assert enter(desk(office), cells(office, unit, {"villages": "15"})).is_whole
    done = enter(desk(office), mine)

    newer = done.stale[0]
    assert newer is not None
    assert (newer.steps, list(done.stale), done.saved) == (15, [0], [1])
    assert (on(office, unit).now("villages", 0), on(office, unit).now("offices", 0)) == (15, 9)


def test_a_note_about_a_person_waits_until_it_is_meant(office: Office) -> None:
    """A cell whose note looks like somebody's number is not saved before its writer says that it is none."""
    unit = unit_of(office, DA_BAC)
    seen = cells(office, unit, {"villages": "15"})[0].seen
    note = "gọi 0912345678"
    first = enter(desk(office), [Cell(unit, "villages", "15", seen, 0, note)])
    second = enter(desk(office), [Cell(unit, "villages", "15", seen, 0, note, note_meant=True)])

    assert (list(first.doubtful), first.saved, second.saved) == ([0], [], [0])


def test_a_note_needs_a_figure(office: Office) -> None:
    """A note without a figure has no row to stand in, and says so instead of vanishing."""
    done = enter(desk(office), [Cell(unit_of(office, TAN_PHEO), "villages", "", 0, 0, "sẽ bổ sung")])

    assert done.refused == {0: "Ghi số liệu trước; minh chứng và ghi chú đi cùng số liệu."}


def cite(at: Desk, unit: UnitVersion, given: Document) -> Evidence:
    """Put a document on record from a desk."""
    return citing.cite(at.office, at.actor, at.criteria, unit.key, at.period, given, by_province=at.by_province)


def test_evidence_must_be_the_units_own(office: Office) -> None:
    """A figure cites a document of its unit; that of another is refused, the cell alone."""
    own, other = unit_of(office, DA_BAC), unit_of(office, TAN_PHEO)
    document = Document("TC01", "15-NQ/ĐU", date(2024, 1, 10), "Đảng ủy")
    mine, theirs = cite(desk(office), own, document), cite(desk(office), other, document)
    seen = cells(office, own, {"villages": "", "offices": ""})
    done = enter(
        desk(office),
        [Cell(own, "villages", "15", seen[0].seen, mine.id), Cell(own, "offices", "9", seen[1].seen, theirs.id)],
    )

    assert (done.saved, list(done.refused)) == ([0], [1])
    assert cite(desk(office), own, document).id == mine.id


def test_a_period_that_is_not_open_is_written_by_nobody(opened_office: Opened) -> None:
    """Before a period is opened neither figures nor documents are taken, and the sentence says who opens it."""
    fill_few(opened_office.office)
    unit = unit_of(opened_office.office, DA_BAC)
    done = enter(desk(opened_office.office), cells(opened_office.office, unit, {"villages": "15"}))

    assert list(done.refused.values()) == ["Kỳ 2024 chưa được mở; nhờ cán bộ cấp tỉnh mở kỳ ở trang Kỳ đánh giá."]
    with pytest.raises(ForbiddenError, match="chưa được mở"):
        cite(desk(opened_office.office), unit, Document("TC01", "1", date(2024, 1, 10), "Đảng ủy"))


def test_an_entry_is_taken_back_and_done_again(office: Office) -> None:
    """Undoing an act puts back what it replaced, and undoing that puts it there again; others' acts are left alone."""
    unit = unit_of(office, DA_BAC)
    before = on(office, unit).now("villages", 0)
    done = enter(desk(office), cells(office, unit, {"villages": "15"}))
    with office.database.reading() as session:
        number = number_of(session, unit.key) or 0
    back = take_back(desk(office), done.act or 0, {number: unit})
    assert on(office, unit).now("villages", 0) == before
    take_back(desk(office), back.act or 0, {number: unit})
    assert on(office, unit).now("villages", 0) == 15
    with pytest.raises(LookupError):
        take_back(desk(office), done.act or 0, {})
