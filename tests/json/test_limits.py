"""How often one may ask and how much one may send: refused early, said when to come back, cheap for everybody else."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from api.app import create_app
from api.demo import OFFICER
from api.json.limits import MOST_REMEMBERED, SIGN_INS_PER_MINUTE, RateLimit
from tests.offices import Opened, opened

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """An office that lets everybody ask twelve times a minute and send a megabyte."""
    place = f"sqlite:///{tmp_path_factory.mktemp('limits') / 'a.sqlite3'}"
    with opened(place, requests_per_minute=12, body_megabytes=1) as found:
        yield found


@pytest.fixture
def client(office: Opened) -> TestClient:
    """The service, as an officer uses it."""
    return TestClient(create_app(office.office, guest=OFFICER))


def test_who_asks_too_often_is_told_when_to_come_back(client: TestClient) -> None:
    """The thirteenth request of a minute is refused, with the seconds to wait; the twelve before it are answered."""
    statuses = [client.get("/api/v1/criteria").status_code for _ in range(12)]
    refused = client.get("/api/v1/criteria")

    assert statuses == [200] * 12
    assert refused.status_code == 429
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "too_many"
    assert refused.json()["request_id"] == refused.headers["X-Request-Id"]
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.json()["detail"].startswith(f"Chờ {refused.headers['Retry-After']} giây")
    assert "Content-Security-Policy" in refused.headers


def test_those_who_watch_the_service_are_never_counted(client: TestClient) -> None:
    """Health and measures answer however often, also when everything else is refused."""
    for address in ("/healthz", "/readyz", "/metrics"):
        assert {client.get(address).status_code for _ in range(20)} == {200}
    for _ in range(13):
        client.get("/api/v1/criteria")

    assert client.get("/api/v1/criteria").status_code == 429
    assert client.get("/healthz").status_code == 200


def test_somebody_at_a_browser_reads_a_sentence(client: TestClient) -> None:
    """A page asked for too often is a plain sentence in Vietnamese, no JSON."""
    for _ in range(12):
        client.get("/docs")
    refused = client.get("/docs")

    assert refused.status_code == 429
    assert refused.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert refused.text.startswith("Chờ ")


class Service:
    """A service behind the limit: it knows two tokens of account 7 and one of account 8, and no other."""

    def __init__(self, per_minute: int) -> None:
        self.limit = RateLimit(self.answer, per_minute)
        self.answered = 0
        self.ended: set[str] = set()

    async def answer(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer 200 to whom it knows, 401 to others."""
        self.answered += 1
        token = dict(scope["headers"]).get(b"authorization", b"").decode()
        account = {"a": 7, "b": 7, "c": 8}.get(token) if token not in self.ended else None
        scope.setdefault("state", {})["account"] = account
        await send({"type": "http.response.start", "status": 200 if account else 401, "headers": []})

    def ask(self, token: str = "", address: str = "10.0.0.5", method: str = "GET", path: str = "/api/v1/scores") -> int:
        """Ask once; return the status."""
        seen: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b""}

        async def send(message: Message) -> None:
            seen.append(message)

        headers = [(b"authorization", token.encode())] if token else []
        scope: dict[str, Any] = {
            "type": "http",
            "method": method,
            "path": path,
            "headers": headers,
            "client": (address, 1),
        }
        with pytest.raises(StopIteration):  # nothing in it waits
            self.limit(scope, receive, send).send(None)
        return int(seen[0]["status"])


def test_an_account_is_counted_wherever_it_asks_from() -> None:
    """Two tokens of one account at two addresses share its count; another account has its own."""
    service = Service(10)
    for token in "abc":  # the first request of each counts for its address
        assert service.ask(token) == 200
    found = [service.ask(token, address) for _ in range(5) for token, address in (("a", "10.0.0.5"), ("b", "10.0.0.6"))]

    assert found == [200] * 10
    assert service.ask("a") == service.ask("b", "10.0.0.9") == 429
    assert service.ask("c") == 200


def test_made_up_tokens_are_counted_by_address() -> None:
    """Whoever changes the token each time is counted all the same, and no service is asked any more."""
    service = Service(10)
    found = [service.ask(f"bịa {place}") for place in range(15)]

    assert found == [401] * 10 + [429] * 5
    assert service.answered == 10
    assert service.ask("bịa", "10.0.0.6") == 401


def test_neighbours_do_not_suffer() -> None:
    """At an address that is refused, somebody already signed in goes on working."""
    service = Service(10)
    service.ask("a")
    for place in range(20):
        service.ask(f"bịa {place}")

    assert service.ask("bịa") == 429
    assert service.ask("a") == 200


def test_a_token_that_has_ended_counts_for_the_address_again() -> None:
    """The holder of an ended token can't use up what the account may ask."""
    service = Service(10)
    service.ask("a")
    service.ask("b")
    service.ended.add("a")
    found = [service.ask("a") for _ in range(12)]

    assert 429 in found
    assert service.ask("b", "10.0.0.9") == 200


def test_signing_in_is_limited_more_strictly() -> None:
    """An address may try to sign in thirty times a minute, with whatever it brings along."""
    service = Service(1000)
    found = [service.ask(f"bịa {place}", method="POST", path="/api/v1/session") for place in range(32)]

    assert SIGN_INS_PER_MINUTE == 30
    assert found == [401] * 30 + [429] * 2
    assert service.ask(path="/api/v1/session") == 401
    assert service.ask(method="POST", path="/api/v1/session/second-factor") == 429
    assert service.ask(method="POST", path="/dang-nhap") == 429


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many sessions there are, only so many accounts are remembered; the one longest unused goes first."""
    assert MOST_REMEMBERED == 10_000
    monkeypatch.setattr("api.json.limits.MOST_REMEMBERED", 2)
    service = Service(100)
    for token in ("a", "b", "a", "c"):
        service.ask(token)

    assert list(service.limit._accounts.values()) == ["account 7", "account 8"]


# ------------------------------------------------------------------------------------------------------- bodies


def test_a_body_that_is_too_large_is_refused_by_its_length(client: TestClient) -> None:
    """A body that says that it is over the limit is refused at once, as problem+json with the limit in words."""
    refused = client.post("/api/v1/criteria/check", content=b"a" * 1_000_001)

    assert (refused.status_code, refused.headers["Content-Type"]) == (413, "application/problem+json")
    assert refused.json()["code"] == "too_large"
    assert refused.json()["detail"] == "Nhiều nhất 1 MB một lần; chia nhỏ nội dung rồi gửi nhiều lần."
    assert refused.json()["request_id"]


@pytest.mark.parametrize("said", [None, "7"])
def test_a_body_that_hides_its_length_is_refused_as_it_comes(client: TestClient, said: str | None) -> None:
    """A body in pieces, or longer than it says, is refused once it is over the limit."""

    def pieces() -> Iterator[bytes]:
        for _ in range(30):
            yield b'"' + b"a" * 100_000

    headers = JSON | ({"Content-Length": said} if said else {})
    refused = client.put("/api/v1/figures/04831/2024/villages", content=pieces(), headers=headers | {"If-Match": '"0"'})

    assert (refused.status_code, refused.headers["Content-Type"]) == (413, "application/problem+json")
    assert refused.json()["code"] == "too_large"


def test_a_body_within_the_limit_is_read(client: TestClient) -> None:
    """A body of the limit exactly is looked at."""
    answer = client.post(
        "/api/v1/criteria/check", content=b"# " + b"a" * 999_998, headers={"Content-Type": "application/yaml"}
    )

    assert answer.status_code == 200
