"""``/models``: the register through the API, on both databases; who sees what, and what stands over what was seen."""

from __future__ import annotations

from typing import Any

from api.access.deciding import Role
from tests.json.conftest import Desk, desk, refused, somebody
from tests.offices import Opened

CAMERA = {
    "kind": "camera", "field": "security", "title": "Camera an ninh xóm Bưng", "body": "cong-an", "unit": "04834",
    "village": "Xóm Bưng", "founded_on": "2019-05-12",
}  # fmt: skip


def put_on_record(office: Desk, unit: str, **said: object) -> dict[str, Any]:
    """Add a model."""
    answer = office.post("/models", {**CAMERA, "unit": unit, **said})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_model_over_what_was_seen(officer: Desk, unit: str) -> None:
    """Added, corrected over the row seen, stale over an older one; the same again is harmless; history has it all."""
    first = put_on_record(officer, unit)
    path, seen = f"/models/{first['key']}", first["id"]
    assert put_on_record(officer, unit)["key"] == first["key"]
    assert (first["unit"], first["standing"], first["members"], first["rating"]) == (unit, "active", None, None)

    changed = {**CAMERA, "unit": unit, "members": 12, "title": "Camera, gọi 0912345678"}
    refused(officer.put(path, changed), 428, "precondition_missing")
    answer = officer.put(path, changed, seen)
    assert (answer.status_code, answer.json()["members"], answer.headers["ETag"]) == (
        200,
        12,
        f'"{answer.json()["id"]}"',
    )
    assert [each["field"] for each in answer.json()["warnings"]] == ["title"]
    assert officer.put(path, changed, seen).json()["id"] == answer.json()["id"]
    newer = refused(officer.put(path, {**changed, "members": 13}, seen), 412, "stale")["newer"]
    assert (newer["members"], newer["id"]) == (12, answer.json()["id"])
    refused(officer.put("/models/MH999999", changed, 1), 404, "not_found")

    turn = officer.post(f"{path}/turns", {"since": "2024-06-01", "standing": "paused"}).json()
    refused(officer.post(f"{path}/turns", {"since": "2024-06-01", "standing": "ended"}), 412, "stale")
    review = officer.put(f"{path}/reviews/2023", {"rating": "good", "households": 40}, 0).json()
    shown = officer.get(path).json()
    assert (shown["standing"], shown["since"], shown["rating"], shown["rated_year"], shown["households"]) == (
        "paused", "2024-06-01", "good", 2023, 40,
    )  # fmt: skip
    assert officer.get(path, on="2024-05-31").json()["standing"] == "active"
    assert [each["of"] for each in shown["history"]] == ["model", "model", "turn", "review"]
    assert shown["history"][0]["by"]

    assert officer.delete(f"{path}/turns/2024-06-01", turn["id"]).json()["withdrawn"]
    assert officer.delete(f"{path}/reviews/2023", review["id"]).json()["withdrawn"]
    gone = officer.delete(path, shown["id"]).json()
    assert (gone["withdrawn"], officer.get("/models", unit=unit).json()["total"]) == (True, 0)
    assert officer.client.post(f"/api/v1{path}/restore", headers={"If-Match": f'"{gone["id"]}"'}).status_code == 200
    last = officer.get(path).json()
    assert officer.post("/models/undo", {"act": last["history"][-1]["act"]}).status_code == 200
    assert officer.get("/models", unit=unit).json()["total"] == 0


def test_lists_and_sums(officer: Desk, unit: str) -> None:
    """Filters, search without diacritics, order, pages, an ETag that holds; sums, overlaps, unrated ones, trend."""
    for village, body, day in (("Xóm Bưng", "cong-an", "2019-05-12"), ("Xóm Mát", "cong-an", "2022-01-01")):
        put_on_record(officer, unit, village=village, body=body, founded_on=day, members=10)
    other = put_on_record(officer, unit, body="phu-nu", title="Mắt thần xóm Bưng", founded_on="2023-01-01")

    answer = officer.get("/models", unit=unit, search="mat than")
    assert [each["key"] for each in answer.json()["items"]] == [other["key"]]
    assert officer.get("/models", answer.headers["ETag"], unit=unit, search="mat than").status_code == 304
    page = officer.get("/models", unit=unit, sort="founded", down="true", limit="2")
    assert [each["founded_on"] for each in page.json()["items"]] == ["2023-01-01", "2022-01-01"]
    rest = officer.get("/models", unit=unit, sort="founded", down="true", limit="2", cursor=page.json()["next"])
    assert ([each["founded_on"] for each in rest.json()["items"]], rest.json()["next"]) == (["2019-05-12"], None)
    assert "cursor=" in page.headers["Link"]
    assert officer.get("/models", unit=unit, on="2020-01-01").json()["total"] == 1
    refused(officer.get("/models", sort="x"), 400, "bad_request")
    refused(officer.get("/models", standing="gone"), 400, "bad_request")
    refused(officer.get("/models", cursor="x"), 400, "bad_request")

    sums = officer.get("/models/totals", unit=unit, by="body").json()
    assert (sums["total"]["models"], sums["total"]["members"], sums["total"]["members_missing"]) == (3, 20, 1)
    assert {each["key"]: each["models"] for each in sums["items"] if each["models"]} == {"cong-an": 2, "phu-nu": 1}
    (overlap,) = officer.items("/models/overlaps", unit=unit)
    assert (overlap["village"], [each["id"] for each in overlap["bodies"]]) == ("Xóm Bưng", ["cong-an", "phu-nu"])
    assert len(officer.items("/models/unrated", unit=unit, year="2023")) == 3
    trend = officer.get("/models/trend", unit=unit, first="2018").json()
    assert [each and each["models"] for each in trend["items"][0]["totals"]][-3:] == [2, 3, 3]
    assert trend["days"][-1] == "2024-11-10"
    assert {each["id"] for each in officer.get("/models/book").json()["ratings"]} == {"good", "fair", "average", "weak"}


def test_closing_feeds_the_score(officer: Desk, unit: str) -> None:
    """Closed, the count is scored and the typed figure is a fault; ``/models/fed`` says which, and lists models."""
    key = put_on_record(officer, unit)["key"]
    officer.put(f"/models/{key}/reviews/2024", {"rating": "good"}, 0)
    officer.entered(unit, working_models="3", villages="9")
    asked = {"unit": unit, "period": "2024"}
    fed = {each["indicator"]: each for each in officer.get("/models/fed", **asked).json()["items"]}
    assert (fed["working_models"]["from_register"], fed["working_models"]["disagrees"]) == (False, True)

    answer = officer.client.put(f"/api/v1/models/closed/{unit}", params={"period": "2024"})
    assert (answer.status_code, answer.json()["closed"]) == (200, True)
    assert [each["unit"] for each in officer.items("/models/closed", unit=unit)] == [unit]
    fed = {each["indicator"]: each for each in officer.get("/models/fed", **asked).json()["items"]}
    working = fed["working_models"]
    assert (working["from_register"], working["value"], working["typed"], working["models"]) == (True, "1", "3", [key])
    scores = officer.get(f"/scores/{unit}", period="2024").json()
    assert [(each["code"], each["unit"]) for each in scores["faults"]] == [("REGISTER_DISAGREES", unit)]
    whole = officer.get("/scores", period="2024").json()
    assert next(each for each in whole["units"] if each["unit"] == unit) == scores["units"][0]
    trial = officer.post("/trial", {"period": "2024", "units": [{"unit": unit, "values": {"working_models": "5"}}]})
    assert trial.json()["units"][0]["met"] == scores["units"][0]["met"]

    answer = officer.client.delete(f"/api/v1/models/closed/{unit}", params={"period": "2024"})
    assert answer.json()["closed"] is False
    assert officer.get(f"/scores/{unit}", period="2024").json()["faults"] == []
    refused(officer.client.put("/api/v1/models/closed/99999", params={"period": "2024"}), 404, "not_found")


def test_nobody_learns_of_others(written: Opened, officer: Desk, unit: str, unused: Any) -> None:  # noqa: ANN401 -- an iterator of the fixture
    """A commune sees and changes its own models alone; another's is as if there were none."""
    elsewhere = next(unused)
    own, theirs = put_on_record(officer, unit), put_on_record(officer, elsewhere)
    commune = desk(written, somebody(Role.COMMUNE, f"unit:{unit}:2020-01-01"))

    assert [each["key"] for each in commune.items("/models")] == [own["key"]]
    assert commune.get("/models/totals").json()["total"]["models"] == 1
    refused(commune.get(f"/models/{theirs['key']}"), 404, "not_found")
    refused(commune.delete(f"/models/{theirs['key']}", theirs["id"]), 403, "not_your_place")
    refused(commune.post("/models", {**CAMERA, "unit": elsewhere}), 403, "not_your_place")
    refused(commune.client.put(f"/api/v1/models/closed/{elsewhere}", params={"period": "2024"}), 403, "not_your_place")


def test_refused(officer: Desk) -> None:
    """Words and fields about people, and what is not in the book, are refused with their place."""
    for said, place in (
        ({"title": "Tổ tự quản dòng họ Bùi"}, "title"),
        ({"members": "nhiều"}, None),
        ({"members_list": ["x"]}, None),
        ({"founded_on": "2024-11-11"}, "founded_on"),
        ({"kind": "343"}, "kind"),
    ):
        problem = refused(officer.post("/models", {**CAMERA, **said}), 422, "not_usable")
        assert place is None or [each["place"] for each in problem["faults"]] == [place]


def test_a_list_is_read_on_as_it_began(officer: Desk, unit: str) -> None:
    """What is written between two pages of a list shifts nothing: the rest is as known when it began."""
    for at in range(4):
        put_on_record(officer, unit, village=f"Xóm {at}")
    for path, more in (("/models", {}), ("/models/unrated", {"year": "2023"})):
        asked = {"unit": unit, "limit": "2", "sort": "founded", "down": "true", **more}
        first = officer.get(path, **asked).json()
        put_on_record(officer, unit, founded_on="2022-01-01", title=f"Camera mới, {path[-2:]}")
        rest = officer.get(path, **asked, cursor=first["next"]).json()
        keys = [each["key"] for each in (*first["items"], *rest["items"])]
        assert len(keys) == len(set(keys))
        assert not any(each["title"].startswith("Camera mới, " + path[-2:]) for each in rest["items"])
    refused(officer.get("/models/overlaps", cursor=first["next"][:-2]), 400, "bad_request")


def test_a_table_of_models_is_looked_at_and_confirmed(officer: Desk, unit: str, unused: Any) -> None:  # noqa: ANN401 -- an iterator of the fixture
    """Faults by row stop no other row; nothing is written before confirm, one act after it, undone by its number."""
    rows = [
        "Mã mô hình,Tên mô hình,Loại,Lĩnh vực,Tổ chức phụ trách,Mã đơn vị,Ngày thành lập",
        f",Camera xóm Một,camera,security,cong-an,{unit},12/05/2019",
        f",Camera xóm Hai,camera,security,cong-an,{unit},hôm qua",
        f",Camera gọi 0912345678,camera,security,cong-an,{unit},12/05/2019",
        f",Tổ dòng họ Bùi,camera,security,cong-an,{unit},12/05/2019",
        f",Camera xóm Ba,camera,security,cong-an,{next(unused)},12/05/2019",
    ]
    sent = officer.client.post("/api/v1/models/imports", files={"file": ("so.csv", "\n".join(rows).encode())})
    assert sent.status_code == 200, sent.text
    seen, path = sent.json(), f"/models/imports/{sent.json()['id']}"
    assert (seen["state"], seen["act"], seen["counts"]) == (
        "waiting", None, {"new": 2, "changed": 0, "conflict": 0, "same": 0},
    )  # fmt: skip
    assert sorted((each["cell"], each["code"]) for each in seen["faults"]) == [
        ("dòng 3, cột Ngày thành lập", "NOT_A_DAY"),
        ("dòng 4, cột Tên mô hình", "PERSONAL_TEXT"),
        ("dòng 5, cột Tên mô hình", "NOT_USABLE"),
    ]
    assert officer.get("/models", unit=unit).json()["total"] == 0
    newest = officer.items("/models/imports")[0]
    assert (newest["id"], newest["state"]) == (seen["id"], "waiting")

    confirm = f"/api/v1{path}/confirm"
    refused(officer.client.post(confirm), 428, "precondition_missing")
    old = {"If-Match": sent.headers["ETag"]}
    newer = refused(officer.client.post(confirm, headers={"If-Match": '"x"'}), 412, "stale")["newer"]
    assert newer["counts"] == seen["counts"]
    done = officer.client.post(confirm, headers=old)
    assert (done.json()["state"], done.json()["written"], done.json()["changes"]) == (
        "written", {"new": 2, "changed": 0}, [],
    )  # fmt: skip
    act = done.json()["act"]
    assert officer.client.post(confirm, headers=old).json()["act"] == act
    assert officer.get("/models", unit=unit).json()["total"] == 1
    assert officer.post("/models/undo", {"act": act}).status_code == 200
    assert officer.get(path).json()["undone_by"] is not None
    assert officer.delete(path).status_code == 200
    refused(officer.get(path), 404, "not_found")
    nothing = officer.client.post("/api/v1/models/imports", files={"file": ("trong.csv", b"")})
    again = f"/api/v1/models/imports/{nothing.json()['id']}/confirm"
    refused(officer.client.post(again, headers={"If-Match": "*"}), 422, "not_usable")
