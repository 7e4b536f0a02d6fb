"""Assessments for the demonstration: ten units at every step of the way. Invented, like the figures under them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from api.answers.score_lines import unit_bytes
from api.store import assessments as stored
from api.store.assessments import Course
from api.store.database import Actor
from api.store.tables import Evidence
from api.store.units import number_of, numbered
from api.workflow import assessing
from api.workflow.assessing import Said
from api.workflow.office import VIETNAM, Office
from api.workflow.registering import register
from api.workflow.schedule import units_of
from api.workflow.sheets import Assessment
from engine.rules import Verdict

FILLED = datetime(2024, 11, 4, 8, 0, tzinfo=VIETNAM)
"""When the sample is said to have been put on record."""
WAYS = (
    "tự chấm",
    "tự chấm, nộp",
    "tự chấm, nộp",
    "tự chấm, nộp, trả lại",
    "tự chấm, nộp, trả lại, tự chấm, nộp",
    "tự chấm, nộp, thẩm định một nửa",
    "tự chấm, nộp, thẩm định",
    "tự chấm, nộp, thẩm định, chốt",
    "tự chấm, nộp, trả lại, tự chấm, nộp, thẩm định, chốt",
    "tự chấm, nộp",
)
"""How far each of the ten came."""
EVERY = 14
"""One in so many units is among them."""
MINUTES = 23
"""Between two sheets of a round."""
JUSTIFICATION = "Đã làm xong trong tháng 10, văn bản đang chờ ký; sẽ bổ sung khi thẩm định (lời mẫu)."
RETURN_REASON = "Chưa thấy văn bản kèm theo; đề nghị ghi số, ngày ban hành hoặc sửa lại kết quả (lời mẫu)."
APPRAISAL_REASON = "Chưa có tài liệu kiểm chứng trong kỳ (lời mẫu)."
NO_FIGURES = "Chưa đủ số liệu để kết luận (lời mẫu)."


class Rewound:
    """A clock that shows the moments of the sample while it is filled in, and runs as the real one afterwards."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._at: datetime | None = min(FILLED, now())

    def __call__(self) -> datetime:
        """Return the moment."""
        return self._at or self._now()

    def move(self, **by: float) -> None:
        """Let time pass, never beyond the real moment."""
        if self._at is not None:
            self._at = min(self._at + timedelta(**by), self._now())

    def let_go(self) -> None:
        """Run as the real clock from now on."""
        self._at = None


@dataclass(frozen=True)
class _Sheet:
    """One assessment on its way."""

    office: Office
    actor: Actor
    of: Assessment

    def take(self, step: str) -> None:
        """Take the next step over the last one."""
        office, actor, of, course = self.office, self.actor, self.of, self._course()
        seen, doubtful = course.number, doubtful_of(of)
        if step == "tự chấm":
            assessing.self_assess(office, actor, of, seen, {doubtful: _own(course, doubtful)})
        elif step == "nộp":
            assessing.submit(office, actor, of, seen)
        elif step == "trả lại":
            assessing.give_back(office, actor, of, seen, {doubtful: RETURN_REASON})
        elif step == "chốt":
            assessing.seal(office, actor, of, seen, unit_bytes)
        else:
            keys = of.ids[: len(of.ids) // 2] if step.endswith("một nửa") else of.ids
            said = {key: _judged(Verdict(course.self_assessed[key]["verdict"]), key == doubtful) for key in keys}
            assessing.appraise(office, actor, of, seen, said)

    def _course(self) -> Course:
        with self.office.database.reading() as session:
            return stored.course(session, self.of.criteria.set, number_of(session, self.of.unit.key), self.of.period)


def doubtful_of(of: Assessment) -> str:
    """Return the criterion that the commune judges better than its figures: the first that needs documents."""
    return next(each.id for each in of.criteria.criteria if each.evidence == "required")


def _own(course: Course, doubtful: str) -> Said:
    """Judge the doubtful criterion: better than computed at first, as computed once it was given back."""
    if course.answering:
        return Said(Verdict(course.self_assessed[doubtful]["computed"]), JUSTIFICATION)
    return Said(Verdict.MET, JUSTIFICATION)


def _judged(theirs: Verdict, is_doubtful: bool) -> Said:  # noqa: FBT001 -- one of two
    if is_doubtful and theirs is Verdict.MET:
        return Said(Verdict.UNMET, APPRAISAL_REASON)
    return Said(theirs, NO_FIGURES if theirs is Verdict.UNKNOWN else "")


def fill_sheets(office: Office, actor: Actor, period: str, clock: Rewound) -> None:
    """Take ten units of an open period so far as ``WAYS`` says, with documents and a registration each."""
    version = office.version_of_period(office.settings.main_set, period)
    chosen = units_of(office, version.criteria, period)[::EVERY][: len(WAYS)]
    sheets = [_Sheet(office, actor, Assessment(version, period, unit)) for unit in chosen]
    clock.move(days=1)
    for sheet in sheets:
        _register_and_prove(sheet)
    for day in range(max(len(way.split(", ")) for way in WAYS)):
        clock.move(days=4, minutes=-MINUTES * len(sheets) if day else 0)  # each round begins in the morning
        for sheet, way in zip(sheets, WAYS, strict=True):
            steps = way.split(", ")
            clock.move(minutes=MINUTES)
            if day < len(steps):
                sheet.take(steps[day])


def _register_and_prove(sheet: _Sheet) -> None:
    office, of = sheet.office, sheet.of
    level = next(iter(of.criteria.levels))
    day = date(int(of.period), 2, 15)
    register(office, sheet.actor, of.criteria, of.unit, period=of.period, level=level, day=day, by_province=True)
    with office.database.writing(sheet.actor, "evidence.record", set_id=of.criteria.set, period=of.period) as write:
        unit = numbered(write, of.unit.key)
        for number, each in enumerate(of.criteria.criteria, start=1):
            if each.evidence == "required" and each.id != doubtful_of(of):
                write.add(
                    Evidence(
                        set_id=of.criteria.set,
                        unit_id=unit,
                        period=of.period,
                        criterion=each.id,
                        document=f"{10 + number}/BC-UBND (mẫu)",
                        issued_on=date(int(of.period), 10, number),
                        issuer=f"Ủy ban nhân dân {of.unit.name[:1].lower()}{of.unit.name[1:]}",
                        pages="1-3",
                    )
                )
