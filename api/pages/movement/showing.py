"""How a page of the register is answered: within the frame, which says that models are invented where some are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fastapi import Response

from api.pages.frame import BANNERS, Frame
from api.pages.movement.ground import Ground
from api.pages.routes import OK, Pages

Show = Callable[[Ground, str, object, int], Response]
"""Answers with a page of a template, with a status."""


def showing(pages: Pages) -> Show:
    """Make what answers."""

    def show(here: Ground, template: str, page: object, status: int = OK) -> Response:
        found = marked(
            pages.frame(here.request, pages.board()),
            sample=bool(here.held.known.sample),
            reconstructed=here.book.wording == "reconstructed",
        )
        return pages.press.page(here.request, template, found, page, status)

    return show


def marked(around: Frame, *, sample: bool, reconstructed: bool) -> Frame:
    """Return the frame with the banners of the register beside those of the figures."""
    said = {"sample": sample, "reconstructed": reconstructed}
    return replace(
        around, banners=tuple(each for mark, each in BANNERS.items() if said[mark] or each in around.banners)
    )
