"""A small register that is known by heart, and the pages as somebody meets them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from fastapi.testclient import TestClient
from httpx2 import Response

from api.access.deciding import Granted, Place, Role, Who
from api.app import create_app
from api.store.database import Actor
from api.workflow.movement.adding import add_models
from api.workflow.movement.judging import Given, GivenReview, GivenTurn
from api.workflow.movement.writer import Writer
from api.workflow.office import Office
from tests.api.pages.html import Node, read
from tests.offices import Opened

DA_BAC, XUAN_THUY, CAO_SON = "04831", "05017", "04957"
"""A town of district 150, a commune of 153, and one that was split on 1 July 2025."""
ANYBODY = Writer(Actor("canbo1", "form"))


def _model(kind: str, of: str, title: str, body: str, unit: str, village: str, founded: str, **more: object) -> Given:
    return Given(kind, of, title, body, unit, date.fromisoformat(founded), village=village, **more)  # type: ignore[arg-type]  # as named


REGISTER = (
    _model(
        "camera", "security", "Camera an ninh xóm Bưng", "cong-an", DA_BAC, "Xóm Bưng", "2019-05-12",
        members=12, households=40, reviews=(GivenReview(2023, "good"),),
    ),
    _model(
        "camera", "security", "Mắt thần xóm Bưng", "phu-nu", DA_BAC, "Xóm Bưng", "2021-03-01",
        reviews=(GivenReview(2023, "weak"),),
    ),
    _model("lien-gia", "society", "Tổ liên gia số 1", "khu-dan-cu", DA_BAC, "Xóm Mát", "2016-08-19"),
    _model(
        "kinh-te", "economy", "Tổ hợp tác trồng bưởi", "nong-dan", XUAN_THUY, "Xóm Vôi", "2022-02-02",
        members=20, turns=(GivenTurn(date(2024, 3, 1), "paused"),),
    ),
    _model(
        "zalo", "security", "Zalo an ninh", "cong-an", XUAN_THUY, "", "2020-01-15",
        turns=(GivenTurn(date(2023, 6, 30), "ended"),),
    ),
    _model("khac", "society", "Tổ đọc báo", "mttq", XUAN_THUY, "Xóm Vôi", "2024-02-01"),
    _model("tieng-keng", "security", "Tiếng kẻng xóm Mận", "cuu-chien-binh", CAO_SON, "Xóm Mận", "2018-10-10"),
)  # fmt: skip
"""MH000001 and so on: six that have not ended by 10 November 2024, and the fifth, which has."""


def fill(office: Office, *given: Given) -> tuple[str, ...]:
    """Put models on record, the register when none are named; return their keys."""
    return add_models(office, ANYBODY, given or REGISTER).keys


_MADE: dict[tuple[int, Role, str], tuple[Opened, TestClient]] = {}
"""Pages by office and who comes; the office is kept, so that its identity stays its own."""


@dataclass
class Visit:
    """Somebody at the pages of the register."""

    office: Opened
    role: Role = Role.PROVINCE
    place: str = "all"
    client: TestClient = field(init=False)

    def __post_init__(self) -> None:
        """Let them in; the pages of an office are made once for each who comes."""
        whose = (id(self.office), self.role, self.place)
        if whose not in _MADE:
            who = Who("thử", None, (Granted(self.role, Place.read(self.place), date(2020, 1, 1)),))
            app = create_app(self.office.office, guest=who)
            client = TestClient(app, base_url="http://tieuchi.test", follow_redirects=False)
            _MADE[whose] = self.office, client
        self.client = _MADE[whose][1]

    def page(self, path: str, status: int = 200) -> Node:
        """Open a page."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text[-800:]
        return read(answer.text)

    def send(self, path: str, deed: str, **fields: str) -> Response:
        """Send a form; underscores of a name are hyphens."""
        data = {"csrf": "", "viec": deed, **{key.replace("_", "-"): value for key, value in fields.items()}}
        return self.client.post(path, data=data, headers={"Origin": "http://tieuchi.test"})


def shown(page: Node) -> list[int]:
    """Return the numbers of the models in the table of a page, in its order."""
    keys = [each.one("span", "could").text for each in page.all("th", "ten") if each.attributes.get("scope") == "row"]
    return [int(key.removeprefix("MH")) for key in keys]


def faults(answer: Response | Node) -> list[str]:
    """Return what a page says is wrong."""
    page = answer if isinstance(answer, Node) else read(answer.text)
    return [each.text for box in page.all("div", "problems") for each in box.all("li")]
