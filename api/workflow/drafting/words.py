"""What a draft changes, in sentences, and why a change can't be made."""

from __future__ import annotations

from difflib import SequenceMatcher

from api.exchange.criteria_files import read_set
from api.workflow.sheets import Fault
from engine.criteria import CriteriaSet
from engine.editing import EditError
from engine.impact.rules import changes
from engine.wording.changes import change_sentence
from engine.wording.numbers import day, number

MOST_SAID = 60
"""Sentences that the log keeps of one change."""
LINES_NAMED = 8


def said_changes(old: CriteriaSet, new: CriteriaSet) -> tuple[str, ...]:
    """Say how the rules of two sets differ, a sentence a change."""
    return tuple(f"{change_sentence(each, old, new)}." for each in changes(old, new))


def said_difference(old: str, new: str) -> list[str]:
    """Say how two texts of a file differ: the rules in sentences, else the lines."""
    was, now = read_set(old.encode()), read_set(new.encode())
    lines = _lines(old, new)
    if was is None or now is None:
        return [f"{lines}; văn bản còn lỗi nên chưa đọc được thành câu"]
    found = [*said_changes(was, now)]
    if was.effective_from != now.effective_from:
        found.insert(0, f"Ngày đầu áp dụng: {day(was.effective_from)} → {day(now.effective_from)}.")
    if not found:
        return [f"{lines}; chỉ đổi ví dụ, ghi chú hoặc cách trình bày, quy tắc giữ nguyên"] if lines else []
    more = len(found) - MOST_SAID
    return [*found[:MOST_SAID], *([f"Và {number(more)} thay đổi nữa."] if more > 0 else [])]


def _lines(old: str, new: str) -> str:
    was, now = old.splitlines(), new.splitlines()
    blocks = SequenceMatcher(None, was, now, autojunk=False).get_opcodes() if max(len(was), len(now)) < 5000 else []  # noqa: PLR2004 -- beyond, comparing takes too long
    touched = [
        line for kind, _, _, start, end in blocks if kind != "equal" for line in range(start, max(end, start + 1))
    ]
    if not touched:
        return "" if old == new else "nhiều dòng khác"
    named = ", ".join(str(line + 1) for line in touched[:LINES_NAMED])
    more = f" và {number(len(touched) - LINES_NAMED)} dòng nữa" if len(touched) > LINES_NAMED else ""
    return f"khác ở dòng {named}{more}"


_EDIT_FAULTS = {
    "NOT_YAML": ("văn bản đang có lỗi viết YAML nên chưa sửa qua biểu mẫu được", "sửa chỗ báo lỗi trong văn bản trước"),
    "NO_SUCH_PART": ("trong văn bản không có mục «{seen}»", "tải lại trang để thấy văn bản mới nhất"),
    "LAST_PART": ("đây là mục cuối cùng của danh sách", "thêm mục khác trước, hoặc bỏ cả nhóm trong văn bản"),
    "DOUBLED": ("«{seen}» đã có", "đặt mã khác"),
    "NOT_THAT_WAY": ("chỗ này viết theo cách mà biểu mẫu không tách ra được", "sửa thẳng trong văn bản"),
    "NOT_PROVEN": ("không sửa được chỗ này mà giữ nguyên các chỗ khác", "sửa thẳng trong văn bản"),
}


def edit_fault(error: EditError, place: str) -> Fault:
    """Say why a change of the text can't be made, and what to do."""
    message, cure = _EDIT_FAULTS[error.code]
    return Fault(place, message.format(seen=error.seen[:60]), cure)
