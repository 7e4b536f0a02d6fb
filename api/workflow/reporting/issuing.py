"""In whose name documents are drafted: issuing body, places, addressees, wording. Posts, never persons."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date

from sqlmodel import Session

from api.store.acts import canonical
from api.store.chains import standing
from api.store.database import Actor, Database
from api.store.issuing_tables import IssuingRow
from api.workflow.sheets import Fault, FaultyError, OvertakenError
from engine.criteria import CriteriaSet
from engine.units import Register

BLANK = "…………………………"
"""What stands where the office has yet to write."""
MOST_LINES, LONGEST_LINE, LONGEST_TEXT = 10, 200, 2000


@dataclass(frozen=True, slots=True)
class Issuing:
    """Texts on one line, but ``report_to``, ``propose_to``, ``recipients`` (one a line), ``opening``, ``proposals``.

    ``symbol`` is the short name in the number of a document: «UBND» of «Số: …/BC-UBND».
    """

    superior: str = ""
    issuer: str = ""
    symbol: str = ""
    place: str = ""
    authority: str = ""
    post: str = ""
    report_to: str = ""
    propose_to: str = ""
    recipients: str = ""
    opening: str = ""
    proposals: str = ""

    def lines(self, name: str) -> tuple[str, ...]:
        """Return the lines of a field, without empty ones."""
        return tuple(line for each in str(getattr(self, name)).split("\n") if (line := each.strip()))


FIELD_WORDS: Mapping[str, str] = {
    "superior": "Cơ quan chủ quản trực tiếp (nếu có)",
    "issuer": "Cơ quan ban hành",
    "symbol": "Chữ viết tắt tên cơ quan, trong số văn bản",
    "place": "Địa danh",
    "authority": "Quyền hạn ký",
    "post": "Chức vụ người ký",
    "report_to": "Kính gửi của báo cáo, mỗi nơi một dòng",
    "propose_to": "Kính gửi của tờ trình, mỗi nơi một dòng",
    "recipients": "Nơi nhận, mỗi nơi một dòng",
    "opening": "Lời mở đầu của báo cáo tiến độ",
    "proposals": "Đề xuất, kiến nghị của báo cáo tiến độ, mỗi ý một dòng",
}
MANY_LINES = frozenset({"report_to", "propose_to", "recipients", "opening", "proposals"})
FREE = frozenset({"opening", "proposals"})
WIDE = (*MANY_LINES, "issuer")
"""Fields whose line ends stay: of the others the text stands on one line."""
NEEDED = ("issuer", "symbol", "place", "post")


def tidied(name: str, text: str) -> str:
    """Return a field in NFC line by line, without empty lines at its ends and signs that nobody sees."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    lines = [
        " ".join("".join(sign for sign in line if sign.isprintable() or sign.isspace()).split())
        for line in plain.split("\n")
    ]
    return "\n".join(lines).strip() if name in WIDE else " ".join(lines).strip()


def proposed(criteria: CriteriaSet, register: Register, on: date) -> Issuing:
    """Return what is put in until an office says otherwise: the people's committee of the province of the units.

    Where the register has none or more than one, names stay blank. The report goes to who issued the resolution.
    """
    provinces = {unit.province_name for unit in register.covered(criteria, on)}
    name = provinces.pop() if len(provinces) == 1 else ""
    short = name.removeprefix("Tỉnh ").removeprefix("Thành phố ")
    basis = criteria.legal_basis[0].issuer if criteria.legal_basis else None
    return Issuing(
        issuer=f"Ủy ban nhân dân\n{name[:1].lower()}{name[1:]}" if name else BLANK,
        symbol="UBND",
        place=short or BLANK,
        authority="TM. Ủy ban nhân dân",
        post="Chủ tịch",
        report_to=basis or BLANK,
        propose_to=BLANK,
        recipients="Như trên\nLưu: VT",
    )


def held(session: Session, set_id: str) -> tuple[Issuing | None, int]:
    """Return what an office has said of a programme, and the number of the row; None and 0 when nothing."""
    rows = standing(session, IssuingRow, IssuingRow.set_id == set_id)
    if not rows:
        return None, 0
    known = {each.name for each in fields(Issuing)}
    said = {name: text for name, text in json.loads(rows[0].content).items() if name in known}
    return Issuing(**said), rows[0].id


def issuing_of(database: Database, criteria: CriteriaSet, register: Register, on: date) -> Issuing:
    """Return what the documents of a programme say, be it proposed."""
    with database.reading() as session:
        found, _ = held(session, criteria.set)
    return found or proposed(criteria, register, on)


def keep(database: Database, actor: Actor, set_id: str, said: Issuing, seen: int) -> int:
    """Put on record what documents say; the same again changes nothing. Return the number of the row that stands.

    ``seen`` is the number of the row that the writer saw, 0 for none. FaultyError, OvertakenError.
    """
    faults = tuple(faults_of(said))
    if faults:
        raise FaultyError(faults)
    with database.writing(actor, "issuing.set", set_id=set_id, content=asdict(said)) as write:
        now, number = held(write.session, set_id)
        if now == said:
            return number
        if number != seen:
            raise OvertakenError
        row = write.add(IssuingRow(set_id=set_id, content=canonical(asdict(said)), replaces=number or None))
        return row.id


def faults_of(said: Issuing) -> Iterator[Fault]:
    """Yield everything that is wrong with what was said."""
    for name, text in asdict(said).items():
        word, lines = FIELD_WORDS[name], text.split("\n")
        if name in NEEDED and not text.strip():
            yield Fault(name, f"{word}: chưa ghi", "ghi vào, hoặc để dấu … nếu muốn điền tay")
        elif name in FREE and len(text) > LONGEST_TEXT:
            yield Fault(name, f"{word}: dài {len(text)} ký tự", f"rút còn nhiều nhất {LONGEST_TEXT} ký tự")
        elif name not in FREE and any(len(each) > LONGEST_LINE for each in lines):
            yield Fault(name, f"{word}: có dòng quá dài", f"rút mỗi dòng còn nhiều nhất {LONGEST_LINE} ký tự")
        elif name in MANY_LINES - FREE and len(lines) > MOST_LINES:
            yield Fault(name, f"{word}: có {len(lines)} dòng", f"bớt còn nhiều nhất {MOST_LINES} dòng")
