"""Files of recognitions, and which of them hold for whom on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa

from api.exchange.recognitions import RecognitionsRead, in_force, read_recognitions, version_of
from engine.rules import MET, UNMET
from engine.targets import Recognition
from tests.api.exchange.files import REGISTER, SET, expected, write_csv, write_parquet, write_xlsx
from tests.builders import criteria_set

HEAD = "unit,level,decision,decided_on,revoked_on"


def read(path: Path) -> RecognitionsRead:
    """Read the content of a file under its bare name."""
    return read_recognitions(path.read_bytes(), SET, name=path.name)


def said(path: Path) -> list[str]:
    """Return the faults as a person reads them."""
    return [str(fault) for fault in read(path).faults]


def test_three_formats_one_answer(tmp_path: Path) -> None:
    """Days as text or cells, codes as text or number, levels by id or title: the same recognitions, no fault."""
    expected = (
        Recognition("04831", "commune", "12/QĐ-UBND", date(2023, 12, 20), date(2024, 11, 18)),
        Recognition("04840", "district", "13/QĐ-UBND", date(2024, 12, 20)),
    )
    text = ("04831,commune,12/QĐ-UBND,2023-12-20,18/11/2024", "4840,Điển hình cấp huyện,13/QĐ-UBND,20/12/2024,")
    rows = [
        HEAD.split(","),
        ("04831", "commune", "12/QĐ-UBND", date(2023, 12, 20), "18/11/2024"),
        (4840, "DISTRICT", "13/QĐ-UBND", date(2024, 12, 20), None),
    ]
    columns = {
        "unit": [4831, 4840], "level": ["commune", "district"], "decision": ["12/QĐ-UBND", "13/QĐ-UBND"],
        "decided_on": pa.array([date(2023, 12, 20), date(2024, 12, 20)]),
        "revoked_on": pa.array([date(2024, 11, 18), None], pa.date32()),
    }  # fmt: skip
    for path in (
        write_csv(tmp_path / "a.csv", HEAD, *text),
        write_xlsx(tmp_path / "a.xlsx", rows),
        write_parquet(tmp_path / "a.parquet", columns),
    ):
        assert read(path) == (expected, ())


def test_rows_that_do_not_count(tmp_path: Path) -> None:
    """Every fault of a row is said at its cell; the other rows count."""
    path = write_csv(
        tmp_path / "a.csv",
        HEAD,
        ",,,,",
        "Đà Bắc,national,1/QĐ,31/02/2024,5/5/24",
        "0483100,,1/QĐ,,",
        "04831,commune,1/QĐ,20/12/2024,19/12/2024",
        "04840,commune,1/QĐ,20/12/2024,20/12/2024",
    )
    assert said(path) == expected("recognitions_that_do_not_count")
    assert [each.unit for each in read(path).recognitions] == ["04840"]


def test_rows_that_count_with_a_warning(tmp_path: Path) -> None:
    """A repeated row, a missing number, a level that is gone: said, but the recognition counts."""
    rows = ("04831,commune,1/QĐ,20/12/2024,", "04831,commune,1/QĐ,2024-12-20,", "04840,district,,01/07/2025,")
    path = write_csv(tmp_path / "a.csv", HEAD, *rows)
    assert said(path) == expected("recognitions_with_a_warning")
    assert len(read(path).recognitions) == 2


def test_rows_that_contradict_each_other(tmp_path: Path) -> None:
    """Of rows for one unit, level and day that say different things none counts; a second recognition later does."""
    rows = ("04831,commune,1/QĐ,20/12/2024,", "04831,commune,2/QĐ,20/12/2024,", "04831,commune,3/QĐ,20/12/2025,")
    path = write_csv(tmp_path / "a.csv", HEAD, *rows)
    assert said(path) == expected("recognitions_that_contradict")
    assert [each.decision for each in read(path).recognitions] == ["3/QĐ"]


def test_columns(tmp_path: Path) -> None:
    """Missing columns are said; a column about people is not read; the number of a decision is no place for an id."""
    assert [fault.code for fault in read(write_csv(tmp_path / "a.csv", "unit,level", "04831,commune")).faults] == [
        "MISSING_COLUMN"
    ]
    rows = (f"{HEAD},Họ tên", "04831,commune,gọi 0912345678,20/12/2024,,Bí Mật")
    found = read(write_csv(tmp_path / "b.csv", *rows))
    assert [fault.code for fault in found.faults] == ["PERSONAL_COLUMN", "PERSONAL_NUMBER"]
    assert found.recognitions == (Recognition("04831", "commune", "gọi •••", date(2024, 12, 20)),)
    assert [fault.code for fault in read_recognitions(b"", SET, name="a.csv").faults] == ["EMPTY_FILE"]


def test_levels_of_another_set(tmp_path: Path) -> None:
    """For a comparison of two sets the levels of both are known."""
    other = criteria_set(
        {"x": "flag"}, [{"all": [{"flag": "x"}]}], recognition=[{"level": "national", "title": "Toàn quốc"}]
    )
    path = write_csv(tmp_path / "a.csv", HEAD, "04831,national,1/QĐ,20/12/2024,")
    assert [fault.code for fault in read_recognitions(path, SET).faults] == ["UNKNOWN_LEVEL"]
    assert read_recognitions(path, SET, also=[other]).faults == ()


def test_in_force() -> None:
    """From the day of the decision up to the day before the revocation, of the unit that bore the code then."""
    given = [
        Recognition("04831", "commune", "1/QĐ", date(2023, 12, 20), date(2024, 11, 18)),
        Recognition("04840", "commune", "2/QĐ", date(2024, 3, 1)),
        Recognition("04840", "gone", "3/QĐ", date(2024, 3, 1)),
        Recognition("99999", "district", "4/QĐ", date(2024, 3, 1)),
    ]
    codes = ("04831", "04840", "99999")

    def on(day: date, map_day: date) -> dict[str, list[int]]:
        return {level: judged.tolist() for level, judged in in_force(given, SET, REGISTER, codes, map_day, day).items()}

    end = date(2024, 12, 31)
    assert on(date(2024, 2, 29), end) == {"commune": [MET, UNMET, UNMET], "district": [UNMET] * 3}
    assert on(date(2024, 11, 17), end) == {"commune": [MET, MET, UNMET], "district": [UNMET, UNMET, MET]}
    assert on(date(2024, 11, 18), end) == {"commune": [UNMET, MET, UNMET], "district": [UNMET, UNMET, MET]}
    assert on(date(2025, 12, 31), date(2025, 12, 31))["commune"] == [UNMET] * 3
    assert version_of(REGISTER, given[1]) == ("04840", date(2020, 1, 1))
    assert version_of(REGISTER, given[3]) is None
