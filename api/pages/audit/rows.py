"""Acts of the record as lines of a table: what was done, about what, with what it says of itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from api.answers.acts import deed
from api.pages.sheets.words import CHANNELS, when
from api.store.audit import Entry
from engine.units import Register

SAID = {
    "accounts": "tài khoản",
    "actions": "việc được làm",
    "address": "địa chỉ máy",
    "assessment": "phiếu",
    "authors": "người soạn",
    "base": "chép từ",
    "base_digest": "mã kiểm tra bản gốc",
    "before": "vai trò trước đó",
    "chosen": "lọc theo",
    "changes": "thay đổi",
    "criteria": "tệp tiêu chí",
    "days": "các ngày",
    "draft": "mã kiểm tra bản nháp",
    "effective_from": "có hiệu lực từ",
    "digest": "mã kiểm tra",
    "ended": "số phiên đã đóng",
    "expires_on": "hết hạn",
    "factor": "lớp xác thực",
    "file": "tệp",
    "grants": "vai trò",
    "head": "đến lần ghi số",
    "head_hash": "mã băm của lần ghi đó",
    "indicator": "chỉ tiêu",
    "known": "đã biết đến lần ghi số",
    "level": "cấp",
    "login": "tên đăng nhập",
    "model": "mô hình",
    "models": "số mô hình",
    "name": "tên",
    "prefix": "đầu mã",
    "reason": "lý do",
    "recognition": "công nhận số",
    "sample": "số liệu mẫu",
    "sha256": "mã kiểm tra tệp",
    "table": "bảng",
    "title": "chức danh",
    "unit": "mã đơn vị",
    "units": "số đơn vị",
    "was": "tên tệp trước đó",
    "without_totp": "tắt xác thực hai lớp",
}
"""What acts say of themselves, in the words of the log; a name that is not here is shown as it is written."""
NOUNS = {
    "account": "Tài khoản",
    "accounts": "Tài khoản từ tệp",
    "assessment": "Phiếu chấm",
    "backup": "Sao lưu",
    "chain": "Kiểm tra nhật ký",
    "criteria": "Tiêu chí",
    "dataset": "Bộ số liệu",
    "evidence": "Minh chứng",
    "figures": "Số liệu",
    "inheritance": "Công nhận sau sáp nhập",
    "issuing": "Cấu hình báo cáo",
    "model": "Sổ mô hình",
    "password": "Mật khẩu",
    "period": "Kỳ đánh giá",
    "recognition": "Công nhận",
    "recognitions": "Công nhận từ tệp",
    "registration": "Đăng ký phấn đấu",
    "report": "Báo cáo",
    "scores": "Kết xuất điểm",
    "session": "Đăng nhập",
    "share": "Phần chia của đơn vị bị tách",
    "table": "Kết xuất bảng",
    "token": "Mã truy cập",
    "totp": "Xác thực hai lớp",
    "waiver": "Không áp dụng",
}
"""What deeds are about; ``figures`` stands for every deed about figures."""
TRACES = frozenset(("assessment", "base_digest", "criteria", "digest", "draft", "head_hash", "sha256", "prefix"))
"""What is there to be traced rather than to be read; it stands with the hash of the act."""
MOST_PARTS = 40
"""Parts of a list that are written out; of longer ones the rest is counted."""


@dataclass(frozen=True, slots=True)
class Row:
    """An act; ``said`` and ``traces`` are pairs of what it says of itself, ``link`` filters by its unit."""

    seq: int
    at: str
    actor: str
    channel: str
    deed: str
    unit: str
    link: str
    period: str
    rows: int
    said: tuple[tuple[str, str], ...]
    traces: tuple[tuple[str, str], ...]


def row(register: Register, entry: Entry, link: str) -> Row:
    """Show an act."""
    act, unit = entry.act, entry.unit
    version = register.version(*unit) if unit else None
    name = f"{version.name} ({version.code})" if version else unit[0] if unit else ""
    said = json.loads(act.content)
    plain = {key: value for key, value in said.items() if key not in TRACES and not (unit and key == "unit")}
    traced = {key: value for key, value in said.items() if key in TRACES}
    traces = [("bộ tiêu chí", act.set_id), *_pairs(traced), ("yêu cầu số", act.request_id), ("mã băm", act.hash)]
    return Row(
        seq=act.seq,
        at=when(act.at),
        actor=act.actor,
        channel=CHANNELS.get(act.channel, act.channel),
        deed=deed(act.action),
        unit=name,
        link=link,
        period=act.period or "",
        rows=act.row_count,
        said=tuple(_pairs(plain)),
        traces=tuple((name, text) for name, text in traces if text),
    )


def _pairs(said: object) -> Iterator[tuple[str, str]]:
    if isinstance(said, dict):
        for name, value in said.items():
            if value not in (None, "", [], {}):
                yield SAID.get(str(name), str(name)), _words(value)


def _words(value: object) -> str:
    """Write a value on one line; what is inside of it stands in brackets."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dict):
        return "; ".join(f"{name} {text}" for name, text in _pairs(value))
    if isinstance(value, list):
        more = f"; và {len(value) - MOST_PARTS} mục nữa" if len(value) > MOST_PARTS else ""
        inside = [f"({_words(each)})" if isinstance(each, dict) else _words(each) for each in value[:MOST_PARTS]]
        return "; ".join(inside) + more
    return str(value)
