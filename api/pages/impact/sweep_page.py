"""What the page of a sweep shows: the bound in words, the curve, and the table beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from api.answers.sweep import Swept
from api.exchange.rulebooks import Version
from api.pages.choosing import Choice, of_list
from api.pages.impact.page import PATH as IMPACT
from api.pages.impact.page import SWEEP
from api.pages.impact.query import version_words
from api.pages.impact.sweep_lines import SweepView, drawn
from api.pages.impact.sweep_query import Asked
from api.workflow import Board
from engine.criteria import CriteriaSet
from engine.impact import Bound, bounds_of
from engine.wording import sweeps
from engine.wording.numbers import figure_range, number


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step: its figure, how many units meet it, how many reach each band."""

    figure: str
    counts: str
    bands: tuple[str, ...]
    now: bool


@dataclass(frozen=True, slots=True)
class SweepPage:
    """The whole page."""

    title: str
    asked: Asked
    bounds: tuple[tuple[str, tuple[Choice, ...]], ...]
    """Each rule with its bounds."""
    periods: tuple[Choice, ...]
    districts: tuple[Choice, ...]
    versions: tuple[Choice, ...]
    rule: str
    criterion: str
    link: str
    scope: str
    sentences: tuple[str, ...]
    drawing: SweepView
    counted: str
    unit: str
    bands: tuple[str, ...]
    rows: tuple[StepRow, ...]
    impact: str = IMPACT
    path: str = SWEEP
    styles: tuple[str, ...] = ("charts.css", "impact.css")


def sweep_page(
    main: Board, asked: Asked, found: Swept, versions: Sequence[Version], districts: Mapping[str, str]
) -> SweepPage:
    """Lay out a sweep."""
    criteria, bound = found.board.criteria, found.sweep.bound
    titles = {each.id: each.title for each in criteria.criteria} | {each.id: each.title for each in criteria.vetoes}
    where = districts.get(asked.district, "")
    return SweepPage(
        title="Dò một ngưỡng",
        asked=asked,
        bounds=tuple(
            (f"{rule}. {titles[rule]}", tuple(_choice(criteria, each, bound) for each in of_rule))
            for rule, of_rule in groupby(bounds_of(criteria), key=lambda each: each.place.rule)
        ),
        periods=of_list({each: f"Kỳ {each}" for each in reversed(main.data.periods)}, asked.period),
        districts=of_list(districts, asked.district),
        versions=tuple(
            Choice(each.name, version_words(each), each.digest == found.board.digest) for each in reversed(versions)
        ),
        rule=sweeps.rule_words(criteria, bound),
        criterion=f"{bound.place.rule}. {titles[bound.place.rule]}",
        link=f"/bo-tieu-chi#{bound.place.rule}",
        scope=f"Kỳ {found.period}, {number(found.sweep.units)} đơn vị{f' của {where}' if where else ''}.",
        sentences=(sweeps.now_sentence(criteria, found.sweep), sweeps.breadth_sentence(criteria, found.sweep)),
        drawing=drawn(criteria, found.sweep),
        counted=f"Số đơn vị {sweeps.meeting(criteria, bound)}",
        unit=sweeps.unit_of(criteria, bound),
        bands=tuple(band.title for band in criteria.bands) if found.sweep.now.bands else (),
        rows=tuple(
            StepRow(
                figure=sweeps.figure(criteria, bound, each.value),
                counts=figure_range(each.met, each.possible),
                bands=tuple(figure_range(*pair) for pair in each.bands),
                now=each.value == bound.value,
            )
            for each in found.sweep.steps
        ),
    )


def _choice(criteria: CriteriaSet, each: Bound, chosen: Bound) -> Choice:
    return Choice(str(each.place), sweeps.bound_title(criteria, each), each.place == chosen.place)
