"""What the address of the heat table asks for: read, judged, and written back as links."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from api.pages.query import LONGEST_SEARCH, period_of
from api.store.assessments import State
from api.workflow import Board
from engine.criteria import BELOW
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
MOST_SHOWN = 40
"""Characters of a value that are shown back: enough to recognise it by."""


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
    if len(raw["tim"]) > LONGEST_SEARCH:
        faults.append(f"Chữ cần tìm dài quá {LONGEST_SEARCH} ký tự. Hãy ghi một phần tên, ví dụ: da bac.")
    elif raw["tim"]:
        given["tim"] = raw["tim"]
    ids = [each.id for each in board.criteria.criteria]
    for key, choices in _choices(board, districts, ids).items():
        if raw[key] in choices:
            given[key] = raw[key]
        elif raw[key]:
            word, cure = WORDS[key], "Hãy chọn trong danh sách rồi bấm Lọc."
            faults.append(f"Không có {word} «{_cut(raw[key])}»; đang hiện mọi {word}. {cure}")
    if raw["xep"].removeprefix("-") in (*ORDERS, *ids):
        given["xep"] = raw["xep"]
    elif raw["xep"]:
        faults.append(f"Không sắp xếp được theo «{_cut(raw['xep'])}». Hãy bấm vào tên cột để chọn cách xếp.")
    code, _, criterion = raw["o"].partition(".")
    if code in codes and criterion in ids:
        given["o"] = raw["o"]
    elif raw["o"]:
        faults.append(f"Không có ô «{_cut(raw['o'])}» trong bảng kỳ này. Hãy bấm vào một ô của bảng.")
    return HeatAsked(period, tuple(faults), given)


def _choices(board: Board, districts: Collection[str], ids: Collection[str]) -> dict[str, Collection[str]]:
    bands = [*(band.id for band in board.criteria.bands), BELOW] if board.criteria.bands else []
    return {
        "huyen": districts,
        "muc": bands,
        "tieu-chi": ids,
        "ket-qua": [str(each) for each in VERDICTS],
        "trang-thai": [str(each) for each in State],
    }


def _cut(text: str) -> str:
    """Shorten a value that is shown back."""
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
