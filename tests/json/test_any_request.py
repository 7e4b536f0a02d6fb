"""Every address of the service, asked what nobody would ask: no answer is a fault of the program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable

from api.access.deciding import Granted, Place, Role, Who
from api.app import create_app
from tests.offices import opened_with_sample

EVERYTHING = Who("thu", None, tuple(Granted(role, Place("all"), date(2020, 1, 1)) for role in Role))
"""Somebody who may do everything, so that nothing ends at the door."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """A service with the sample, whoever asks may do everything."""
    with opened_with_sample(
        f"sqlite:///{tmp_path_factory.mktemp('bat-ky') / 'thu.sqlite3'}", requests_per_minute=1_000_000
    ) as found:
        yield create_app(found.office, guest=EVERYTHING)


@pytest.mark.slow
def test_no_request_breaks_the_program(app: FastAPI, subtests: pytest.Subtests) -> None:
    """Whatever is sent, valid or not, the answer is below 500; a refusal is problem+json with code, title and cure."""
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    count = 0
    for operation in [found.ok() for found in schema.get_all_operations()]:  # type: ignore[union-attr]  # each is sound
        count += 1
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            with subtests.test(operation.label, mode=str(mode)):
                _try_all(operation.as_strategy(generation_mode=mode))

    assert count > 70


def _try_all(cases: Any) -> None:  # noqa: ANN401 -- a strategy of schemathesis
    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def tried(case: Any) -> None:  # noqa: ANN401 -- as above
        answer = case.call()
        assert answer.status_code < 500, f"{case.as_curl_command()}: {answer.text}"
        if answer.status_code >= 400:
            said = answer.json()
            assert answer.headers["content-type"][0] == "application/problem+json"
            assert all(said[key] for key in ("code", "title", "detail"))
            assert said["status"] == answer.status_code

    with suppress(Unsatisfiable):  # of some addresses there is no wrong request: nothing can be sent to them
        tried()
