"""What a template says to whoever fills it in: how each figure is written, what a cell refuses, the sheet of help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.exchange.templates.layout import DocumentColumn, FigureColumn, Section
from engine.criteria import CriteriaSet
from engine.indicators import Indicator, Kind
from engine.scalars import MAX_COUNT, MAX_NUMBER
from engine.wording.rules import lines

MOST_TITLE, MOST_MESSAGE = 32, 255
"""Letters of the title and of the text that a cell can show, in Excel."""
FLAGS = ("có", "không")
_HOW = {
    Kind.COUNT: "Số nguyên từ 0 trở lên, ghi liền chữ số.",
    Kind.NUMBER: "Số từ 0 trở lên, nhiều nhất 4 chữ số thập phân, ví dụ 98,5.",
    Kind.FLAG: "Chọn có hoặc không.",
    Kind.DOCUMENT: "Ngày ban hành văn bản (ngày/tháng/năm), hoặc chữ: không.",
}
_REFUSED = {
    Kind.COUNT: f"Ghi một số nguyên từ 0 đến {MAX_COUNT}, không ngăn hàng nghìn. Chưa có số liệu thì để trống.",
    Kind.NUMBER: f"Ghi một số từ 0 đến {MAX_NUMBER}, ví dụ 98,5. Chưa có số liệu thì để trống.",
    Kind.FLAG: "Chỉ ghi: có, hoặc: không. Chưa rõ thì để trống.",
    Kind.DOCUMENT: "Ghi ngày ban hành, ví dụ 05/03/2024; không có văn bản thì ghi: không. Chưa rõ thì để trống.",
}
KIND_WORDS = {
    Kind.COUNT: "số đếm",
    Kind.NUMBER: "số, có thể có phần thập phân",
    Kind.FLAG: "có / không",
    Kind.DOCUMENT: "ngày ban hành văn bản",
}
DOCUMENT_HELP = {
    "document": "Số, ký hiệu của văn bản làm minh chứng, ví dụ 15-NQ/ĐU. Không ghi tên người.",
    "issued_on": "Ngày ban hành văn bản làm minh chứng (ngày/tháng/năm).",
    "issuer": "Cơ quan ban hành, ví dụ Đảng ủy xã.",
    "pages": "Trang, mục cần xem; có thể để trống.",
}
DAY_REFUSED = "Ghi ngày ban hành, ví dụ 05/03/2024, hoặc để trống."
REFUSED_TITLE = "Giá trị không dùng được"


def cut(text: str, most: int) -> str:
    """Shorten a text to what a cell can show."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def measure(indicator: Indicator) -> str:
    """Say in what a figure is measured."""
    return indicator.unit or KIND_WORDS[indicator.kind]


def help_of(criteria: CriteriaSet, column: FigureColumn) -> str:
    """Say how a figure is written."""
    limit = column.indicator.at_most
    above = f" Không lớn hơn «{criteria.indicators[limit].label}»." if limit else ""
    return cut(f"{_HOW[column.indicator.kind]}{above} Chưa có số liệu thì để trống, không ghi 0.", MOST_MESSAGE)


def refusal_of(kind: Kind) -> str:
    """Say why a cell refuses what was typed."""
    return cut(_REFUSED[kind], MOST_MESSAGE)


def steps_of_filling(period: str) -> tuple[str, ...]:
    """Say what to do with a template."""
    return (
        "1. Chỉ ghi vào các ô nền vàng nhạt. Các ô khác đã khóa (không có mật khẩu) để giữ đúng mã và tiêu đề.",
        f"2. Cột «Kỳ {int(period) - 1:04}» bên cạnh là số liệu kỳ trước, để đối chiếu; cột đó không được đọc.",
        "3. Chưa có số liệu thì để trống: trống là chưa rõ, khác với 0 và khác với «không».",
        "4. Minh chứng: ghi đủ số, ngày và cơ quan ban hành của văn bản. Không ghi tên hay thông tin của người dân.",
        "5. Lưu dạng .xlsx rồi gửi ở trang Nhập số liệu từ Excel: phần mềm cho xem trước mọi thay đổi rồi mới ghi.",
        "6. Xóa trống một ô đã có số là rút số liệu đó lại; việc này cũng được hỏi lại trước khi ghi.",
    )


def rows_of_help(criteria: CriteriaSet, sections: Sequence[Section]) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield a line an indicator or document: sheet, criterion, what to enter, unit of measure, how it is written."""
    for section in sections:
        for block in section.blocks:
            title = f"{block.id} {block.title}".strip()
            for column in block.columns:
                if isinstance(column, DocumentColumn):
                    yield section.name, title, column.heading, "minh chứng", DOCUMENT_HELP[column.field]
                else:
                    how = help_of(criteria, column)
                    yield section.name, title, column.heading, measure(column.indicator), how


def rule_of(criteria: CriteriaSet, criterion: str) -> str:
    """Read the rule of a criterion aloud; of anything else nothing."""
    found = next((each for each in criteria.criteria if each.id == criterion), None)
    if found is None:
        return ""
    return "; ".join(text for _, text in lines(criteria, found.condition)).replace(":; ", ": ")
