"""The register of models out as a workbook or .csv and back: only what somebody edited is written, once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from openpyxl import load_workbook

from api.exchange.movement.columns import COLUMNS
from api.store import imports
from api.workflow.movement.changing import correct_model, undo_models
from api.workflow.movement.from_workbook import plan_of, write_plan
from api.workflow.movement.judging import GivenReview
from api.workflow.movement.plans import Plan, State
from api.workflow.movement.waiting import begin, confirm, undo, waiting
from api.workflow.movement.writer import MovementError, Writer
from api.workflow.office import Office
from engine.movement.entries import Standing
from engine.movement.register import Row
from tests.api.pages.movement_register import CAO_SON, DA_BAC, REGISTER, XUAN_THUY, fill
from tests.movement_tables import CLERK, Book, edited, planned, rows_of, taken_out, told
from tests.offices import opened

WRITER = Writer(CLERK)
BUOI, ZALO = "MH000004", "MH000005"
"""The fourth is paused since March 2024, the fifth has ended in 2023."""


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The small register on 10 November 2024, which no test writes to."""
    with opened(f"sqlite+pysqlite:///{tmp_path_factory.mktemp('so') / 'thu.sqlite3'}") as found:
        fill(found.office)
        yield found.office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The same for one test."""
    with opened(f"sqlite+pysqlite:///{tmp_path / 'thu.sqlite3'}") as found:
        fill(found.office)
        yield found.office


def row(office: Office, key: str) -> Row:
    """Return a model as it stands today."""
    snapshot = office.movements.at(office.known_now(), office.today).movement.on(office.today)
    place = snapshot.place_of(key)
    assert place is not None
    return snapshot.row(place)


def states(plan: Plan) -> list[tuple[str, State]]:
    """Return the rows that say something new."""
    return [(line.key, line.state) for line in plan.lines]


@pytest.mark.parametrize("name", ["so.xlsx", "so.csv"])
def test_there_and_back_changes_nothing(read_only: Office, tmp_path: Path, name: str) -> None:
    """What was taken out and is brought back untouched asks for nothing, and writes no act."""
    before = read_only.known_now()
    plan = planned(read_only, taken_out(read_only, tmp_path, name), name)

    assert (plan.edits.rows, plan.same, plan.lines, plan.faults, plan.edits.gone) == (7, 7, (), (), 0)
    assert write_plan(read_only, WRITER, plan).act is None
    assert read_only.known_now() == before


def test_exactly_the_edited_rows(office: Office, tmp_path: Path) -> None:
    """Edited cells of two models and a new row are one act; undone, the register is as before."""

    def edit(book: Book) -> None:
        book.put("MH000001", Tên_mô_hình="Camera an ninh xóm Bưng Mới", Xếp_loại_năm_2023="khá", Số_hộ_năm_2022=31)
        book.put(BUOI, Trạng_thái="Kết thúc", Trạng_thái_từ_ngày=date(2024, 9, 1), Văn_bản_về_trạng_thái="9/QĐ-UBND")
        new = {"Loại": "Tiếng kẻng an ninh", "Lĩnh_vực": "security", "Tổ_chức_phụ_trách": "Công an"}
        unit = {"Mã_đơn_vị": XUAN_THUY, "Ngày_thành_lập": "05/02/2023", "Có_quy_chế": "có", "Xếp_loại_năm_2023": "Tốt"}
        book.put("", Tên_mô_hình="Tiếng kẻng xóm Vôi", **new, **unit)

    plan = planned(office, edited(taken_out(office, tmp_path), edit))
    assert states(plan) == [("MH000001", State.CHANGED), (BUOI, State.CHANGED), ("", State.NEW)]
    assert plan.lines[0].changes == (
        ("Tên mô hình", "Camera an ninh xóm Bưng", "Camera an ninh xóm Bưng Mới"),
        ("Số hộ năm 2022", "", "31"),
        ("Xếp loại năm 2023", "Tốt", "Khá"),
    )
    added = write_plan(office, WRITER, plan)
    assert (added.new, added.changed, added.keys[-1]) == (1, 2, "MH000008")
    first, fourth, new = (row(office, key) for key in ("MH000001", BUOI, "MH000008"))
    assert (first.model.title, first.rating, first.households) == ("Camera an ninh xóm Bưng Mới", "fair", 31)
    assert (fourth.standing, fourth.since) == (Standing.ENDED, date(2024, 9, 1))
    assert (new.model.unit[0], new.model.regulations, new.model.members, new.rating) == (XUAN_THUY, True, None, "good")
    assert added.act is not None
    undo_models(office, WRITER, added.act)
    assert (row(office, "MH000001").model.title, row(office, BUOI).standing) == (REGISTER[0].title, Standing.PAUSED)
    assert planned(office, taken_out(office, tmp_path)).edits.rows == 7


def test_once_written_the_same_file_asks_for_nothing(office: Office, tmp_path: Path) -> None:
    """The file that was imported, sent again, changes nothing: its new row stands too, under the key it was given."""
    new = {"Loại": "khac", "Lĩnh_vực": "society", "Tổ_chức_phụ_trách": "mttq", "Ngày_thành_lập": date(2024, 1, 5)}
    content = edited(
        taken_out(office, tmp_path),
        lambda book: book.put("", Tên_mô_hình="Tổ đọc sách", Mã_đơn_vị=DA_BAC, **new) + book.put(BUOI, Loại="khac"),
    )
    assert write_plan(office, WRITER, planned(office, content)).new == 1
    again = planned(office, content)
    assert states(again) == [(BUOI, State.SAME), ("MH000008", State.SAME)]
    assert write_plan(office, WRITER, again).act is None


def test_a_row_that_is_gone_withdraws_nothing(read_only: Office, tmp_path: Path) -> None:
    """A row taken out of the file is counted and said, and its model stays."""
    content = edited(taken_out(read_only, tmp_path), lambda book: book.sheet.delete_rows(book.row("MH000003")))
    plan = planned(read_only, content)
    assert (plan.edits.gone, plan.lines, plan.same) == (1, (), 6)
    assert row(read_only, "MH000003").standing is Standing.ACTIVE


def test_what_others_changed_meanwhile(office: Office, tmp_path: Path) -> None:
    """A cell that somebody else changed since the file was made: untouched it stays theirs, edited it is a conflict."""
    content = taken_out(office, tmp_path)
    given = replace(REGISTER[2], key="MH000003", reviews=(), members=33, village="Xóm Khác")
    seen = office.movements.at(office.known_now(), office.today).known.rows["MH000003"]
    correct_model(office, WRITER, replace(given, seen=seen))

    untouched = planned(office, content)
    assert (untouched.lines, untouched.faults) == ((), ())
    title = planned(office, edited(content, lambda book: book.put("MH000003", Tên_mô_hình="Tổ số 1")))
    write_plan(office, WRITER, title)
    assert (row(office, "MH000003").model.title, row(office, "MH000003").members) == ("Tổ số 1", 33)
    both = planned(office, edited(content, lambda book: book.put("MH000003", Số_thành_viên_khi_lập=5)))
    assert (states(both), [code for _, code in told(both)]) == ([("MH000003", State.CONFLICT)], ["CHANGED_SINCE"])
    assert both.given == []


def test_every_fault_by_its_cell(read_only: Office, tmp_path: Path) -> None:
    """Each faulty row is told by file, sheet and cell in Vietnamese, and stops no other."""
    at: dict[str, int] = {}

    def edit(book: Book) -> None:
        at["1"] = book.put("MH000001", Loại="Camera an nin")
        at["2"] = book.put("MH000002", Tên_mô_hình="Tổ dòng họ Bùi")
        at["3"] = book.put("MH000003", Loại=None)
        at["4"] = book.put(BUOI, Trạng_thái="Kết thúc")
        at["5"] = book.put(ZALO, Ngày_thành_lập="31/02/2020", Số_hộ_khi_lập="1.500")
        at["6"] = book.put("MH000006", Số_quyết_định="012345678901")
        at["7"] = book.put("MH000007", Số_thành_viên_năm_2023=12)
        at["8"] = book.put("", Mã_mô_hình="MH000001", Tên_mô_hình="Hai lần")
        at["9"] = book.put("", Mã_mô_hình="MH009999", Tên_mô_hình="Không có")
        at["0"] = book.put("", Tên_mô_hình="Thiếu", Loại="khac")

    plan = planned(read_only, edited(taken_out(read_only, tmp_path), edit))
    wanted = {
        ("C", "1", "NOT_LISTED"), ("B", "2", "NOT_USABLE"), ("C", "3", "MISSING_CELL"), ("P", "4", "NO_SINCE"),
        ("I", "5", "NO_SUCH_DAY"), ("N", "5", "TWO_READINGS"), ("J", "6", "PERSONAL_TEXT"), ("A", "8", "DOUBLED_KEY"),
        ("A", "9", "NO_SUCH_MODEL"), ("D", "0", "MISSING_CELL"),
    }  # fmt: skip
    assert set(told(plan)) == {(f"so.xlsx[Mô hình!{column}{at[of]}]", code) for column, of, code in wanted}
    assert states(plan) == [("MH000007", State.CHANGED)]
    assert {each.code: each.cure for each in plan.faults}["NOT_LISTED"].startswith("có phải “Camera an ninh”?")


def test_columns_about_people_are_refused(read_only: Office, tmp_path: Path) -> None:
    """A column for names of people is told and never read; the others are."""

    def edit(book: Book) -> None:
        at = book.sheet.max_column + 1
        book.sheet.cell(book.head, at).value = "Họ và tên tổ trưởng"
        book.sheet.cell(book.row("MH000003"), at).value = "Nguyễn Văn A"
        book.put("MH000003", Số_hộ_khi_lập=20)

    plan = planned(read_only, edited(taken_out(read_only, tmp_path), edit))
    assert [(each.code, each.is_error) for each in plan.faults] == [("PERSONAL_COLUMN", True)]
    assert plan.lines[0].changes == (("Số hộ khi lập", "", "20"),)
    assert "Nguyễn" not in repr(plan)


def test_a_commune_writes_only_its_own(office: Office, tmp_path: Path) -> None:
    """Rows of other units are told, those of their own are taken."""

    def edit(book: Book) -> None:
        for key in ("MH000001", BUOI):
            book.put(key, Số_hộ_khi_lập=99)

    plan = planned(office, edited(taken_out(office, tmp_path), edit), place=f"unit:{DA_BAC}:2020-01-01")
    assert states(plan) == [("MH000001", State.CHANGED)]
    assert [code for _, code in told(plan)] == ["NOT_YOUR_UNIT"]
    assert write_plan(office, Writer(CLERK), plan).changed == 1


def test_a_part_of_a_split_unit_is_said_in_its_cell(tmp_path: Path) -> None:
    """After the split the unit of the seventh is open; its cell says in which part it lies."""
    with opened(f"sqlite+pysqlite:///{tmp_path / 'thu.sqlite3'}") as found:
        fill(found.office)
        found.clock.move(days=300)
        office = found.office
        content = taken_out(office, tmp_path)
        candidates = row(office, "MH000007").candidates
        assert (row(office, "MH000007").unit, len(candidates) > 1) == (None, True)
        assert planned(office, content).lines == ()

        wrong = planned(office, edited(content, lambda book: book.put("MH000007", Mã_đơn_vị="99999")))
        assert [code for _, code in told(wrong)] == ["NOT_A_PART"]
        code = candidates[0][0]
        plan = planned(office, edited(content, lambda book: book.put("MH000007", Mã_đơn_vị=code)))
        write_plan(office, WRITER, plan)
        assert (row(office, "MH000007").unit, row(office, "MH000007").model.unit[0]) == (candidates[0], CAO_SON)


def test_lists_and_banner_stand_in_the_workbook(office: Office, tmp_path: Path) -> None:
    """Closed lists are offered as data validation; invented models put SỐ LIỆU MẪU on every sheet that is seen."""
    invented = replace(REGISTER[5], title="Tổ mẫu", sample=True, reviews=(GivenReview(2024, "good", sample=True),))
    fill(office, invented)
    book = load_workbook(io.BytesIO(taken_out(office, tmp_path)))
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert [sheet.title for sheet in book.worksheets] == ["Mô hình", "Danh mục", "Đơn vị", "dienhinh"]
    for sheet in shown:
        assert any("SỐ LIỆU MẪU" in str(sheet.cell(at, 1).value) for at in range(1, 5)), sheet.title
    rules = book.worksheets[0].data_validations.dataValidation
    assert {each.type for each in rules} == {"list", "date", "whole"}
    assert "='Danh mục'!$A$5:$A$22" in {f"={each.formula1}".replace("==", "=") for each in rules}


def test_no_text_becomes_a_formula(office: Office, tmp_path: Path) -> None:
    """Titles that look like formulas leave as texts, and come back the same."""
    texts = ["=1+1", "@SUM(A1)", "-x", "'=a", "+84"]
    fill(office, *(replace(REGISTER[2], title=text) for text in texts))
    table, workbook = taken_out(office, tmp_path, "so.csv"), taken_out(office, tmp_path)
    found = {each["key"]: each["title"] for each in rows_of(table)}
    sheet = Book(load_workbook(io.BytesIO(workbook)).worksheets[0])
    for at, text in enumerate(texts, start=8):
        cell = sheet.sheet.cell(sheet.row(f"MH{at:06}"), 2)
        assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)
        assert found[f"MH{at:06}"] == f"'{text}"
    assert (planned(office, table, "so.csv").lines, planned(office, workbook).lines) == ((), ())


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("so.xls", b"\xd0\xcf\x11\xe0", "OLD_WORKBOOK"),
        ("so.xlsx", b"khong phai", "NOT_A_WORKBOOK"),
        ("so.pdf", b"%PDF", "WRONG_FORMAT"),
        ("so.csv", "Cột,Khác\n1,2\n".encode(), "MISSING_COLUMN"),
    ],
)
def test_what_is_no_table_is_told(read_only: Office, name: str, content: bytes, code: str) -> None:
    """Something else than a table of models is told by its file, and asks for nothing."""
    plan = planned(read_only, content, name)
    assert (code in [each.code for each in plan.faults], plan.lines) == (True, ())


def test_columns_are_named_once() -> None:
    """No two columns answer to one heading."""
    names = [name for each in COLUMNS for name in (each.id, each.title.casefold(), *each.also)]
    assert len(names) == len(set(names))


HEAD = "Mã mô hình,Tên mô hình,Loại,Lĩnh vực,Tổ chức phụ trách,Mã đơn vị,Ngày thành lập,Xếp loại năm 2023\n"


def test_rows_that_say_the_same_are_not_counted_twice(office: Office) -> None:
    """Of two new rows that say the same the second is told and not written: what is announced is what is written."""
    row_said = f",Tổ liên gia tự quản số 1,lien-gia,security,mttq,{DA_BAC},12/05/2019,\n"
    plan = planned(office, (HEAD + row_said * 2).encode(), "so.csv")
    assert [line.state for line in plan.lines] == [State.NEW]
    assert told(plan) == [("so.csv[dòng 3, cột Tên mô hình]", "TWICE")]
    assert "giống hệt dòng 2" in plan.faults[0].message
    assert write_plan(office, WRITER, plan).new == 1


def test_a_row_without_its_key_still_says_its_rating(office: Office) -> None:
    """A row that names a model on record by all that it is rates it; its blank cells take nothing away."""
    said = ",Tổ liên gia tự quản số 1,lien-gia,security,mttq," + DA_BAC + ",12/05/2019,{}\n"
    first = write_plan(office, WRITER, planned(office, (HEAD + said.format("")).encode(), "so.csv")).keys[0]
    plan = planned(office, (HEAD + said.format("Tốt")).encode(), "so.csv")
    assert states(plan) == [(first, State.CHANGED)]
    write_plan(office, WRITER, plan)
    assert row(office, first).rating == "good"
    again = planned(office, (HEAD + said.format("")).encode(), "so.csv")
    assert (states(again), again.same) == ([(first, State.SAME)], 1)


def put_households(said: int, book: Book) -> None:
    """Write how many households a model has in the table."""
    book.put(BUOI, Số_hộ_năm_2023=said)


def test_two_files_confirmed_at_once(office: Office, tmp_path: Path) -> None:
    """Of two files seen at the same time the second is refused under the lock, and nothing of it is written."""
    content = taken_out(office, tmp_path)
    one, other = (planned(office, edited(content, partial(put_households, said))) for said in (40, 41))
    write_plan(office, WRITER, one)
    with pytest.raises(MovementError) as refused:
        write_plan(office, WRITER, other)
    assert refused.value.code == "stale"
    assert row(office, BUOI).households == 40


def test_a_file_is_remembered_as_written_with_what_it_wrote(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether a file was written stands in the transaction that writes it: neither without the other."""
    content = edited(taken_out(office, tmp_path), lambda book: book.put(BUOI, Số_hộ_năm_2023=40))
    key = begin(office, CLERK, content, "so.xlsx")
    held = waiting(office, CLERK, key)
    plan = plan_of(office, WRITER, lambda _unit: True, held.edits)

    def broken(*_: object) -> bool:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(imports, "settle", broken)
        with pytest.raises(OSError):  # noqa: PT011 -- the one that was raised
            confirm(office, WRITER, held, plan)
    assert row(office, BUOI).households is None
    act = confirm(office, WRITER, held, plan).act
    assert (waiting(office, CLERK, key).row.act, act is not None) == (act, True)
    assert undo(office, WRITER, waiting(office, CLERK, key)) == undo(office, WRITER, waiting(office, CLERK, key))
    assert row(office, BUOI).households is None


def test_days_as_people_type_them(office: Office) -> None:
    """«1/5/2019» is a day; what is none is told as the day of a model, and a missing column by the name that it has."""
    said = ",Camera xóm {},camera,security,cong-an," + DA_BAC + ",{},\n"
    table = HEAD + "".join(
        said.format(at, on) for at, on in enumerate(("1/5/2019", "1.5.2019", "31/2/2019", "năm ngoái"))
    )
    plan = planned(office, table.encode(), "so.csv")
    assert [line.given and line.given.founded_on for line in plan.lines] == [date(2019, 5, 1)] * 2
    assert [(each.code, each.message) for each in plan.faults] == [
        ("NO_SUCH_DAY", "ngày “31/02/2019” không có trong lịch"),
        ("NOT_A_DAY", "“năm ngoái” không phải ngày; dòng này không được nhập"),
    ]
    lacking = planned(office, "Tên,Lĩnh vực\nA,security\n".encode(), "so.csv")
    assert [each.message for each in lacking.faults] == ["thiếu cột “Loại”; đang có: Tên, Lĩnh vực"]
