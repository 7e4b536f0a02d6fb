"""Rows of the register that one act is to write: what stood before, who may write where, what is new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Any, TypeVar

from api.store import movement as stored
from api.store.database import Write
from api.store.movement_tables import ModelReview, ModelRow, ModelTurn
from api.store.units import numbered, numbers
from api.workflow.movement.judging import Given, Judge
from api.workflow.movement.writer import MovementError, Writer, stale
from api.workflow.office import Office
from api.workflow.sheets import Fault
from engine.movement.places import place_on
from engine.units import UnitKey, UnitVersion

_When = TypeVar("_When", date, int)
_OWN = ("id", "act", "replaces")


def judge_of(office: Office) -> Judge:
    """Return what judges a write of today."""
    return Judge(office.movements.books.in_force(office.today), office.register, office.today)


def columns_of(given: Given, unit_id: int) -> dict[str, Any]:
    """Return the row of a model as it is to stand, without its key."""
    return {
        "unit_id": unit_id,
        "kind": given.kind,
        "field": given.field,
        "title": given.title,
        "body": given.body,
        "village": given.village,
        "founded_on": given.founded_on,
        "decision": given.decision,
        "decided_on": given.decided_on,
        "regulations": given.regulations,
        "members": given.members,
        "households": given.households,
        "sample": given.sample,
        "withdrawn": False,
    }


@dataclass
class Sheet:
    """One write under way: what stood before it, and what it adds by table."""

    office: Office
    write: Write
    writer: Writer
    judge: Judge
    keys: Mapping[int, UnitKey]
    held: dict[str, ModelRow]
    turns: dict[tuple[str, date], ModelTurn]
    reviews: dict[tuple[str, int], ModelReview]
    last: int
    alike: dict[tuple[Any, ...], str]
    """The keys of models by all that is said of them."""
    models_added: list[dict[str, Any]] = field(default_factory=list)
    turns_added: dict[tuple[str, Any], dict[str, Any]] = field(default_factory=dict)
    reviews_added: dict[tuple[str, Any], dict[str, Any]] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    units: set[int] = field(default_factory=set)
    new: int = 0
    _allowed: set[UnitKey] = field(default_factory=set)
    _numbers: dict[UnitKey, int] = field(default_factory=dict)

    @classmethod
    def of(cls, office: Office, write: Write, writer: Writer, models: Sequence[Given]) -> Sheet:
        """Read what stands of the models that are named, and of those that the new ones may be the same as."""
        named, session = {each.key for each in models if each.key}, write.session
        titles = {each.title for each in models if not each.key}
        alike = {
            _said(row.model_dump()): row.model_key
            for row in (stored.of_titles(session, titles) if titles else ())
            if not row.withdrawn
        }
        told = {*named, *alike.values()}
        return cls(
            office,
            write,
            writer,
            judge_of(office),
            {number: key for key, number in numbers(session).items()},
            {row.model_key: row for row in stored.of_keys(session, ModelRow, named)} if named else {},
            {(row.model_key, row.since): row for row in stored.of_keys(session, ModelTurn, told)} if told else {},
            {(row.model_key, row.year): row for row in stored.of_keys(session, ModelReview, told)} if told else {},
            stored.last_number(session),
            alike,
        )

    def faults(self, given: Given, place: str) -> Iterator[Fault]:
        """Find what is wrong with a model."""
        if given.key and given.key not in self.held:
            yield Fault(f"{place}key", f"không có mô hình «{given.key[:20]}»", "xem lại mã, hoặc bỏ mã để ghi mới")
            return
        yield from self.judge.model(given, place, self._unit_of(given))
        yield from self._left_before(given, place)

    def _left_before(self, given: Given, place: str) -> Iterator[Fault]:
        """Find what stands of a model from before the day on which it is now said to have been founded."""
        row, day = self.held.get(given.key), given.founded_on
        if row is None or row.founded_on >= day:
            return
        said = [
            *(f"diễn biến ngày {since:%d/%m/%Y}" for key, since in self._standing(self.turns, given) if since < day),
            *(f"xếp loại năm {year}" for key, year in self._standing(self.reviews, given) if year < day.year),
        ]
        if said:
            message = f"ngày thành lập mới {day:%d/%m/%Y} ở sau {', '.join(said[:3])} đã ghi"
            yield Fault(f"{place}founded_on", message, "sửa lại ngày, hoặc bỏ các lần ghi ấy trước")

    @staticmethod
    def _standing(said: Mapping[tuple[str, _When], ModelTurn | ModelReview], given: Given) -> list[tuple[str, _When]]:
        return sorted((of for of, row in said.items() if of[0] == given.key and not row.withdrawn), key=itemgetter(1))

    def _unit_of(self, given: Given) -> UnitVersion | None:
        """Return the unit that a model is recorded in already and that is not to change.

        It is named by its own code, or by that of the unit in which the model lies today: that is how it is shown.
        """
        row = self.held.get(given.key)
        if row is None or given.on is not None:
            return None
        register, recorded = self.office.register, self.keys[row.unit_id]
        lies = place_on(register, self.keys[self._moved.get(given.key, row.unit_id)], self.office.today).unit
        return register.version(*recorded) if given.unit in (recorded[0], lies and lies[0]) else None

    def put(self, given: Given) -> str:
        """Take one model; return its key."""
        unit = self._unit_of(given) or self.judge.unit(given)
        assert unit is not None  # noqa: S101 -- judged before
        row = self.held.get(given.key)
        said = columns_of(given, self._number(unit.key))
        said["sample"] = given.sample or (row is not None and row.sample)  # nobody's correction makes it a real one
        key = given.key or self.alike.get(_said(said)) or ""
        if key in self._moved:
            self._must(self.keys[self._moved[key]])
        elif row is not None:
            self._must(self.keys[row.unit_id])
        self._must(unit.key)
        if row is not None:
            self._change(given, row, said)
        elif not key:
            self.last += 1
            self.new += 1
            key = stored.key_of(self.last)
            self.alike[_said(said)] = key
            self.models_added.append({"model_key": key, **said})
            self.touched.add(key)
        self._turns(key, given)
        self._reviews(key, given)
        if key in self.touched:
            self.units |= {self._moved.get(key, said["unit_id"]), said["unit_id"]}
        return key

    def _change(self, given: Given, row: ModelRow, said: dict[str, Any]) -> None:
        if _said(row.model_dump()) == _said(said) and row.withdrawn == said["withdrawn"]:
            return
        if given.seen not in (0, row.id):
            raise stale(row)
        if row.withdrawn:
            raise MovementError(
                "state_forbids", f"Mô hình {row.model_key} đã rút khỏi sổ; đưa lại vào sổ trước khi sửa."
            )
        self.touched.add(row.model_key)
        self.units.add(row.unit_id)
        self.models_added.append({"model_key": row.model_key, **said, "replaces": row.id})

    @cached_property
    def _moved(self) -> Mapping[str, int]:
        """The unit that a model was last said to have moved to, of those that moved."""
        moves = (turn for turn in self.turns.values() if turn.unit_id is not None and not turn.withdrawn)
        return {turn.model_key: turn.unit_id or 0 for turn in sorted(moves, key=lambda each: each.since)}

    def _turns(self, key: str, given: Given) -> None:
        for each in given.turns:
            moved = self.office.register.version(each.unit, each.since) if each.unit else None
            if moved is not None:
                self._must(moved.key)
                self.units.add(self._number(moved.key))
            said = {
                "model_key": key,
                "since": each.since,
                "standing": each.standing,
                "unit_id": self._number(moved.key) if moved else None,
                "decision": each.decision,
                "sample": each.sample,
                "withdrawn": False,
            }
            self._add((key, each.since), self.turns_added, said, self.turns.get((key, each.since)))

    def _reviews(self, key: str, given: Given) -> None:
        for each in given.reviews:
            said = {
                "model_key": key,
                "year": each.year,
                "rating": each.rating,
                "members": each.members,
                "households": each.households,
                "decision": each.decision,
                "sample": each.sample,
                "withdrawn": False,
            }
            self._add((key, each.year), self.reviews_added, said, self.reviews.get((key, each.year)))

    def _add(
        self,
        of: tuple[str, object],
        added: dict[tuple[str, Any], dict[str, Any]],
        said: dict[str, Any],
        row: ModelTurn | ModelReview | None,
    ) -> None:
        """Take a turn or a review; of one day or year the last that was sent holds."""
        if row is not None and row.model_dump(exclude=set(_OWN)) == said:
            return
        added[of] = {**said, "replaces": row.id if row is not None else None}
        self.touched.add(of[0])

    def _number(self, unit: UnitKey) -> int:
        if unit not in self._numbers:
            self._numbers[unit] = numbered(self.write, unit)
        return self._numbers[unit]

    def _must(self, unit: UnitKey) -> None:
        if unit not in self._allowed:
            self.writer.must([unit])
            self._allowed.add(unit)

    def hand_in(self) -> None:
        """Hand in what is to be written."""
        self.write.add_many(ModelRow, self.models_added)
        self.write.add_many(ModelTurn, self.turns_added.values())
        self.write.add_many(ModelReview, self.reviews_added.values())


def _said(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return all that a row says of a model, beside its key and its place in the record."""
    return tuple(row[name] for name in _SAID)


_SAID = tuple(name for name in ModelRow.model_fields if name not in {*_OWN, "model_key", "withdrawn"})
