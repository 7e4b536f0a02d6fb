"""A bundle of a period read back into a database that holds nothing of its programme, and proved by its score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from api.exchange.dataset.files import Bundle, DatasetError, is_dataset, opened_bundle
from api.exchange.dataset.said import Manifest
from api.store import movement as stored
from api.store.database import Actor, open_database
from api.store.growing import Kept
from api.store.merger_tables import MergerRule, Share
from api.store.tables import (
    Evidence,
    Figure,
    PeriodPlan,
    RecognitionRow,
    Registration,
    Sealed,
    Step,
    Waiver,
)
from api.workflow.exporting.dataset import WriteScore, register_files
from api.workflow.exporting.filling import Filling, Told
from api.workflow.office import NoVersionError, Office

__all__ = ["DatasetError", "Imported", "import_dataset", "is_dataset"]
OF_A_SET: tuple[type[Kept], ...] = (
    Figure, Evidence, Waiver, PeriodPlan, Registration, Step, Sealed, RecognitionRow, Share, MergerRule,
)  # fmt: skip


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
        filling = Filling(write, bundle, {}, told, sum(each.rows or 0 for each in manifest.files))
        rows = filling.all()
        if bundle.faults:
            raise DatasetError(*bundle.faults)
        said["rows"] = rows
        return Imported(manifest.set, manifest.period, manifest.criteria, rows, write.seq)
