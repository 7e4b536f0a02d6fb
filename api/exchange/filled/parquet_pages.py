"""What the pages of a Parquet file say of themselves, without unpacking any: a few bytes can claim gigabytes.

Each page begins with a structure of Thrift, in its compact form (parquet.thrift, PageHeader). Of it the size unpacked
(2), the size as it is (3) and the encoding of the values are read; the rest is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

Metadata: TypeAlias = Any
"""The metadata of pyarrow, which has no types."""
MOST_PAGES = 100_000
_DEEP = 8
_STRUCT = 12
_UNPACKED, _PACKED = 2, 3
_ENCODING = {5: 2, 8: 4}
"""Where the two kinds of pages of values have their encoding: the field of the page, and that within it."""


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes that a page becomes, and how its values are written; None where it holds none, but a dictionary."""

    unpacked: int
    encoding: int | None


def pages_of(content: bytes, about: Metadata) -> Iterator[Page]:
    """Yield the pages of all columns; ValueError or IndexError where the heads are none."""
    count = 0
    for group in range(about.num_row_groups):
        for at in range(about.num_columns):
            column = about.row_group(group).column(at)
            first, dictionary = column.data_page_offset, column.dictionary_page_offset
            start = min(first, dictionary) if dictionary else first
            end = start + column.total_compressed_size
            if not 0 <= start <= end <= len(content):
                raise ValueError("một cột nằm ngoài tệp")
            while start < end:
                head, start = _Head(content, start).struct()
                page = _page(head)
                start += head[_PACKED]
                count += 1
                if count > MOST_PAGES:
                    raise ValueError("quá nhiều trang")
                yield page


def _page(head: dict[int, Any]) -> Page:
    sizes = head.get(_UNPACKED), head.get(_PACKED)
    if not all(isinstance(each, int) and each >= 0 for each in sizes):
        raise ValueError("một trang không nói nó lớn bao nhiêu")
    for field, within in _ENCODING.items():
        if isinstance(head.get(field), dict):
            return Page(head[_UNPACKED], head[field].get(within))
    return Page(head[_UNPACKED], None)


class _Head:
    """Reads structures of Thrift's compact form; IndexError past the end."""

    def __init__(self, content: bytes, at: int) -> None:
        self._content, self._at = content, at

    def struct(self, deep: int = 0) -> tuple[dict[int, Any], int]:
        """Return the fields of a structure by number, and where it ends."""
        if deep > _DEEP:
            raise ValueError("một trang lồng quá sâu")
        found: dict[int, Any] = {}
        field = 0
        while (byte := self._byte()) != 0:
            delta, kind = byte >> 4, byte & 15
            field = field + delta if delta else self._whole()
            found[field] = self._value(kind, deep)
        return found, self._at

    def _byte(self) -> int:
        self._at += 1
        return self._content[self._at - 1]

    def _varint(self) -> int:
        found = shift = 0
        while True:
            byte = self._byte()
            found |= (byte & 127) << shift
            shift += 7
            if byte < 128:  # noqa: PLR2004 -- the last byte of a number has its highest bit unset
                return found
            if shift > 70:  # noqa: PLR2004 -- ten bytes are the longest number there is
                raise ValueError("một số dài quá mức")

    def _whole(self) -> int:
        found = self._varint()
        return (found >> 1) ^ -(found & 1)

    def _value(self, kind: int, deep: int) -> Any:  # noqa: ANN401 -- as the kind has it
        if kind in (1, 2):
            return kind == 1
        if kind == 3:  # noqa: PLR2004 -- the kinds of parquet.thrift: a byte
            return self._byte()
        if kind in (4, 5, 6):
            return self._whole()
        if kind == _STRUCT:
            return self.struct(deep + 1)[0]
        if kind in (7, 8):
            length = 8 if kind == 7 else self._varint()  # noqa: PLR2004 -- a float, or bytes
            self._at += length
            return None
        raise ValueError("một trang có phần không đọc được")
