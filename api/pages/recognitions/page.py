"""What the page of recognitions shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.pages.merging.heirs import RULES, HeirView
from api.pages.recognitions.rows import VIEWS, Row


@dataclass(frozen=True, slots=True)
class RecognitionsPage:
    """Recognitions that are asked for, and the forms; ``typed`` is what was sent and not taken."""

    given: Mapping[str, str]
    problems: tuple[str, ...]
    periods: tuple[str, ...]
    period: str
    on: str
    on_words: str
    levels: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    found: int
    following: str
    before: str
    unit: str
    history: tuple[str, ...]
    may_decide: bool
    units: tuple[str, ...]
    token: str
    here: str
    heirs: tuple[HeirView, ...] = ()
    rules: tuple[tuple[str, str], ...] = tuple(RULES.items())
    counts: tuple[tuple[str, str], ...] = ()
    done: str = ""
    fault: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    views: tuple[tuple[str, str], ...] = tuple(VIEWS.items())
    title: str = "Công nhận"
    styles: tuple[str, ...] = ("recognitions_room.css",)
