"""The pictures of the docs: outlines that fetch nothing, each in the list."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
MOST = 200_000
"""Bytes of a picture."""


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.svg")), ids=lambda each: each.name)
def test_a_picture_is_outlines(file: Path) -> None:
    """A picture is text of a moderate size, with paths and their uses, no raster, no address, and is in the list."""
    text = file.read_text("utf-8")

    assert len(text) <= MOST
    assert set(re.findall(r"<([a-z]+)", text)) == {"svg", "defs", "pattern", "path", "g", "use"}
    assert re.findall(r'href="(?!#)', text) == []
    assert text.count("://") == 1  # the name of SVG itself
    assert f"({file.name})" in (FOLDER / "README.md").read_text("utf-8")


def test_every_picture_of_the_list_is_there() -> None:
    """The list names no picture that is not there, and says that figures are invented."""
    contents = (FOLDER / "README.md").read_text("utf-8")

    assert set(re.findall(r"\(([^)]+\.svg)\)", contents)) == {each.name for each in FOLDER.glob("*.svg")}
    assert "SỐ LIỆU MẪU" in contents
