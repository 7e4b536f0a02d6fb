"""What the address of a plan asks for: target, day, who may be given work, how much; judged and written back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from api.answers.plan import periods_by_code
from api.answers.supposing import Supposed, judged
from api.pages.query import as_of_day
from api.workflow import Board
from engine.criteria import Target
from engine.names import search_key
from engine.planning import Limits
from engine.scalars import CODE_PATTERN
from engine.units import UnitKey
from engine.wording.numbers import number

TARGET, DAY, LEAVE_OUT, ONLY, INCLUDE, PER_UNIT, PER_DISTRICT, IN_ALL, FIGURES, EFFORTS = (
    "muc-tieu", "ngay", "bo-qua", "chi", "phai-co", "moi-xa", "moi-huyen", "tat-ca", "gia-su", "cong-suc",
)  # fmt: skip
KEYS = (TARGET, DAY, LEAVE_OUT, ONLY, INCLUDE, PER_UNIT, PER_DISTRICT, IN_ALL, FIGURES, EFFORTS)
NEW_UNIT, NEW_INDICATOR, NEW_VALUE, NEW_CRITERION, NEW_EFFORT = (
    "gs-xa",
    "gs-chi-tieu",
    "gs-gia-tri",
    "cs-tieu-chi",
    "cs-so",
)
"""One supposition more, field by field, as a form sends it; the address that is shown joins it to the others."""
BETWEEN = ";"
"""What stands between suppositions in an address."""
MOST_CODES = 3_000
"""Characters of a list of units: more than the units of a province by their codes."""
SHOWN_BACK = 40
_EFFORT = re.compile(r"[0-9]{1,9}([.,][0-9]{1,4})?", re.ASCII)
_LIMIT_WORDS = {PER_UNIT: "mỗi xã", PER_DISTRICT: "mỗi huyện", IN_ALL: "tất cả"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A judged query; ``given`` holds what was asked and can be used, by the keys of the address.

    ``grew`` tells that a form sent one supposition more, so that the address is to be written anew; ``new`` holds what
    of it is there while it is not whole.
    """

    target: Target
    as_of: date
    limits: Limits
    given: Mapping[str, str]
    faults: tuple[str, ...] = ()
    supposed: Supposed = field(default_factory=Supposed)
    grew: bool = False
    new: Mapping[str, str] = field(default_factory=dict)

    def value(self, key: str) -> str:
        """Return what stands in a field of the form."""
        return self.given.get(key, "")

    def link(self, path: str, **changes: str) -> str:
        """Write an address with the same query, some values changed (underscores for hyphens); empty ones left out."""
        wanted = {**self.given, **{key.replace("_", "-"): value for key, value in changes.items()}}
        pairs = [(key, wanted[key]) for key in KEYS if wanted.get(key)]
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def leaving_out(self, path: str, code: str) -> str:
        """Write the address of the same plan without work for one unit more."""
        return self.link(path, bo_qua=",".join(sorted({*self.limits.leave_out, code})))

    def without(self, path: str, key: str, item: str) -> str:
        """Write the address of the same plan without one item of a list: a unit, or a supposition."""
        between = BETWEEN if key in (FIGURES, EFFORTS) else ","
        left = [each for each in self.value(key).split(between) if each != item]
        return self.link(path, **{key: between.join(left)})


def read(query: Mapping[str, str], board: Board, default: Target, today: date) -> Asked:
    """Judge a query; everything that can't be used is said, and its default taken."""
    raw = {key: " ".join(query.get(key, "").split()) for key in KEYS}
    faults: list[str] = []
    target = _target(raw[TARGET], board, default, faults)
    as_of = as_of_day(raw[DAY], board, today, faults)
    newest = board.data.newest_period
    on = as_of or min(board.criteria.period.bounds(newest)[1], today)
    names = {code: _name(board, (code, first)) for code, first in board.counted(target, on)}
    codes = {key: _codes(raw[key], target, names, faults) for key in (LEAVE_OUT, ONLY, INCLUDE)}
    efforts = {key: _effort(raw[key], word, faults) for key, word in _LIMIT_WORDS.items()}
    new = {key: " ".join(query.get(key, "").split()) for key in (NEW_UNIT, NEW_INDICATOR, NEW_VALUE)}
    new |= {key: " ".join(query.get(key, "").split()) for key in (NEW_CRITERION, NEW_EFFORT)}
    asked = (
        [each for each in raw[FIGURES].split(BETWEEN) if each],
        [each for each in raw[EFFORTS].split(BETWEEN) if each],
    )
    grew = _grown(new, asked, names, target, faults)
    supposed = judged(board, periods_by_code(board, target, on), *asked, faults) if any(asked) else Supposed()
    given = {TARGET: target.id, DAY: on.isoformat()}
    given |= {key: ",".join(sorted(found)) for key, found in codes.items() if found}
    given |= {key: number(found).replace(".", "") for key, found in efforts.items() if found is not None}
    given |= {FIGURES: BETWEEN.join(map(str, supposed.figures)), EFFORTS: BETWEEN.join(map(str, supposed.efforts))}
    limits = Limits(
        leave_out=codes[LEAVE_OUT] or frozenset(),
        only=codes[ONLY],
        include=codes[INCLUDE] or frozenset(),
        per_unit=efforts[PER_UNIT],
        per_district=efforts[PER_DISTRICT],
        in_all=efforts[IN_ALL],
    )
    return Asked(
        target=target,
        as_of=on,
        limits=limits,
        given={key: value for key, value in given.items() if value},
        faults=tuple(faults),
        supposed=supposed,
        grew=grew and not faults,
        new={} if grew and not faults else new,
    )


def _name(board: Board, key: UnitKey) -> str:
    unit = board.register.version(*key)
    return unit.name if unit else key[0]


def _grown(
    new: Mapping[str, str],
    asked: tuple[list[str], list[str]],
    names: Mapping[str, str],
    target: Target,
    faults: list[str],
) -> bool:
    """Join what a form sends in fields to what is supposed; tell whether anything was whole enough for that."""
    grew = False
    if new[NEW_UNIT] and new[NEW_INDICATOR] and new[NEW_VALUE]:
        codes = _codes(new[NEW_UNIT], target, names, faults) or frozenset()
        asked[0].extend(f"{code}:{new[NEW_INDICATOR]}={new[NEW_VALUE]}" for code in sorted(codes))
        grew = True
    if new[NEW_CRITERION] and new[NEW_EFFORT]:
        asked[1].append(f"{new[NEW_CRITERION]}={new[NEW_EFFORT]}")
        grew = True
    return grew


def _target(raw: str, board: Board, default: Target, faults: list[str]) -> Target:
    targets = {each.id: each for each in board.criteria.targets}
    if raw and raw not in targets:
        faults.append(f"Không có mục tiêu «{raw[:SHOWN_BACK]}»; đang lập cho mục tiêu {default.id}.")
    return targets.get(raw, default)


def _codes(raw: str, target: Target, names: Mapping[str, str], faults: list[str]) -> frozenset[str] | None:
    """Read units by code or by name, with commas between; names need no diacritics and no «xã» before them."""
    if not raw:
        return None
    if len(raw) > MOST_CODES:
        faults.append(f"Danh sách đơn vị dài quá {number(MOST_CODES)} ký tự nên không dùng; hãy bớt đi.")
        return None
    found: set[str] = set()
    strange: list[str] = []
    for text in (part.strip() for part in re.split(r"[,;\n]+", raw)):
        parts = text.split()
        if parts and all(re.fullmatch(CODE_PATTERN, each) for each in parts):
            found |= {each for each in parts if each in names}
            strange += [each for each in parts if each not in names]
        elif parts:
            found |= _named(text, names, faults)
    if strange:
        named = ", ".join(strange[:5])
        faults.append(f"Mục tiêu {target.id} không đếm đơn vị có mã {named}; đã bỏ mã đó ra khỏi danh sách.")
    return frozenset(found) or None


def _named(text: str, names: Mapping[str, str], faults: list[str]) -> set[str]:
    """Return the one unit of a name; none, said among the faults, where there is no such unit or several."""
    wanted = search_key(text)
    keys = {code: search_key(name) for code, name in names.items()}
    alike = [code for code, key in keys.items() if key == wanted or key.partition(" ")[2] == wanted]
    alike = alike or [code for code, key in keys.items() if key.endswith(f" {wanted}")]
    if len(alike) == 1:
        return set(alike)
    if alike:
        choice = ", ".join(f"{code} ({names[code]})" for code in alike[:5])
        faults.append(f"«{text[:SHOWN_BACK]}» là tên của nhiều đơn vị; hãy ghi mã: {choice}.")
    else:
        faults.append(
            f"«{text[:SHOWN_BACK]}» không phải mã hay tên một đơn vị được đếm. "
            "Hãy ghi tên hoặc mã năm chữ số, cách nhau dấu phẩy."
        )
    return set()


def _effort(raw: str, word: str, faults: list[str]) -> Decimal | None:
    if not raw:
        return None
    if not _EFFORT.fullmatch(raw):
        faults.append(
            f"Công sức nhiều nhất ở {word}: «{raw[:SHOWN_BACK]}» không phải số. Hãy ghi một số từ 0 trở lên, "
            "ví dụ 12 hoặc 12,5."
        )
        return None
    return Decimal(raw.replace(",", "."))
