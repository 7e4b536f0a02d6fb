"""Faults of a criteria file in words: what is wrong with the value seen, and how to cure it."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from engine.faults import Fault, Severity

SEVERITIES = {Severity.ERROR: "lỗi", Severity.WARNING: "cảnh báo"}
KINDS = {
    "count": "số đếm (count)",
    "number": "số thập phân (number)",
    "flag": "có/không (flag)",
    "document": "văn bản (document)",
}
VERDICTS = {
    "met": "đạt (met)",
    "unmet": "chưa đạt (unmet)",
    "unknown": "chưa rõ (unknown)",
    "not_applicable": "không áp dụng",
}

# One line a code: what is wrong | how to cure it.
_LINES = """
TOO_LARGE: tệp dài {seen} byte, quá mức {limit} byte | tách bớt hoặc bỏ phần thừa; một bộ tiêu chí thường dưới 100.000 byte
NOT_UTF8: tệp không phải UTF-8 (gặp byte {seen}) | mở bằng Notepad, chọn Save As (Lưu thành), Encoding: UTF-8, rồi lưu lại
EMPTY_FILE: tệp không có nội dung | chép một bộ tiêu chí có sẵn rồi sửa
UNREADABLE_CHARACTER: có ký tự điều khiển không nhìn thấy được (mã {seen}) | xóa ký tự đó rồi gõ lại
SECOND_DOCUMENT: có dòng «---» mở tài liệu thứ hai | mỗi tệp chỉ một bộ tiêu chí; xóa dòng «---» và phần sau
ALIAS: chữ bắt đầu bằng dấu «*» bị YAML hiểu là tham chiếu: «{seen}» | nếu là chữ thì đặt trong dấu ngoặc kép; nếu muốn nhắc lại một phần khác thì viết lại đầy đủ
ANCHOR: chữ bắt đầu bằng dấu «&» bị YAML hiểu là nhãn: «{seen}» | nếu là chữ thì đặt trong dấu ngoặc kép; nếu là nhãn thì xóa đi
TAG: chữ bắt đầu bằng dấu «!» bị YAML hiểu là thẻ: «{seen}» | nếu là chữ thì đặt trong dấu ngoặc kép; nếu là thẻ thì xóa đi
TOO_DEEP: lồng nhau quá {limit} tầng | gộp bớt các nhóm điều kiện
KEY_NOT_TEXT: khóa phải là một từ, đang là một nhóm hoặc một danh sách | viết dạng «khóa: giá trị»
DOUBLED_KEY: khóa «{seen}» viết hai lần (lần đầu ở dòng {first}) | giữ một, xóa một
LOOKS_LIKE_THOUSANDS: «{seen}» được đọc là {read}, vì dấu chấm là dấu thập phân | nếu là {whole} thì viết {whole}; nếu đúng là {read} thì viết {read}
SYNTAX_TAB: dòng có phím Tab: «{seen}» | thay Tab bằng dấu cách
SYNTAX_SIGN: có dấu mà YAML dùng vào việc khác: «{seen}» | nếu là chữ thì đặt trong dấu ngoặc kép; nếu là ngưỡng thì chỉ ghi số
SYNTAX_COLON: có thêm dấu hai chấm, hoặc thụt đầu dòng sai: «{seen}» | đặt chữ có dấu hai chấm trong dấu ngoặc kép; các khóa ngang hàng phải thẳng cột
SYNTAX_LIST: ngoặc vuông mở ở đây mà chưa đóng, hoặc bên trong viết sai: «{seen}» | kiểm tra dấu phẩy giữa các mục và dấu «]» ở cuối
SYNTAX_MAP: ngoặc nhọn mở ở đây mà chưa đóng, hoặc bên trong viết sai: «{seen}» | kiểm tra dấu phẩy giữa các mục và dấu ngoặc nhọn đóng ở cuối
SYNTAX_QUOTE: dấu ngoặc kép hoặc dấu nháy mở ở đây mà chưa đóng: «{seen}» | thêm dấu đóng ở cuối chữ
SYNTAX_NO_COLON: thiếu dấu hai chấm sau khóa: «{seen}» | viết dạng «khóa: giá trị», sau dấu hai chấm có một dấu cách
SYNTAX_INDENT: thụt đầu dòng sai, hoặc có phần thừa sau giá trị: «{seen}» | các khóa ngang hàng phải thẳng cột, mỗi bậc lùi vào hai dấu cách; mục «- » phải xuống dòng; sau dấu «-» và dấu «:» có một dấu cách; dấu ngoặc kép, dấu ngoặc mở ra phải đóng lại đúng một lần
SYNTAX_ESCAPE: dấu «\\» trong ngoặc kép mà YAML không hiểu: «{seen}» | bỏ dấu «\\», hoặc dùng dấu nháy đơn
SYNTAX: YAML không đọc được: «{seen}» | xem lại dấu hai chấm, dấu ngoặc và thụt đầu dòng ở dòng này và các dòng trên
UNKNOWN_KEY: khóa lạ «{seen}»{nearest:, có phải «{}»?} | dùng một trong: {known}{comma:; số thập phân thì dùng dấu chấm, ví dụ {}}
MISSING_KEY: thiếu khóa «{key}» | thêm «{key}:»{meaning: ({})}
WRONG_VALUE: giá trị «{seen}» không có trong danh mục{nearest:, có phải «{}»?} | chọn một trong: {allowed}
NOT_TEXT: chỗ này phải là chữ, đang là {seen} | ghi chữ; nếu số hoặc true, false là chữ thì đặt trong dấu ngoặc kép
EMPTY_TEXT: chỗ này để trống | ghi nội dung, hoặc xóa cả khóa nếu không cần
TOO_LONG: chữ quá dài: «{seen}» | rút ngắn; dài nhất 2.000 ký tự
BAD_ID: mã «{seen}» không đúng | mã chỉ gồm chữ không dấu, chữ số, «_» và «-», dài nhất 64 ký tự, ví dụ TC01
BAD_CODE: mã đơn vị «{seen}» không đúng | mã đơn vị gồm 5 chữ số trong dấu ngoặc kép, ví dụ "04831"
BAD_PROVINCE: mã tỉnh «{seen}» không đúng | mã tỉnh gồm 2 chữ số trong dấu ngoặc kép, ví dụ "06"
NOT_TRUE_FALSE: chỗ này phải là true hoặc false, đang là «{seen}» | ghi true (có) hoặc false (không), không đặt trong dấu ngoặc kép
NOT_WHOLE: chỗ này phải là số nguyên, đang là «{seen}» | chỉ ghi chữ số, không dấu phẩy, không dấu chấm, không dấu ngoặc kép
OUT_OF_RANGE: số {seen} ngoài khoảng cho phép | ghi số{ge: từ {} trở lên}{gt: lớn hơn {}}{le: không quá {}}
NOT_A_LIST: chỗ này phải là một danh sách, đang là «{seen}» | viết [a, b], hoặc mỗi mục một dòng bắt đầu bằng «- »
NOT_A_MAP: chỗ này phải là một nhóm «khóa: giá trị», đang là «{seen}» | viết các khóa con ở các dòng dưới, lùi vào hai dấu cách
EMPTY_LIST: danh sách có {actual_length} mục, cần ít nhất {min_length} | thêm cho đủ {min_length} mục; khóa không bắt buộc thì có thể xóa cả khóa
EMPTY_GROUP: nhóm điều kiện để trống | thêm ít nhất một điều kiện, ví dụ - {{flag: registered}}
TOO_MANY: danh sách có {actual_length} mục, nhiều nhất là {max_length} | bớt còn {max_length} mục
NOT_A_NUMBER: chỗ này phải là số, đang là «{seen}» | chỉ ghi số, không dấu %, không dấu ngoặc kép; số thập phân dùng dấu chấm, ví dụ 98.5
TOO_MANY_PLACES: số {seen} có quá bốn chữ số thập phân | ghi nhiều nhất bốn chữ số sau dấu chấm
NOT_A_DAY: ngày «{seen}» viết không đúng | viết năm-tháng-ngày, ví dụ 2025-12-31
NOT_A_MONTH_DAY: ngày trong năm «{seen}» viết không đúng | viết "tháng-ngày" trong ngoặc kép, ví dụ "03-31"
FAR_DAY: ngày «{seen}» có năm ngoài khoảng 1900 đến 2199 | sửa lại năm; nếu không có ngày cuối thì xóa cả khóa
IMPOSSIBLE_DATE: ngày «{seen}» không có trong lịch, hoặc không phải năm nào cũng có | sửa lại; viết năm-tháng-ngày, hoặc tháng-ngày nếu là ngày hằng năm
NOT_A_CELL: phải là một giá trị, đang là {seen} | ghi một số, có/không, một ngày, hoặc xóa dòng nếu chưa có số liệu
NO_BOUND: điều kiện chưa có ngưỡng | thêm at_least, more_than, at_most, less_than hoặc equals
TOO_MANY_BOUNDS: điều kiện có quá nhiều ngưỡng | dùng một hoặc hai ngưỡng, hoặc một mình equals
NOT_A_CONDITION: không phải điều kiện: «{seen}» | bắt đầu bằng count, number, share, change, flag, document, all, any, hoặc at_least cùng of
HALF_A_GROUP: at_least và of phải đi cùng nhau | viết at_least: số điều kiện cần đạt, rồi of: danh sách điều kiện
NOT_ONE_GROUP: tiêu chí phải có đúng một nhóm điều kiện | giữ một trong: all, any, hoặc at_least cùng of
NOT_ONE_PLACE: mỗi dòng mục tiêu phải có đúng một trong level và band | giữ level (cấp công nhận) hoặc band (mức tiêu chí)
NOT_ONE_RESULT: mỗi dòng của gives phải có đúng một trong sum, share, met và districts | giữ một: sum (cộng chỉ tiêu), share (tỷ lệ), met (số đơn vị đạt) hoặc districts (số huyện có đơn vị đạt)
SUM_IS_A_COUNT: chỉ tiêu tính bằng tổng phải là số đếm (count) | xóa kind, hoặc ghi kind: count
NOT_FOR_THIS_KIND: at_most và lower_is_better chỉ dùng cho count và number | xóa khóa đó
MERGER_UNFIT: on_merger không hợp với loại chỉ tiêu này | dùng một trong: count: sum, unknown; number: unknown, sum; flag: unknown, any, all; document: reissue, unknown
NO_BASE_FILE: không có tệp «{seen}» mà bộ này đứng trên | sửa set và effective_from của stands_on, hoặc chép tệp ấy vào thư mục bộ tiêu chí
NO_SUCH_CARRIED: «{seen}» không phải tiêu chí của bộ {set}{nearest:, có phải «{}»?} | dùng một trong: {known}
NOT_CARRIED: tiêu chí {id} «{title}» của bộ {set} không có ở bộ này | thêm tiêu chí cùng mã, hoặc ghi ở as: {{{id}: [mã tiêu chí ở đây]}}; nếu văn bản của tỉnh cố ý bỏ thì ghi note
BASE_PART_MISSING: tiêu chí {id} mang {of} của bộ {set} nhưng không hỏi «{seen}» như ở bộ ấy | thêm điều kiện ấy; nếu văn bản của tỉnh cố ý bỏ thì ghi note
BASE_LOOSER: tiêu chí {id} mang {of} của bộ {set} nhưng nhẹ hơn: {key} {was} ở bộ ấy, {now} ở đây | kiểm tra lại văn bản; quy định của tỉnh thường không nhẹ hơn quy định chung
BASE_GROUP_LOOSER: tiêu chí {id} mang {of} của bộ {set} nhưng ghép điều kiện nhẹ hơn: xã không đạt «{seen}» vẫn có thể đạt ở đây, ở bộ ấy thì chưa đạt | ghép lại cho chặt: bộ ấy đòi {was}; nếu văn bản của tỉnh cố ý cho chọn thì ghi note
NOT_ONE_FORM: mỗi điều đã công bố phải có đúng một dạng | giữ một trong: sum, share, average, growth, same, alone
NO_SOURCE: chưa ghi nguồn | thêm sources: - {{title: tên văn bản hoặc trang, address: địa chỉ}}
IDS_TWICE: có mã dùng hai lần | đặt cho mỗi điều một mã riêng
NOT_AFTER_LAST: ngày {seen} không sau lần thay đổi gần nhất của danh mục ({last}) | sửa effective_from; thay đổi đã qua thì sửa trong units.csv và lineage.csv
NO_PREDECESSOR: ngày {day} không có đơn vị mang mã «{seen}»{once: (mã này từng là: {})} | sửa mã theo bản đồ ngày đó
TAKEN_TWICE: {name} ({seen}) đã nhập ở dòng {first} | bỏ một chỗ; đơn vị bị chia thì ghi ở parts của từng đơn vị mới, không ghi ở from
LONE_PART: {name} ({seen}) bị chia mà mới có một phần | ghi phần còn lại ở parts của đơn vị mới khác, hoặc chuyển sang from
FROM_NOTHING: {seen} không cho biết từ đơn vị nào ra | thêm from: mã các đơn vị nhập toàn bộ, hoặc parts: mã các đơn vị nhập một phần
NO_KIND: tên «{seen}» không bắt đầu bằng loại đơn vị | bắt đầu bằng một trong: {kinds}
CODE_TWICE: mã «{seen}» đã dùng cho đơn vị mới ở dòng {first} | mỗi đơn vị mới một mã
CODE_TAKEN: mã «{seen}» đang là của {name}, đơn vị này không được sắp xếp nên vẫn còn | sửa mã, hoặc thêm {seen} vào from hay parts của đơn vị nhận nó
NO_DISTRICT: ngày {day} không có huyện mang mã «{seen}» | sửa mã, hoặc xóa district nếu không còn cấp huyện
NOTHING_CHANGES: {seen} không đổi tên, mã, loại hay thành phần | xóa mục này; đơn vị không nêu trong tệp vẫn giữ nguyên
UNIT_COUNT: tệp ghi {seen} đơn vị, tính ra {counted}{left:; không được nêu nên giữ nguyên: {}} | tìm đơn vị bỏ sót hoặc thừa, hoặc sửa con số
NOT_VALID: giá trị «{seen}» không dùng được ở đây | xem hướng dẫn từng khóa trong criteria/README.md
FILE_NAME: tên tệp là «{name}», còn effective_from là {seen} | đổi tên tệp thành {seen}.yaml, hoặc sửa effective_from
FOLDER_NAME: thư mục là «{name}», còn set là {seen} | chuyển tệp vào thư mục {seen}, hoặc sửa set
DOUBLED_ID: mã «{seen}» đã dùng ở dòng {first} | đặt mã khác
RESERVED_ID: mã «{seen}» đã dành cho việc khác (unit, period, name, note là cột của bảng số liệu; below là dưới mọi mức) | đặt mã khác
PERSONAL_DATA: «{seen}» có chữ «{word}»; hệ thống không giữ thông tin về cá nhân, tín ngưỡng, nguồn gốc, họ hàng của người dân | bỏ mục này, hoặc đặt tên theo việc làm (ví dụ: Số tổ tự quản)
PERSONAL_NUMBER: có dãy số giống số căn cước hoặc số điện thoại; hệ thống không giữ dữ liệu cá nhân | xóa dãy số ấy
UNKNOWN_INDICATOR: chưa khai chỉ tiêu «{seen}»{nearest:, có phải «{}»?} | sửa mã, hoặc khai thêm trong indicators
KIND_MISMATCH: chỉ tiêu «{seen}» là {kind}, ở đây cần {wanted} | dùng đúng loại điều kiện, hoặc sửa kind của chỉ tiêu
SELF_SUM: chỉ tiêu «{seen}» tính từ chính nó | bỏ nó khỏi danh sách sum
SELF_LIMIT: chỉ tiêu «{seen}» lấy chính nó làm giới hạn | ghi chỉ tiêu khác ở at_most
SUM_TOO_DEEP: chỉ tiêu «{seen}» cộng qua quá {limit} tầng, hoặc quá {parts} số | cộng thẳng từ các chỉ tiêu được nhập
DOUBLED_PART: chỉ tiêu «{seen}» được cộng hai lần | xóa một lần
BOUNDS_EXCLUDE: hai ngưỡng loại trừ nhau: {seen} | sửa cho ngưỡng dưới không vượt ngưỡng trên
AT_LEAST_TOO_MANY: đòi {seen} điều kiện mà chỉ có {options} | giảm at_least, hoặc thêm điều kiện
BAND_TOO_HIGH: mức đòi {seen} tiêu chí mà cả bộ chỉ có {criteria} | giảm criteria_met
BAND_NOT_FALLING: mức đòi {seen} tiêu chí, không thấp hơn mức đứng trên ({above}) | xếp các mức giảm dần
UNKNOWN_BAND: không có mức «{seen}»{nearest:, có phải «{}»?} | chọn một trong: {known}
UNKNOWN_LEVEL: không có cấp «{seen}»{nearest:, có phải «{}»?} | chọn một trong: {known}
UNKNOWN_LIST: không có danh sách «{seen}»{nearest:, có phải «{}»?} | chọn một trong: {known}; danh sách khai ở lists
UNKNOWN_CRITERION: không có tiêu chí «{seen}»{nearest:, có phải «{}»?} | chọn một trong: {known}
LEVEL_ORDER: cấp «{seen}» phải đứng trước (thấp hơn) cấp này | xếp các cấp từ thấp lên cao, và chỉ đòi cấp thấp hơn
DOUBLED_UNIT: đơn vị {seen} có hai lần trong danh sách | xóa một lần
DATES_REVERSED: ngày cuối {seen} trước ngày đầu {first} | sửa một trong hai ngày
DERIVED_ENTERED: chỉ tiêu «{seen}» do máy cộng, không nhập | ghi các chỉ tiêu thành phần của nó
EXAMPLE_VALUE: giá trị «{seen}» không hợp với chỉ tiêu «{indicator}» loại {kind} | count: số nguyên; number: số, nhiều nhất 4 chữ số thập phân; flag: có hoặc không; document: ngày (năm-tháng-ngày) hoặc không
EXAMPLE_FAILS: ví dụ {number} của {id} ra {verdict}, trong tệp ghi {said} | sửa điều kiện nếu viết sai, hoặc sửa ví dụ nếu chính sách đã đổi
EXAMPLE_SHORTFALL: ví dụ {number} của {id}: máy tính còn thiếu {shortfall}, trong tệp ghi {seen} | sửa shortfall của ví dụ, hoặc sửa điều kiện
EXAMPLE_PATH: ví dụ {number} của {id} nêu «{seen}», tiêu chí không có điều kiện nào ở đó | dùng một trong: {known}
EXAMPLE_FIGURE: ví dụ {number} của {id}: «{subject}» máy tính ra {found}, trong tệp ghi {seen} | sửa ví dụ, hoặc sửa điều kiện, cách cộng
EXAMPLE_TOGETHER: ví dụ nhiều đơn vị «{title}»: {subject} máy tính ra {found}, trong tệp ghi {seen} | sửa số ở rows hoặc ở gives
NOT_DERIVED: chỉ tiêu «{seen}» được nhập, không phải do máy cộng | ở derived chỉ ghi chỉ tiêu có sum
GOALS_AGAINST_BASE: mục tiêu {id}: các dòng cộng lại là {asked}, văn bản ghi {base} | giữ nguyên như văn bản; báo cáo nêu cả hai con số
NO_BASIS: tiêu chí {id} chưa ghi căn cứ | thêm basis: văn bản, điều, khoản
NO_EXAMPLE: tiêu chí {id} chưa có ví dụ | thêm examples: số liệu và kết quả phải ra
UNUSED_INDICATOR: chỉ tiêu «{seen}» không được dùng | xóa đi, hoặc dùng nó trong một điều kiện
NO_ZERO_CASE: tỷ lệ [{share}] chưa nói trường hợp {total} bằng 0 (khi đó là chưa rõ) | nếu bằng 0 là đạt, viết any: [{{share: …}}, {{count: {total}, equals: 0}}]; nếu bằng 0 là chưa đạt, viết all: [{{share: …}}, {{count: {total}, at_least: 1}}]
NEVER_MET: không số liệu nào làm điều kiện này đạt ({seen}) | xem lại ngưỡng
NEVER_UNMET: không số liệu nào làm điều kiện này chưa đạt ({seen}) | xem lại ngưỡng, hoặc bỏ điều kiện
LOOSER: ngưỡng {key} là {now}, bản trước là {was}: nới lỏng hơn | nếu đúng chủ trương thì để vậy
MORE_OF_THIS: còn {more} chỗ nữa cùng mã {code} | sửa những chỗ trên rồi kiểm tra lại
"""
TEMPLATES: dict[str, tuple[str, str]] = {
    code: (what.strip(), cure.strip())
    for code, _, rest in (line.partition(": ") for line in _LINES.strip().splitlines())
    for what, _, cure in [rest.partition(" | ")]
}


class _Blanks(Formatter):
    """``{name: words {} more}`` writes the words only where the value is there."""

    def get_field(self, field_name: str, args: object, kwargs: Mapping[str, object]) -> tuple[object, str]:
        del args
        return kwargs.get(field_name, ""), field_name

    def format_field(self, value: object, format_spec: str) -> str:
        if not format_spec:
            return str(value)
        return format_spec.replace("\0", str(value)) if value else ""


def _write(template: str, values: Mapping[str, str]) -> str:
    # «{}» inside a format specification is Python's next positional value: hide it until the words are chosen.
    return _Blanks().vformat(template.replace("{}", "\0"), (), values)


def message(fault: Fault) -> str:
    """Say what is wrong, with the value seen."""
    return _write(TEMPLATES[fault.code][0], _readable(fault.values))


def cure(fault: Fault) -> str:
    """Say how to cure it."""
    return _write(TEMPLATES[fault.code][1], _readable(fault.values))


def _readable(values: Mapping[str, str]) -> dict[str, str]:
    """Put Vietnamese beside the English words of kinds and verdicts."""
    known = {"kind": KINDS, "verdict": VERDICTS, "said": VERDICTS}
    found = {key: known.get(key, {}).get(value, value) for key, value in values.items()}
    if "wanted" in found:
        found["wanted"] = " hoặc ".join(KINDS.get(each, each) for each in found["wanted"].split(" hoặc "))
    return {key: " ".join(each.split()) for key, each in found.items()}


def line(fault: Fault, file: str) -> str:
    """Write a fault the way a checker prints it: ``file:line:column: CODE severity: what — cure``."""
    place = f"{file}:{fault.mark.line}:{fault.mark.column}"
    return f"{place}: {fault.code} {SEVERITIES[fault.severity]}: {message(fault)} — {cure(fault)}"
