"""Settings from the environment: safe defaults, and a complaint that names the variable and gives no password away."""

from pathlib import Path

import pytest

from api.settings import SettingError, Settings
from tests.api.conftest import Run

SECRET = "mat-khau-bi-mat"  # noqa: S105 -- the password of a test


def refusal(**environment: str) -> str:
    """Return what is said of an environment that can't be used."""
    with pytest.raises(SettingError) as raised:
        Settings.of({f"DIENHINH_{key}": text for key, text in environment.items()})
    return str(raised.value)


def test_the_defaults() -> None:
    """Without any variable: a SQLite file beside the work, the shipped folders, the shipped main set."""
    settings = Settings.of({})

    assert settings == Settings()
    assert settings.database == "sqlite+pysqlite:///du-lieu/dienhinh.sqlite3"
    assert (settings.criteria, settings.units, settings.main_set) == (None, None, "nq12-tu")
    assert (settings.idle_minutes, settings.session_hours) == (60, 12)
    assert (settings.body_megabytes, settings.requests_per_minute) == (5, 600)
    assert (settings.trusted_proxies, settings.metrics_token) == ("127.0.0.1", "")


def test_every_variable() -> None:
    """Each setting is read from the variable of its name; blanks around a value do not count."""
    found = Settings.of(
        {
            "DIENHINH_DATABASE": " sqlite:////srv/a.sqlite3 ",
            "DIENHINH_CRITERIA": "/srv/bo",
            "DIENHINH_UNITS": "/srv/don-vi",
            "DIENHINH_MAIN_SET": "thu",
            "DIENHINH_IDLE_MINUTES": "5",
            "DIENHINH_SESSION_HOURS": "168",
            "DIENHINH_BODY_MEGABYTES": "100",
            "DIENHINH_REQUESTS_PER_MINUTE": "10",
            "DIENHINH_TRUSTED_PROXIES": "10.0.0.1, 10.0.0.2",
            "DIENHINH_METRICS_TOKEN": "xem-so-do",
        }
    )
    assert found.database == "sqlite+pysqlite:////srv/a.sqlite3"
    assert (found.criteria, found.units) == (Path("/srv/bo"), Path("/srv/don-vi"))
    assert (found.main_set, found.idle_minutes, found.session_hours) == ("thu", 5, 168)
    assert (found.body_megabytes, found.requests_per_minute) == (100, 10)
    assert (found.trusted_proxies, found.metrics_token) == ("10.0.0.1, 10.0.0.2", "xem-so-do")


@pytest.mark.parametrize("name", [each.upper() for each in Settings.model_fields])
def test_an_empty_variable_is_none(name: str) -> None:
    """A variable that holds nothing counts as not given: the way to switch it off in a file of variables."""
    assert Settings.of({f"DIENHINH_{name}": " "}) == Settings()


def test_other_variables() -> None:
    """What is not ours, or not known, changes nothing."""
    assert Settings.of({"DATABASE": "x", "DIENHINH_PORT": "80", "dienhinh_database": "x"}) == Settings()


@pytest.mark.parametrize(
    ("address", "read"),
    [
        ("sqlite:///a.sqlite3", "sqlite+pysqlite:///a.sqlite3"),
        ("postgres://u@may/db", "postgresql+psycopg://u@may/db"),
        ("postgresql://u@may/db", "postgresql+psycopg://u@may/db"),
        ("postgresql+psycopg2://u@may:5433/db?sslmode=require", "postgresql+psycopg://u@may:5433/db?sslmode=require"),
        (f"postgresql://u:{SECRET}@may/db", f"postgresql+psycopg://u:{SECRET}@may/db"),
        ("postgresql://u:a%40b%2Fc@may/db", "postgresql+psycopg://u:a%40b%2Fc@may/db"),
    ],
)
def test_the_driver_that_is_meant(address: str, read: str) -> None:
    """Whatever driver an address names, ours is used; its password stays as it was."""
    assert Settings.of({"DIENHINH_DATABASE": address}).database == read


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IDLE_MINUTES", "4"),
        ("IDLE_MINUTES", "1441"),
        ("IDLE_MINUTES", "một giờ"),
        ("IDLE_MINUTES", "60.5"),
        ("SESSION_HOURS", "0"),
        ("SESSION_HOURS", "169"),
        ("BODY_MEGABYTES", "0"),
        ("BODY_MEGABYTES", "101"),
        ("REQUESTS_PER_MINUTE", "9"),
        ("REQUESTS_PER_MINUTE", "-600"),
    ],
)
def test_a_value_that_can_not_be_used(name: str, value: str) -> None:
    """The complaint names the variable, the value, what it is for and the cure."""
    meaning = Settings.model_fields[name.lower()].description

    assert refusal(**{name: value}) == (
        f"biến môi trường DIENHINH_{name} «{value}» không dùng được ({meaning}) — sửa hoặc bỏ biến này"
    )


@pytest.mark.parametrize(
    "address",
    [
        f"mysql://u:{SECRET}@may/db",
        f"postgresql:/u:{SECRET}@may",
        f"postgresql://u:{SECRET}@may:cong/db",
        SECRET,
        f"sqlite3:///{SECRET}",
        f"://u:{SECRET}@may",
    ],
)
def test_the_address_of_a_database_is_not_told(run: Run, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """What is wrong with an address is said without it: it may hold a password. The command ends with 2."""
    wanted = "biến môi trường DIENHINH_DATABASE không dùng được (Địa chỉ cơ sở dữ liệu.) — sửa hoặc bỏ biến này"
    assert refusal(DATABASE=address) == wanted

    monkeypatch.setenv("DIENHINH_DATABASE", address)
    answer = run("score", "--json")
    assert (answer.status, answer.out) == (2, "")
    assert wanted in answer.err
    assert SECRET not in answer.err
