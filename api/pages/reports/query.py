"""What the address of a report asks for: which document, about whom, for which period or day; judged, written back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from api.pages.choosing import cut
from api.pages.query import as_of_day, period_of
from api.workflow import Board
from api.workflow.reporting.making import Kind

KIND, DAY, PLAN, UNIT, PERIOD, LEVEL, PREVIEW = "loai", "ngay", "ke-hoach", "don-vi", "ky", "cap", "xem"
KINDS = {"tien-do": Kind.PROGRESS, "phieu": Kind.SHEET, "ho-so": Kind.DOSSIER}
"""The kinds of document as the address names them."""
OF_KIND = {Kind.PROGRESS: (DAY, PLAN), Kind.SHEET: (PERIOD, UNIT), Kind.DOSSIER: (PERIOD, UNIT, LEVEL)}


@dataclass(frozen=True, slots=True)
class Asked:
    """A judged query; ``given`` holds what was asked and can be used. Without a unit ``unit`` is empty."""

    kind: Kind
    as_of: date
    plan: str
    period: str
    unit: str
    level: str
    preview: bool
    given: Mapping[str, str]
    faults: tuple[str, ...] = ()

    def link(self, path: str, **changes: str) -> str:
        """Write an address with the same query, some values changed (underscores for hyphens); empty ones left out."""
        wanted = {**self.given, **{key.replace("_", "-"): value for key, value in changes.items()}}
        pairs = [(key, value) for key, value in wanted.items() if value]
        return f"{path}?{urlencode(pairs)}" if pairs else path

    @property
    def is_complete(self) -> bool:
        """Whether a document can be drafted: it is about the province, or a unit was chosen."""
        return self.kind is Kind.PROGRESS or bool(self.unit)


def kind_of(query: Mapping[str, str], default: Kind, faults: list[str]) -> Kind:
    """Return the kind of document that is asked for."""
    raw = query.get(KIND, "").strip()
    if raw and raw not in KINDS:
        faults.append(f"Không có loại văn bản «{cut(raw)}»; hãy chọn trong hàng «Văn bản».")
    return KINDS.get(raw, default)


def word_of(kind: Kind) -> str:
    """Return how the address names a kind."""
    return next(word for word, each in KINDS.items() if each is kind)


def read(  # noqa: PLR0913, PLR0917 -- what a query is judged by
    query: Mapping[str, str], kind: Kind, board: Board, units: Collection[str], today: date, faults: Sequence[str]
) -> Asked:
    """Judge a query; ``units`` are the codes that may be asked for in the period of the query."""
    said, raw = list(faults), {key: " ".join(query.get(key, "").split()) for key in (DAY, PLAN, UNIT, PERIOD, LEVEL)}
    of_kind = OF_KIND[kind]
    newest = board.data.newest_period
    as_of = as_of_day(raw[DAY], board, today, said) if DAY in of_kind else None
    on = as_of or min(board.criteria.period.bounds(newest)[1], today)
    period = period_of(raw[PERIOD], board, said if PERIOD in of_kind else [])
    plan = _one_of(raw[PLAN], [each.id for each in board.criteria.targets], "mục tiêu", PLAN in of_kind, said)
    unit = _one_of(
        raw[UNIT], units, "đơn vị có số liệu trong kỳ, trong phạm vi của tài khoản, mang mã", UNIT in of_kind, said
    )
    level = _one_of(raw[LEVEL], board.criteria.levels, "cấp", LEVEL in of_kind, said)
    given = {KIND: word_of(kind), DAY: on.isoformat(), PLAN: plan, PERIOD: period, UNIT: unit, LEVEL: level}
    return Asked(
        kind=kind,
        as_of=on,
        plan=plan,
        period=period,
        unit=unit,
        level=level,
        preview=bool(query.get(PREVIEW)),
        given={key: value for key, value in given.items() if value and (key == KIND or key in of_kind)},
        faults=tuple(said),
    )


def _one_of(raw: str, known: Collection[str], word: str, is_asked: bool, faults: list[str]) -> str:  # noqa: FBT001 -- one of two
    if not is_asked or not raw or raw in known:
        return raw if is_asked else ""
    faults.append(f"Không có {word} «{cut(raw)}»; hãy chọn trong danh sách.")
    return ""
