"""How passwords are kept, compared and refused."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from threading import Event, Lock, Semaphore
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api.access import passwords
from api.access.passwords import hash_password, verify, waste_time, weaknesses

Form = Literal["NFC", "NFD"]
FORMS: tuple[Form, ...] = ("NFC", "NFD")
GOOD = "Con mèo đen bơi qua suối"
UNITS = ("Xã Cao Sơn", "Huyện Đà Bắc", "Tỉnh Hòa Bình")
CHEAP = PasswordHash([Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)])
SHORT, LOGIN, REPEATED, RUN, IDENTITY, COMMON = (
    "Mật khẩu chỉ có", "Mật khẩu chứa tên", "Mật khẩu chỉ lặp lại", "Mật khẩu là dãy", "Mật khẩu giống số",
    "Mật khẩu chỉ gồm từ",
)  # fmt: skip


def found(password: str, login: str = "vtha", units: tuple[str, ...] = UNITS) -> list[str]:
    """Return which of the sentences above are said, in order."""
    starts = (SHORT, LOGIN, REPEATED, RUN, IDENTITY, COMMON)
    return [next(start for start in starts if text.startswith(start)) for text in weaknesses(password, login, units)]


def test_the_hash_is_argon2id_at_the_chosen_costs_and_salted() -> None:
    """A hash names argon2id, 19 MiB, 3 rounds, 1 lane; two hashes of one password differ and both fit it."""
    one, other = hash_password(GOOD), hash_password(GOOD)
    assert one.startswith("$argon2id$v=19$m=19456,t=3,p=1$")
    assert one != other
    assert verify(GOOD, one) == verify(GOOD, other) == (True, None)
    assert verify(GOOD + ".", one) == (False, None)


def test_keyboards_may_differ_in_the_form_of_letters() -> None:
    """«Mật khẩu» typed in NFD fits the hash of its NFC form and the other way round; case and tones still count."""
    composed, decomposed = (unicodedata.normalize(form, "Mật khẩu của tôi") for form in FORMS)
    assert composed != decomposed
    assert verify(decomposed, hash_password(composed))[0]
    stored = hash_password(decomposed)
    assert verify(composed, stored)[0]
    assert not verify("mật khẩu của tôi", stored)[0]
    assert not verify("Mất khẩu của tôi", stored)[0]


def test_a_hash_of_other_costs_is_replaced_at_the_next_success() -> None:
    """The right password of an older hash gives a new one at today's costs; a wrong password gives none."""
    old = CHEAP.hash(GOOD)
    fits, renewed = verify(GOOD, old)
    assert fits
    assert renewed is not None
    assert verify(GOOD, renewed) == (True, None)
    assert verify("Con mèo trắng bơi qua suối", old) == (False, None)


@pytest.mark.parametrize("stored", ["", "!", "Con mèo đen bơi qua suối", "$argon2id$v=19$m=19456,t=3,p=1$broken"])
def test_what_is_no_hash_fits_no_password(stored: str) -> None:
    """An empty, damaged or foreign stored text refuses everyone and stops nobody's request."""
    assert verify(GOOD, stored) == (False, None)


def test_the_longest_password_is_hashed_and_a_longer_one_refused() -> None:
    """128 characters are stored and verified, also as 384 code points of NFD; with 129 storing is an error."""
    longest = "ậ" * 128
    stored = hash_password(longest)
    assert verify(unicodedata.normalize("NFD", longest), stored) == (True, None)
    assert verify(longest + "ậ", stored) == (False, None)
    assert verify(longest * 5, stored) == (False, None)
    with pytest.raises(ValueError, match="weaknesses"):
        hash_password(longest + "ậ")


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash at hardly any cost."""
    monkeypatch.setattr(passwords, "_ARGON2", CHEAP)


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize("odd", ["", "\ud800", "a\0b", "\u0301" * 600, "😀" * 128])
def test_odd_input_is_only_wrong(odd: str) -> None:
    """Half a character, a NUL, six hundred accents: neither an error nor anybody's password."""
    stored = hash_password(GOOD)
    waste_time(odd)
    assert verify(odd, stored) == (False, None)


@pytest.mark.usefixtures("cheap")
def test_a_nul_does_not_end_a_password() -> None:
    """What follows a NUL character counts."""
    assert verify("a\0b", hash_password("a\0b"))[0]
    assert not verify("a\0c", hash_password("a\0b"))[0]


class CountingHasher:
    """Stands in for argon2: counts who is inside, and keeps them there until the door opens."""

    def __init__(self) -> None:
        self.inside = self.most = self.calls = 0
        self.lock, self.door, self.entered = Lock(), Event(), Semaphore(0)

    def hash(self, password: bytes) -> str:
        """Stay inside until the door opens."""
        with self.lock:
            self.inside += 1
            self.calls += 1
            self.most = max(self.most, self.inside)
        self.entered.release()
        assert self.door.wait(timeout=60)
        with self.lock:
            self.inside -= 1
        return password.decode()

    def verify_and_update(self, password: bytes, stored: str) -> tuple[bool, str | None]:
        """Compare as they are."""
        return self.hash(password) == stored, None


def test_two_are_hashed_at_once_and_the_rest_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of nine calls of all three kinds two get in; no third place is free; all nine come to their turn."""
    counting = CountingHasher()
    monkeypatch.setattr(passwords, "_ARGON2", counting)
    with ThreadPoolExecutor(9) as pool:
        calls = [pool.submit(hash_password, "a") for _ in range(3)]
        checks = [pool.submit(verify, "a", "a") for _ in range(3)]
        wasted = [pool.submit(waste_time, "a") for _ in range(3)]
        assert counting.entered.acquire(timeout=60)
        assert counting.entered.acquire(timeout=60)
        third = passwords._TURNS.acquire(blocking=False)
        counting.door.set()
    assert not third
    assert (counting.most, counting.calls) == (2, 9)
    assert [call.result() for call in calls] == ["a"] * 3
    assert [check.result() for check in checks] == [(True, None)] * 3
    assert [each.result() for each in wasted] == [None] * 3


def test_a_failing_hash_gives_its_turn_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """After errors in argon2, as many as there are turns, the next one is served."""
    for _ in range(passwords.AT_ONCE + 1):
        monkeypatch.setattr(passwords, "_ARGON2", None)
        with pytest.raises(AttributeError):
            hash_password("a")
    monkeypatch.setattr(passwords, "_ARGON2", CHEAP)
    assert verify(GOOD, hash_password(GOOD))[0]


def test_an_unknown_login_and_a_broken_hash_cost_one_hash_as_a_known_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong password, unknown login, damaged hash, far too long a password: argon2 runs once for each."""
    stored = hash_password(GOOD)
    runs: list[bytes] = []

    class Recording(Argon2Hasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            runs.append(password if isinstance(password, bytes) else password.encode())
            return super().hash(password, salt=salt)

        def verify(self, password: str | bytes, hash: str | bytes) -> bool:  # noqa: A002 -- pwdlib's own name
            runs.append(password if isinstance(password, bytes) else password.encode())
            return super().verify(password, hash)

    monkeypatch.setattr(passwords, "_ARGON2", PasswordHash([Recording(3, 19 * 1024, 1)]))
    for ask in (lambda: verify("sai", stored), lambda: waste_time("sai"), lambda: verify("sai", "!")):
        runs.clear()
        ask()
        assert runs == [b"sai"]
    runs.clear()
    verify("a" * 10_000, stored)
    assert runs == [b"a" * 128]


@pytest.mark.parametrize("form", FORMS)
def test_twelve_characters_are_enough_and_eleven_are_not(form: Form) -> None:
    """Characters are counted as people see them, whatever the keyboard sends; the sentence says how many there are."""
    eleven, twelve = (unicodedata.normalize(form, text) for text in ("Bếpđỏ lửaấm", "Bếp đỏ lửaấm"))
    assert [len(unicodedata.normalize("NFC", text)) for text in (eleven, twelve)] == [11, 12]
    assert weaknesses(twelve, "vtha", UNITS) == []
    assert weaknesses(eleven, "vtha", UNITS) == [
        "Mật khẩu chỉ có 11 ký tự; cần ít nhất 12, ví dụ một câu dễ nhớ của riêng mình."
    ]


def test_128_characters_are_allowed_and_129_are_not() -> None:
    """The upper bound counts NFC characters too, and nothing else is said of what is far too long."""
    sentence = "Bếp đỏ lửa ấm " * 20
    long = unicodedata.normalize("NFD", "q" + sentence[:126] + "z")
    assert weaknesses(long, "vtha", UNITS) == []
    assert weaknesses(long + "z", "vtha", UNITS) == ["Mật khẩu dài quá 128 ký tự; rút còn nhiều nhất 128 ký tự."]
    assert weaknesses("\u0301" * 1_000_000, "vtha", UNITS) == weaknesses(long + "z", "vtha", UNITS)


@pytest.mark.parametrize(
    "password",
    [
        "matkhau12345", "Mật khẩu 2024", "M@tKh4u!2024", "mat-khau-2025!", "2024matkhau!!!", "#2024matkhau",
        "MẬT KHẨU MỚI 1",
        unicodedata.normalize("NFD", "mật khẩu 1234"), "congan113@113", "Công An 113 113", "c0ng@n#2025!!",
        "hoabinh2024!", "Hoà Bình 2024", "hoabinh2024congan", "CongAnHoaBinh1", "conganhoabinh", "anninhtoquoc",
        "An ninh Tổ quốc", "vianninhtoquoc"[2:], "vinhandanphucvu", "p@ssw0rd2024!", "Password12345", "passw0rd!!!!",
        "adm1n@123456", "qwerty123456", "iloveyou2024", "letmein!!!!!!", "anhyeuem2025", "123456789abc",
        "we1come12345", "welcome to hanoi"[:10] + "123", "dienhinh2026!", "Độc lập Tự do Hạnh phúc",
    ],
)  # fmt: skip
def test_common_words_are_seen_through_their_ornaments(password: str) -> None:
    """The world's and the office's words are refused in any case, diacritics, digits, signs or look-alikes."""
    assert COMMON in found(password, units=())


@pytest.mark.parametrize(
    "password",
    [
        "caoson123456",
        "Xã Cao Sơn 1",
        "XaCaoSon2026!",
        "caosondabac1",
        "Đà Bắc - Cao Sơn",
        "tinhhoabinh!",
        "caosonmatkhau",
    ],
)
def test_the_names_of_ones_own_places_are_common_there(password: str) -> None:
    """A name with or without its kind, two names, a name and a common word are refused to those of the place."""
    assert COMMON in found(password)


def test_a_place_is_only_common_to_those_it_is_named_for() -> None:
    """Another commune's name is no common word; a nameless or odd unit makes nothing common."""
    assert found("xatanmai12345", units=("Xã Cao Sơn",)) == []
    assert found("xatanmai12345", units=("Xã Tân Mai",)) == [COMMON]
    assert found("?!?;.:-_;:?!;", units=("", " - ")) == []


@pytest.mark.parametrize(
    "password",
    [
        GOOD, "Bếp đỏ lửa ấm", "congaicuatoihoclop3", "suối chảy qua bản", "mật khẩu là mèo đen", "tôi ở xã Cao Sơn",
        "hoabinh mua dong lanh", "kZ9-vv2?Qm_x", "correct horse battery",
        "aaaabbbbcdxqz", "1945 mùa thu ấy", "94718503628175",
    ],
)  # fmt: skip
def test_good_passwords_pass(password: str) -> None:
    """Sentences, drawn characters and drawn numbers pass, common words in a sentence too, whatever kinds they hold."""
    assert found(password) == []


def test_the_login_may_not_stand_in_the_password() -> None:
    """It is seen in any case, with signs inside, and from three letters on; the sentence says the cure."""
    assert weaknesses("mèo đen VT-Hạ bơi qua", "vt.ha") == [
        "Mật khẩu chứa tên đăng nhập; thay phần đó bằng từ không liên quan."
    ]
    assert found("mèo đen abc bơi qua", "abc") == [LOGIN]
    assert found("mèo đen abc bơi qua", "ab") == []
    assert found("mèo đen abc bơi qua", "") == []
    assert found("mèo đen abc bơi qua", "abd") == []


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("a" * 12, [REPEATED]),
        (" " * 12, [REPEATED]),
        ("ab" * 6, [REPEATED]),
        ("Abcdxyzqwmk" * 2, [REPEATED]),  # 11 characters twice
        ("Abcdxyzqwmkt" * 2, []),  # 12 characters twice: good by themselves
        ("kzvqwtKZVQWT", [REPEATED]),
        ("kzvqwt" * 2 + "kzv", [REPEATED]),
        ("kzvqwt" * 2 + "m", []),
        ("kzvqwtmkzvqw", []),  # five of seven repeated: no second whole piece
        ("matkhaumatkhau", [REPEATED, COMMON]),
        ("aa", [SHORT, REPEATED]),
        ("a", [SHORT]),
    ],
)
def test_repetition_is_refused(password: str, expected: list[str]) -> None:
    """A piece of at most 11 characters that stands there twice or more is no long password."""
    assert found(password) == expected


@pytest.mark.parametrize(
    "password",
    [
        "123456789012", "210987654321", "890123456789", "1234 5678 9012", "123-456-789-012", "abcdefghijkl",
        "zyxwvutsrqpo", "qwertyuiop[]", "1qaz2wsx3edc", "zaq1xsw2cde3", "!@#$%^&*()_+", "aaabbbcccddd", "123abcqwe456",
        "1q2w3e4r5t6y", "QazWsxEdcRfv", "qweasdzxc123", "1234567890-=", "ASDFGHJKL;'z"[:11] + "zxc",
    ],
)  # fmt: skip
def test_runs_of_the_keyboard_are_refused(password: str) -> None:
    """Neighbours on a keyboard, numbers and letters in order, either way and in pieces of three, are no password."""
    assert RUN in found(password)


@pytest.mark.parametrize("password", ["123456789ab-zk", "abcdefghijkz", "qwertyuiopzv", "12abcdefghijkl"])
def test_a_run_with_something_else_is_no_plain_run(password: str) -> None:
    """One or two characters that continue no run make it something else than a run."""
    assert RUN not in found(password)


def test_an_identity_number_is_refused_and_other_numbers_are_not() -> None:
    """Twelve digits from 0 on look like a citizen's number, which colleagues know; eleven, thirteen and 1… do not."""
    assert found("017094718503") == found("017 094 718 503") == [IDENTITY]
    assert found("117094718503") == found("0170947185036") == []
    assert found("01709471850") == [SHORT]


def test_all_that_is_wrong_is_said_at_once() -> None:
    """A short password that holds the login and a common word gets three sentences, each with its cure after «;»."""
    assert found("admin1", "admin") == [SHORT, LOGIN, COMMON]
    for text in weaknesses("admin1", "admin") + weaknesses("017094718503", "a") + weaknesses("a" * 12, "b"):
        assert text == unicodedata.normalize("NFC", text)
        assert text.count(";") == 1
        assert text.endswith(".")


def test_every_common_word_is_refused_with_a_year_behind() -> None:
    """Each line of the list works, in NFC, once; there are some hundreds."""
    text = (files("api.access") / "common_passwords.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert text == unicodedata.normalize("NFC", text)
    assert len(lines) == len(set(lines)) > 300
    assert [line for line in lines if COMMON not in found(f"{line}@2026", units=())] == []


@given(st.text(max_size=140), st.text(max_size=20), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_gets_the_same_answer_in_every_form(password: str, login: str, units: list[str]) -> None:
    """Whatever is typed, its NFC and NFD forms are judged alike; what passes has 12 to 128 characters."""
    composed, decomposed = (unicodedata.normalize(form, password) for form in FORMS)
    answer = weaknesses(composed, login, units)
    assert answer == weaknesses(decomposed, login, units)
    if not answer:
        assert 12 <= len(composed) <= 128
