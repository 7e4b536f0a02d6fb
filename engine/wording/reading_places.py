"""Bands, levels of recognition, targets and lists of a set read aloud, as lines of an annex."""

from __future__ import annotations

from collections.abc import Iterator

from engine.criteria import CriteriaSet, Level, SizedList, Target
from engine.wording.goals import LISTS, goal_title
from engine.wording.numbers import day, number, percent
from engine.wording.reading_lines import WORDINGS, Line, Rank, about, capital, letter, points, said_of

POPULATIONS = {
    "units_of_document": "các đơn vị trên bản đồ hành chính của ngày văn bản có hiệu lực",
    "units_of_period": "các đơn vị trên bản đồ hành chính của kỳ đánh giá",
}
READINGS = {
    "disjoint": "mỗi đơn vị chỉ tính một lần, ở bậc cao nhất mà đơn vị đạt; số vượt ở bậc trên bù cho bậc dưới",
    "nested": "đơn vị ở bậc cao cũng tính vào các bậc thấp hơn; mỗi bậc so với số của riêng bậc đó",
}


def bands(criteria: CriteriaSet) -> Iterator[Line]:
    """Read the bands, highest first, and what is below the last."""
    for index, band in enumerate(criteria.bands, 1):
        yield Line(Rank.CLAUSE, f"{band.title}: có từ {number(band.criteria_met)} tiêu chí đạt trở lên.", f"{index}.")
        yield from said_of(criteria, band.basis, band.wording, band.note)
    least = criteria.bands[-1].criteria_met
    yield Line(Rank.TEXT, f"Đơn vị có dưới {number(least)} tiêu chí đạt thì dưới các mức.")
    yield Line(
        Rank.TEXT,
        "Khi còn tiêu chí chưa rõ, mức được ghi bằng khoảng: từ mức chắc chắn đến mức có thể.",
    )


def levels(criteria: CriteriaSet) -> Iterator[Line]:
    """Read the levels of recognition, lowest first, and when a recognition comes up for review."""
    for index, level in enumerate(criteria.recognition, 1):
        yield Line(Rank.CLAUSE, f"{level.title}: {_asked(criteria, level)}.", f"{index}.")
        if level.effective_from or level.effective_to:
            yield Line(Rank.TEXT, f"Cấp này {_days(level)}.")
        yield from said_of(criteria, level.basis, level.wording, level.note)
    yield Line(Rank.TEXT, "Đủ điều kiện là được đưa ra xét; công nhận là quyết định của cấp có thẩm quyền.")
    yield Line(Rank.TEXT, _review(criteria))


def _asked(criteria: CriteriaSet, level: Level) -> str:
    asked = []
    if level.requires.band is not None:
        title = next(band.title for band in criteria.bands if band.id == level.requires.band)
        asked.append(f"ở mức “{title}” trở lên")
    if level.requires.recognised is not None:
        asked.append(f"đã được công nhận “{criteria.levels[level.requires.recognised].title}”")
    blocking = [veto.id for veto in criteria.vetoes if veto.blocks is None or level.level in veto.blocks]
    if blocking:
        asked.append(f"không vướng điều kiện loại trừ {', '.join(blocking)}")
    return f"được xét khi {' và '.join(asked)}" if asked else "được xét không kèm điều kiện về điểm"


def _days(level: Level) -> str:
    first = f"có từ ngày {day(level.effective_from)}" if level.effective_from else ""
    last = f"có đến hết ngày {day(level.effective_to)}" if level.effective_to else ""
    if first and last:
        return f"{first} đến hết ngày {last.rpartition(' ')[2]}"
    return first or last


def _review(criteria: CriteriaSet) -> str:
    rule = criteria.revocation
    share = rule.unmet_share_at_least if rule else None
    asked = [] if share is None else [f"có từ {percent(share)} số tiêu chí trở lên chưa đạt"]
    asked += [f"chưa đạt {each}" for each in (rule.or_unmet if rule else ())]
    if not asked:
        return "Bộ tiêu chí không quy định khi nào xem xét lại công nhận."
    return f"Đơn vị đã được công nhận phải đưa ra xem xét lại khi {' hoặc '.join(asked)}."


def targets(criteria: CriteriaSet) -> Iterator[Line]:
    """Read the targets with their goals, highest place first."""
    for index, target in enumerate(criteria.targets, 1):
        yield Line(Rank.CLAUSE, f"Mục tiêu {target.id}, đến hết ngày {day(target.due)}:", f"{index}.")
        yield from points(goal_title(criteria, goal) for goal in target.goals)
        yield from _counted(target)
        yield from said_of(criteria, target.basis, target.wording, target.note)
        for place, goal in enumerate(target.goals):
            wording = WORDINGS[goal.wording] if goal.wording and goal.wording != criteria.wording else None
            remarks = (("Căn cứ", goal.basis), ("Lời văn", wording), ("Ghi chú", goal.note))
            yield from about(*((f"{word} của điểm {letter(place)}", text) for word, text in remarks))


def _counted(target: Target) -> Iterator[Line]:
    base = f", văn bản tính trên {number(target.base)} đơn vị" if target.base is not None else ""
    yield Line(Rank.TEXT, f"Đếm {POPULATIONS[target.population]}{base}.")
    if len(target.goals) > 1:
        yield Line(Rank.TEXT, f"Cách tính: {READINGS[target.reading]}.")


def lists(criteria: CriteriaSet) -> Iterator[Line]:
    """Read the lists of units."""
    for index, (key, members) in enumerate(criteria.lists.items(), 1):
        name = capital(LISTS.get(key, key))
        if isinstance(members, SizedList):
            said = f"{number(members.size)} đơn vị, chưa biết tên"
        else:
            said = f"{number(len(members))} đơn vị, theo mã: {', '.join(members)}"
        yield Line(Rank.CLAUSE, f"{name}: {said}.", f"{index}.")
