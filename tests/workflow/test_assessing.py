"""The course of an assessment: every state with every step, what is open, what a step must say."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from api.store.acts import head, verify
from api.store.assessments import Course, State
from api.store.units import number_of
from api.workflow.assessing import Said, appraise, give_back, may_record, reopen, seal, self_assess, submit
from api.workflow.locks import may_take, open_items
from api.workflow.office import Office
from api.workflow.schedule import Days, plan_period
from api.workflow.sealing import scored_now, verdicts
from api.workflow.sheets import Assessment, FaultyError, ForbiddenError, OvertakenError
from engine.rules import Verdict
from tests.assessments import (
    CLERK,
    DA_BAC,
    PERIOD,
    SET,
    agreed,
    course_of,
    enter,
    fill_few,
    open_period,
    prepared,
    sheet,
)
from tests.offices import Opened, opened

LACKS_PETITIONS = "TC11"
"""The one criterion of Thị trấn Đà Bắc that the sample leaves unknown in 2024."""


def computed_of(office: Office, of: Assessment) -> dict[str, str]:
    """Return the computed verdicts of now."""
    with office.database.reading() as session:
        return verdicts(*scored_now(session, office, of, office.database.stamp(session)))


def acts(office: Office) -> int:
    """Return how many acts there are."""
    with office.database.reading() as session:
        return head(session).seq


def line(_result: object, _place: int) -> bytes:
    """Stand in for the writer of scores."""
    return b"{}"


Take = Callable[[Office, Assessment, int], None]
STEPS: dict[State, Take] = {
    State.SELF_ASSESSED: lambda office, of, seen: self_assess(office, CLERK, of, seen, {}),
    State.SUBMITTED: lambda office, of, seen: submit(office, CLERK, of, seen),
    State.RETURNED: lambda office, of, seen: give_back(office, CLERK, of, seen, {"TC08": "chưa thấy quyết định"}),
    State.APPRAISED: lambda office, of, seen: appraise(office, CLERK, of, seen, agreed(office, of)),
    State.SEALED: lambda office, of, seen: seal(office, CLERK, of, seen, line),
    State.REOPENED: lambda office, of, seen: reopen(office, CLERK, of, seen, decision="15/QĐ-BCĐ", reason="kết luận"),
}
SELF, SUBMIT, RETURN, APPRAISE, SEAL, REOPEN = STEPS
WAYS: dict[State, tuple[State, ...]] = {
    State.NOT_STARTED: (),
    SELF: (SELF,),
    SUBMIT: (SELF, SUBMIT),
    RETURN: (SELF, SUBMIT, RETURN),
    APPRAISE: (SELF, SUBMIT, APPRAISE),
    SEAL: (SELF, SUBMIT, APPRAISE, SEAL),
    REOPEN: (SELF, SUBMIT, APPRAISE, SEAL, REOPEN),
}
"""How each state is come to."""
MAY: dict[State, set[State]] = {
    State.NOT_STARTED: {SELF},
    SELF: {SELF, SUBMIT},
    SUBMIT: {RETURN, APPRAISE},
    RETURN: {SELF},
    APPRAISE: {RETURN, APPRAISE, SEAL},
    SEAL: {REOPEN},
    REOPEN: {SELF},
}
"""The steps that each state allows."""


def walk(office: Office, of: Assessment, *steps: State) -> Course:
    """Take steps one after the other."""
    for step in steps:
        STEPS[step](office, of, course_of(office, of).number)
    return course_of(office, of)


@pytest.mark.parametrize("state", list(WAYS))
def test_every_state_with_every_step(opened_office: Opened, state: State) -> None:
    """Each state allows the steps of the table and no other; a step that is refused is no act."""
    office = prepared(opened_office)
    of = sheet(office)
    there = walk(office, of, *WAYS[state])
    assert there.state is state
    before = acts(office)
    with office.database.reading() as session:
        for step in MAY[state]:
            may_take(session, of, there, there.number, step, office.today)
        for step in set(STEPS) - MAY[state]:
            with pytest.raises(ForbiddenError, match=r"^Phiếu .*; .*\.$"):
                may_take(session, of, there, there.number, step, office.today)
    for step in set(STEPS) - MAY[state] - {state}:  # the same step again is harmless, not refused
        with pytest.raises(ForbiddenError):
            STEPS[step](office, of, there.number)

    assert acts(office) == before
    with office.database.engine.connect() as connection:
        assert len(list(verify(connection))) == 1


def test_what_is_left_out_is_as_computed(opened_office: Opened) -> None:
    """A criterion that is not judged takes the verdict of the engine at that moment."""
    office = prepared(opened_office)
    of = sheet(office)
    walk(office, of, SELF)
    said = course_of(office, of).self_assessed

    assert {key: each["verdict"] for key, each in said.items()} == computed_of(office, of)
    assert (said["TC01"]["verdict"], said["TC09"]["verdict"], said[LACKS_PETITIONS]["verdict"]) == (
        "unmet",
        "met",
        "unknown",
    )


def test_a_verdict_of_ones_own_needs_a_justification(opened_office: Opened) -> None:
    """Where the commune differs from the computed verdict and says not why, every such place is named."""
    office = prepared(opened_office)
    of = sheet(office)
    given = {
        "TC01": Said(Verdict.MET),
        "TC02": Said(Verdict.MET, "văn bản ban hành bổ sung"),
        "TC09": Said(Verdict.MET),
        "TC10": Said(Verdict.NOT_APPLICABLE),
    }
    with pytest.raises(FaultyError) as error:
        self_assess(office, CLERK, of, 0, given)

    assert [each.place for each in error.value.faults] == ["items.TC01.justification", "items.TC10.justification"]
    assert error.value.faults[0].message == "TC01 khác với kết quả máy chấm (chưa đạt) mà không có lý do"
    assert course_of(office, of).number == 0


def test_criteria_that_nobody_knows_are_all_named(opened_office: Opened) -> None:
    """Every step that names criteria refuses those which the file does not have."""
    office = prepared(opened_office)
    of = sheet(office)
    with pytest.raises(FaultyError) as error:
        self_assess(
            office, CLERK, of, 0, {"TC99": Said(Verdict.MET), "TC01": Said(Verdict.UNMET), "x": Said(Verdict.MET)}
        )
    assert [each.place for each in error.value.faults] == ["items.TC99", "items.x"]
    number = walk(office, of, SELF, SUBMIT).number
    with pytest.raises(FaultyError, match="TC99"):
        appraise(office, CLERK, of, number, {"TC99": Said(Verdict.MET)})
    with pytest.raises(FaultyError, match="TC99"):
        give_back(office, CLERK, of, number, {"TC99": "?"})


@pytest.mark.parametrize("state", [SELF, SUBMIT, RETURN, APPRAISE, SEAL, REOPEN])
def test_an_identical_step_is_harmless(opened_office: Opened, state: State) -> None:
    """A step sent twice, with the number from before it or from after it, is one act."""
    office = prepared(opened_office)
    of = sheet(office)
    *before, last = WAYS[state]
    seen = walk(office, of, *before).number
    STEPS[last](office, of, seen)
    done, number = acts(office), course_of(office, of).number
    STEPS[last](office, of, seen)
    STEPS[last](office, of, number)

    assert (acts(office), course_of(office, of).number) == (done, number)


def test_a_step_over_an_older_state_is_overtaken(opened_office: Opened) -> None:
    """Who saw an older step writes nothing, unless it is the very same; a foreign number neither."""
    office = prepared(opened_office)
    of = sheet(office)
    walk(office, of, SELF)
    with pytest.raises(OvertakenError):
        self_assess(office, CLERK, of, 0, {"TC01": Said(Verdict.MET, "đã bổ sung")})
    with pytest.raises(OvertakenError):
        submit(office, CLERK, of, 0)
    with pytest.raises(OvertakenError):
        submit(office, CLERK, of, 99)
    walk(office, of, SELF, SUBMIT)
    with pytest.raises(OvertakenError):
        self_assess(office, CLERK, of, 1, {})

    assert course_of(office, of).state is SUBMIT


def test_only_returned_items_unlock(opened_office: Opened) -> None:
    """After a return the named items can be judged again, the others stand and are refused, until it is handed in."""
    office = prepared(opened_office)
    of = sheet(office)
    self_assess(office, CLERK, of, 0, {"TC01": Said(Verdict.MET, "đã bổ sung")})
    number = walk(office, of, SUBMIT).number
    give_back(office, CLERK, of, number, {"TC08": "chưa thấy quyết định", "TC10": "xem lại số vụ"})
    there = course_of(office, of)
    assert open_items(of, there) == {"TC08", "TC10"}
    assert there.returned["TC10"] == {"reason": "xem lại số vụ"}

    with pytest.raises(ForbiddenError) as error:
        self_assess(
            office,
            CLERK,
            of,
            there.number,
            {"TC08": Said(Verdict.MET), "TC01": Said(Verdict.UNMET), "TC02": Said(Verdict.UNMET)},
        )
    assert [each.place for each in error.value.faults] == ["items.TC01", "items.TC02"]
    self_assess(office, CLERK, of, there.number, {"TC10": Said(Verdict.MET, "đã trừ vụ trùng")})
    again = course_of(office, of)
    assert again.self_assessed["TC01"]["justification"] == "đã bổ sung"
    assert again.self_assessed["TC10"]["verdict"] == "met"
    assert open_items(of, again) == {"TC08", "TC10"}
    assert open_items(of, walk(office, of, SUBMIT)) == frozenset()


def test_an_appraisal_grows_and_gives_its_reasons(opened_office: Opened) -> None:
    """Items judged before stay; each that differs from the self-assessment without a reason is named."""
    office = prepared(opened_office)
    of = sheet(office)
    number = walk(office, of, SELF, SUBMIT).number
    with pytest.raises(FaultyError) as error:
        appraise(
            office,
            CLERK,
            of,
            number,
            {"TC01": Said(Verdict.MET), "TC03": Said(Verdict.UNMET), "TC09": Said(Verdict.MET)},
        )
    assert [each.place for each in error.value.faults] == ["items.TC01.reason", "items.TC03.reason"]

    appraise(office, CLERK, of, number, {"TC03": Said(Verdict.UNMET, "chưa tổ chức Ngày hội")})
    appraise(office, CLERK, of, course_of(office, of).number, {"TC09": Said(Verdict.MET)})
    there = course_of(office, of)
    assert {key: each["verdict"] for key, each in there.appraised.items()} == {"TC03": "unmet", "TC09": "met"}
    with pytest.raises(ForbiddenError) as refused:
        seal(office, CLERK, of, there.number, line)
    assert len(refused.value.faults) == 14


def test_what_is_returned_is_appraised_again(opened_office: Opened) -> None:
    """The appraisal of a returned item does not count any more; that of the others does."""
    office = prepared(opened_office)
    of = sheet(office)
    walk(office, of, SELF, SUBMIT, APPRAISE, RETURN)
    assert set(of.ids) - course_of(office, of).appraised.keys() == {"TC08"}
    number = walk(office, of, SELF, SUBMIT).number
    appraise(office, CLERK, of, number, agreed(office, of, ["TC08"]))

    assert walk(office, of, SEAL).state is SEAL


def test_unknown_is_sealed_only_with_a_reason(opened_office: Opened) -> None:
    """Commune and appraiser may agree that a criterion is unknown, but to seal it so the appraiser says why."""
    office = prepared(opened_office)
    of = sheet(office)
    number = walk(office, of, SELF, SUBMIT).number
    appraise(office, CLERK, of, number, agreed(office, of) | {LACKS_PETITIONS: Said(Verdict.UNKNOWN)})
    with pytest.raises(ForbiddenError) as error:
        walk(office, of, SEAL)
    assert [each.place for each in error.value.faults] == [f"items.{LACKS_PETITIONS}"]

    number = course_of(office, of).number
    appraise(office, CLERK, of, number, {LACKS_PETITIONS: Said(Verdict.UNKNOWN, "chưa có số đơn thư")})
    assert walk(office, of, SEAL).state is SEAL


@pytest.mark.parametrize(("items", "opened_ones"), [([], 16), (["TC10"], 1)])
def test_reopening_is_a_new_edition(opened_office: Opened, items: list[str], opened_ones: int) -> None:
    """By a decision a sealed assessment opens whole or in some items, goes its way again and is sealed anew."""
    office = prepared(opened_office)
    of = sheet(office)
    number = walk(office, of, SELF, SUBMIT, APPRAISE, SEAL).number
    reopen(office, CLERK, of, number, decision="15/QĐ-BCĐ", reason="kết luận kiểm tra", items=items)
    there = course_of(office, of)
    assert (there.edition, there.steps[-1].decision, len(open_items(of, there))) == (2, "15/QĐ-BCĐ", opened_ones)
    assert len(there.appraised) == 16 - opened_ones
    end = walk(office, of, SELF, SUBMIT, APPRAISE, SEAL)

    assert (end.state, end.edition) == (SEAL, 2)


# ------------------------------------------------------------------------------------------------------- days


def test_no_step_before_the_period_opens(opened_office: Opened) -> None:
    """Without a plan, and before its first day, the commune can't begin; from that day on it can."""
    office = opened_office.office
    fill_few(office)
    of = sheet(office)
    with pytest.raises(ForbiddenError, match="Kỳ 2024 chưa được mở"):
        walk(office, of, SELF)
    days = Days(
        opens=date(2024, 11, 11),
        closes=date(2024, 12, 31),
        self_assessed_by=date(2024, 11, 20),
        submitted_by=date(2024, 11, 30),
        appraised_by=date(2024, 12, 15),
        review_6=date(2024, 7, 1),
        review_9=date(2024, 10, 1),
    )
    plan_period(office, CLERK, of.criteria, PERIOD, days, 0)
    with pytest.raises(ForbiddenError, match="Kỳ 2024 mở từ ngày 11/11/2024"):
        walk(office, of, SELF)
    opened_office.clock.move(days=1)

    assert walk(office, of, SELF).state is SELF


def test_the_closing_day(opened_office: Opened) -> None:
    """On the last day the commune can still hand in, the day after not, but it answers what was returned to it."""
    office = prepared(opened_office)
    of = sheet(office)
    opened_office.clock.move(days=51)  # 31/12/2024
    walk(office, of, SELF)
    opened_office.clock.move(days=1)
    with pytest.raises(ForbiddenError, match="Kỳ 2024 đã đóng sau ngày 31/12/2024"):
        walk(office, of, SUBMIT)
    opened_office.clock.move(days=-1)
    walk(office, of, SUBMIT)
    opened_office.clock.move(days=40)
    walk(office, of, RETURN)

    assert walk(office, of, SELF, SUBMIT).state is SUBMIT


# ------------------------------------------------------------------------------------------------------- locks


def why(office: Office, what: str, *, by_province: bool = False, key: tuple[str, date] = DA_BAC) -> str | None:
    """Ask whether a figure (or, for TC…, evidence) of Thị trấn Đà Bắc may be written today."""
    named = {"criterion": what} if what.startswith("TC") else {"indicator": what}
    criteria = office.version_of_period(SET, PERIOD).criteria
    with office.database.reading() as session:
        return may_record(
            session, SET, number_of(session, key), PERIOD, criteria, office.today, by_province=by_province, **named
        )


@pytest.mark.parametrize(
    ("state", "free", "locked"),
    [
        (State.NOT_STARTED, {"villages", "fires", "TC01"}, set()),
        (SELF, {"villages", "fires", "TC01"}, set()),
        (SUBMIT, set(), {"villages", "fires", "TC01"}),
        (RETURN, {"villages", "offices", "bodies_recognised", "TC08"}, {"fires", "households", "TC01"}),
        (APPRAISE, set(), {"villages", "fires", "TC01"}),
        (SEAL, set(), {"villages", "fires", "TC01"}),
        (REOPEN, {"villages", "fires", "TC01"}, set()),
    ],
)
def test_which_figures_are_open(opened_office: Opened, state: State, free: set[str], locked: set[str]) -> None:
    """The commune writes until it hands in, then what a returned item reads (parts of sums too); provinces always."""
    office = prepared(opened_office)
    walk(office, sheet(office), *WAYS[state])

    assert {each for each in free | locked if why(office, each) is None} == free
    assert all((why(office, each) or "Phiếu kỳ 2024 …;").startswith(("Phiếu kỳ 2024", "Chỉ sửa")) for each in locked)
    assert [why(office, each, by_province=True) for each in free | locked] == [None] * len(free | locked)


def test_figures_between_the_days(opened_office: Opened) -> None:
    """Before the period opens nobody writes, after it closes only the province; a unit without figures counts too."""
    office = opened_office.office
    fill_few(office)
    assert [why(office, "fires", by_province=each) is None for each in (False, True)] == [False, False]
    open_period(office)
    assert [why(office, "fires", by_province=each) for each in (False, True)] == [None, None]
    assert why(office, "fires", key=("04849", date(2020, 1, 1))) is None
    opened_office.clock.move(days=52)  # 1/1/2025
    assert why(office, "fires") == "Kỳ 2024 đã đóng sau ngày 31/12/2024; nhờ cán bộ cấp tỉnh lùi ngày đóng."
    assert why(office, "fires", by_province=True) is None


def test_the_lock_follows_a_second_hand_in(opened_office: Opened) -> None:
    """What a return unlocked stays open while it is judged again, and is locked when it is handed in again."""
    office = prepared(opened_office)
    of = sheet(office)
    walk(office, of, SELF, SUBMIT, RETURN)
    assert why(office, "fires") == "Chỉ sửa được số liệu và minh chứng của mục được trả về: TC08."
    walk(office, of, SELF)
    assert (why(office, "bodies_recognised"), why(office, "fires") is None) == (None, False)
    walk(office, of, SUBMIT)
    assert why(office, "bodies_recognised") is not None


# ------------------------------------------------------------------------------------------------- a newer file


def test_a_criterion_that_came_later_must_be_judged(address: str, tmp_path: Path) -> None:
    """A file that brings a criterion after the self-assessment stops the hand-in until that one is judged too."""
    shipped = Path("criteria/nq12-tu/2022-06-27.yaml").read_text(encoding="utf-8")
    file = tmp_path / "criteria" / "nq12-tu" / "2022-06-27.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(shipped, encoding="utf-8")
    with opened(address, criteria=tmp_path / "criteria") as found:
        office = prepared(found)
        walk(office, sheet(office), SELF)
        more = "  - id: TC17\n    title: Camera\n    all: [{count: cameras, at_least: 1}]\n\nvetoes:"
        assert shipped.count("\nvetoes:") == 1
        file.write_text(shipped.replace("\nvetoes:", "\n" + more), encoding="utf-8")
        found.clock.move(seconds=10)
        of = sheet(office)
        assert len(of.ids) == 17
        with pytest.raises(ForbiddenError) as error:
            walk(office, of, SUBMIT)
        assert [each.place for each in error.value.faults] == ["items.TC17"]
        assert walk(office, of, SELF, SUBMIT).self_assessed["TC17"]["verdict"] == "met"


def test_a_figure_that_moved_makes_another_step(opened_office: Opened) -> None:
    """The same self-assessment after a figure changed is not the same step: its computed verdicts are others."""
    office = prepared(opened_office)
    of = sheet(office)
    walk(office, of, SELF)
    enter(office, "petitions", 0, 0)
    there = walk(office, of, SELF)

    assert [each.items[LACKS_PETITIONS]["computed"] for each in there.steps] == ["unknown", "met"]
