"""An assessment sheet as it is put on paper: a line a criterion with figures, verdicts and basis; room to sign."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from api.pages.marks import Mark, of_eligibility, of_verdict, of_veto
from api.pages.unit_record import NOTHING_BESIDE, Beside
from api.workflow import Scored
from engine.criteria import Criterion
from engine.explaining import ConditionResult, CriterionResult
from engine.rules import Verdict
from engine.units import UnitVersion
from engine.wording.numbers import day, figure_range
from engine.wording.verdicts import condition_sentence

NOTHING_BESIDE_SAID = Mark("", "", "")


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One criterion: what the figures are, and how each side judges it."""

    id: str
    title: str
    sentences: tuple[str, ...]
    computed: Mark
    theirs: Mark
    ours: Mark
    basis: str


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole sheet; the places for days and signatures stay blank."""

    unit: str
    province: str
    where: str
    set_title: str
    period: str
    lines: tuple[PaperLine, ...]
    counts: tuple[tuple[str, str], ...]
    band: str
    vetoes: tuple[tuple[str, Mark], ...]
    levels: tuple[tuple[str, Mark], ...]
    source: str


def paper(
    result: Scored,
    place: int,
    unit: UnitVersion | None,
    beside: Callable[[Criterion], Beside] | None,
    printed: tuple[date, str],
) -> Paper:
    """Lay out the sheet of the unit at that place; ``printed`` is the day and what it is a print of."""
    criteria, scores = result.criteria, result.scores
    explained = {each.id: each for each in result.explanations.of(place)}
    sides = {each.id: beside(each) if beside else NOTHING_BESIDE for each in criteria.criteria}
    figures, (on, what) = scores.figures, printed
    titles = {each.id: each.title for each in criteria.bands}
    band = titles.get(scores.band_id(int(scores.band[place])), "")
    return Paper(
        unit=result.names[place],
        province=unit.province_name if unit else "",
        where=", ".join(filter(None, (unit.district_name if unit else "", f"mã đơn vị {result.codes[place]}"))),
        set_title=criteria.title,
        period=f"{figures.period} (từ {day(figures.first_day)} đến {day(figures.last_day)})",
        lines=tuple(_line(result, place, each, explained[each.id], sides[each.id]) for each in criteria.criteria),
        counts=_counts(result, place, sides),
        band=band or "chưa đạt mức nào",
        vetoes=tuple(
            (f"{veto.id} {veto.title}", of_veto(Verdict.of(int(scores.vetoes[index, place]))))
            for index, veto in enumerate(criteria.vetoes)
        ),
        levels=tuple(
            (criteria.levels[key].title, of_eligibility(Verdict.of(int(codes[place]))))
            for key, codes in scores.eligible.items()
        ),
        source=f"{what}. Bộ tiêu chí {criteria.set}, hiệu lực từ {day(criteria.effective_from)}, "
        f"mã kiểm tra tệp {result.digest}. In ngày {day(on)}.",
    )


def _line(result: Scored, place: int, criterion: Criterion, explained: CriterionResult, beside: Beside) -> PaperLine:
    figures = result.scores.figures
    return PaperLine(
        id=criterion.id,
        title=criterion.title,
        sentences=tuple(condition_sentence(result.criteria, figures, place, each) for each in telling(explained)),
        computed=of_verdict(explained.verdict),
        theirs=beside.theirs.mark if beside.theirs else NOTHING_BESIDE_SAID,
        ours=beside.ours.mark if beside.ours else NOTHING_BESIDE_SAID,
        basis=criterion.basis or "",
    )


def telling(explained: CriterionResult) -> list[ConditionResult]:
    """Return the conditions that a verdict rests on: where it is met, unmet ones are ways that were not needed."""
    if explained.verdict is not Verdict.MET:
        return list(explained.conditions)
    return [each for each in explained.conditions if each.verdict is Verdict.MET]


def _counts(result: Scored, place: int, sides: dict[str, Beside]) -> tuple[tuple[str, str], ...]:
    of, scores = len(sides), result.scores
    computed = figure_range(int(scores.met[place]), int(scores.possible[place]), of)
    counts = [("Máy chấm", computed)]
    for word, said in (
        ("Xã tự chấm", [each.theirs.verdict for each in sides.values() if each.theirs]),
        ("Thẩm định", [each.ours.verdict for each in sides.values() if each.ours]),
    ):
        if said:
            counts.append((word, said_count(said, of, result.criteria.not_applicable_counts_as)))
    return tuple(counts)


def said_count(said: list[Verdict], of: int, waived_as: str) -> str:
    """Write how many criteria are met by what was said of them: what is unknown, or not said yet, may still be met."""
    met = sum(each is Verdict.MET or (each is Verdict.NOT_APPLICABLE and waived_as == "met") for each in said)
    return figure_range(met, met + sum(each is Verdict.UNKNOWN for each in said) + of - len(said), of)
