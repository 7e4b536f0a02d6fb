"""What a draft changes as tables that can be attached to a submission: the same on the page and in the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.answers.impact import Comparison
from api.exchange.handout import Cell, Column, Handout, Kind, Table
from engine.explaining import CriterionResult
from engine.impact import UnitImpact
from engine.names import sort_key
from engine.wording import impacts
from engine.wording.banners import RECONSTRUCTED_BANNER, SAMPLE_BANNER
from engine.wording.numbers import day

STATUS = {"draft": "dự thảo", "published": "đã ban hành"}
CODED = ("code", "name", "district")
"""The ids of the columns that say which unit a row is of."""
_UNIT = (Column("code", "Mã", width=8), Column("name", "Đơn vị", width=24), Column("district", "Huyện", width=20))
_MOVED = (
    *_UNIT,
    Column("met", "Tiêu chí đạt", width=16),
    Column("band", "Mức", width=34),
    Column("because", "Vì tiêu chí", width=56),
)


def attached(found: Comparison) -> Handout:
    """Lay out everything that changes; a table that would be empty is left out."""
    tables = [
        _table("rules", "Quy định thay đổi", (Column("text", "Nội dung thay đổi", width=110),), _rules(found)),
        _by_criterion(found),
        _table("falls", "Đơn vị giảm", _MOVED, _moved(found, found.impact.falls)),
        _table("rises", "Đơn vị tăng", _MOVED, _moved(found, found.impact.rises)),
        _shifts(found),
        _goals(found),
        _reviews(found),
        _table("left", "Không còn được chấm", _UNIT, [_unit(found, code) for code in found.impact.left]),
        _table("joined", "Được chấm thêm", _UNIT, [_unit(found, code) for code in found.impact.joined]),
    ]
    return Handout(
        title=title(found),
        banners=banners(found),
        facts=tuple(facts(found)),
        tables=tuple(each for each in tables if each.rows),
    )


def title(found: Comparison) -> str:
    """Say what is compared with what."""
    old, new = found.old.criteria, found.new.criteria
    return (
        f"Tác động của bản có hiệu lực từ {day(new.effective_from)} ({STATUS[new.status]}) "
        f"so với bản từ {day(old.effective_from)} ({STATUS[old.status]})"
    )


def banners(found: Comparison) -> tuple[str, ...]:
    """Say what must stand wherever the figures or the rules are shown."""
    reconstructed = "reconstructed" in (found.old.criteria.wording, found.new.criteria.wording)
    said = ((found.new.data.sample, SAMPLE_BANNER), (reconstructed, RECONSTRUCTED_BANNER))
    return tuple(banner for holds, banner in said if holds)


def facts(found: Comparison) -> Iterator[str]:
    """Say which files, which figures and what it comes to, a sentence each."""
    for word, board in (("Bản cũ", found.old), ("Bản mới", found.new)):
        criteria = board.criteria
        yield f"{word}: {criteria.title} ({criteria.set}), từ {day(criteria.effective_from)}, mã tệp {board.digest}."
    if found.period is None or found.as_of is None:
        yield "Chưa có số liệu kỳ nào, nên mới so sánh quy định."
        return
    where = f" Chỉ kể các đơn vị của {district_name(found)}; mục tiêu tính trên toàn tỉnh." if found.district else ""
    yield f"Số liệu kỳ {found.period}, công nhận và mục tiêu tính đến {day(found.as_of)}.{where}"
    yield impacts.summary(found.impact)
    for target, pair in found.impact.populations.items():
        yield f"Lưu ý: {impacts.population_words(target, pair)}"
    if found.new.recognitions is None:
        yield "Chưa có danh sách công nhận: chưa đơn vị nào được tính là đã công nhận."


def district_name(found: Comparison) -> str:
    """Return the name of the district that is told of."""
    result = found.new.scored(found.period, found.as_of)
    units = found.new.register.on(result.scores.figures.last_day).values()
    return next((unit.district_name or "" for unit in units if unit.district == found.district), found.district)


def _table(key: str, name: str, columns: tuple[Column, ...], rows: Sequence[Sequence[Cell]], frozen: int = 0) -> Table:
    return Table(key, name, columns, tuple(rows), frozen)


def _rules(found: Comparison) -> list[tuple[Cell, ...]]:
    return [(found.sentence(each),) for each in found.impact.changes]


def _by_criterion(found: Comparison) -> Table:
    titles = {each.id: each.title for side in (found.old, found.new) for each in side.criteria.criteria}
    columns = (
        Column("criterion", "Tiêu chí", width=10),
        Column("title", "Tên tiêu chí", width=60),
        Column("verdict", "Kết quả đổi", width=28),
        Column("units", "Số đơn vị", Kind.WHOLE, 10),
    )
    rows = [
        (each.criterion, titles[each.criterion], words, count)
        for each in found.impact.by_criterion
        for words, count in impacts.verdict_moves(each)
    ]
    return _table("by_criterion", "Theo tiêu chí", columns, rows)


def _moved(found: Comparison, units: Sequence[UnitImpact]) -> list[tuple[Cell, ...]]:
    old, new = found.old.criteria, found.new.criteria
    return [
        (
            *_unit(found, each.unit),
            impacts.counts(each),
            impacts.bands(each, old, new),
            "\n".join(impacts.because(each, new, _results(found, each))),
        )
        for each in _in_order(found, units)
    ]


def _in_order(found: Comparison, units: Sequence[UnitImpact]) -> list[UnitImpact]:
    """Order units by district and name, as people look for them."""
    return sorted(units, key=lambda each: [sort_key(str(cell)) for cell in reversed(_unit(found, each.unit))])


def _results(found: Comparison, each: UnitImpact) -> dict[str, CriterionResult]:
    """Explain the criteria of a unit that changed, under the new set."""
    result = found.new.scored(found.period, found.as_of)
    place = result.codes.index(each.unit)
    index = {criterion.id: at for at, criterion in enumerate(found.new.criteria.criteria)}
    changed = [shift.criterion for shift in each.because if shift.criterion in index]
    return {criterion: result.explanations.criterion(place, index[criterion]) for criterion in changed}


def _unit(found: Comparison, code: str) -> tuple[Cell, ...]:
    result = found.new.scored(found.period, found.as_of)
    unit = found.new.register.version(code, result.scores.figures.last_day)
    return code, found.names[code], (unit.district_name if unit else None) or ""


def _shifts(found: Comparison) -> Table:
    old, new = found.old.criteria, found.new.criteria
    columns = (*_MOVED[:-1], Column("eligible", "Đủ điều kiện xét", width=40))
    rows = [
        (
            *_unit(found, each.unit),
            impacts.count_now(each),
            impacts.bands(each, old, new),
            impacts.eligibility(each, new) or "như cũ",
        )
        for each in _in_order(found, found.impact.shifts)
    ]
    return _table("shifts", "Đổi mức hoặc điều kiện xét", columns, rows)


def _goals(found: Comparison) -> Table:
    columns = (
        Column("target", "Mục tiêu", width=10),
        Column("place", "Bậc", Kind.WHOLE, 6),
        Column("title", "Nội dung", width=60),
        Column("reached", "Đạt", width=14),
        Column("state", "Tình trạng", width=26),
    )
    moves = (impacts.goal_move(each, found.old.criteria, found.new.criteria) for each in found.impact.goals)
    rows = [(each.target, each.place, each.title, each.reached, each.state) for each in moves]
    return _table("goals", "Mục tiêu thay đổi", columns, rows)


def _reviews(found: Comparison) -> Table:
    columns = (*_UNIT, Column("levels", "Đã được công nhận", width=40), Column("review", "Xem xét lại", width=26))
    rows = [
        (*_unit(found, each.unit), impacts.review_levels(each, found.new.criteria), impacts.review_words(each))
        for each in found.impact.reviews
    ]
    return _table("reviews", "Công nhận phải xem xét lại", columns, rows)
