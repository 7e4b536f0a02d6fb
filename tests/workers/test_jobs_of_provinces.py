"""Two provinces' work in one queue: each job takes its own set and units, and nobody sees or moves the other's."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest

from api.access.deciding import Granted, Place, Role, Who
from api.workflow.jobs import running
from api.workflow.schedule import plan_period, proposed
from tests.json.conftest import CLERK, Desk, desk, refused
from tests.offices import Opened, opened

OF_17, OF_06 = ("04831", "Thị trấn Đà Bắc"), ("01864", "Xã Bộc Bố")
NATIONAL = "tt124-xa"
OWN = {"17": "nq12-tu", "06": "ho-an-toan"}
UNITS = {"17": OF_17, "06": OF_06}


def officer(province: str) -> Who:
    """An officer of one province, or of all."""
    place = Place.read(f"province:{province}" if province != "all" else province)
    return Who(f"cán bộ {province}", None, (Granted(Role.PROVINCE, place, date(2020, 1, 1)),))


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """An office of two provinces with figures of a unit of each in its own set."""
    folder = tmp_path_factory.mktemp("hai-tinh")
    with opened(f"sqlite+pysqlite:///{folder / 'a.sqlite3'}", provinces="06", requests_per_minute=1_000_000) as office:
        for key in (NATIONAL, *OWN.values()):
            criteria = office.office.version_of_period(key, "2024").criteria
            plan_period(office.office, CLERK, criteria, "2024", proposed(criteria, "2024"), 0)
        everywhere = desk(office, officer("all"))
        for province, key in OWN.items():
            path = f"/figures/{UNITS[province][0]}/2024/villages?set={key}"
            assert everywhere.put(path, {"value": 7}, 0).status_code == 200
        yield office


@pytest.fixture(scope="module")
def desks(two: Opened) -> dict[str, Desk]:
    """The officers of both provinces."""
    return {each: desk(two, officer(each)) for each in UNITS}


def villages(*rows: tuple[str, int]) -> bytes:
    """A table of villages in 2024."""
    return "\n".join(["unit,period,villages", *(f"{code},2024,{value}" for code, value in rows)]).encode()


def sent(one: Desk, *rows: tuple[str, int], **query: str) -> str:
    """Send a table to be imported; return the job."""
    files = {"file": ("so-lieu.csv", villages(*rows))}
    answer = one.client.post("/api/v1/jobs/imports", files=files, params=query)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def looked(two: Opened, desks: dict[str, Desk], jobs: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Let the queue run whatever waits, whosever it is, and return how each finds the own job."""
    for province, key in jobs.items():
        assert running.run(two.office, key, officer(province))
    return {province: desks[province].get(f"/jobs/{key}").json() for province, key in jobs.items()}


def test_imports_write_ones_own_province_alone(two: Opened, desks: dict[str, Desk]) -> None:
    """Both send rows of both provinces into the national set: each writes its own, the other's row is a fault."""
    rows = ((OF_17[0], 17), (OF_06[0], 6))
    jobs = {each: sent(desks[each], *rows, set=NATIONAL) for each in UNITS}
    for province, told in looked(two, desks, jobs).items():
        (item,) = told["items"]
        assert (told["state"], item["state"], told["set"]) == ("asking", "ready", NATIONAL)
        theirs = UNITS["06" if province == "17" else "17"]
        told_of = json.dumps(item, ensure_ascii=False)
        assert theirs[1] not in told_of
        assert f"đơn vị của tỉnh khác ({theirs[0]}) ngoài phạm vi nhập" in told_of
        assert desks[province].post(f"/jobs/{jobs[province]}/confirm").status_code == 200
    assert {each["state"] for each in looked(two, desks, jobs).values()} == {"done"}
    everywhere = desk(two, officer("all"))
    for province, (code, _) in UNITS.items():
        figure = everywhere.get(f"/figures/{code}/2024/villages", set=NATIONAL).json()
        acts = everywhere.items("/audit", unit=code, action="figures.import")
        assert (figure["value"], {each["actor"] for each in acts}) == (str(int(province)), {officer(province).name})


def test_nobody_sees_or_moves_the_other_ones_job(two: Opened, desks: dict[str, Desk]) -> None:
    """Neither in the list nor by its address; it can't be added to, confirmed, stopped, done again or taken along."""
    key = sent(desks["06"], (OF_06[0], 8), set=NATIONAL)
    other = desks["17"]
    assert key not in [each["id"] for each in other.items("/jobs")]
    assert key in [each["id"] for each in desks["06"].items("/jobs")]
    refused(other.get(f"/jobs/{key}"), 404, "not_found")
    refused(other.get(f"/jobs/{key}/file"), 404, "not_found")
    for deed in ("confirm", "cancel", "retry"):
        refused(other.post(f"/jobs/{key}/{deed}"), 404, "not_found")
    files = {"file": ("them.csv", villages((OF_17[0], 9)))}
    refused(other.client.post("/api/v1/jobs/imports", files=files, params={"job": key}), 404, "not_found")
    assert other.client.get(f"/viec-dang-chay/{key}").status_code == 404
    assert looked(two, desks, {"06": key})["06"]["state"] == "asking"


def test_a_job_without_a_set_is_of_the_province_of_who_gives_it(desks: dict[str, Desk]) -> None:
    """As on the pages: Bắc Kạn's officer imports into its set, Hòa Bình's into the main one; an address may say."""
    for province, one in desks.items():
        key = sent(one, (UNITS[province][0], 3))
        assert one.get(f"/jobs/{key}").json()["set"] == OWN[province]
    files = {"file": ("so.csv", villages((OF_06[0], 3)))}
    for key in ("nq12-tu", "ho-an-toan"):
        answer = desks["06"].client.post(f"/bo/{key}/api/v1/jobs/imports", files=files)
        assert answer.json()["set"] == key


def test_documents_take_the_right_set_and_units(two: Opened, desks: dict[str, Desk]) -> None:
    """Each gets the documents of its own units, by the file of the set asked for; the other's set gives none."""
    jobs = {}
    for province, one in desks.items():
        body = {"kind": "sheet", "period": "2024"}
        answer = one.post("/jobs/reports", body, set=OWN[province])
        assert answer.status_code == 202, answer.text
        jobs[province] = answer.json()["id"]
        other = OWN["06" if province == "17" else "17"]
        refused(one.post("/jobs/reports", body, set=other), 409, "state_forbids")
    for province, told in looked(two, desks, jobs).items():
        assert (told["state"], told["set"]) == ("done", OWN[province])
        assert [each["name"] for each in told["items"]] == [UNITS[province][1]]
        version = two.office.version_of_period(OWN[province], "2024")
        made = desks[province].get(f"/jobs/{jobs[province]}/file")
        with ZipFile(io.BytesIO(made.content)) as archive:
            (name,) = archive.namelist()
            with ZipFile(io.BytesIO(archive.read(name))) as document:
                text = document.read("word/document.xml").decode()
        assert UNITS[province][0] in name
        assert all(each.title in text for each in version.criteria.criteria)
