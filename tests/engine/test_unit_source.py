"""Reading a register: what sound files give, and every fault with its whole message."""

from __future__ import annotations

from datetime import date

import pytest

from engine.unit_source import read_register
from engine.units import Register

UNITS = "code,name,kind,district,province,province_name,first_day,first_day_exact,last_day,alt_names"
LINEAGE = "old_code,new_code,extent,effective,legal_basis"
DISTRICTS = "code,name,kind,province,first_day,first_day_exact,last_day"

OLD_A = "00001,Xã Cũ Một,xã,148,17,Tỉnh Hòa Bình,2020-01-01,không,2025-06-30,Xã Cũ 1|Xã Một"
OLD_B = "00004,Thị trấn Cũ,thị trấn,148,17,Tỉnh Hòa Bình,2020-01-01,không,2025-06-30,"
NEW_A = "00001,Xã Mới,xã,,25,Tỉnh Phú Thọ,2025-07-01,có,,"
A_TO_A = "00001,00001,whole,2025-07-01,1676/NQ-UBTVQH15"
B_TO_A = '00004,00001,whole,2025-07-01,"1676/NQ-UBTVQH15, Điều 1"'
CITY = "148,Thành phố Hòa Bình,thành phố,17,2020-01-01,có,2025-06-30"


def text(heading: str, *rows: str) -> str:
    """Put rows under a heading."""
    return "\n".join((heading, *rows, ""))


def read(
    units: tuple[str, ...] = (OLD_A, OLD_B, NEW_A),
    lineage: tuple[str, ...] = (A_TO_A, B_TO_A),
    districts: tuple[str, ...] = (CITY,),
) -> tuple[Register, list[str]]:
    """Read a small register; give the faults as messages."""
    register, faults = read_register(text(UNITS, *units), text(LINEAGE, *lineage), text(DISTRICTS, *districts))
    return register, [str(fault) for fault in faults]


def test_the_sound_register_has_no_fault() -> None:
    """Two old units that became one are read as three versions and two lineage rows."""
    register, faults = read()
    assert faults == []
    assert [version.key for version in register.versions] == [
        ("00001", date(2020, 1, 1)),
        ("00001", date(2025, 7, 1)),
        ("00004", date(2020, 1, 1)),
    ]
    first = register.versions[0]
    assert (first.name, first.short_name, first.kind) == ("Xã Cũ Một", "Cũ Một", "xã")
    assert (first.district, first.district_name) == ("148", "Thành phố Hòa Bình")
    assert (first.province, first.province_name) == ("17", "Tỉnh Hòa Bình")
    assert first.alt_names == ("Xã Cũ 1", "Xã Một")
    assert not first.first_day_exact
    assert (register.versions[1].district, register.versions[1].last_day) == (None, None)
    assert register.lineage[1].legal_basis == "1676/NQ-UBTVQH15, Điều 1"


def test_files_as_excel_saves_them() -> None:
    """Semicolons, CRLF, decomposed letters, blank lines and columns of one's own are no fault."""
    own = ";ghi chú"
    units = "\r\n".join(
        (
            UNITS.replace(",", ";") + own,
            *(f"{row.replace(',', ';')};" for row in (OLD_A, OLD_B, NEW_A)),
            ";" * 10,
        )
    )
    register, faults = read_register(
        units.replace("ã", "a\u0303"), text(LINEAGE, A_TO_A, "", B_TO_A), text(DISTRICTS, CITY)
    )
    assert faults == ()
    assert register == read()[0]


DAY_CURE = "ghi năm-tháng-ngày, ví dụ 2025-07-01"


@pytest.mark.parametrize(
    ("units", "what", "cure"),
    [
        (
            (OLD_A, OLD_B, "1" + NEW_A[5:]),
            "units.csv:4: cột code: mã phải gồm đúng 5 chữ số (đang ghi “1”)",
            "ghi dạng văn bản, đủ cả số 0 ở đầu, ví dụ 04789",
        ),
        (
            (OLD_A, OLD_B, NEW_A.replace("2025-07-01", "01/07/2025")),
            "units.csv:4: cột first_day: ngày sai cách ghi hoặc không có trong lịch (đang ghi “01/07/2025”)",
            DAY_CURE,
        ),
        (
            (OLD_A, OLD_B.replace("2025-06-30", "2025-06-31"), NEW_A),
            "units.csv:3: cột last_day: ngày sai cách ghi hoặc không có trong lịch (đang ghi “2025-06-31”)",
            DAY_CURE,
        ),
        (
            (OLD_A, OLD_B, NEW_A.replace("2025-07-01", "0001-01-01")),
            "units.csv:4: cột first_day: ngày sai cách ghi hoặc không có trong lịch (đang ghi “0001-01-01”)",
            DAY_CURE,
        ),
        (
            (OLD_A, OLD_B, NEW_A.replace("2025-07-01", "")),
            "units.csv:4: cột first_day: thiếu ngày",
            DAY_CURE,
        ),
        (
            (OLD_A, OLD_B, NEW_A.replace(",có,,", ",có,2025-06-30,")),
            "units.csv:4: cột last_day: ngày cuối đứng trước ngày đầu 2025-07-01 (đang ghi “2025-06-30”)",
            "sửa một trong hai ngày, hoặc để trống ngày cuối nếu đơn vị đang tồn tại",
        ),
        (
            (OLD_A, OLD_B.replace(",thị trấn,", ",thị xã,"), NEW_A),
            "units.csv:3: cột kind: giá trị không có trong danh mục (đang ghi “thị xã”)",
            "chọn một trong: xã, phường, thị trấn, đặc khu",
        ),
        (
            (OLD_A, OLD_B, NEW_A.replace("Xã Mới", "Mới")),
            "units.csv:4: cột name: tên phải bắt đầu bằng loại “xã” (đang ghi “Mới”)",
            "ghi tên đầy đủ, ví dụ Xã Mi Hòa",
        ),
        (
            (OLD_A, OLD_B, NEW_A.replace(",có,", ",yes,")),
            "units.csv:4: cột first_day_exact: giá trị không có trong danh mục (đang ghi “yes”)",
            "chọn một trong: có, không",
        ),
        (
            (OLD_A, OLD_B.replace(",17,", ",7,"), NEW_A),
            "units.csv:3: cột province: mã phải gồm đúng 2 chữ số (đang ghi “7”)",
            "ghi dạng văn bản, đủ cả số 0 ở đầu, ví dụ 17",
        ),
        (
            (OLD_A, OLD_B.replace(",148,", ",149,"), NEW_A),
            "units.csv:3: cột district: không có huyện mang mã này (đang ghi “149”)",
            "sửa mã hoặc ngày ở đây, hoặc ở districts.csv; để trống nếu không thuộc huyện nào",
        ),
        (
            (OLD_A, OLD_B, NEW_A.replace(",xã,,", ",xã,148,")),
            "units.csv:4: cột district: huyện không tồn tại suốt thời gian của đơn vị (đang ghi “148”)",
            "sửa mã hoặc ngày ở đây, hoặc ở districts.csv; để trống nếu không thuộc huyện nào",
        ),
        (
            (OLD_A, OLD_B, NEW_A, OLD_B),
            "units.csv:5: cột code: trùng mã và ngày đầu với dòng 3 (đang ghi “00004”)",
            "xóa bớt một dòng; hiện chỉ dùng dòng đứng trước",
        ),
        (
            (OLD_A.replace("148", "").replace("2025-06-30", "2025-07-01"), OLD_B, NEW_A),
            (
                "units.csv:4: cột first_day: mã 00001 còn thuộc đơn vị ở dòng 2 đến hết 2025-07-01"
                " (đang ghi “2025-07-01”)"
            ),
            "ghi ngày cuối của dòng 2 trước ngày này, hoặc sửa ngày này; hiện bỏ qua dòng này",
        ),
        (
            (NEW_A, OLD_A.replace("148", "").replace("2025-06-30", ""), OLD_B),
            (
                "units.csv:2: cột first_day: mã 00001 còn thuộc đơn vị ở dòng 3 và chưa có ngày cuối"
                " (đang ghi “2025-07-01”)"
            ),
            "ghi ngày cuối của dòng 3 trước ngày này, hoặc sửa ngày này; hiện bỏ qua dòng này",
        ),
        (
            (OLD_A, OLD_B + ",,", NEW_A),
            "units.csv:3: dòng có 12 ô, tiêu đề có 10 cột",
            "bỏ dấu phân cách thừa hoặc thêm ô thiếu; ô có dấu phân cách phải đặt trong ngoặc kép",
        ),
        (
            (OLD_A, OLD_B.replace("Thị trấn Cũ", '"Thị trấn Cũ'), NEW_A),
            "units.csv:3: không đọc tiếp được từ dòng này",
            "tìm dấu ngoặc kép thừa hoặc chưa đóng, rồi lưu lại dạng CSV UTF-8",
        ),
    ],
)
def test_a_faulty_unit_is_reported_once(units: tuple[str, ...], what: str, cure: str) -> None:
    """The place, the value and the cure are told; the lineage that leans on the row is not blamed too."""
    assert read(units=units)[1] == [f"{what} — {cure}"]


@pytest.mark.parametrize(
    ("lineage", "what", "cure"),
    [
        (
            (A_TO_A, B_TO_A, "00007,00001,whole,2025-07-01,x"),
            "lineage.csv:4: cột old_code: không có đơn vị cũ mang mã này (đang ghi “00007”)",
            "sửa mã, hoặc thêm đơn vị vào units.csv",
        ),
        (
            (A_TO_A, B_TO_A.replace(",00001,", ",00007,")),
            "lineage.csv:3: cột new_code: không có đơn vị mới mang mã này (đang ghi “00007”)",
            "sửa mã, hoặc thêm đơn vị vào units.csv",
        ),
        (
            (A_TO_A, B_TO_A.replace("whole", "half")),
            "lineage.csv:3: cột extent: giá trị không có trong danh mục (đang ghi “half”)",
            "chọn một trong: whole, part",
        ),
        (
            (A_TO_A, B_TO_A.replace("2025-07-01", "1/7/2025")),
            "lineage.csv:3: cột effective: ngày sai cách ghi hoặc không có trong lịch (đang ghi “1/7/2025”)",
            DAY_CURE,
        ),
        (
            (A_TO_A, B_TO_A[1:]),
            "lineage.csv:3: cột old_code: mã phải gồm đúng 5 chữ số (đang ghi “0004”)",
            "ghi dạng văn bản, đủ cả số 0 ở đầu, ví dụ 04789",
        ),
        (
            (A_TO_A, B_TO_A[:11]),
            "lineage.csv:3: dòng có 2 ô, tiêu đề có 5 cột",
            "bỏ dấu phân cách thừa hoặc thêm ô thiếu; ô có dấu phân cách phải đặt trong ngoặc kép",
        ),
        (
            (A_TO_A, B_TO_A[:-1]),
            "lineage.csv:3: không đọc tiếp được từ dòng này",
            "tìm dấu ngoặc kép thừa hoặc chưa đóng, rồi lưu lại dạng CSV UTF-8",
        ),
        (
            (A_TO_A, B_TO_A.replace("whole", "part"), "00004,7,part,2025-07-01,x"),
            "lineage.csv:4: cột new_code: mã phải gồm đúng 5 chữ số (đang ghi “7”)",
            "ghi dạng văn bản, đủ cả số 0 ở đầu, ví dụ 04789",
        ),
        (
            (A_TO_A, B_TO_A, A_TO_A),
            "lineage.csv:4: cột old_code: trùng với dòng 2 (đang ghi “00001”)",
            "xóa bớt một dòng; hiện chỉ dùng dòng đứng trước",
        ),
        (
            (A_TO_A, B_TO_A.replace("whole", "part")),
            "lineage.csv:3: cột extent: đơn vị cũ 00004 bị chia mà chỉ có một dòng (đang ghi “part”)",
            "thêm dòng cho phần còn lại, hoặc ghi whole",
        ),
        (
            (A_TO_A,),
            (
                "units.csv:3: cột last_day: đơn vị kết thúc mà lineage.csv không cho biết nhập vào đâu"
                " (đang ghi “2025-06-30”)"
            ),
            "thêm vào lineage.csv dòng có old_code 00004, effective 2025-07-01",
        ),
    ],
)
def test_faults_of_the_lineage(lineage: tuple[str, ...], what: str, cure: str) -> None:
    """Unknown ends, dates that fit no unit, wrong extents, doubled rows and lost units are all told."""
    assert read(lineage=lineage)[1] == [f"{what} — {cure}"]


def test_a_lineage_date_that_fits_neither_end() -> None:
    """The old unit must end on the eve, the new one begin on the day; each end is told."""
    faults = read(lineage=(A_TO_A, B_TO_A.replace("2025-07-01", "2025-06-16")))[1]
    assert faults == [
        f"lineage.csv:3: cột effective: không có đơn vị mang mã {end} (đang ghi “2025-06-16”)"
        f" — sửa ngày ở đây hoặc ngày của đơn vị trong units.csv"
        for end in ("00004 có ngày cuối 2025-06-15", "00001 có ngày đầu 2025-06-16")
    ]


def test_a_unit_from_nowhere() -> None:
    """A unit that begins after the register does must come from somewhere, unless it is said to be older."""
    other = "00007,Xã Khác,xã,,25,Tỉnh Phú Thọ,2025-07-01,có,,"
    message = (
        "units.csv:5: cột first_day: đơn vị mới mà lineage.csv không cho biết từ đâu ra"
        " (đang ghi “2025-07-01”)"
        " — thêm vào lineage.csv dòng có new_code 00007, effective 2025-07-01; nếu đã có từ trước,"
        " ghi first_day_exact là không"
    )
    assert read(units=(OLD_A, OLD_B, NEW_A, other))[1] == [message]
    assert read(units=(OLD_A, OLD_B, NEW_A, other.replace(",có,", ",không,")))[1] == []


def test_a_unit_that_went_whole_to_two() -> None:
    """Both rows of a split unit must say part."""
    other = "00007,Xã Khác,xã,,25,Tỉnh Phú Thọ,2025-07-01,có,,"
    faults = read(units=(OLD_A, OLD_B, NEW_A, other), lineage=(A_TO_A, B_TO_A, B_TO_A.replace(",00001,", ",00007,")))[1]
    assert faults == [
        f"lineage.csv:{line}: cột extent: đơn vị cũ 00004 nhập toàn bộ mà có 2 dòng (đang ghi “whole”)"
        " — ghi part ở mọi dòng nếu bị chia, hoặc xóa dòng thừa"
        for line in (3, 4)
    ]


@pytest.mark.parametrize(
    ("districts", "what", "cure"),
    [
        (
            (CITY.replace(",thành phố,", ",thành thị,"),),
            "districts.csv:2: cột kind: giá trị không có trong danh mục (đang ghi “thành thị”)",
            "chọn một trong: thành phố, thị xã, quận, huyện",
        ),
        (
            (CITY.replace("2020-01-01", "2020"),),
            "districts.csv:2: cột first_day: ngày sai cách ghi hoặc không có trong lịch (đang ghi “2020”)",
            DAY_CURE,
        ),
        (
            (CITY, "14,Huyện Đà Bắc,huyện,17,2020-01-01,không,2025-06-30"),
            "districts.csv:3: cột code: mã phải gồm đúng 3 chữ số (đang ghi “14”)",
            "ghi dạng văn bản, đủ cả số 0 ở đầu, ví dụ 148",
        ),
        (
            (CITY, CITY),
            "districts.csv:3: cột code: trùng mã và ngày đầu với dòng 2 (đang ghi “148”)",
            "xóa bớt một dòng; hiện chỉ dùng dòng đứng trước",
        ),
    ],
)
def test_a_faulty_district_is_reported_once(districts: tuple[str, ...], what: str, cure: str) -> None:
    """The units of a district that could not be read are kept and not blamed."""
    register, faults = read(districts=districts)
    assert faults == [f"{what} — {cure}"]
    assert len(register.versions) == 3


def test_a_district_that_ends_before_its_units() -> None:
    """A unit needs its district on its last day too."""
    faults = read(districts=(CITY.replace("2025-06-30", "2025-06-29"),))[1]
    assert faults == [
        f"units.csv:{line}: cột district: huyện không tồn tại suốt thời gian của đơn vị (đang ghi “148”)"
        " — sửa mã hoặc ngày ở đây, hoặc ở districts.csv; để trống nếu không thuộc huyện nào"
        for line in (2, 3)
    ]


def test_faults_of_many_rows_at_once() -> None:
    """A torn row and a row with a wrong day do not keep the lost unit beside them from being told."""
    lost = "00010,Xã Lạc,xã,,17,Tỉnh Hòa Bình,2020-01-01,không,2025-06-30,"
    bad_day = "00007,Xã Khác,xã,,25,Tỉnh Phú Thọ,2025-02-30,có,,"
    register, faults = read(units=(OLD_A, OLD_B + ",", lost, bad_day, NEW_A))
    assert [fault.partition(": ")[0] for fault in faults] == ["units.csv:3", "units.csv:4", "units.csv:5"]
    assert [version.code for version in register.versions] == ["00001", "00001", "00010"]


def test_a_missing_column_names_the_nearest() -> None:
    """A heading that lacks columns is told column by column; nothing that leans on the file is blamed."""
    heading = UNITS.replace("first_day,", "fist_day,").replace(",alt_names", "")
    register, faults = read_register(
        text(heading, OLD_A.rpartition(",")[0]), text(LINEAGE, A_TO_A), text(DISTRICTS, CITY)
    )
    near = "units.csv:1: cột first_day: thiếu cột này (đang ghi “fist_day”)"
    assert [str(fault) for fault in faults] == [
        f"{near} — đổi tên cột “fist_day” thành “first_day”",
        "units.csv:1: cột alt_names: thiếu cột này — thêm cột “alt_names” vào dòng tiêu đề",
    ]
    assert register.versions == ()
    assert len(register.districts) == 1


def test_empty_files_lack_every_column() -> None:
    """Three empty texts give a fault for each column and an empty register."""
    register, faults = read_register("", "", "")
    assert register == Register()
    assert [fault.file for fault in faults] == ["units.csv"] * 10 + ["lineage.csv"] * 5 + ["districts.csv"] * 7


def test_all_faults_of_a_row_at_once() -> None:
    """One row with four faults gives four messages, and the rows beside it are read."""
    bad = "7,Làng Cũ,làng,,170,Tỉnh Hòa Bình,2020-13-01,không,,"
    register, faults = read_register(
        text(UNITS, bad, OLD_A, OLD_B, NEW_A), text(LINEAGE, A_TO_A, B_TO_A), text(DISTRICTS, CITY)
    )
    assert [(fault.line, fault.column) for fault in faults] == [
        (2, "code"),
        (2, "kind"),
        (2, "province"),
        (2, "first_day"),
    ]
    assert len(register.versions) == 3


def test_a_register_of_the_whole_country() -> None:
    """14,000 versions and 10,600 lineage rows are read without fault, and the map is right on both sides."""
    old = [f"{3 * i + 1:05d},Xã Số {i},xã,{i % 705 + 1:03d},17,Tỉnh,2020-01-01,không,2025-06-30," for i in range(10600)]
    new = [f"{9 * j + 1:05d},Xã Mới {j},xã,,25,Tỉnh,2025-07-01,có,," for j in range(3400)]
    lineage = [f"{3 * i + 1:05d},{9 * min(i // 3, 3399) + 1:05d},whole,2025-07-01,Nghị quyết" for i in range(10600)]
    districts = [f"{d + 1:03d},Huyện Số {d},huyện,17,2020-01-01,không,2025-06-30" for d in range(705)]
    register, faults = read(tuple(old + new), tuple(lineage), tuple(districts))
    assert faults == []
    assert (len(register.versions), len(register.lineage)) == (14000, 10600)
    assert len(register.on(date(2025, 6, 30))) == 10600
    assert len(register.on(date(2025, 7, 1))) == 3400
    assert len(register.predecessors(("30592", date(2025, 7, 1)))) == 403
