"""``dienhinh period``: open, change, close, open again, as the page and the API do; each an act of the log."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.cli import main
from api.commands import offices
from api.settings import Settings
from api.store import audit
from api.workflow.office import open_office
from tests.assessments import PROVINCE, Desk

NOW = datetime(2024, 11, 10, 2, tzinfo=UTC)
Ask = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Call the command on an empty database on 10 November 2024: its status, JSON or text, what it says."""
    monkeypatch.setenv("DIENHINH_DATABASE", f"sqlite:///{tmp_path / 'thu.sqlite3'}")
    monkeypatch.setattr(offices, "now", lambda: NOW)
    open_office(Settings(database=f"sqlite:///{tmp_path / 'thu.sqlite3'}"), lambda: NOW).database.close()
    capsys.readouterr()

    def asked(*words: str) -> tuple[int, Any, str]:
        status = main(["period", *words])
        said = capsys.readouterr()
        return status, json.loads(said.out) if "--json" in words and said.out else said.out, said.err

    return asked


def test_from_not_open_to_closed_and_back(ask: Ask, tmp_path: Path) -> None:
    """The days that are offered; one changed; closed after today; open again; the same again is no act."""
    assert ask("list", "--json")[1]["items"][0]["planned"] is False
    _, opened, said = ask("open", "2024", "--json")
    assert (opened["open"], opened["closes"], said) == (True, "2024-12-31", "Đã ghi.\n")
    assert "không có gì để ghi" in ask("open", "2024")[2]
    assert ask("open", "2024", "--submitted-by", "25/11/2024", "--json")[1]["submitted_by"] == "2024-11-25"
    assert ask("close", "2024", "--on", "26/11/2024", "--json")[1]["closes"] == "2024-11-26"
    assert ask("reopen", "2024", "--until", "31/01/2025", "--json")[1]["closes"] == "2025-01-31"
    office = open_office(Settings(database=f"sqlite:///{tmp_path / 'thu.sqlite3'}"), lambda: NOW)
    try:
        with office.database.reading() as session:
            acts = audit.acts(session, audit.Wanted(), 10)
        api = Desk.of(office, PROVINCE).get("/periods/2024")
    finally:
        office.database.close()

    assert [each.act.action for each in acts if each.act.channel == "command"] == ["period.plan"] * 4
    assert ask("show", "2024", "--json")[1] == api
    assert "đang mở" in ask("list")[1]


def test_what_is_refused(ask: Ask) -> None:
    """Days out of order are faults (1), all at once, and change nothing; a period that is none is wrong use (2)."""
    ask("open", "2024")
    status, _, said = ask("close", "2024")
    assert (status, "trước hạn nộp 30/11/2024" in said, "Chưa ghi gì" in said) == (1, True, True)
    status, _, said = ask("open", "2024", "--opens", "1/1/2020", "--review-9", "1/2/2024")
    assert (status, said.count(" — ")) == (1, 2)
    assert ask("show", "2024", "--json")[1]["closes"] == "2024-12-31"
    for words, part in (
        (("open", "24"), "không phải kỳ"),
        (("open", "1999"), "không có bộ tiêu chí nào"),
        (("close", "2023"), "dienhinh period open 2023"),
        (("reopen", "2024", "--until", "1/1/2024"), "đã qua"),
        (("reopen", "2024"), "--until"),
    ):
        status, _, said = ask(*words)
        assert (status, part in said) == (2, True), said
