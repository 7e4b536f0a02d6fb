"""The lines of a bundle turned into rows of a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from api.exchange.dataset.files import Bundle
from api.exchange.dataset.said import AboutUnit
from api.store.acts import canonical
from api.store.database import Write
from api.store.growing import Kept
from api.store.merger_tables import MergerRule, Share
from api.store.movement_tables import ModelReview, ModelRow, ModelTurn, RegisterClosed
from api.store.tables import (
    Evidence,
    Figure,
    PeriodPlan,
    RecognitionRow,
    Registration,
    Revocation,
    Sealed,
    Step,
    Waiver,
)
from api.store.units import numbered
from engine.units import UnitKey

Told = Callable[[int, int], None]
"""Told how many rows are read, of how many; both go from the start once for the trial and once for good."""


@dataclass
class Filling:
    """Turns the lines of a bundle into rows."""

    write: Write
    bundle: Bundle
    units: dict[UnitKey, int]
    told: Told
    total: int
    done: int = 0

    def all(self) -> dict[str, int]:
        """Take every file; return how many rows each had."""
        documents: dict[int, int] = {}
        makers: dict[str, Callable[[Any], None]] = {
            "period.jsonl": self._plan,
            "evidence.jsonl": lambda line: documents.update({line.number: self._evidence(line)}),
            "waivers.jsonl": lambda line: self._add(Waiver, line),
            "registrations.jsonl": lambda line: self._add(Registration, line),
            "recognitions.jsonl": self._recognition,
            "shares.jsonl": self._share,
            "inheritances.jsonl": lambda line: self._add(MergerRule, line, anywhen=True),
            "models.jsonl": self._model,
            "turns.jsonl": self._turn,
            "reviews.jsonl": self._review,
            "registers.jsonl": self._register,
        }
        rows = {name: sum(1 for _ in map(make, self._lines(name))) for name, make in makers.items()}
        rows["sealed.jsonl"] = sum(1 for _ in map(self._sealed, self._lines("sealed.jsonl")))
        rows["steps.jsonl"] = self._steps()
        rows["figures.jsonl"] = self.write.add_many(Figure, self._figures(documents))
        return rows

    def _lines(self, name: str) -> Iterator[Any]:
        for line in self.bundle.lines(name):
            self.done += 1
            if self.done % 1000 == 0:
                self.told(self.done, self.total)
            yield line

    def _unit(self, key: UnitKey) -> int:
        if key not in self.units:
            self.units[key] = numbered(self.write, key)
        return self.units[key]

    def _about(self, line: AboutUnit) -> dict[str, Any]:
        """Return what a row says, with the set, the period and the number of its unit."""
        said = line.model_dump(exclude={"unit", "first_day", "number"})
        of = {"set_id": self.bundle.manifest.set, "unit_id": self._unit((line.unit, line.first_day))}
        return {"period": self.bundle.manifest.period, **said, **of}

    def _add(self, kind: type[Kept], line: AboutUnit, *, anywhen: bool = False) -> None:
        said = self._about(line)
        if anywhen:
            said["period"] = getattr(line, "period", "")
        self.write.add(kind(**said))

    def _plan(self, line: Any) -> None:  # noqa: ANN401 -- a line of period.jsonl
        manifest = self.bundle.manifest
        self.write.add(PeriodPlan(set_id=manifest.set, period=manifest.period, **line.model_dump()))

    def _evidence(self, line: AboutUnit) -> int:
        return self.write.add(Evidence(**self._about(line))).id

    def _recognition(self, line: Any) -> None:  # noqa: ANN401 -- a line of recognitions.jsonl
        said = self._about(line)
        del said["period"]
        revocation, revoked_on = said.pop("revocation"), said.pop("revoked_on")
        row = self.write.add(RecognitionRow(**said))
        if revoked_on is not None:
            self.write.add(Revocation(recognition_id=row.id, decision=revocation or "", revoked_on=revoked_on))

    def _share(self, line: Any) -> None:  # noqa: ANN401 -- a line of shares.jsonl
        said = self._about(line)
        del said["period"], said["into"], said["into_first_day"]
        self.write.add(Share(**said, into_id=self._unit((line.into, line.into_first_day))))

    def _model(self, line: Any) -> None:  # noqa: ANN401 -- a line of models.jsonl
        unit_id = self._unit((line.unit, line.first_day))
        self.write.add(ModelRow(**line.model_dump(exclude={"unit", "first_day"}), unit_id=unit_id))

    def _turn(self, line: Any) -> None:  # noqa: ANN401 -- a line of turns.jsonl
        moved = self._unit((line.unit, line.first_day)) if line.unit is not None else None
        self.write.add(ModelTurn(**line.model_dump(exclude={"unit", "first_day"}), unit_id=moved))

    def _review(self, line: Any) -> None:  # noqa: ANN401 -- a line of reviews.jsonl
        self.write.add(ModelReview(**line.model_dump()))

    def _register(self, line: Any) -> None:  # noqa: ANN401 -- a line of registers.jsonl
        self.write.add(RegisterClosed(unit_id=self._unit((line.unit, line.first_day)), period=line.period))

    def _sealed(self, line: AboutUnit) -> None:
        self.write.add(Sealed(**self._about(line)))

    def _steps(self) -> int:
        last: dict[int, int] = {}
        for line in self._lines("steps.jsonl"):
            said = self._about(line)
            said |= {"items": canonical(said["items"]), "replaces": last.get(said["unit_id"])}
            last[said["unit_id"]] = self.write.add(Step(**said)).id
        return len(last) and sum(isinstance(row, Step) for row in self.write.rows)

    def _figures(self, documents: Mapping[int, int]) -> Iterator[dict[str, Any]]:
        lines = list(self._lines("figures.jsonl"))
        whole = self.bundle.manifest.sample and not any(line.sample for line in lines)
        for line in lines:
            said = self._about(line)
            del said["value"]
            cited = said.pop("evidence")
            if cited is not None and cited not in documents:
                self.bundle.faults.append(f"figures.jsonl: trích minh chứng {cited} không có trong gói")
            said |= {"steps": line.steps, "kind": str(line.kind), "evidence_id": documents.get(cited)}
            yield {**said, "sample": line.sample or whole}
