"""`dienhinh report`: the three documents from files and from the database, what it refuses, what it puts on record."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from api.store import audit
from api.store.acts import Head, verify
from api.workflow.recording import Change, record
from engine.indicators import Kind
from tests.api.conftest import SAMPLE, Folder, Run, Sample
from tests.assessments import CLERK, DA_BAC, SET
from tests.offices import Opened
from tests.papers import opened, whole_text


def files(sample: Sample) -> tuple[object, ...]:
    """Return the options that name the sample."""
    return "--criteria", sample.criteria, "--data", sample.figures, "--recognitions", sample.recognitions


def test_the_report_from_files(run: Run, sample: Sample, tmp_path: Path) -> None:
    """The newest period's last day unless told; planted faults are said, so the status is 1, and the file is there."""
    out = tmp_path / "bao-cao.docx"
    answer = run("report", "progress", *files(sample), "--plan", "2025", "--out", out)
    text = whole_text(opened(out.read_bytes()))

    assert answer.status == 1
    assert answer.said[0] == f"Đã ghi báo cáo tiến độ các mục tiêu, tính đến ngày 31/12/2024 vào {out}."
    assert answer.said[1] == SAMPLE
    assert len(answer.said) == 4
    assert "văn bản ghi tổng 139; giữ nguyên như văn bản." in text
    assert "Kế hoạch ít công sức nhất đạt mục tiêu 2025, hạn 31/12/2025:" in text


def test_the_same_files_give_the_same_bytes(run: Run, sample: Sample, tmp_path: Path) -> None:
    """Made twice, the file is the same to the byte, as Word and as PDF."""
    for ending in ("docx", "pdf"):
        both = [tmp_path / f"{name}.{ending}" for name in ("mot", "hai")]
        for out in both:
            run("report", "progress", *files(sample), "--as-of", "31/12/2023", "--out", out)
        assert both[0].read_bytes() == both[1].read_bytes()


def test_a_small_set_of_another_place(run: Run, office: Folder) -> None:
    """Whatever the set asks is laid out: two criteria, no district level, no legal basis, a unit half known."""
    data, out = office.path / "so-lieu.csv", office.path / "phieu.docx"
    of_files = ("--criteria", office.criteria, "--data", data)
    sheet = run("report", "sheet", *of_files, "--unit", "04831", "--out", out)
    text = whole_text(opened(out.read_bytes()))
    report = run("report", "progress", *of_files, "--out", office.path / "bc.pdf")

    assert (sheet.status, report.status) == (0, 0)
    assert "Chưa đạt: số đơn vị được công nhận 16/25 đơn vị (64 %), yêu cầu từ 70 % trở lên" in text
    assert "SỐ LIỆU MẪU" not in text
    assert report.said[-1] == "Chưa có --recognitions: chưa đơn vị nào được tính là đã công nhận."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("progress", "--out", "a.doc"), "phải có đuôi .docx hoặc .pdf; đang là «a.doc»"),
        (("progress", "--out", "khong-co/a.pdf"), "không có thư mục «khong-co»"),
        (("progress", "--as-of", "2024-12-31", "--period", "2024", "--out", "a.pdf"), "chỉ ghi một trong hai"),
        (("sheet", "--unit", "4831", "--out", "a.pdf"), "«4831» không phải mã đơn vị"),
        (("sheet", "--out", "a.pdf"), "thiếu --unit"),
        (("letter",), "không có lệnh «letter»"),
    ],
)
def test_wrong_use_is_said(run: Run, arguments: tuple[str, ...], said: str) -> None:
    """Before anything is read: the place and the cure, status 2."""
    answer = run("report", *arguments)

    assert answer.status == 2
    assert said in answer.err


def test_what_the_figures_lack_is_said(run: Run, sample: Sample, tmp_path: Path) -> None:
    """A unit, a period or a target that is not there names those that are; nothing is written."""
    out = tmp_path / "a.pdf"
    answers = [
        run("report", "sheet", *files(sample), "--unit", "99999", "--out", out),
        run("report", "sheet", *files(sample), "--unit", "04831", "--period", "1999", "--out", out),
        run("report", "progress", *files(sample), "--period", "1999", "--out", out),
        run("report", "progress", *files(sample), "--plan", "1999", "--out", out),
        run("report", "progress", *files(sample), "--out", tmp_path / "khong" / "a.pdf"),
    ]

    assert [each.status for each in answers] == [2] * 5
    for answer, said in zip(answers, ("99999", "các kỳ có", "các kỳ có", "2022, 2025, 2030", "khong"), strict=True):
        assert said in answer.err
    assert not out.exists()


def test_no_file_that_is_read_is_written_over(run: Run, sample: Sample, tmp_path: Path) -> None:
    """The figures themselves are no place for a report."""
    file = tmp_path / "so-lieu.pdf"
    file.write_text("unit,period\n", "utf-8")
    answer = run("report", "progress", "--criteria", sample.criteria, "--data", file, "--out", file)

    assert answer.status == 2
    assert "là tệp đầu vào" in answer.err
    assert file.read_text("utf-8") == "unit,period\n"


def test_from_the_database_it_is_put_on_record(
    run: Run, opened_office: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Sheet, dossier and report each leave an act with the digest of the file; the chain holds after them."""
    database = opened_office.office.database
    record(database, CLERK, SET, [Change(DA_BAC, "2024", "villages", Kind.COUNT, 10, 0)])
    monkeypatch.setenv("DIENHINH_DATABASE", opened_office.address)
    outs = [tmp_path / name for name in ("phieu.pdf", "ho-so.docx", "bao-cao.docx")]
    unit = ("--unit", DA_BAC[0], "--out")
    answers = [
        run("report", "sheet", *unit, outs[0]),
        run("report", "dossier", *unit, outs[1]),
        run("report", "progress", "--as-of", date(2024, 12, 31), "--out", outs[2]),
    ]
    with database.reading() as session:
        acts = [each.act for each in audit.acts(session, audit.Wanted(), 3)][::-1]
    with database.engine.connect() as connection:
        (end,) = verify(connection)

    assert [each.status for each in answers] == [0, 0, 0]
    assert [each.action for each in acts] == ["report.make"] * 3
    assert {(each.actor, each.channel) for each in acts} == {("người vận hành máy chủ", "command")}
    digests = [sha256(each.read_bytes()).hexdigest() for each in outs]
    assert [json.loads(each.content)["sha256"] for each in acts] == digests
    assert isinstance(end, Head)
    assert "CHƯA ĐỦ ĐIỀU KIỆN TRÌNH" in whole_text(opened(outs[1].read_bytes()))
