"""Registers of models made for tests: invented models on the real map of Hòa Bình, or on one of a few units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from importlib.resources import files
from typing import Any

from api.exchange.register import load_register
from engine.movement.book import Book, read_book
from engine.movement.entries import Model, Review, Standing, Turn
from engine.movement.register import Movement, Snapshot
from engine.units import Lineage, Register, UnitKey, UnitVersion

UNITS, _ = load_register()
SHIPPED = (files("criteria") / "mo-hinh/2022-06-27.yaml").read_bytes()
END_OLD, FIRST_NEW = date(2025, 6, 30), date(2025, 7, 1)
END_2019, END_2024, END_2025 = date(2019, 12, 31), date(2024, 12, 31), date(2025, 12, 31)
OLD, NEW = UNITS.on(END_OLD), UNITS.on(FIRST_NEW)
SPLIT = ("04891", "04957", "05221")
"""Vầy Nưa, Cao Sơn and Đồng Tân: each went in part to two units."""


def shipped() -> Book:
    """Read the book that is shipped."""
    book, faults = read_book(SHIPPED)
    assert book is not None, faults
    return book


BOOK = shipped()


def key(code: str, on: date = END_OLD) -> UnitKey:
    """Return the unit that bears a code on a day."""
    unit = UNITS.version(code, on)
    assert unit is not None
    return unit.key


def model(number: int, **more: Any) -> Model:  # noqa: ANN401 -- any part of a model
    """Make a camera model of the police, founded in 2018 in Hòa Bình's unit 04831, with parts of one's own."""
    parts: dict[str, Any] = {
        "kind": "camera", "field": "security", "title": f"Mô hình {number}", "body": "cong-an",
        "unit": key("04831"), "village": "Xóm Bưng", "founded_on": date(2018, 5, 1),
    }  # fmt: skip
    return Model(key=f"MH{number:06}", **(parts | more))


def turn(number: int, since: date, standing: str = "active", unit: UnitKey | None = None) -> Turn:
    """Turn a model."""
    return Turn(f"MH{number:06}", since, Standing(standing), unit)


def review(
    number: int, year: int, rating: str | None = None, *, members: int | None = None, households: int | None = None
) -> Review:
    """Review a model."""
    return Review(f"MH{number:06}", year, rating, members, households)


def movement(
    models: Sequence[Model], turns: Sequence[Turn] = (), reviews: Sequence[Review] = (), units: Register = UNITS
) -> Movement:
    """Build a register with the shipped book."""
    return Movement(BOOK, units, models, turns, reviews)


def keys(snapshot: Snapshot, places: Iterable[int]) -> list[int]:
    """Return the numbers of models by their places."""
    return [int(snapshot.row(place).model.key[2:]) for place in places]


def unit(
    code: str, first: date, last: date | None = None, *, exact: bool = True, district: str | None = "01"
) -> UnitVersion:
    """Make a unit of an invented map."""
    return UnitVersion(
        code, f"Xã {code}", code, "xã", district, district and f"Huyện {district}", "17", "Tỉnh Thử", first, last,
        first_day_exact=exact,
    )  # fmt: skip


def line(old: UnitVersion, new: UnitVersion, extent: str = "whole") -> Lineage:
    """Make a line of an invented lineage."""
    return Lineage(old.key, new.key, extent, new.first_day, "")  # type: ignore[arg-type]  # whole or part
