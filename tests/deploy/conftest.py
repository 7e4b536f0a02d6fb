"""Programs of an installation that tests ask when they are here, and must be here in CI."""

from __future__ import annotations

import os
import shutil

import pytest


def asks(*programs: str) -> pytest.MarkDecorator:
    """Skip a test visibly where one of these programs is not installed, but never where they are required."""
    missing = [each for each in programs if shutil.which(each) is None]
    wanted = bool(missing) and not os.environ.get("DIENHINH_REQUIRE_DEPLOY")
    return pytest.mark.skipif(wanted, reason=f"not installed here: {', '.join(missing)}")
