"""The examples of the documentation, run as they stand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[2] / "docs"


def test_the_examples_of_the_library_page_run() -> None:
    """Every Python block of docs/library.md runs, one after the other, in one module."""
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / "library.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 2

    module: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, "docs/library.md", "exec"), module)  # noqa: S102 -- our own documentation

    assert module["scores"].possible.tolist() == [1, 1, 2]
