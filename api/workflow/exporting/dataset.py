"""All that is known of a period as a bundle: rules, register, figures and what proves them, decisions; and nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from api.exchange.dataset.files import writing_bundle
from api.workflow.board import Board, Scored
from api.workflow.exporting.going import Going
from api.workflow.exporting.lines import Lines, Told
from api.workflow.office import Office
from engine.unit_source import DISTRICTS, LINEAGE, UNITS

WriteScore = Callable[[Scored], bytes]
"""Writes the scores of a period (``api.answers.score_lines.score_bytes``)."""


@dataclass(frozen=True)
class Dataset:
    """The bundle of a period as it was known after an act; the board is of the file that scores the period."""

    office: Office
    board: Board
    period: str
    known: int
    score: WriteScore

    def going(self, told: Told = lambda _done, _of: None) -> Going:
        """Make what leaves."""
        return Going(
            table="dataset",
            name=f"bo-so-lieu-{self.board.criteria.set}-{self.period}",
            write=lambda path, _which: self.write(path, told),
            known=self.known,
            set_id=self.board.criteria.set,
            period=self.period,
            criteria=self.board.digest,
            action="dataset.export",
        )

    def write(self, path: Path, told: Told = lambda _done, _of: None) -> None:
        """Write the bundle; a period that holds the same gives the same bytes. OSError as of files."""
        board, criteria = self.board, self.board.criteria
        with self.office.database.reading() as session:
            lines = Lines(session, criteria, self.period, self.known, told)
            with writing_bundle(path) as bundle:
                text = self.office.version_by_digest(board.digest).text
                bundle.add(f"criteria/{criteria.set}/{criteria.effective_from}.yaml", text.encode())
                for name, body in register_files(self.office).items():
                    bundle.add(f"units/{name}", body)
                for name, rows in lines.all().items():
                    bundle.add_lines(name, rows)
                bundle.close(
                    set=criteria.set,
                    period=self.period,
                    criteria=board.digest,
                    sample=board.data.sample,
                    score_sha256=sha256(self.score(board.scored(self.period))).hexdigest(),
                )


def register_files(office: Office) -> Mapping[str, bytes]:
    """Return the files of the register that an office works with, as they are."""
    folder = office.settings.units or files("criteria") / "units"
    return {name: (folder / name).read_bytes() for name in (UNITS, LINEAGE, DISTRICTS)}
