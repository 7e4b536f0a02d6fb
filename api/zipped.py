"""Zips that are read with distrust, as backups and bundles are: damage said one way, sizes held against each other.

It knows nothing of either: what is wrong is raised as the error that its caller makes.
"""

from __future__ import annotations

import errno
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

MOST_RATIO = 300
"""How many times smaller packing makes a file at most; the most repetitive figures reach 40."""
Damaged = Callable[[], Exception]
"""Makes what is raised of a zip that is broken, cut off or none."""
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeError)
"""What zipfile says in many ways; RuntimeError is its word for a file with a password."""


@contextmanager
def damage_said(damaged: Damaged) -> Iterator[None]:
    """Say in one way what zipfile says in many; other OSErrors pass."""
    try:
        yield
    except BROKEN as error:
        raise damaged() from error
    except OSError as error:
        if not is_damage(error):
            raise
        raise damaged() from error


def is_damage(error: OSError) -> bool:
    """Tell whether a changed table of contents sent the reader to before the start of the file."""
    return error.errno == errno.EINVAL


@contextmanager
def opened_zip(path: Path, damaged: Damaged) -> Iterator[zipfile.ZipFile]:
    """Open a zip to be read; OSError as of files."""
    with path.open("rb") as file:
        with damage_said(damaged):
            archive = zipfile.ZipFile(file)
        with archive:
            yield archive


def swollen(packed: zipfile.ZipInfo) -> bool:
    """Tell whether a file inside claims to be larger than packing can have made it smaller."""
    return packed.file_size > MOST_RATIO * (packed.compress_size + 100)


@dataclass
class Lines:
    """The lines of a file inside, once; ``count`` and ``digest`` are of those that were given so far.

    ``too_long`` makes what is raised of a line, by its number, that has more than ``most`` bytes.
    """

    archive: zipfile.ZipFile
    name: str
    most: int
    damaged: Damaged
    too_long: Callable[[int], Exception]
    count: int = 0
    digest: str = sha256().hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        """Give them."""
        digest = sha256()
        with damage_said(self.damaged), self.archive.open(self.name) as entry, io.BufferedReader(entry) as source:  # type: ignore[type-var]  # it reads as raw files do
            while line := source.readline(self.most + 1):
                if len(line) > self.most:
                    raise self.too_long(self.count + 1)
                digest.update(line)
                self.count += 1
                yield line
        self.digest = digest.hexdigest()
