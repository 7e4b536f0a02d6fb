"""What the address of a plan asks for: target, day, who may be given work, how much; judged and written back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from api.pages.query import as_of_day
from api.workflow import Board
from engine.criteria import Target
from engine.planning import Limits
from engine.scalars import CODE_PATTERN
from engine.wording.numbers import number

TARGET, DAY, LEAVE_OUT, ONLY, PER_UNIT, PER_DISTRICT, IN_ALL = (
    "muc-tieu", "ngay", "bo-qua", "chi", "moi-xa", "moi-huyen", "tat-ca",
)  # fmt: skip
KEYS = (TARGET, DAY, LEAVE_OUT, ONLY, PER_UNIT, PER_DISTRICT, IN_ALL)
MOST_CODES = 3_000
"""Characters of a list of codes: more than the units of a province."""
SHOWN_BACK = 40
_EFFORT = re.compile(r"[0-9]{1,9}([.,][0-9]{1,4})?", re.ASCII)
_LIMIT_WORDS = {PER_UNIT: "mỗi xã", PER_DISTRICT: "mỗi huyện", IN_ALL: "tất cả"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A judged query; ``given`` holds what was asked and can be used, by the keys of the address."""

    target: Target
    as_of: date
    limits: Limits
    given: Mapping[str, str]
    faults: tuple[str, ...] = ()

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


def read(query: Mapping[str, str], board: Board, default: Target, today: date) -> Asked:
    """Judge a query; everything that can't be used is said, and its default taken."""
    raw = {key: " ".join(query.get(key, "").split()) for key in KEYS}
    faults: list[str] = []
    target = _target(raw[TARGET], board, default, faults)
    as_of = as_of_day(raw[DAY], board, today, faults)
    newest = board.data.newest_period
    on = as_of or min(board.criteria.period.bounds(newest)[1], today)
    counted = frozenset(code for code, _ in board.counted(target, on))
    codes = {key: _codes(raw[key], target, counted, faults) for key in (LEAVE_OUT, ONLY)}
    efforts = {key: _effort(raw[key], word, faults) for key, word in _LIMIT_WORDS.items()}
    given = {TARGET: target.id, DAY: on.isoformat()}
    given |= {key: ",".join(sorted(found)) for key, found in codes.items() if found}
    given |= {key: number(found).replace(".", "") for key, found in efforts.items() if found is not None}
    limits = Limits(
        leave_out=codes[LEAVE_OUT] or frozenset(),
        only=codes[ONLY],
        per_unit=efforts[PER_UNIT],
        per_district=efforts[PER_DISTRICT],
        in_all=efforts[IN_ALL],
    )
    return Asked(target, on, limits, given, tuple(faults))


def _target(raw: str, board: Board, default: Target, faults: list[str]) -> Target:
    targets = {each.id: each for each in board.criteria.targets}
    if raw and raw not in targets:
        faults.append(f"Không có mục tiêu «{raw[:SHOWN_BACK]}»; đang lập cho mục tiêu {default.id}.")
    return targets.get(raw, default)


def _codes(raw: str, target: Target, counted: frozenset[str], faults: list[str]) -> frozenset[str] | None:
    if not raw:
        return None
    if len(raw) > MOST_CODES:
        faults.append(f"Danh sách mã dài quá {number(MOST_CODES)} ký tự nên không dùng; hãy bớt đi.")
        return None
    asked = [each for each in re.split(r"[,;\s]+", raw) if each]
    wrong = [each for each in asked if not re.fullmatch(CODE_PATTERN, each)]
    if wrong:
        faults.append(f"«{wrong[0][:SHOWN_BACK]}» không phải mã đơn vị. Hãy ghi mã năm chữ số, cách nhau dấu phẩy.")
    strange = sorted({each for each in asked if each not in wrong} - counted)
    if strange:
        named = ", ".join(strange[:5])
        faults.append(f"Mục tiêu {target.id} không đếm đơn vị có mã {named}; đã bỏ mã đó ra khỏi danh sách.")
    return frozenset(asked) & counted or None


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
