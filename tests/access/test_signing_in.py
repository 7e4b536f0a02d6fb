"""Signing in: who gets in, who waits how long, when a session is over, what a second factor is worth."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from api.access import passwords
from api.access.browsers import comes_from_here, cookie_name, form_token, form_token_fits, path_here
from api.access.deciding import Action
from api.access.secrets import csrf_token
from api.store.account_tables import Account, LoginSession
from api.workflow import own_account, second_factor, signing_in
from api.workflow.accounts import close, renew_code
from api.workflow.own_account import choose_password, create_token
from api.workflow.presence import DeniedError, Present, Visit, present_of, program_of
from api.workflow.signing_in import confirm, login_key, sign_in, sign_out
from tests.offices import Opened
from tests.people import BETTER, CHEAP, DESK, GOOD, SERVER, acts, new_account, settled, totp_of

ELSEWHERE = Visit("10.9.9.9", "api")


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_ARGON2", CHEAP)


def denied(call: Callable[[], object], code: str) -> DeniedError:
    """Return why something is denied."""
    with pytest.raises(DeniedError) as caught:
        call()
    assert caught.value.code == code, caught.value.detail
    return caught.value


def wrong(office: Opened, login: str = "tinh", visit: Visit = DESK) -> str:
    """Try a wrong password; return how that ended."""
    with pytest.raises(DeniedError) as caught:
        sign_in(office.office, visit, login, "sai mật khẩu rồi")
    return f"{caught.value.code} {caught.value.headers.get('Retry-After', '')}".strip()


def with_totp(office: Opened) -> tuple[Present, str, tuple[str, ...]]:
    """Make an account with a second factor: its session, the secret, the recovery codes; the code of now is used."""
    present = settled(office, "tinh")
    secret, _ = second_factor.begin_totp(office.office, DESK, present)
    codes = second_factor.confirm_totp(office.office, DESK, present, totp_of(office, secret))
    return present, secret, codes


# ------------------------------------------------------------------------------------------------ first login


def test_a_one_time_code_opens_once_and_only_to_choose_a_password(opened_office: Opened) -> None:
    """The code stands in for the password once; until one is chosen nothing but that and signing in is open."""
    code = new_account(opened_office, "tinh")
    present = sign_in(opened_office.office, DESK, " TINH ", code.lower().replace("-", " "))

    assert present.must_choose
    assert present.who.bound == frozenset((Action.OWN, Action.SIGN_IN))
    denied(lambda: sign_in(opened_office.office, DESK, "tinh", code), "wrong_password")

    chosen = choose_password(opened_office.office, DESK, present, "", GOOD)
    assert (chosen.must_choose, chosen.who.bound) == (False, None)
    assert not sign_in(opened_office.office, DESK, "tinh", GOOD).must_choose


@pytest.mark.parametrize(("days", "opens"), [(13.99, True), (14, False)])
def test_a_code_ends_after_fourteen_days(opened_office: Opened, days: float, opens: bool) -> None:  # noqa: FBT001 -- a case
    """A code lets in during fourteen days and no longer."""
    code = new_account(opened_office, "tinh")
    opened_office.clock.move(days=days)
    if opens:
        assert sign_in(opened_office.office, DESK, "tinh", code).must_choose
    else:
        denied(lambda: sign_in(opened_office.office, DESK, "tinh", code), "wrong_password")


def test_a_weak_password_is_refused_with_every_reason(opened_office: Opened) -> None:
    """Length, commonness and the name of the own place are all said, and the session stays to try again."""
    code = new_account(opened_office, "xa.daba", place="unit:04831:2020-01-01")
    present = sign_in(opened_office.office, DESK, "xa.daba", code)
    error = denied(lambda: choose_password(opened_office.office, DESK, present, "", "Đà Bắc1"), "not_usable")

    assert [each["message"] for each in error.more["faults"]] == [
        "Mật khẩu chỉ có 7 ký tự",
        "Mật khẩu chỉ gồm từ nhiều người hay dùng hoặc tên đơn vị, thêm số và dấu vẫn dễ đoán",
    ]
    assert not choose_password(opened_office.office, DESK, present, "", GOOD).must_choose


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_keyboards_that_write_letters_differently_open_the_same_account(opened_office: Opened, form: str) -> None:
    """A password typed as composed or decomposed letters is the same."""
    settled(opened_office, "tinh")
    typed = unicodedata.normalize("NFD" if form == "NFD" else "NFC", GOOD)

    assert sign_in(opened_office.office, DESK, "tinh", typed).login == "tinh"


def test_logins_are_folded() -> None:
    """Case, blanks, diacritics and whatever no login holds make no difference, nor an error."""
    assert login_key(" Xã.Tu Lý\0\ud800 ") == "xa.tuly"


# ------------------------------------------------------------------------------------------------ failed attempts


@pytest.mark.parametrize("login", ["nobody", "closed", "fresh"])
def test_the_same_time_is_spent_on_logins_that_have_no_password(
    opened_office: Opened, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    """An unknown login, a closed account and one that waits for its code all cost a hash, and answer alike."""
    settled(opened_office, "closed")
    close(opened_office.office, SERVER, "closed")
    new_account(opened_office, "fresh")
    wasted: list[str] = []
    monkeypatch.setattr(signing_in, "waste_time", wasted.append)
    error = denied(lambda: sign_in(opened_office.office, DESK, login, GOOD), "wrong_password")

    assert (wasted, error.detail) == ([GOOD], signing_in.WRONG)


def test_the_wait_grows_and_ends(opened_office: Opened) -> None:
    """From the fifth failure on one waits 1, 2, 4 … seconds, 900 at most; after it the right password gets in."""
    settled(opened_office, "tinh")
    assert [wrong(opened_office) for _ in range(5)] == ["wrong_password"] * 5
    waits = []
    for _ in range(12):
        said = wrong(opened_office)
        assert said.startswith("too_many ")
        waits.append(int(said.split()[1]))
        opened_office.clock.move(seconds=waits[-1])
        assert wrong(opened_office) == "wrong_password"
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]

    opened_office.clock.move(seconds=900)
    sign_in(opened_office.office, DESK, "tinh", GOOD)
    assert wrong(opened_office) == "wrong_password"


def test_what_is_refused_while_waiting_is_neither_looked_at_nor_counted(
    opened_office: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even the right password is not looked at, and a hundred attempts lengthen nothing."""
    settled(opened_office, "tinh")
    assert [wrong(opened_office) for _ in range(6)][-1] == "too_many 1"
    looked: list[str] = []
    monkeypatch.setattr(signing_in, "verify", lambda *_: looked.append("x"))
    for _ in range(20):
        denied(lambda: sign_in(opened_office.office, DESK, "tinh", GOOD), "too_many")
    monkeypatch.undo()
    monkeypatch.setattr(passwords, "_ARGON2", CHEAP)

    assert looked == []
    opened_office.clock.move(seconds=1)
    assert sign_in(opened_office.office, DESK, "tinh", GOOD).login == "tinh"


def test_many_attempts_at_once_do_not_pass_together(opened_office: Opened) -> None:
    """Of sixteen at the same moment five are looked at, the rest wait."""
    settled(opened_office, "tinh")
    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(lambda _: wrong(opened_office), range(16)))

    assert sorted(ends) == ["too_many 1"] * 11 + ["wrong_password"] * 5


def test_an_owner_waits_for_no_stranger_where_they_have_been(opened_office: Opened) -> None:
    """Guessing from elsewhere holds up the login at new addresses, not at the desk where it has succeeded."""
    settled(opened_office, "tinh")
    assert [wrong(opened_office, visit=Visit(f"10.1.1.{n}", "api")) for n in range(6)][-1] == "too_many 1"

    assert sign_in(opened_office.office, DESK, "tinh", GOOD).login == "tinh"


def test_unknown_logins_wait_too_and_are_not_named(opened_office: Opened) -> None:
    """Guessing at a login that nobody has is slowed down alike; the audit log does not hold what was typed."""
    said = [wrong(opened_office, "mat.khau.go.nham") for _ in range(6)]

    assert said == ["wrong_password"] * 5 + ["too_many 1"]
    assert [(each.actor, each.action, each.content) for each in acts(opened_office)] == [
        ("không rõ", "session.fail", '{"address":"10.0.0.5"}')
    ] * 5


def test_failures_are_forgotten_after_a_day(opened_office: Opened) -> None:
    """A day later a login begins anew, and its rows go with the next success."""
    settled(opened_office, "tinh")
    for visit in (DESK, ELSEWHERE):
        wrong(opened_office, visit=visit)
    opened_office.clock.move(days=2)
    sign_in(opened_office.office, DESK, "tinh", GOOD)
    with opened_office.office.database.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT address, failures FROM login_failure").all()

    assert rows == [("10.0.0.5", 0)]


# --------------------------------------------------------------------------------------------------- sessions


def test_a_session_that_was_left_opens_nothing_any_more(opened_office: Opened) -> None:
    """After signing out the id that the browser held is nobody's."""
    present = settled(opened_office, "tinh")
    assert present_of(opened_office.office, present.secret) == present
    sign_out(opened_office.office, DESK, present)

    assert present_of(opened_office.office, present.secret) is None


def test_an_unused_session_is_over_after_an_hour(opened_office: Opened) -> None:
    """Used within the hour it goes on; an hour unused it is over."""
    present = settled(opened_office, "tinh")
    for _ in range(3):
        opened_office.clock.move(minutes=59)
        assert present_of(opened_office.office, present.secret) is not None
    opened_office.clock.move(minutes=61)

    assert present_of(opened_office.office, present.secret) is None


def test_a_session_is_over_after_twelve_hours_whatever_happens(opened_office: Opened) -> None:
    """Kept in use it still ends."""
    present = settled(opened_office, "tinh")
    opened_office.clock.move(minutes=30)
    for _ in range(23):
        assert present_of(opened_office.office, present.secret) is not None
        opened_office.clock.move(minutes=30)
    opened_office.clock.move(seconds=1)

    assert present_of(opened_office.office, present.secret) is None


def test_use_is_noted_once_a_minute(opened_office: Opened) -> None:
    """Reading again within the minute writes nothing."""
    present = settled(opened_office, "tinh")

    def seen() -> str:
        present_of(opened_office.office, present.secret)
        with opened_office.office.database.reading() as session:
            return session.get_one(LoginSession, present.key).seen

    first = seen()
    opened_office.clock.move(seconds=60)
    assert seen() == first
    opened_office.clock.move(seconds=1)
    assert seen() == "2024-11-10T02:01:01.000000Z"


def test_each_sign_in_has_a_new_id_and_ends_the_one_before(opened_office: Opened) -> None:
    """An id that somebody slipped to the browser is never taken over: it ends, and another is given."""
    planted = settled(opened_office, "ke.gian")
    settled(opened_office, "tinh")
    mine = sign_in(opened_office.office, DESK, "tinh", GOOD, old=planted.secret)

    assert mine.secret != planted.secret
    assert present_of(opened_office.office, planted.secret) is None


def test_only_hashes_of_ids_are_kept(opened_office: Opened) -> None:
    """What the browser holds is in no row."""
    present = settled(opened_office, "tinh")
    with opened_office.office.database.reading() as session:
        rows = [each.model_dump() for each in (session.get(LoginSession, present.key), session.get(Account, 1)) if each]

    assert len(rows) == 2
    assert present.secret not in str(rows)
    assert GOOD not in str(rows)


def test_another_password_ends_every_session(opened_office: Opened) -> None:
    """The other sessions end; the own one goes on under a new id; the old password opens nothing."""
    first = settled(opened_office, "tinh")
    other = sign_in(opened_office.office, ELSEWHERE, "tinh", GOOD)
    renewed = choose_password(opened_office.office, DESK, first, GOOD, BETTER)

    assert [present_of(opened_office.office, each.secret) is not None for each in (first, other, renewed)] == [
        False,
        False,
        True,
    ]
    denied(lambda: sign_in(opened_office.office, DESK, "tinh", GOOD), "wrong_password")


def test_a_thief_of_a_session_does_not_get_the_password_by_trying(opened_office: Opened) -> None:
    """The current password is guessed no faster than at the front door, and the same again is refused."""
    present = settled(opened_office, "tinh")
    for _ in range(5):
        denied(lambda: choose_password(opened_office.office, DESK, present, "sai", BETTER), "wrong_password")
    denied(lambda: choose_password(opened_office.office, DESK, present, GOOD, BETTER), "too_many")
    opened_office.clock.move(seconds=1)
    error = denied(lambda: choose_password(opened_office.office, DESK, present, GOOD, GOOD), "not_usable")

    assert error.detail == "Mật khẩu mới giống mật khẩu đang dùng; chọn mật khẩu khác."


# ---------------------------------------------------------------------------------------------- second factor


def test_a_password_alone_is_half_a_session(opened_office: Opened) -> None:
    """With a second factor on, a password gives a session that is not confirmed; the code gives another."""
    _, secret, _ = with_totp(opened_office)
    opened_office.clock.move(seconds=30)
    half = sign_in(opened_office.office, DESK, "tinh", GOOD)
    assert not half.confirmed
    whole = confirm(opened_office.office, DESK, half, totp_of(opened_office, secret))

    assert whole.confirmed
    assert whole.secret != half.secret
    assert present_of(opened_office.office, half.secret) is None


def test_half_a_session_lasts_ten_minutes(opened_office: Opened) -> None:
    """Who does not give the code in time begins anew."""
    with_totp(opened_office)
    half = sign_in(opened_office.office, DESK, "tinh", GOOD)
    opened_office.clock.move(minutes=10)
    assert present_of(opened_office.office, half.secret) is not None
    opened_office.clock.move(seconds=1)
    assert present_of(opened_office.office, half.secret) is None


def test_a_code_of_the_telephone_works_once(opened_office: Opened) -> None:
    """A code that was used, also the one that turned the factor on, is refused; the next is not."""
    _, secret, _ = with_totp(opened_office)
    used = totp_of(opened_office, secret)
    denied(lambda: sign_in(opened_office.office, DESK, "tinh", GOOD, code=used), "second_factor")
    opened_office.clock.move(seconds=30)
    new = totp_of(opened_office, secret)

    assert sign_in(opened_office.office, DESK, "tinh", GOOD, code=new).confirmed
    denied(lambda: sign_in(opened_office.office, DESK, "tinh", GOOD, code=new), "second_factor")


def test_one_code_at_two_places_at_once_opens_one(opened_office: Opened) -> None:
    """The step is stored with the login: of two that send the same code at once one gets in."""
    _, secret, _ = with_totp(opened_office)
    opened_office.clock.move(seconds=30)
    code = totp_of(opened_office, secret)

    def enter(_: int) -> bool:
        try:
            return sign_in(opened_office.office, DESK, "tinh", GOOD, code=code).confirmed
        except DeniedError:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(enter, range(4))) == [False, False, False, True]


def test_a_recovery_code_works_once(opened_office: Opened) -> None:
    """A code of paper stands in for the telephone once; nine are left."""
    present, _, codes = with_totp(opened_office)
    assert sign_in(opened_office.office, DESK, "tinh", GOOD, code=codes[3].lower()).confirmed
    denied(lambda: sign_in(opened_office.office, DESK, "tinh", GOOD, code=codes[3]), "second_factor")

    assert second_factor.recovery_left(opened_office.office, present) == 9


def test_a_right_password_does_not_let_codes_be_guessed(opened_office: Opened) -> None:
    """The password does not reset the count: half logins and wrong codes together come to the wait."""
    with_totp(opened_office)
    half = sign_in(opened_office.office, DESK, "tinh", GOOD)
    for _ in range(4):
        denied(lambda: confirm(opened_office.office, DESK, half, "000000"), "second_factor")
    denied(lambda: confirm(opened_office.office, DESK, half, "000000"), "too_many")
    denied(lambda: sign_in(opened_office.office, DESK, "tinh", GOOD), "too_many")


def test_the_second_factor_is_turned_off_and_on_anew(opened_office: Opened) -> None:
    """On twice is refused, off is off, new recovery codes put the old ones out."""
    present, _, codes = with_totp(opened_office)
    present = sign_in(opened_office.office, DESK, "tinh", GOOD, code=codes[0])
    denied(lambda: second_factor.begin_totp(opened_office.office, DESK, present), "state_forbids")
    newer = second_factor.renew_recovery(opened_office.office, DESK, present)
    denied(lambda: sign_in(opened_office.office, DESK, "tinh", GOOD, code=codes[1]), "second_factor")
    assert sign_in(opened_office.office, DESK, "tinh", GOOD, code=newer[0]).confirmed

    second_factor.remove_totp(opened_office.office, DESK, present)
    assert sign_in(opened_office.office, DESK, "tinh", GOOD).confirmed
    denied(lambda: second_factor.renew_recovery(opened_office.office, DESK, present), "state_forbids")
    denied(lambda: second_factor.confirm_totp(opened_office.office, DESK, present, "123456"), "state_forbids")


def test_an_administrator_lets_in_who_lost_the_telephone(opened_office: Opened) -> None:
    """A new code keeps the second factor unless it is said to go too."""
    with_totp(opened_office)
    code = renew_code(opened_office.office, SERVER, "tinh").code
    assert not sign_in(opened_office.office, DESK, "tinh", code).confirmed
    code = renew_code(opened_office.office, SERVER, "tinh", without_totp=True).code
    assert sign_in(opened_office.office, DESK, "tinh", code).confirmed


# ------------------------------------------------------------------------------------------- keys for programs


def test_a_key_is_for_some_actions_until_a_day(opened_office: Opened) -> None:
    """A key stands for its account with some actions alone, the last day included; changed by a sign it is nobody's."""
    present = settled(opened_office, "tinh")
    last = opened_office.office.today + timedelta(days=3)
    text, row = create_token(
        opened_office.office, DESK, present, name="Báo cáo", actions=[Action.READ], expires_on=last
    )
    who = program_of(opened_office.office, text)
    assert who is not None
    assert (who.name, who.only, who.granted) == (f"tinh (mã {row.prefix})", frozenset((Action.READ,)), present.granted)
    assert program_of(opened_office.office, text[:-1] + ("0" if text[-1] != "0" else "1")) is None
    assert program_of(opened_office.office, "Bearer of nothing") is None

    opened_office.clock.move(days=3)
    assert program_of(opened_office.office, text) is not None
    opened_office.clock.move(hours=15)  # midnight in Vietnam
    assert program_of(opened_office.office, text) is None


@pytest.mark.parametrize("end", ["end", "close", "code"])
def test_a_key_ends(opened_office: Opened, end: str) -> None:
    """Ended by its owner, with the account, and while the account has no password, a key opens nothing."""
    present = settled(opened_office, "tinh")
    text, row = create_token(
        opened_office.office,
        DESK,
        present,
        name="Báo cáo",
        actions=[Action.READ],
        expires_on=opened_office.office.today,
    )
    if end == "end":
        own_account.end_token(opened_office.office, DESK, present, row.prefix)
        own_account.end_token(opened_office.office, DESK, present, row.prefix)
    elif end == "close":
        close(opened_office.office, SERVER, "tinh")
    else:
        renew_code(opened_office.office, SERVER, "tinh")

    assert program_of(opened_office.office, text) is None


def test_no_key_makes_keys_or_accounts(opened_office: Opened) -> None:
    """What is beyond the account, what only people do, and what has no end in a year is refused."""
    present = settled(opened_office, "tinh")
    today = opened_office.office.today
    asked: list[tuple[list[Action], int]] = [
        ([Action.OWN], 1),
        ([Action.SELF_ASSESS], 1),
        ([Action.READ, Action.MANAGE_ACCOUNTS], 1),
        ([], 1),
        ([Action.READ], -1),
        ([Action.READ], 367),
    ]
    for actions, days in asked:
        denied(
            lambda actions=actions, days=days: create_token(  # type: ignore[misc]  # mypy can't infer defaults
                opened_office.office, DESK, present, name="x", actions=actions, expires_on=today + timedelta(days=days)
            ),
            "not_usable",
        )


# ------------------------------------------------------------------------------------------------------ browsers


@pytest.mark.parametrize(
    ("scheme", "host", "origin", "referer", "here"),
    [
        ("http", "tieuchi.test", None, None, True),
        ("http", "tieuchi.test:8000", "http://tieuchi.test:8000", None, True),
        ("http", "tieuchi.test", "http://TIEUCHI.test:80", None, True),
        ("http", "tieuchi.test", None, "http://tieuchi.test/tai-khoan", True),
        ("http", "tieuchi.test", "https://tieuchi.test", None, True),
        ("https", "tieuchi.test", "http://tieuchi.test", None, False),
        ("http", "tieuchi.test", "http://tieuchi.test:8080", None, False),
        ("http", "tieuchi.test", "http://ke-gian.test", "http://tieuchi.test/", False),
        ("http", "tieuchi.test", None, "http://ke-gian.test/?http://tieuchi.test", False),
        ("http", "tieuchi.test", "http://tieuchi.test@ke-gian.test", None, False),
        ("http", "tieuchi.test", "null", None, False),
        ("http", "tieuchi.test", "", None, False),
        ("http", "tieuchi.test", "http://[tieuchi.test", None, False),
    ],
)
def test_where_a_request_says_it_comes_from(
    scheme: str,
    host: str,
    origin: str | None,
    referer: str | None,
    here: bool,  # noqa: FBT001 -- a case
) -> None:
    """Origin counts before Referer; another host, port, or plain HTTP under HTTPS is elsewhere."""
    assert comes_from_here(scheme, host, origin, referer) is here


def test_the_cookie_is_named_after_the_scheme() -> None:
    """Under HTTPS the name forbids any other site of the domain to set it; over HTTP browsers would drop that."""
    assert (cookie_name("https"), cookie_name("http")) == ("__Host-dienhinh", "dienhinh")


def test_each_page_shows_the_token_under_another_mask() -> None:
    """Every address has its own, each fits, as the bare token does; another session's or a broken one does not."""
    shown = [form_token("phien", path) for path in ("/?tim=a", "/?tim=b")]

    assert shown[0] != shown[1]
    assert shown[0] == form_token("phien", "/?tim=a")
    assert all(form_token_fits("phien", each) for each in (*shown, csrf_token("phien")))
    assert not any(form_token_fits("phien", each) for each in ("", "x" * 128, "ế" * 128, form_token("khac", "/")))


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/xa/04831?ky=2024", "/xa/04831?ky=2024"),
        (None, "/"),
        ("//ke-gian.test", "/"),
        ("/\\ke-gian.test", "/"),
        ("http://ke-gian.test/", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
        ("/" + "a" * 500, "/"),
    ],
)
def test_one_is_sent_on_only_within_the_site(text: str | None, path: str) -> None:
    """What leads to another site, or would break the answer's head, becomes the first page."""
    assert path_here(text) == path
