"""What the address of the heat table asks for: read, judged, and written back as links."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from api.pages.choosing import cut, known, searched, sortable
from api.pages.query import band_ids, period_of
from api.store.assessments import State
from api.workflow import Board
from engine.rules import VERDICTS

PATH = "/bang-diem"
KEYS = ("ky", "tim", "huyen", "muc", "tieu-chi", "ket-qua", "trang-thai", "xep", "o")
"""Period, words to search for, district, band, criterion, verdict, state, order, open cell: the whole state."""
FILTERS = ("tim", "huyen", "muc", "tieu-chi", "ket-qua", "trang-thai")
ORDERS = ("huyen", "ten", "dat", "muc", "phieu")
"""What rows can be sorted by, the first unless asked; ids of criteria too. A minus sign in front turns it round."""
WORDS = {
    "huyen": "huyện",
    "muc": "mức",
    "tieu-chi": "tiêu chí",
    "ket-qua": "kết quả",
    "trang-thai": "trạng thái phiếu",
}


@dataclass(frozen=True, slots=True)
class HeatAsked:
    """A judged query: what could not be used is left out and said in ``faults``; ``given`` holds the rest."""

    period: str
    faults: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str:
        """Return a value of the address; empty when it is not given."""
        return self.given.get(key, "")

    @property
    def order(self) -> str:
        """What to sort by."""
        return self.given.get("xep", ORDERS[0]).removeprefix("-")

    @property
    def falling(self) -> bool:
        """Whether the largest comes first."""
        return self.get("xep").startswith("-")

    @property
    def filtered(self) -> bool:
        """Whether some units may be left out."""
        return any(key in self.given for key in FILTERS)

    @property
    def cell(self) -> tuple[str, str]:
        """The code and the criterion of the open cell; both empty when none is open."""
        code, _, criterion = self.get("o").partition(".")
        return code, criterion

    def query(self, **changes: str) -> str:
        """Write the query of this view with some values changed, an empty one left out.

        Keys with a hyphen are given with an underscore. The open cell stands last.
        """
        wanted = {**self.given, **{key.replace("_", "-"): value for key, value in changes.items()}}
        return urlencode([(key, wanted[key]) for key in KEYS if wanted.get(key)])

    def link(self, **changes: str) -> str:
        """Write the address of this view with some values changed."""
        query = self.query(**changes)
        return f"{PATH}?{query}" if query else PATH

    @property
    def unfiltered(self) -> str:
        """The address of the same table with every row."""
        return self.link(**dict.fromkeys(FILTERS, ""))


def read(query: Mapping[str, str], board: Board, districts: Collection[str], codes: Collection[str]) -> HeatAsked:
    """Judge a query; ``districts`` and ``codes`` are those that the asker may see. Blank values count as not given."""
    raw = {key: " ".join(query.get(key, "").split()) for key in KEYS}
    faults: list[str] = []
    period = period_of(raw["ky"], board, faults)
    given = {"ky": period} if raw["ky"] == period else {}
    given["tim"] = searched(raw["tim"], faults)
    ids = [each.id for each in board.criteria.criteria]
    for key, choices in _choices(board, districts, ids).items():
        given[key] = known(raw[key], choices, WORDS[key], faults)
    given["xep"] = sortable(raw["xep"], (*ORDERS, *ids), faults)
    code, _, criterion = raw["o"].partition(".")
    if code in codes and criterion in ids:
        given["o"] = raw["o"]
    elif raw["o"]:
        faults.append(f"Không có ô «{cut(raw['o'])}» trong bảng kỳ này. Hãy bấm vào một ô của bảng.")
    return HeatAsked(period, tuple(faults), {key: value for key, value in given.items() if value})


def _choices(board: Board, districts: Collection[str], ids: Collection[str]) -> dict[str, Collection[str]]:
    return {
        "huyen": districts,
        "muc": band_ids(board),
        "tieu-chi": ids,
        "ket-qua": [str(each) for each in VERDICTS],
        "trang-thai": [str(each) for each in State],
    }
