"""What the forms of the register send, judged: a model, a rating of a year, a turn; and how a refusal is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from api.pages.choosing import Choice, of_list
from api.pages.days import not_a_day
from api.pages.movement.facts import LABELS
from api.pages.movement.ground import Groups, key_of, value_of
from api.pages.posting import Sent
from api.workflow.movement.judging import Given, GivenReview, GivenTurn
from api.workflow.movement.writer import MovementError
from engine.movement.book import Book
from engine.movement.entries import Model, Standing
from engine.privacy import looks_like_an_id
from engine.units import Register
from engine.wording.movement import STANDINGS
from engine.wording.numbers import day

FIELDS = {
    "ten": "title",
    "loai": "kind",
    "linh-vuc": "field",
    "xa": "unit",
    "thon": "village",
    "to-chuc": "body",
    "ngay-lap": "founded_on",
    "quyet-dinh": "decision",
    "ngay-qd": "decided_on",
    "quy-che": "regulations",
    "thanh-vien": "members",
    "ho": "households",
}
"""The fields of the form of a model, and what they are of it."""
OTHERS = ("tiep", "nam", "xep-loai", "van-ban", "tu-ngay", "trang-thai", "don-vi")
PLACES = {**LABELS, "since": "Từ ngày", "standing": "Trạng thái", "year": "Năm", "rating": "Xếp loại"}
LONGEST = 200
DAYS = frozenset(("founded_on", "decided_on"))
YES = {"co": True, "khong": False}
NOTHING_DONE = "Chưa ghi gì, những gì đã gõ vẫn còn"
DOUBT = (
    "Có dãy số giống số căn cước hoặc số điện thoại: sổ không giữ dữ liệu về từng người. Xóa đi; nếu không phải thì "
    "đánh dấu «Đã xem lại» rồi ghi lần nữa."
)


class FormError(Exception):
    """What a form asks for can't be put on record; ``faults`` say why, each with its cure."""

    def __init__(self, *faults: str, doubt: bool = False) -> None:
        super().__init__("; ".join(faults))
        self.faults, self.doubt = faults, doubt


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a form that was sent; ``changed`` has what stands and what was sent, where they differ."""

    done: str = ""
    heading: str = NOTHING_DONE
    faults: tuple[str, ...] = ()
    changed: tuple[tuple[str, str, str], ...] = ()
    doubt: bool = False
    act: int = 0
    """The act that was written and can be taken back; 0 for none."""


NO_OUTCOME = Outcome()


@dataclass(frozen=True, slots=True)
class ModelForm:
    """The choices of the form of a model, and what stands in its fields; no units where they can't be chosen."""

    typed: Mapping[str, str]
    kinds: tuple[Choice, ...]
    fields: tuple[Choice, ...]
    bodies: tuple[Choice, ...]
    units: Groups = field(default=())


def model_form(book: Book, typed: Mapping[str, str], units: Groups) -> ModelForm:
    """Make the form of a model."""
    return ModelForm(
        typed=typed,
        kinds=of_list(((each.id, each.title) for each in book.kinds), typed.get("loai", "")),
        fields=of_list(((each.id, each.title) for each in book.fields), typed.get("linh-vuc", "")),
        bodies=of_list(((each.id, each.title) for each in book.bodies), typed.get("to-chuc", "")),
        units=units,
    )


def standing_choices(chosen: str) -> tuple[Choice, ...]:
    """Return the standings that a turn can have."""
    return of_list({str(each): STANDINGS[each] for each in Standing}, chosen)


def typed_of(sent: Sent) -> dict[str, str]:
    """Return what was sent as the fields of the form take it back."""
    return {name: sent.text(name)[:LONGEST] for name in (*FIELDS, *OTHERS)}


def typed_as(model: Model) -> dict[str, str]:
    """Return a model on record as the fields of its form have it."""
    found: dict[str, str] = {}
    for name, of in FIELDS.items():
        value = getattr(model, of)
        if of == "unit":
            found[name] = value_of(value)
        elif isinstance(value, bool):
            found[name] = "co" if value else "khong"
        elif isinstance(value, date):
            found[name] = value.isoformat()
        else:
            found[name] = "" if value is None else str(value)
    return found


def given_of(sent: Sent, *, key: str = "", seen: int = 0) -> Given:
    """Read a model that was sent. FormError."""
    faults: list[str] = []
    founded = _day(sent, "ngay-lap", LABELS["founded_on"], faults, needed=True)
    decided = _day(sent, "ngay-qd", LABELS["decided_on"], faults)
    members, households = (_count(sent, name, LABELS[FIELDS[name]], faults) for name in ("thanh-vien", "ho"))
    if not sent.text("ten"):
        faults.append(f"{LABELS['title']}: chưa ghi tên; ghi tên theo việc và nơi, ví dụ «Camera an ninh xóm Bưng».")
    faults += [
        f"{LABELS[FIELDS[name]]}: chưa chọn; chọn trong danh sách."
        for name in ("loai", "linh-vuc", "to-chuc")
        if not sent.one(name)
    ]
    unit = key_of(sent.one("xa"))
    if unit is None:
        faults.append("Đơn vị: chưa chọn; chọn xã, phường, thị trấn trong danh sách.")
    if faults or founded is None or unit is None:
        raise FormError(*faults)
    _doubted(sent, "ten", "thon", "quyet-dinh")
    return Given(
        kind=sent.one("loai"),
        field=sent.one("linh-vuc"),
        title=sent.text("ten"),
        body=sent.one("to-chuc"),
        unit=unit[0],
        on=unit[1],
        founded_on=founded,
        village=sent.text("thon"),
        decision=sent.text("quyet-dinh"),
        decided_on=decided,
        regulations=YES.get(sent.one("quy-che")),
        members=members,
        households=households,
        key=key,
        seen=seen,
    )


def review_of(sent: Sent) -> GivenReview:
    """Read a rating of a year that was sent. FormError."""
    faults: list[str] = []
    members, households = (
        _count(sent, name, label, faults) for name, label in (("thanh-vien", "Số thành viên"), ("ho", "Số hộ"))
    )
    year = sent.number("nam")
    if year < 0:
        faults.append("Năm: chưa chọn; chọn trong danh sách.")
    if faults:
        raise FormError(*faults)
    _doubted(sent, "van-ban")
    return GivenReview(year, sent.one("xep-loai"), members, households, sent.text("van-ban"))


def turn_of(sent: Sent, register: Register) -> GivenTurn:
    """Read a turn that was sent; the unit must be the one meant on its day, not another of the same code. FormError."""
    faults: list[str] = []
    since = _day(sent, "tu-ngay", PLACES["since"], faults, needed=True)
    if not sent.one("trang-thai"):
        faults.append("Trạng thái: chưa chọn; chọn trong danh sách.")
    unit = key_of(sent.one("don-vi"))
    if unit is not None and since is not None:
        there, meant = register.version(unit[0], since), register.version(*unit)
        if there is None or there.key != unit:
            name = meant.name if meant else f"Đơn vị {unit[0]}"
            faults.append(f"Đơn vị: {name} không có trên bản đồ ngày {day(since)}; sửa ngày, hoặc chọn đơn vị khác.")
    if faults or since is None:
        raise FormError(*faults)
    _doubted(sent, "van-ban")
    return GivenTurn(since, sent.one("trang-thai"), unit[0] if unit else "", sent.text("van-ban"))


def refused(error: MovementError) -> tuple[str, ...]:
    """Say why the register takes nothing: every fault with its place and its cure."""
    if not error.faults:
        return (error.said,)
    return tuple(
        f"{PLACES.get(each.place.rpartition('.')[2], each.place)}: {each.message} — {each.cure}."
        for each in error.faults
    )


def _day(sent: Sent, name: str, label: str, faults: list[str], *, needed: bool = False) -> date | None:
    found = sent.day(name)
    if found is None and (needed or sent.text(name)):
        faults.append(not_a_day(label, sent.text(name)))
    return found


def _count(sent: Sent, name: str, label: str, faults: list[str]) -> int | None:
    raw = sent.text(name).replace(".", "").replace(" ", "")
    if not raw:
        return None
    if raw.isascii() and raw.isdigit() and len(raw) <= 10:  # noqa: PLR2004 -- a thousand million
        return int(raw)
    faults.append(f"{label}: «{raw[:20]}» không phải số nguyên; ghi số, ví dụ 25, hoặc để trống nếu chưa rõ.")
    return None


def _doubted(sent: Sent, *names: str) -> None:
    """Stop at texts that look as if they held a number of a person, until somebody has looked at them again."""
    if not sent.one("chac") and any(looks_like_an_id(sent.text(name)) for name in names):
        raise FormError(DOUBT, doubt=True)
