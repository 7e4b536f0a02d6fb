"""Two provinces in one installation: each sees its own, sets name whom they are for, and the whole is counted alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import csv, parquet

from api.access.deciding import Granted, Place, Role, Who
from api.exchange.data import read_data
from api.exchange.streaming import score_parquet
from api.workflow.at_home import home_set
from api.workflow.schedule import plan_period, proposed
from tests.json.conftest import CLERK, Desk, desk, refused, somebody
from tests.json.test_movement import CAMERA
from tests.offices import Opened, opened

OLD, NEW = "04831", "01864"
"""Đà Bắc in Hòa Bình, Bộc Bố in Bắc Kạn."""
NATIONAL, OF_06 = "tt124-xa", "ho-an-toan"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """An office of two provinces with a figure of a commune of each in the national set."""
    folder = tmp_path_factory.mktemp("hai-tinh")
    with opened(f"sqlite+pysqlite:///{folder / 'a.sqlite3'}", provinces="06", requests_per_minute=1_000_000) as office:
        for key in ("nq12-tu", NATIONAL, OF_06):
            criteria = office.office.version_of_period(key, "2024").criteria
            plan_period(office.office, CLERK, criteria, "2024", proposed(criteria, "2024"), 0)
        everywhere = desk(office, somebody(Role.PROVINCE, "all"))
        for unit, value in ((OLD, 7), (NEW, 5)):
            answer = everywhere.put(f"/figures/{unit}/2024/villages?set={NATIONAL}", {"value": value}, 0)
            assert answer.status_code == 200, answer.text
            assert everywhere.post("/models", {**CAMERA, "unit": unit}).status_code == 200
        yield office


def officer_of(office: Opened, province: str) -> Desk:
    """Let in an officer of one province."""
    return desk(office, somebody(Role.PROVINCE, f"province:{province}"))


def test_a_set_is_for_the_units_of_its_province_then_and_now(two: Opened) -> None:
    """139 of Hòa Bình, 108 of Bắc Kạn; from 1/7/2025 the 42 xã and 37 made of them; the national set has all."""
    register = two.office.register
    wanted = {
        ("nq12-tu", "2024"): 139, (OF_06, "2024"): 108, (NATIONAL, "2024"): 259,
        ("nq12-tu", "2025"): 42, (OF_06, "2025"): 37, (NATIONAL, "2025"): 83,
    }  # fmt: skip
    found = {}
    for key, period in wanted:
        criteria = two.office.version_of_period(key, period).criteria
        found[key, period] = len(register.covered(criteria, date(int(period), 12, 31)))
    assert found == wanted


def test_targets_count_the_province_alone(two: Opened) -> None:
    """The targets of Hòa Bình count its units, whatever else is in the register; its officer may see them."""
    board = two.office.board(two.office.version_on("nq12-tu", two.office.today), two.office.known_now())
    target = next(each for each in board.criteria.targets if each.id == "2025")
    assert len(board.counted(target, two.office.today)) == 139
    assert officer_of(two, "17").get("/progress").status_code in {200, 404}
    refused(officer_of(two, "06").get("/progress", set="nq12-tu"), 403, "not_your_place")


def test_figures_of_another_province_are_not_taken(two: Opened) -> None:
    """A set of Bắc Kạn takes no figure of a commune of Hòa Bình, and says whom it is for."""
    everywhere = desk(two, somebody(Role.PROVINCE, "all"))
    problem = refused(everywhere.put(f"/figures/{OLD}/2024/villages?set={OF_06}", {"value": 7}, 0), 422, "not_usable")
    assert "của tỉnh Bắc Kạn (mã 06)" in problem["detail"]


@pytest.mark.parametrize(("province", "mine", "theirs"), [("17", OLD, NEW), ("06", NEW, OLD)])
def test_nothing_of_the_other_province_is_seen(two: Opened, province: str, mine: str, theirs: str) -> None:
    """Units, scores, sums, figures, the audit log and an export hold one's own province, by list and one by one."""
    one = officer_of(two, province)
    assert {each["province"] for each in one.items("/units", on="2024-12-31", limit="500")} == {province}
    refused(one.get(f"/units/{theirs}"), 404, "not_found")
    assert one.get(f"/units/{mine}").status_code == 200
    assert [each["unit"] for each in one.get("/scores", set=NATIONAL, period="2024").json()["units"]] == [mine]
    refused(one.get(f"/figures/{theirs}/2024/villages", set=NATIONAL), 403, "not_your_place")
    units = one.get("/totals", set=NATIONAL, period="2024").json()["places"][0]["units"]
    assert units == {"17": 151, "06": 108}[province]
    assert [each["unit"] for each in one.get("/models").json()["items"]] == [mine]
    told = one.get("/audit", limit="500").text
    assert (f'"{mine}"' in told, f'"{theirs}"' in told) == (True, False)
    sheet = one.client.get("/don-vi/xuat.csv?ngay=2024-12-31").text
    assert (mine in sheet, theirs in sheet) == (True, False)
    shown = one.client.get("/don-vi?ngay=2024-12-31").text
    assert (mine in shown, theirs in shown) == (True, False)


def test_the_country_is_told_in_counts_alone(two: Opened) -> None:
    """By province: the whole and each province, known and missing beside the sum; only for a role everywhere."""
    viewer = desk(two, somebody(Role.VIEWER, "all"))
    body = viewer.get("/totals", set=NATIONAL, period="2024", by="province").json()
    rows = [
        (each.get("province"), each["name"], each["units"], each["totals"][0]["value"], each["totals"][0]["missing"])
        for each in body["places"]
    ]
    assert rows == [
        (None, "Tất cả", 259, "12", 257), ("06", "Tỉnh Bắc Kạn", 108, "5", 107), ("17", "Tỉnh Hòa Bình", 151, "7", 150),
    ]  # fmt: skip
    refused(officer_of(two, "17").get("/totals", set=NATIONAL, by="province"), 403, "not_your_place")
    page = viewer.client.get(f"/bo/{NATIONAL}/tong-hop?ky=2024").text
    assert all(each in page for each in ("Tỉnh Bắc Kạn", "Tỉnh Hòa Bình", "Tất cả các tỉnh"))
    assert "Tỉnh Bắc Kạn" not in officer_of(two, "17").client.get(f"/bo/{NATIONAL}/tong-hop?ky=2024").text


def test_the_programme_of_ones_own_province_comes_first(two: Opened) -> None:
    """Bắc Kạn works with the set of its own that has a period, Hòa Bình and whoever is everywhere with the main one."""
    found = {
        place: home_set(two.office, somebody(Role.VIEWER, place))
        for place in ("province:06", "district:060", "province:19", "province:17", "all")
    }
    assert found == {
        "province:06": OF_06, "district:060": OF_06, "province:19": OF_06,
        "province:17": "nq12-tu", "all": "nq12-tu",
    }  # fmt: skip
    assert home_set(two.office, Who("nobody", 1, (Granted(Role.VIEWER, Place("all"), date(2030, 1, 1)),))) == "nq12-tu"
    client = officer_of(two, "06").client
    own, main = client.get("/bang-diem").text, client.get("/bo/nq12-tu/bang-diem").text
    assert "Hộ an toàn" in own
    assert 'data-base="/bo/nq12-tu"' in main
    assert 'data-base="/bo/ho-an-toan"' not in client.get("/bo/ho-an-toan/bang-diem").text


def test_the_api_means_the_same_programme_as_the_pages(two: Opened) -> None:
    """Without a set who asks is answered about their province's; behind ``/bo/…``, or with ``set``, about that one."""

    def meant(place: str, base: str = "", **query: str) -> str:
        client = desk(two, somebody(Role.PROVINCE, place)).client
        told = client.get(f"{base}/api/v1/scores", params={"period": "1990"} | query).json()["detail"]
        return str(told.partition("«")[2].partition("»")[0])  # no set was in force that year, and which is said

    assert {place: meant(place) for place in ("province:06", "district:060", "province:17", "all")} == {
        "province:06": OF_06, "district:060": OF_06, "province:17": "nq12-tu", "all": "nq12-tu",
    }  # fmt: skip
    assert [meant("province:06", f"/bo/{key}") for key in (NATIONAL, "nq12-tu")] == [NATIONAL, "nq12-tu"]
    assert meant("province:06", set="nq12-tu") == "nq12-tu"


def test_the_api_of_one_province_means_the_main_set(filled_sqlite: Opened) -> None:
    """Where one province is installed nothing is guessed: the main set is meant, whoever asks."""
    body = desk(filled_sqlite, somebody(Role.PROVINCE, "province:25")).get("/scores", period="2024").json()
    assert body["criteria"]["set"] == "nq12-tu"


def test_rows_of_another_province_are_reported_and_not_scored(two: Opened, tmp_path: Path) -> None:
    """Of a file with a commune of each province the set of Bắc Kạn scores its own; row by row and in batches alike."""
    criteria = two.office.version_of_period(OF_06, "2024").criteria
    table = pa.table({"unit": [OLD, NEW], "period": ["2024", "2024"], "villages": [7, 5]})
    csv.write_csv(table, tmp_path / "so.csv")
    parquet.write_table(table, tmp_path / "so.parquet")
    register = two.office.register
    data = read_data(tmp_path / "so.csv", criteria, register)
    streamed = score_parquet(tmp_path / "so.parquet", tmp_path / "diem.parquet", criteria, register)

    assert data.figures(criteria, register, "2024")[0] == (NEW,)
    assert parquet.read_table(tmp_path / "diem.parquet")["unit"].to_pylist() == [NEW]
    for faults in (data.faults, streamed.faults):
        (fault,) = [each for each in faults if each.code == "PROVINCE_NOT_COVERED"]
        assert fault.unit == OLD
        assert "thuộc Tỉnh Hòa Bình" in str(fault)
