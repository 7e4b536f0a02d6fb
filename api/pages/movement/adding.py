"""The form of a new model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.pages.frame import Link
from api.pages.movement.forms import NO_OUTCOME, ModelForm, Outcome, model_form
from api.pages.movement.ground import Ground, value_of


@dataclass(frozen=True, slots=True)
class AddPage:
    """The whole page."""

    rooms: tuple[Link, ...]
    token: str
    form: ModelForm
    outcome: Outcome
    title: str = "Ghi mô hình mới"
    styles: tuple[str, ...] = ("movement.css",)


def add_page(here: Ground, typed: Mapping[str, str], outcome: Outcome = NO_OUTCOME) -> AddPage:
    """Lay out the form; the unit of the address, or the only one there is, is chosen already."""
    units = here.open_units()
    offered = [value for _, held in units for value, _ in held]
    unit = here.map.get(here.request.query_params.get("xa", ""))
    chosen = value_of(unit.key) if unit else offered[0] if len(offered) == 1 else ""
    return AddPage(
        rooms=here.rooms(),
        token=here.gate.token(here.request),
        form=model_form(here.book, {"xa": chosen, **typed}, units),
        outcome=outcome,
    )
