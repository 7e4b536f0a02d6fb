"""Bundles of a period as .zip: written to the same bytes whenever they hold the same, and read with distrust."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from api.exchange.dataset.said import FORMAT, Manifest, Piece, Said
from api.exchange.dataset.shape import LINES
from api.zipped import BROKEN, Lines, damage_said, is_damage, opened_zip, swollen

MANIFEST = "manifest.json"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The moment of every file inside, so that a bundle says nothing of when it was made."""
MOST_FAULTS = 100
MOST_BYTES = 4_000_000_000
MOST_SMALL = 20_000_000
"""Bytes of the manifest, and of a file that is no list of rows."""
MOST_LINE = 8_000_000


class DatasetError(Exception):
    """A bundle can't be used; holds every fault found, in Vietnamese, each with its cure."""

    def __init__(self, *faults: str) -> None:
        super().__init__(faults[0] if faults else "")
        self.faults = faults


# -------------------------------------------------------------------------------------------------------- writing


@dataclass
class BundleWriter:
    """Writes a bundle file by file; the manifest comes last."""

    archive: zipfile.ZipFile
    pieces: list[Piece] = field(default_factory=list)

    def add(self, name: str, body: bytes) -> None:
        """Write a file that is no list of rows."""
        with self.archive.open(_entry(name), "w") as entry:
            entry.write(body)
        self.pieces.append(Piece(file=name, rows=None, bytes=len(body), sha256=sha256(body).hexdigest()))

    def add_lines(self, name: str, rows: Iterable[Said]) -> None:
        """Write rows as lines of JSON, keys sorted, what is not said left out."""
        digest, size, count = sha256(), 0, 0
        with self.archive.open(_entry(name), "w", force_zip64=True) as entry:
            for row in rows:
                line = _line(row)
                entry.write(line)
                digest.update(line)
                size, count = size + len(line), count + 1
        self.pieces.append(Piece(file=name, rows=count, bytes=size, sha256=digest.hexdigest()))

    def close(self, **said: Any) -> Manifest:  # noqa: ANN401 -- the fields of the manifest, by name
        """Write the manifest."""
        manifest = Manifest(**said, files=tuple(self.pieces))
        with self.archive.open(_entry(MANIFEST), "w") as entry:
            entry.write(json.dumps(manifest.model_dump(), ensure_ascii=False, indent=1, sort_keys=True).encode())
        return manifest


def _entry(name: str) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name, EPOCH)
    found.compress_type, found.create_system, found.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
    return found


def _line(row: Said) -> bytes:
    said = row.model_dump(mode="json", exclude_defaults=True)
    return (json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


@contextmanager
def writing_bundle(path: Path) -> Iterator[BundleWriter]:
    """Open a bundle to be written; OSError as of files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        yield BundleWriter(archive)


# -------------------------------------------------------------------------------------------------------- reading


def is_dataset(path: Path) -> bool:
    """Tell whether a file is a bundle of a period, sound or not; OSError as of files."""
    try:
        with zipfile.ZipFile(path) as archive:
            about = archive.getinfo(MANIFEST)
            said = json.loads(archive.read(about)) if about.file_size <= MOST_SMALL else None
    except (*BROKEN, KeyError, ValueError):
        return False
    except OSError as error:
        if not is_damage(error):
            raise
        return False
    return isinstance(said, dict) and said.get("format") == FORMAT


@dataclass(frozen=True)
class Bundle:
    """A bundle opened to be read; ``faults`` fill up while its rows are."""

    manifest: Manifest
    archive: zipfile.ZipFile
    faults: list[str] = field(default_factory=list)

    def texts(self, folder: str) -> Mapping[str, bytes]:
        """Return the files of a folder by their names in it."""
        found = {}
        for piece in self.manifest.files:
            if piece.rows is None and piece.file.startswith(f"{folder}/"):
                with damage_said(_damaged):
                    body = self.archive.read(piece.file)
                if sha256(body).hexdigest() != piece.sha256:
                    raise DatasetError(_changed(piece.file))
                found[piece.file.removeprefix(f"{folder}/")] = body
        return found

    def lines(self, name: str) -> Iterator[Any]:
        """Give the rows of a file; a row that can't be used is a fault, and left out."""
        piece = next(each for each in self.manifest.files if each.file == name)
        lines = Lines(self.archive, name, MOST_LINE, _damaged, lambda number: _too_long(name, number))
        for line in lines:
            row = self._row(name, lines.count, line)
            if row is not None:
                yield row
        if (lines.count, lines.digest) != (piece.rows, piece.sha256):
            raise DatasetError(_changed(name))

    def _row(self, name: str, number: int, line: bytes) -> Said | None:
        try:
            return LINES[name].model_validate_json(line)
        except ValidationError as error:
            if len(self.faults) < MOST_FAULTS:
                first = error.errors()[0]
                where = ".".join(map(str, first["loc"])) or "cả dòng"
                said = f"{name}, dòng {number}, {where}: không dùng được ({first['msg']}); sửa ở nơi xuất rồi xuất lại"
                self.faults.append(said)
            return None


def _changed(name: str) -> str:
    return f"{name}: không còn đúng như khi xuất (mã SHA-256 hoặc số dòng khác); lấy lại gói từ nơi xuất"


@contextmanager
def opened_bundle(path: Path) -> Iterator[Bundle]:
    """Open a bundle; DatasetError when it is none, is damaged, or claims impossible sizes; OSError as of files."""
    with opened_zip(path, _damaged) as archive:
        yield Bundle(_manifest(archive), archive)


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    entries = {each.filename: each for each in archive.infolist()}
    about = entries.pop(MANIFEST, None)
    if about is None or about.file_size > MOST_SMALL:
        raise DatasetError(f"không có {MANIFEST}: đây không phải bộ số liệu do dienhinh xuất")
    try:
        with damage_said(_damaged):
            manifest = Manifest.model_validate_json(archive.read(about))
    except ValidationError as error:
        raise DatasetError(f"{MANIFEST} không đọc được: gói khác loại, hoặc do bản dienhinh mới hơn xuất") from error
    pieces = {each.file: each for each in manifest.files}
    rows = {name for name, each in pieces.items() if each.rows is not None}
    if pieces.keys() != entries.keys() or len(entries) + 1 != len(archive.infolist()) or rows != LINES.keys():
        raise DatasetError("các tệp bên trong không khớp bản kê; lấy lại gói từ nơi xuất")
    for name, piece in pieces.items():
        packed, most = entries[name], MOST_BYTES if name in rows else MOST_SMALL
        if packed.file_size != piece.bytes or packed.file_size > most or swollen(packed):
            raise DatasetError(f"{name}: cỡ không khớp bản kê, hoặc lớn bất thường so với khi nén")
    return manifest


DAMAGED = "tệp hỏng, bị cắt cụt, hoặc không phải tệp .zip; lấy lại gói từ nơi xuất"


def _damaged() -> DatasetError:
    return DatasetError(DAMAGED)


def _too_long(name: str, number: int) -> DatasetError:
    return DatasetError(f"{name}, dòng {number}: dài quá mức; lấy lại gói từ nơi xuất")
