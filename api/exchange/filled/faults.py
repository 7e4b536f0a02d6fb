"""What is wrong with a file of figures that was handed in, cell by cell: place, value seen, what is wrong, the cure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from api.exchange.cells import BadCell, seen
from api.exchange.fault_words import WARNINGS, WORDS
from api.exchange.faults import DataFault, severity_of
from engine.faults import Severity

_WORDS: Mapping[str, tuple[str, str]] = {
    "OLD_WORKBOOK": (
        "tệp «{seen}» là sổ tính kiểu cũ hoặc kiểu có macro, không được nhận",
        "mở bằng Excel rồi Lưu thành, loại “Excel Workbook (*.xlsx)”, gửi tệp .xlsx đó",
    ),
    "WRONG_FORMAT": (
        "không nhập từ loại tệp «{seen}»",
        "lưu lại thành .xlsx (hoặc .csv loại CSV UTF-8, .parquet) rồi gửi tệp đó",
    ),
    "TOO_LARGE_TO_IMPORT": (
        "tệp lớn {seen}, quá mức nhập {limit}",
        "chia theo huyện hoặc theo kỳ; xóa các trang tính không cần nhập",
    ),
    "EXTERNAL_LINKS": (
        "sổ tính lấy số liệu từ tệp khác (liên kết ngoài), không được nhận",
        "trong Excel: Dữ liệu > Sửa liên kết > Ngắt liên kết, lưu lại rồi gửi; số cần nhập phải nằm ngay trong tệp",
    ),
    "NO_TABLE": (
        "không trang tính nào có bảng số liệu",
        "mỗi bảng cần một dòng tiêu đề có cột «Mã đơn vị» và cột «Kỳ»; nên dùng mẫu tải từ phần mềm",
    ),
    "NO_VALUE_OF_FORMULA": (
        "ô có công thức nhưng tệp không lưu kết quả của nó; coi là chưa có số liệu, không phải 0",
        "mở bằng Excel, chờ tính xong rồi lưu lại; hoặc ghi thẳng số vào ô",
    ),
    "MERGED_CELL": (
        "ô nằm trong vùng gộp {seen}; chỉ ô trên cùng bên trái của vùng có giá trị, các ô kia coi là chưa có số liệu",
        "bỏ gộp ô (Merge & Center) rồi ghi riêng từng xã, từng chỉ tiêu",
    ),
    "HIDDEN_ROW": (
        "dòng này đang bị ẩn trong bảng tính; vẫn được đọc",
        "bỏ ẩn để kiểm tra; dòng không cần nhập thì xóa hẳn",
    ),
    "OTHER_PERIOD": (
        "dòng của kỳ {seen}, không phải kỳ {period} đang nhập; dòng không được nhập",
        "sửa cột Kỳ, hoặc nhập riêng cho kỳ {seen}",
    ),
    "NO_RULES": (
        "không có bộ tiêu chí nào có hiệu lực vào cuối kỳ {seen}; dòng này và các dòng khác của kỳ ấy không được nhập",
        "kiểm tra lại cột Kỳ",
    ),
    "NO_SUCH_UNIT": (
        "kỳ {period} không chấm đơn vị nào mang mã {seen}; dòng không được nhập",
        "{hint}",
    ),
    "NOT_YOUR_UNIT": (
        "{name} ({seen}) ngoài phạm vi nhập của tài khoản; dòng không được nhập",
        "xóa dòng này, hoặc nhờ người phụ trách đơn vị đó nhập",
    ),
    "OTHER_RULES": (
        "mẫu làm theo một bản bộ tiêu chí khác với bản đang dùng; vẫn đọc các cột có cùng tên",
        "nên tải mẫu mới; cột không còn trong bộ tiêu chí được nêu riêng ở dưới",
    ),
    "MEMORY_LOST": (
        "trang ẩn ghi nhớ số liệu gốc của mẫu không đọc được; không biết số nào đã đổi từ lúc tải mẫu",
        "xem kỹ các ô «khác» trước khi ghi; hoặc tải mẫu mới rồi chép số liệu sang",
    ),
    "TOLD_TWICE": (
        "{label} của đơn vị {unit}, kỳ {period} có hai giá trị khác nhau: {values}; không giá trị nào được nhập",
        "giữ một giá trị đúng, xóa giá trị kia",
    ),
    "WAIVER_INCOMPLETE": (
        "không áp dụng {criterion} còn thiếu {seen}; việc không áp dụng này không được nhập",
        "ghi đủ; bảng mỗi xã một dòng thì thêm cột «{criterion}: Quyết định không áp dụng»; vẫn áp dụng thì để trống",
    ),
    "WAIVER_TOO_LONG": ("“{seen}” dài quá {limit} ký tự; việc không áp dụng này không được nhập", "rút gọn"),
    "PERSONAL_REASON": (
        "“{seen}” giống thông tin cá nhân; việc không áp dụng này không được nhập",
        "chỉ ghi lý do của xã và số, ký hiệu quyết định, không ghi thông tin về từng người",
    ),
    "NOT_YOURS_TO_WAIVE": (
        "tài khoản không có quyền ghi tiêu chí không áp dụng của {name} ({seen}); không được nhập",
        "nhờ người thẩm định hoặc cán bộ cấp tỉnh nhập tệp này; số liệu khác trong tệp vẫn nhập được",
    ),
    "NO_SUCH_CRITERION": (
        "bộ tiêu chí của kỳ {period} không có tiêu chí {seen}; dòng không được nhập",
        "ghi mã tiêu chí như trong bộ tiêu chí, ví dụ {criterion}",
    ),
    "NO_SUCH_INDICATOR": (
        "bộ tiêu chí của kỳ {period} không có chỉ tiêu nhập tay nào mang mã {seen}; dòng không được nhập",
        "ghi mã chỉ tiêu như trong bảng xuất ra; chỉ tiêu tính ra (tổng) thì nhập các phần của nó",
    ),
    "REMARK_TOO_LONG": ("ghi chú “{seen}” dài quá {limit} ký tự; ghi chú không được nhập", "rút gọn"),
    "PERSONAL_REMARK": (
        "ghi chú “{seen}” giống thông tin cá nhân; ghi chú không được nhập",
        "bỏ phần nói về từng người",
    ),
    "CITED_WITHOUT_CRITERION": (
        "minh chứng “{seen}” không nói của tiêu chí nào; số liệu được nhập, minh chứng thì không",
        "ghi mã tiêu chí vào cột «Minh chứng của tiêu chí»",
    ),
    "DOCUMENT_INCOMPLETE": (
        "minh chứng {criterion} còn thiếu {seen}; minh chứng này không được nhập",
        "ghi đủ số, ký hiệu, ngày ban hành và cơ quan ban hành; không có văn bản thì xóa trống cả hàng ô",
    ),
    "DOCUMENT_TOO_LONG": ("“{seen}” dài quá {limit} ký tự; minh chứng này không được nhập", "rút gọn"),
    "PERSONAL_TEXT": (
        "“{seen}” giống thông tin cá nhân; minh chứng này không được nhập",
        "chỉ ghi số, ký hiệu văn bản và tên cơ quan, không ghi thông tin về từng người",
    ),
}
"""Faults that only an import knows; the others are said as everywhere."""
_WARNINGS = frozenset({"HIDDEN_ROW", "OTHER_RULES", "MEMORY_LOST"}) | WARNINGS


@dataclass(frozen=True, slots=True)
class FilledFault:
    """One fault: ``cell`` is as Excel names it (F9), in a .csv its line and column; None for a sheet or a file."""

    code: str
    file: str
    sheet: str | None = None
    cell: str | None = None
    unit: str | None = None
    period: str | None = None
    seen: str = ""
    message: str = ""
    cure: str = ""
    severity: str = "error"

    @property
    def is_error(self) -> bool:
        """Whether something was not read because of it."""
        return self.severity == str(Severity.ERROR)

    @property
    def place(self) -> str:
        """Where it is, in words."""
        inside = "!".join(part for part in (self.sheet, self.cell) if part)
        return f"{self.file}[{inside}]" if inside else self.file

    def __str__(self) -> str:
        """Say it on one line."""
        return f"{self.place}: {self.code}: {self.message} — {self.cure}"

    def as_json(self) -> dict[str, str | None]:
        """Give the shape that the command and the API print, and in which it is kept."""
        return asdict(self)


class Faults:
    """Where the faults of one file are gathered; of each code so many are kept, the rest is counted."""

    def __init__(self, file: str, most: int = 2_000, words: Mapping[str, tuple[str, str]] | None = None) -> None:
        """Begin with none; ``words`` say codes another way than files of figures do."""
        self.file = file
        self._words = {**_WORDS, **(words or {})}
        self._most = most
        self._found: list[FilledFault] = []
        self._counts: dict[str, int] = {}

    def add(  # noqa: PLR0913 -- the parts of a place, each by its name
        self,
        code: str,
        values: Mapping[str, str] | None = None,
        *,
        sheet: str | None = None,
        cell: str | None = None,
        unit: str | None = None,
        period: str | None = None,
    ) -> None:
        """Add a fault by its code."""
        self._counts[code] = self._counts.get(code, 0) + 1
        if self._counts[code] > self._most:
            return
        message, cure = (part.format_map(values or {}) for part in self._words.get(code) or WORDS[code])
        grave = str(Severity.WARNING if code in _WARNINGS else severity_of(code))
        shown = (values or {}).get("seen", "")
        self._found.append(FilledFault(code, self.file, sheet, cell, unit, period, shown, message, cure, grave))

    def add_cell(  # noqa: PLR0913 -- as add
        self, bad: BadCell, value: object, *, sheet: str | None, cell: str, unit: str | None, period: str | None
    ) -> None:
        """Add what is wrong with the value of a cell."""
        values = {"seen": seen(value), **bad.values}
        self.add(bad.code, values, sheet=sheet, cell=cell, unit=unit, period=period)

    def take(self, fault: DataFault) -> None:
        """Add a fault that was found by what reads every table; its column begins with the letter."""
        letter = (fault.column or "").split(" ")[0] if fault.sheet else fault.column
        cell = f"{letter}{fault.row}" if fault.sheet and letter and fault.row else None
        if cell is None and fault.row:
            cell = f"dòng {fault.row}" + (f", cột {fault.column}" if fault.column else "")
        self.add(fault.code, fault.values, sheet=fault.sheet, cell=cell, unit=fault.unit, period=fault.period)

    def done(self) -> tuple[FilledFault, ...]:
        """Give what was found, and a line for what was only counted."""
        for code, count in tuple(self._counts.items()):
            if count > self._most:
                self._counts[code] = 0
                self.add("MORE_OF_THIS", {"more": str(count - self._most), "code": code})
        return tuple(self._found)
