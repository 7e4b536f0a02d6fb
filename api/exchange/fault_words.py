"""The sentences of faults in files of figures and recognitions: code -> what is wrong, how to cure it.

The blanks are filled from the values of the fault; ``seen`` is the cell as the person wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping

_FILES = {
    "WRONG_FORMAT": (
        "không đọc loại tệp “{seen}”",
        "lưu lại thành .xlsx, .csv (CSV UTF-8) hoặc .parquet rồi gửi tệp đó",
    ),
    "FILE_TOO_LARGE": ("tệp lớn {seen} MB, quá mức {limit} MB", "chia tệp theo kỳ hoặc dùng .parquet"),
    "TABLE_TOO_LARGE": ("bảng có hơn {limit} ô có số liệu", "chia tệp theo kỳ hoặc dùng .parquet"),
    "EMPTY_FILE": (
        "tệp không có dòng nào",
        "ghi dòng tiêu đề (unit, period, các chỉ tiêu) rồi đến các dòng số liệu",
    ),
    "NO_ROWS": ("không có dòng số liệu nào tính được", "ghi mỗi xã, mỗi kỳ một dòng dưới dòng tiêu đề"),
    "NO_SUCH_PERIOD": ("số liệu không có kỳ “{seen}”", "chọn một trong các kỳ có: {periods}"),
    "NOT_UTF8": (
        "dòng {line} có chữ không phải mã UTF-8",
        "mở tệp bằng Excel, chọn Lưu thành, loại “CSV UTF-8 (Comma delimited)”; hoặc gửi .xlsx",
    ),
    "UTF16": (
        "tệp ghi theo mã UTF-16 (“Unicode Text”), không phải UTF-8",
        "mở tệp bằng Excel, chọn Lưu thành, loại “CSV UTF-8 (Comma delimited)”; hoặc gửi .xlsx",
    ),
    "NUL_CHARACTER": (
        "dòng {line} có ký tự rỗng (NUL), tệp không phải văn bản CSV",
        "lưu lại từ Excel, loại “CSV UTF-8 (Comma delimited)”; hoặc gửi .xlsx",
    ),
    "WRONG_DELIMITER": (
        "các ô ngăn nhau bằng {seen}",
        "lưu lại CSV với dấu phẩy hoặc dấu chấm phẩy ngăn các ô",
    ),
    "NOT_A_WORKBOOK": (
        "nội dung tệp không phải sổ tính .xlsx (tệp hỏng hoặc bị đổi đuôi)",
        "mở bằng Excel rồi Lưu thành, loại “Excel Workbook (*.xlsx)”",
    ),
    "LOCKED_WORKBOOK": (
        "tệp có mật khẩu hoặc là sổ tính kiểu cũ (.xls)",
        "mở bằng Excel, bỏ mật khẩu, rồi Lưu thành loại “Excel Workbook (*.xlsx)”",
    ),
    "HAS_MACROS": (
        "sổ tính có macro, không được nhận",
        "mở bằng Excel rồi Lưu thành loại “Excel Workbook (*.xlsx)”, không phải loại có macro",
    ),
    "SWOLLEN_WORKBOOK": (
        "sổ tính bung ra quá lớn so với tệp ({seen}), có thể là tệp phá hoại",
        "chép bảng số liệu sang một sổ tính mới rồi gửi sổ mới",
    ),
    "BROKEN_WORKBOOK": (
        "không đọc được phần “{seen}” của sổ tính",
        "mở bằng Excel (để Excel sửa tệp nếu được hỏi) rồi lưu lại thành .xlsx",
    ),
    "BROKEN_PARQUET": ("không đọc được tệp Parquet: {seen}", "xuất lại tệp từ nguồn"),
    "MORE_SHEETS": (
        "trang tính “{seen}” cũng có bảng số liệu mà không được đọc; chỉ đọc trang “{read}”",
        "gộp về một trang tính, hoặc tách thành tệp riêng",
    ),
    "MORE_OF_THIS": ("còn {more} lỗi {code} nữa", "sửa các lỗi cùng loại đã nêu ở trên rồi chạy lại"),
}

_COLUMNS = {
    "MISSING_COLUMN": (
        "không có cột “{seen}”",
        "thêm cột có tiêu đề “{seen}”; các tiêu đề đang có: {headings}",
    ),
    "DOUBLED_COLUMN": (
        "cột “{seen}” có hai lần ({places}), không lần nào được tính",
        "xóa hoặc đổi tên để mỗi cột có một lần",
    ),
    "UNKNOWN_COLUMN": ("không có chỉ tiêu hay tiêu chí nào là “{seen}”; cột này không được đọc", "{hint}"),
    "DERIVED_COLUMN": (
        "“{seen}” là chỉ tiêu tính ra (tổng của {parts}), không nhập; cột này không được đọc",
        "xóa cột này và nhập các cột {parts}",
    ),
    "PERSONAL_COLUMN": (
        "cột “{seen}” có vẻ chứa thông tin cá nhân của người dân; cột này không được đọc",
        "xóa cột này khỏi tệp; phần mềm chỉ nhận số liệu của xã, không nhận thông tin về người dân",
    ),
    "NO_HEADING": (
        "cột này có số liệu mà không có tiêu đề; cột không được đọc",
        "ghi tiêu đề cho cột hoặc xóa cột",
    ),
    "BAD_COLUMN_TYPE": (
        "cột có kiểu {seen}, không đọc được",
        "xuất lại cột dưới dạng số, chữ, ngày hoặc đúng/sai",
    ),
}

_ROWS = {
    "BROKEN_ROW": (
        "dòng này sai cách ghi CSV ({seen}); dòng không được tính",
        "đóng dấu nháy kép cho đủ cặp",
    ),
    "LONG_CELL": ("dòng này có ô dài quá {limit} ký tự; dòng không được tính", "rút ngắn nội dung ô"),
    "RAGGED_ROW": (
        "dòng có {seen} ô mà tiêu đề có {wanted} cột; dòng không được tính",
        'thêm hoặc bớt ô cho đủ {wanted}; số có dấu phẩy thập phân thì đặt trong nháy kép, ví dụ "98,5"',
    ),
    "NO_UNIT": ("dòng có số liệu mà thiếu mã đơn vị; dòng không được tính", "ghi mã 5 chữ số vào cột unit"),
    "BAD_UNIT": (
        "“{seen}” không phải mã đơn vị; dòng không được tính",
        "ghi mã 5 chữ số của xã, ví dụ 04831, không ghi tên",
    ),
    "NO_PERIOD": (
        "dòng có số liệu mà thiếu kỳ; dòng không được tính",
        "ghi năm bốn chữ số vào cột period, ví dụ 2024",
    ),
    "BAD_PERIOD": ("“{seen}” không phải kỳ; dòng không được tính", "ghi năm bốn chữ số, ví dụ 2024"),
    "DOUBLED_ROW": (
        "đơn vị {unit}, kỳ {period} có ở các dòng {rows}; không dòng nào được tính",
        "giữ lại một dòng đúng, xóa các dòng kia",
    ),
    "UNIT_NOT_ON_MAP": (
        "mã {seen} không có trên bản đồ đơn vị hành chính ngày {day}; vẫn chấm",
        "kiểm tra lại mã và kỳ; sau sáp nhập, một số mã đã đổi",
    ),
    "CODE_NOT_FIVE_DIGITS": (
        "mã “{seen}” không đủ 5 chữ số nên không có trên bản đồ đơn vị hành chính; vẫn chấm",
        "ghi mã 5 chữ số của xã, ví dụ 04831",
    ),
    "KIND_NOT_COVERED": (
        "{name} là {kind}, bộ tiêu chí chỉ áp dụng cho {kinds}; vẫn chấm",
        "bỏ dòng này nếu đơn vị không thuộc diện chấm",
    ),
    "PROVINCE_NOT_COVERED": (
        "{name} thuộc {province}, bộ tiêu chí chỉ áp dụng cho {kinds}; không chấm",
        "bỏ dòng này, hoặc chấm bằng bộ tiêu chí của tỉnh ấy",
    ),
}

_CELLS = {
    "NOT_A_NUMBER": (
        "“{seen}” không phải số",
        "chỉ ghi chữ số, ví dụ 12 hoặc 98,5; chưa có số liệu thì để trống",
    ),
    "NOT_WHOLE": (
        "“{seen}” không phải số nguyên",
        "chỉ tiêu này đếm bằng số nguyên; ghi liền chữ số, ví dụ {plain}",
    ),
    "TWO_READINGS": (
        "“{seen}” đọc được hai cách: {thousands} hoặc {decimal}",
        "ghi liền chữ số, không ngăn hàng nghìn: {thousands} nếu là {thousands}",
    ),
    "THOUSANDS": ("“{seen}” có dấu ngăn hàng nghìn", "ghi liền chữ số: {plain}"),
    "TOO_MANY_PLACES": (
        "“{seen}” có quá 4 chữ số thập phân",
        "làm tròn còn nhiều nhất 4 chữ số sau dấu phẩy",
    ),
    "NEGATIVE": ("“{seen}” là số âm", "ghi số từ 0 trở lên"),
    "TOO_LARGE": ("“{seen}” quá lớn, nhiều nhất là {limit}", "kiểm tra lại số và đơn vị tính"),
    "NOT_A_FLAG": ("“{seen}” không phải có hay không", "ghi có hoặc không (cũng nhận 1/0, true/false)"),
    "NOT_A_DAY": (
        "“{seen}” không phải ngày ban hành văn bản",
        "ghi ngày/tháng/năm đủ chữ số, ví dụ 05/03/2024 (hoặc 2024-03-05); không có văn bản thì ghi không",
    ),
    "NO_SUCH_DAY": ("ngày “{seen}” không có trong lịch", "ghi lại theo ngày/tháng/năm, ví dụ 05/03/2024"),
    "SHORT_YEAR": ("ngày “{seen}” ghi năm không đủ bốn chữ số", "ghi đủ năm, ví dụ 05/03/2024"),
    "YEAR_OUT_OF_RANGE": ("năm của ngày “{seen}” nằm ngoài 1900–2199", "kiểm tra lại năm ban hành"),
    "ERROR_CELL": ("ô báo lỗi {seen} của Excel", "sửa công thức, hoặc ghi thẳng số liệu vào ô"),
    "PERCENT_CELL": (
        "ô định dạng phần trăm, số thật trong ô là {seen}",
        "đổi định dạng ô thành Số (Number) rồi ghi lại, ví dụ 98,5 cho 98,5 %",
    ),
    "DATE_CELL": (
        "ô mang ngày {seen}, không phải số",
        "đổi định dạng ô thành Số (Number) rồi ghi lại số liệu",
    ),
    "INCONSISTENT": (
        "“{label}” là {value}, lớn hơn “{limit_label}” là {limit}; coi là chưa có số liệu",
        "sửa một trong hai số",
    ),
    "NOT_A_REASON": (
        "“{seen}” không phải lý do miễn tiêu chí; coi như không miễn",
        "ghi lý do tiêu chí không áp dụng, hoặc để trống nếu vẫn áp dụng",
    ),
    "REASON_TOO_LONG": ("lý do dài quá {limit} ký tự, phần sau bị cắt", "rút gọn lý do"),
    "PERSONAL_NUMBER": (
        "có dãy số giống số định danh hoặc số điện thoại; dãy số đã bị che",
        "không ghi thông tin cá nhân của người dân vào tệp",
    ),
}

_RECOGNITIONS = {
    "NO_LEVEL": ("thiếu cấp công nhận; dòng không được tính", "ghi một trong: {levels}"),
    "UNKNOWN_LEVEL": ("không có cấp công nhận “{seen}”; dòng không được tính", "ghi một trong: {levels}"),
    "NO_DECIDED_ON": (
        "thiếu ngày quyết định; dòng không được tính",
        "ghi ngày ra quyết định, ví dụ 20/12/2024",
    ),
    "BAD_DAY": (
        "“{seen}” không phải ngày có trong lịch; dòng không được tính",
        "ghi ngày/tháng/năm đủ chữ số, ví dụ 20/12/2024 (hoặc 2024-12-20)",
    ),
    "REVOKED_BEFORE": (
        "ngày thu hồi {revoked_on} đứng trước ngày quyết định {decided_on}; dòng không được tính",
        "sửa một trong hai ngày",
    ),
    "NO_DECISION": ("thiếu số quyết định công nhận; vẫn tính", "ghi số, ký hiệu quyết định"),
    "REPEATED_RECOGNITION": ("dòng này trùng hẳn dòng {first}; chỉ tính một lần", "xóa dòng trùng"),
    "DOUBLED_RECOGNITION": (
        "{unit}, cấp {level}, ngày {decided_on}: các dòng {rows} khác nhau; không dòng nào được tính",
        "giữ lại một dòng đúng, xóa các dòng kia",
    ),
    "LEVEL_NOT_IN_FORCE": (
        "ngày {decided_on} không còn hoặc chưa có cấp “{level}”",
        "kiểm tra lại cấp và ngày quyết định",
    ),
}

_REGISTER = {
    "REGISTER_DISAGREES": (
        "“{label}”: số nhập tay {typed} khác sổ mô hình {counted}; sổ đã chốt nên {used}",
        "xem danh sách mô hình được đếm ở {where}; sửa số nhập tay, hoặc sửa sổ",
    ),
    "REGISTER_OPEN": (
        "“{label}”: sổ mô hình đã chốt nhưng mới đếm được {counted}{beside}; coi là chưa rõ",
        "xếp loại mô hình còn thiếu và ghi rõ mô hình ở đơn vị nào, ở {where}",
    ),
}

WORDS: Mapping[str, tuple[str, str]] = {**_FILES, **_COLUMNS, **_ROWS, **_CELLS, **_RECOGNITIONS, **_REGISTER}

WARNINGS = frozenset(
    {
        "MORE_SHEETS",
        "UNIT_NOT_ON_MAP",
        "CODE_NOT_FIVE_DIGITS",
        "KIND_NOT_COVERED",
        "PROVINCE_NOT_COVERED",
        "REASON_TOO_LONG",
        "PERSONAL_NUMBER",
        "NO_DECISION",
        "REPEATED_RECOGNITION",
        "LEVEL_NOT_IN_FORCE",
    }
)
"""Faults beside which the figure or the row still counts."""
