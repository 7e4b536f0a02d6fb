"""Figures and days the way they are written in Vietnamese offices: 1.234 · 98,5 % · 05/02/2026."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from engine.scalars import plain


def number(value: Decimal | int | str) -> str:
    """Write an exact number with points between thousands and a decimal comma."""
    text = plain(Decimal(value))
    sign = "−" if text.startswith("-") else ""
    whole, _, places = text.lstrip("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{sign}{grouped},{places}" if places else f"{sign}{grouped}"


def percent(value: Decimal | int | str) -> str:
    """Write a percentage."""
    return f"{number(value)} %"


def day(value: date) -> str:
    """Write a day."""
    return f"{value:%d/%m/%Y}"


def figure_range(sure: int, possible: int, of: int | None = None) -> str:
    """Write a count that may still grow: «11 – 13 / 16», or «11 / 16» when it is settled; never its middle."""
    span = number(sure) if sure == possible else f"{number(sure)} – {number(possible)}"
    return span if of is None else f"{span} / {number(of)}"
