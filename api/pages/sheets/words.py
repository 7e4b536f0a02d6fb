"""What is said of assessments on pages: steps, states, what a step leads to, moments and channels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from api.store.assessments import State
from api.store.tables import Evidence
from api.workflow.office import VIETNAM
from engine.wording.numbers import day

STEP_WORDS = {
    State.SELF_ASSESSED: "tự chấm",
    State.SUBMITTED: "nộp phiếu",
    State.RETURNED: "trả lại để giải trình",
    State.APPRAISED: "thẩm định",
    State.SEALED: "chốt phiếu",
    State.REOPENED: "mở lại phiếu",
}
DUE_WORDS = {State.SELF_ASSESSED: "tự chấm", State.SUBMITTED: "nộp", State.APPRAISED: "thẩm định"}
DONE = {
    "tu-cham": "Đã lưu tự chấm. Còn sửa được cho đến khi nộp.",
    "nop": "Đã nộp phiếu. Số liệu và kết quả tự chấm khóa lại cho đến khi phiếu được trả về.",
    "tham-dinh": "Đã lưu thẩm định. Còn sửa được cho đến khi chốt.",
    "dong-y": "Đã lưu thẩm định, kể cả các mục đồng ý với xã. Còn sửa được cho đến khi chốt.",
    "tra-lai": "Đã trả lại các mục đã đánh dấu. Xã chỉ sửa được những mục đó và số liệu của chúng.",
    "chot": "Đã chốt phiếu. Số liệu, kết quả và bộ tiêu chí của lần chốt này được giữ nguyên.",
    "mo-lai": "Đã mở lại phiếu theo quyết định. Bản đã chốt vẫn còn bên cạnh.",
}
"""What is said after a deed, by the word that stands in the address then."""
LEVELS = {"district": "cấp huyện", "province": "cấp tỉnh"}
"""Who appraises, in words."""
CHANNELS = {
    "form": "trên trang",
    "api": "qua phần mềm khác",
    "file": "từ tệp",
    "command": "bằng lệnh trên máy chủ",
    "service": "do dịch vụ",
}


def when(at: str) -> str:
    """Write a moment of the store the way it is read in Vietnam: «20/11/2024 15:04»."""
    moment = datetime.fromisoformat(at).astimezone(VIETNAM)
    return f"{day(moment.date())} {moment:%H:%M}"


def late_words(steps: Iterable[State]) -> str:
    """Say which steps are late: «chậm nộp, thẩm định»; empty when none is."""
    said = ", ".join(DUE_WORDS[State(each)] for each in steps)
    return f"chậm {said}" if said else ""


def due_words(step: State, on: date) -> str:
    """Say what is due next."""
    return f"{DUE_WORDS[State(step)]} chậm nhất {day(on)}"


def document_words(row: Evidence) -> str:
    """Say a document: what, of which day, by whom, where in it, until when."""
    pages = f", trang {row.pages}" if row.pages else ""
    until = f", có giá trị đến hết {day(row.expires_on)}" if row.expires_on else ""
    return f"{row.document} ngày {day(row.issued_on)}, {row.issuer}{pages}{until}"
