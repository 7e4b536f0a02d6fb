"""A bundle of a period read back into a database that holds nothing of its programme, and proved by its score."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from api.exchange.dataset.files import Bundle, DatasetError, is_dataset, opened_bundle
from api.exchange.dataset.shape import AboutUnit, Manifest
from api.store import movement as stored
from api.store.acts import canonical
from api.store.database import Actor, Write, open_database
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
from api.workflow.exporting.dataset import WriteScore, register_files
from api.workflow.office import NoVersionError, Office
from engine.units import UnitKey

__all__ = ["DatasetError", "Imported", "import_dataset", "is_dataset"]
OF_A_SET: tuple[type[Kept], ...] = (
    Figure, Evidence, Waiver, PeriodPlan, Registration, Step, Sealed, RecognitionRow, Share, MergerRule,
)  # fmt: skip
Told = Callable[[int, int], None]
"""Told how many rows are read, of how many; both go from the start once for the trial and once for good."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was read: of which programme and period, by which criteria file, the rows of each file, as which act."""

    set_id: str
    period: str
    criteria: str
    rows: Mapping[str, int]
    act: int


def import_dataset(  # noqa: PLR0913 -- what goes where, and whether
    office: Office,
    actor: Actor,
    path: Path,
    score: WriteScore,
    told: Told = lambda _done, _of: None,
    *,
    write: bool = True,
) -> Imported:
    """Read a bundle into a database that holds nothing of its programme yet, all of it or nothing.

    Without ``write`` it is only tried, and what it would bring is told.

    It is read for trial into a database of its own first, and kept only when its score comes out there to the byte.
    DatasetError with every fault and its cure; OSError as of files.
    """
    with opened_bundle(path) as bundle:
        manifest = bundle.manifest
        _refuse_other_rules(office, manifest)
        with office.database.reading() as session:
            _refuse_filled(session, manifest.set)
            _refuse_another_register(session, bundle)
        with TemporaryDirectory(prefix="dienhinh-", ignore_cleanup_errors=True) as folder:
            database = open_database(f"sqlite+pysqlite:///{Path(folder) / 'thu.sqlite3'}", office.database.now)
            try:
                trial = replace(
                    office, database=database, movements=office.movements.over(database), _boards={}, _remembered=set()
                )
                with _doubles_said():
                    tried = _fill(trial, actor, bundle, path, told)
                _refuse_another_score(trial, bundle, score)
            finally:
                database.close()
        return _fill(office, actor, bundle, path, told) if write else tried


@contextmanager
def _doubles_said() -> Iterator[None]:
    """Say what the database does not take: of rows that are each sound only two of the same."""
    try:
        yield
    except IntegrityError as error:
        raise DatasetError(
            "Trong gói có hai dòng nói về cùng một điều (dòng trùng nhau); xuất lại ở nơi gửi."
        ) from error


def _refuse_other_rules(office: Office, manifest: Manifest) -> None:
    """Refuse a bundle whose criteria file is not the one that this office scores the period by."""
    name = f"criteria/{manifest.set}"
    cure = f"chép tệp trong {name}/ của gói vào thư mục tiêu chí (DIENHINH_CRITERIA) rồi nhập lại"
    try:
        version = office.version_of_period(manifest.set, manifest.period)
    except NoVersionError as error:
        raise DatasetError(
            f"Ở đây không có bộ tiêu chí «{manifest.set}» có hiệu lực cuối kỳ {manifest.period}; {cure}."
        ) from error
    if version.digest != manifest.criteria:
        raise DatasetError(
            f"Kỳ {manifest.period} ở đây chấm bằng tệp {version.digest}, gói dùng tệp {manifest.criteria}; {cure}."
        )


def _refuse_filled(session: Session, set_id: str) -> None:
    for kind in OF_A_SET:
        of_set = kind.set_id == set_id  # type: ignore[attr-defined]  # every such kind has it
        if session.exec(select(kind.id).where(of_set).limit(1)).first() is not None:
            raise DatasetError(
                f"Cơ sở dữ liệu đã có dữ liệu của bộ «{set_id}»; bộ số liệu chỉ nhập vào nơi còn trống. "
                "Đặt DIENHINH_DATABASE tới một cơ sở dữ liệu mới rồi nhập lại."
            )


def _refuse_another_register(session: Session, bundle: Bundle) -> None:
    """Refuse a bundle with models where there are some: two registers would mix under the same keys."""
    if stored.last_number(session) and next(iter(bundle.lines("models.jsonl")), None) is not None:
        raise DatasetError(
            "Cơ sở dữ liệu đã có sổ mô hình; gói có sổ mô hình chỉ nhập vào nơi chưa có mô hình nào. "
            "Đặt DIENHINH_DATABASE tới một cơ sở dữ liệu mới rồi nhập lại."
        )


def _refuse_another_score(office: Office, bundle: Bundle, score: WriteScore) -> None:
    manifest = bundle.manifest
    board = office.board(office.version_of_period(manifest.set, manifest.period), office.known_now())
    found = sha256(score(board.scored(manifest.period))).hexdigest()
    if found == manifest.score_sha256:
        return
    if dict(bundle.texts("units")) != dict(register_files(office)):
        raise DatasetError(
            "Danh mục đơn vị của gói khác danh mục ở đây nên điểm khác nhau; giải nén thư mục units/ của gói, "
            "đặt DIENHINH_UNITS tới thư mục đó rồi nhập lại."
        )
    raise DatasetError(
        "Điểm tính lại khác điểm ghi trong gói, nên chưa nhập gì; nhập bằng đúng bản dienhinh đã xuất gói."
    )


# ------------------------------------------------------------------------------------------------------- writing


def _fill(office: Office, actor: Actor, bundle: Bundle, path: Path, told: Told) -> Imported:
    """Put every row of a bundle on record as one act; DatasetError when any can't be used."""
    manifest = bundle.manifest
    with path.open("rb") as file:
        digest = sha256(file.read()).hexdigest()
    said: dict[str, Any] = {"file": path.name, "sha256": digest, "criteria": manifest.criteria}
    with office.database.writing(
        actor, "dataset.import", set_id=manifest.set, period=manifest.period, content=said
    ) as write:
        _refuse_filled(write.session, manifest.set)
        _refuse_another_register(write.session, bundle)
        filling = _Filling(write, bundle, {}, told, sum(each.rows or 0 for each in manifest.files))
        rows = filling.all()
        if bundle.faults:
            raise DatasetError(*bundle.faults)
        said["rows"] = rows
        return Imported(manifest.set, manifest.period, manifest.criteria, rows, write.seq)


@dataclass
class _Filling:
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
