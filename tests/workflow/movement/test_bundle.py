"""A bundle of a period brings the register that feeds it, so that its score comes out again to the byte."""

from datetime import date
from pathlib import Path

import pytest

from api.answers.score_lines import score_bytes
from api.exchange.dataset.files import DatasetError
from api.store.database import Actor
from api.workflow.exporting.dataset import Dataset
from api.workflow.exporting.restoring import import_dataset
from api.workflow.movement.closing import close_register
from api.workflow.movement.judging import GivenReview, GivenTurn
from api.workflow.office import board_of_period
from api.workflow.recording import Change, record
from engine.indicators import Kind
from engine.movement.wanted import EVERYTHING
from tests.offices import Opened, opened
from tests.workflow.movement.conftest import ANYBODY, HERE, SET, THERE, added, camera

CLERK = Actor("canbo1", "command")


def test_there_and_back(shared: Opened, tmp_path: Path) -> None:
    """Models, turns, ratings and closed registers come along; the typed figure is a fault again, the score the same."""
    office = shared.office
    rated = (GivenReview(2024, "good"),)
    moved = (GivenTurn(date(2022, 1, 1), "active", THERE), GivenTurn(date(2023, 1, 1), "paused"))
    added(office, camera(reviews=rated), camera(village="Xóm Mát", turns=moved))
    unit = (HERE, date(2020, 1, 1))
    record(office.database, CLERK, SET, [Change(unit, "2024", "working_models", Kind.COUNT, 4, 0)])
    close_register(office, ANYBODY, HERE, "2024")
    board = board_of_period(office, SET, "2024")
    path = tmp_path / "goi.zip"
    Dataset(office, board, "2024", office.known_now(), score_bytes).write(path)

    with opened(f"sqlite:///{tmp_path / 'moi.sqlite3'}") as other:
        done = import_dataset(other.office, CLERK, path, score_bytes)
        assert {name: done.rows[f"{name}.jsonl"] for name in ("models", "turns", "reviews", "registers")} == {
            "models": 2, "turns": 2, "reviews": 1, "registers": 1,
        }  # fmt: skip
        again = board_of_period(other.office, SET, "2024")
        assert score_bytes(again.scored("2024")) == score_bytes(board.scored("2024"))
        assert [fault.code for fault in again.scored("2024").faults] == ["REGISTER_DISAGREES"]
        snapshot = other.office.movements.at(other.office.known_now(), office.today).movement.on(office.today)
        rows = [snapshot.row(int(place)) for place in snapshot.chosen(EVERYTHING)]
        assert [(row.model.key, row.unit and row.unit[0], str(row.standing)) for row in rows] == [
            ("MH000001", HERE, "active"),
            ("MH000002", THERE, "paused"),
        ]
        assert added(other.office, camera(village="Xóm Nà")).keys == ("MH000003",)
    with opened(f"sqlite:///{tmp_path / 'khac.sqlite3'}") as third:
        added(third.office, camera())
        with pytest.raises(DatasetError, match="đã có sổ mô hình"):
            import_dataset(third.office, CLERK, path, score_bytes, write=False)
