"""The page of who comes first: the sample's communes in the order that a rule of the set asks."""

from __future__ import annotations

import shutil
from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from api.demo import OFFICER, fill
from api.settings import Settings
from api.workflow.office import open_office
from tests.api.pages.html import read
from tests.offices import Clock

ROOT = Path(__file__).parents[3]
RULE = """
first:
  - title: Xã có từ 12 khu dân cư
    basis: ví dụ
    when: {count: villages, at_least: 12}
"""


def test_units_stand_in_the_order_that_the_set_asks(tmp_path: Path) -> None:
    """Every unit once: those that satisfy the rule, then those not known, then the others; it is no score."""
    folder = tmp_path / "criteria"
    (folder / "nq12-tu").mkdir(parents=True)
    file = folder / "nq12-tu" / "2022-06-27.yaml"
    shutil.copy(ROOT / "criteria" / "nq12-tu" / "2022-06-27.yaml", file)
    file.write_text(file.read_text("utf-8") + RULE, "utf-8")
    office = open_office(Settings(database=f"sqlite:///{tmp_path / 'd.sqlite3'}", criteria=folder), Clock())
    fill(office)
    client = TestClient(create_app(office, guest=OFFICER))

    page = read(client.get("/lam-truoc?ky=2024").text)
    words = [row.all("td")[1].text for row in page.one("tbody").all("tr")]
    said = client.get("/api/v1/order", params={"period": "2024"}).json()

    assert [row.one("th").text for row in page.one("tbody").all("tr")] == [each["name"] for each in said["items"]]
    assert len(words) == 139
    order = ["làm trước", "chưa rõ", "làm sau"]
    places = [next(at for at, word in enumerate(order) if word in each) for each in words]
    assert places == sorted(places)
    assert set(places) >= {0, 2}
    assert "không làm đổi điểm" in page.text


def test_a_set_without_such_a_rule_says_so(tmp_path: Path) -> None:
    """No table, and where to look."""
    office = open_office(Settings(database=f"sqlite:///{tmp_path / 'd.sqlite3'}"), Clock())
    fill(office)
    page = read(TestClient(create_app(office, guest=OFFICER)).get("/lam-truoc").text)

    assert page.all("table", "totals") == []
    assert "không nêu đơn vị nào làm trước" in page.text
