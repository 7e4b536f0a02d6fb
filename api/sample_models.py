"""Invented groups and models for the demonstration: SỐ LIỆU MẪU, every one of them. No commune reported them.

They stand in the 151 units of the map before the merger, so that what a merger does to them can be seen. One commune
has exactly the models that its typed figures of 2024 say, and has closed its register: there «lấy từ sổ mô hình»
shows, and no score moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from api.sample_rows import YEARS, drawn
from api.store.database import Actor
from api.workflow.movement.adding import Added, add_models
from api.workflow.movement.closing import close_register
from api.workflow.movement.judging import Given, GivenReview, GivenTurn
from api.workflow.movement.writer import Writer
from api.workflow.office import Office

MAP_DAY = date(YEARS[-1], 12, 31)
FIRST_YEAR, LAST_REVIEW = 2014, 2025
AGREEING, WORKING, IN_VILLAGES = "04840", 4, 12
"""The commune whose register agrees with its typed figures of the newest year: working models, villages with one."""
KINDS: Sequence[tuple[str, str, str, str, float]] = (
    ("camera", "security", "Camera an ninh {}", "cong-an", 0.16),
    ("tu-quan-antt", "security", "Tổ tự quản an ninh trật tự {}", "cuu-chien-binh", 0.18),
    ("tieng-keng", "security", "Tiếng kẻng an ninh {}", "khu-dan-cu", 0.1),
    ("zalo", "security", "Kênh Zalo an ninh {}", "cong-an", 0.07),
    ("an-toan-chay", "security", "Khu dân cư an toàn phòng cháy {}", "cong-an", 0.07),
    ("lien-gia", "security", "Tổ liên gia tự quản {}", "mttq", 0.12),
    ("hoa-giai", "society", "Tổ hòa giải tự quản {}", "mttq", 0.08),
    ("moi-truong", "society", "Tuyến đường tự quản sạch đẹp {}", "phu-nu", 0.1),
    ("kinh-te", "economy", "Tổ hợp tác sản xuất {}", "nong-dan", 0.08),
    ("giao-thong", "security", "Đoạn đường tự quản an toàn giao thông {}", "thanh-nien", 0.04),
)
"""Kind, field, title, body and share."""
VILLAGES = (
    "Bưng", "Mận", "Vôi", "Mát", "Đồng Chụa", "Suối Rèo", "Bãi Tam", "Khang", "Nà Phặt", "Đồi Sim", "Cây Đa", "Bến Cũ",
    "Thung Khe", "Gò Mu", "Trung Tâm", "Nước Mọc",
)  # fmt: skip
"""Names of villages as there may be anywhere; which of them lies where is invented too."""


def fill_models(office: Office, actor: Actor) -> Added:
    """Put the invented register on record as one act, then close that of the one commune by another."""
    writer = Writer(actor)
    units = sorted(each.code for each in office.register.on(MAP_DAY).values())
    made = (each for code in units for each in (_agreeing() if code == AGREEING else _models(code)))
    given = [_by(office.today, each) for each in made if each.founded_on <= office.today]
    added = add_models(office, writer, given, about={"file": "mo-hinh-mau"})
    if office.today.year >= YEARS[-1]:
        close_register(office, writer, AGREEING, f"{YEARS[-1]}")
    return added


def _by(today: date, given: Given) -> Given:
    """Leave out what a machine whose clock is behind would take for things to come: it shows the rest."""
    return replace(
        given,
        turns=tuple(each for each in given.turns if each.since <= today),
        reviews=tuple(each for each in given.reviews if each.year <= today.year),
    )


def _models(code: str) -> Iterator[Given]:
    """Make up the models of a unit: five to nine."""
    for at in range(5 + int(5 * drawn(code, "models"))):
        yield _model(
            code, at, VILLAGES[int(len(VILLAGES) * drawn(code, at, "village"))], _kind(drawn(code, at, "kind"))
        )


def _kind(draw: float) -> tuple[str, str, str, str, float]:
    for each in KINDS:
        draw -= each[4]
        if draw < 0:
            return each
    return KINDS[-1]


def _model(code: str, at: int, village: str, kind: tuple[str, str, str, str, float]) -> Given:
    """Make up a model; the second body that runs the same in one village, here and there, is meant."""
    of, field, title, body, _ = kind
    draw = drawn(code, at, "founded")
    founded = date(FIRST_YEAR, 2, 1) + timedelta(days=int(365 * 10 * draw))
    other = drawn(code, at, "body") < 0.2  # noqa: PLR2004 -- one in five
    members = 5 + int(20 * drawn(code, at, "members"))
    turned = drawn(code, at, "turn")
    return Given(
        kind=of,
        field=field,
        title=title.format(f"xóm {village}" + (f" số {at + 1}" if of == "lien-gia" else "")),
        body="mttq" if other and body != "mttq" else body,
        unit=code,
        on=MAP_DAY,
        founded_on=founded,
        village=f"Xóm {village}",
        decision=f"MẪU-{int(900 * drawn(code, at, 'decision')) + 1}/QĐ" if drawn(code, at, "decided") < 0.7 else "",  # noqa: PLR2004
        regulations=None if turned > 0.8 else drawn(code, at, "regulations") < 0.75,  # noqa: PLR2004
        members=members,
        households=None if turned > 0.9 else members * 4,  # noqa: PLR2004
        sample=True,
        turns=tuple(_turns(founded, turned)),
        reviews=tuple(_reviews(code, at, founded)),
    )


def _turns(founded: date, draw: float) -> Iterator[GivenTurn]:
    if draw < 0.05:  # noqa: PLR2004 -- one in twenty ended, as many rest
        yield GivenTurn(max(founded, date(2023, 3, 1)) + timedelta(days=200), "ended", sample=True)
    elif draw < 0.1:  # noqa: PLR2004
        yield GivenTurn(max(founded, date(2024, 1, 1)) + timedelta(days=90), "paused", sample=True)


def _reviews(code: str, at: int, founded: date) -> Iterator[GivenReview]:
    """Make up the ratings of two years; some years nobody rated."""
    for year in range(LAST_REVIEW - 1, LAST_REVIEW + 1):
        draw = drawn(code, at, "rating", year)
        if year > founded.year and draw < 0.93:  # noqa: PLR2004
            rating = "good" if draw < 0.4 else "fair" if draw < 0.72 else "average" if draw < 0.87 else "weak"  # noqa: PLR2004
            yield GivenReview(year, rating, 5 + int(25 * drawn(code, at, "members", year)), sample=True)


def _agreeing() -> Iterator[Given]:
    """Make as many models, in as many villages, as the commune typed for the newest year."""
    for at in range(max(WORKING, IN_VILLAGES)):
        kind = KINDS[at % len(KINDS)]
        rating = "good" if at < WORKING else "average"
        yield Given(
            kind=kind[0],
            field=kind[1],
            title=kind[2].format(f"xóm số {at % IN_VILLAGES + 1}"),
            body=kind[3],
            unit=AGREEING,
            on=MAP_DAY,
            founded_on=date(2020, 5, 1) + timedelta(days=30 * at),
            village=f"Xóm số {at % IN_VILLAGES + 1}",
            members=8 + at,
            sample=True,
            reviews=(GivenReview(YEARS[-1], rating, sample=True),),
        )
