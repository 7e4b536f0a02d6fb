"""The files under deploy/: what they name exists, and the tools that read them take them where they are installed."""

from __future__ import annotations

import configparser
import json
import os
import re
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import dienhinh
from api.json.watching import _KINDS
from api.settings import PREFIX, Settings
from api.store.jobs import State
from tests.deploy.conftest import asks
from tests.offices import opened

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted(each for room in ("systemd", "container") for each in (DEPLOY / room).iterdir() if each.suffix[1:])
RULES = yaml.safe_load((DEPLOY / "prometheus" / "rules.yml").read_text("utf-8"))
BOARD = json.loads((DEPLOY / "grafana" / "dienhinh.json").read_text("utf-8"))
PROGRAM = "/opt/dienhinh/current/.venv/bin/dienhinh"


def unit(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Read a file of systemd or quadlet: its sections, each with its lines in order."""

    class Lines(dict[str, Any]):
        def __setitem__(self, key: str, value: Any) -> None:  # noqa: ANN401 -- as configparser hands it over
            super().__setitem__(key, [*self.get(key, []), *value] if isinstance(value, list) else value)

    parser = configparser.RawConfigParser(strict=False, delimiters="=", dict_type=Lines, comment_prefixes="#")
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # keys keep their capitals
    parser.read(path, "utf-8")
    return {
        name: [(key, value) for key in parser[name] for value in parser.get(name, key).split("\n")]
        for name in parser.sections()
    }


def values(path: Path, key: str) -> list[str]:
    """Return what a unit says under a key, in any section."""
    return [value for lines in unit(path).values() for name, value in lines if name == key]


def done(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command and return how it ended."""
    return subprocess.run(command, check=False, capture_output=True, text=True)


def is_a_command(words: list[str]) -> bool:
    """Tell whether these words are a command of dienhinh with options that it has."""
    command: click.Command = dienhinh
    while isinstance(command, click.Group) and words:
        found = command.get_command(click.Context(command), words[0])
        if found is None:
            break
        command = found
        words.pop(0)
    known = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
    return not isinstance(command, click.Group) and {each for each in words if each.startswith("--")} <= known


def expressions() -> list[str]:
    """Return every query of the rules and of the dashboard."""
    asked = [rule["expr"] for group in RULES["groups"] for rule in group["rules"]]
    return asked + [target["expr"] for panel in BOARD["panels"] for target in panel.get("targets", ())]


# ---------------------------------------------------------------------------------------------------------- measures


def test_every_measure_that_is_asked_for_exists(tmp_path: Path) -> None:
    """Whatever the rules and the dashboard ask for is in /metrics under that name, or is recorded by the rules."""
    with opened(f"sqlite:///{tmp_path / 'a.sqlite3'}") as found:
        text = TestClient(create_app(found.office)).get("/metrics").text
    there = set()
    for name, kind in re.findall(r"# TYPE (\w+) (\w+)", text):
        there |= {f"{name}_{ending}" for ending in ("bucket", "sum", "count")} if kind == "histogram" else {name}
    there |= {rule["record"] for group in RULES["groups"] for rule in group["rules"] if "record" in rule}
    asked = {name for each in expressions() for name in re.findall(r"\bdienhinh[_:][\w:]+", each)}

    assert len(asked) >= 15
    assert asked <= there


def test_every_state_and_kind_that_is_asked_for_exists() -> None:
    """Labels are asked for by values that there are."""
    named = [re.findall(r'(state|kind)=~?"([^"]+)"', each) for each in expressions()]
    found = {(label, value) for each in named for label, values in each for value in values.split("|")}

    assert {label for label, _ in found} == {"state", "kind"}
    assert found <= {("state", each.value) for each in State} | {("kind", each) for each in _KINDS}


def test_every_alert_says_what_to_do() -> None:
    """Each alert has a weight, a sentence and a cure; panels have a title of their own and lie within 24 columns."""
    alerts = [rule for group in RULES["groups"] for rule in group["rules"] if "alert" in rule]
    titles = [panel["title"] for panel in BOARD["panels"]]

    assert len(alerts) == 13
    for rule in alerts:
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert all(rule["annotations"][key] for key in ("summary", "description"))
    assert len(set(titles)) == len(titles)
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in BOARD["panels"])


# ------------------------------------------------------------------------------------------------ systemd, container


@pytest.mark.parametrize("path", UNITS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_command_of_a_unit_exists(path: Path) -> None:
    """What a unit starts is a command of dienhinh with options that it has, as the account of the service."""
    started = values(path, "ExecStart")
    asked = [line.split(PROGRAM, 1)[1] for line in started if PROGRAM in line]
    asked += [line.split("podman exec dienhinh dienhinh ", 1)[1] for line in started if "podman exec" in line]
    asked += values(path, "Exec")

    for line in asked:
        assert is_a_command(line.strip("'").replace("$SERVE_OPTIONS", "--workers 4").split()), line
    if path.parent.name == "systemd" and path.suffix == ".service":
        assert len(asked) == 1
        assert values(path, "User") == ["dienhinh"]
        assert values(path, "ProtectSystem") == ["strict"]
        assert values(path, "CapabilityBoundingSet") == [""]


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        (DEPLOY / "systemd" / "dienhinh-backup.service", "/var/backups/dienhinh"),
        (DEPLOY / "container" / "dienhinh-backup.service", "%h/backups"),
    ],
)
def test_backups_get_a_name_of_their_own_and_go_when_they_are_old(path: Path, folder: str, tmp_path: Path) -> None:
    """The nightly backup is named after the minute; those of more than five weeks go, others are left alone."""
    made = re.search(r'"(/[^"]*/dienhinh-[^"]*)"', values(path, "ExecStart")[0])
    assert made
    new = tmp_path / Path(done("sh", "-c", f'echo "{made[1].replace("%%", "%")}"').stdout.strip()).name
    old, other = tmp_path / "dienhinh-2020-01-01-0130.zip", tmp_path / "cuoi-nam-2020.zip"
    for each in (new, old, other):
        each.touch()
    for each in (old, other):
        os.utime(each, (0, 0))
    cleared = done("sh", "-c", values(path, "ExecStartPost")[0].replace(folder, str(tmp_path)))

    assert cleared.returncode == 0
    assert re.fullmatch(r"dienhinh-\d{4}-\d\d-\d\d-\d{4}\.zip", new.name)
    assert {each.name for each in tmp_path.iterdir()} == {new.name, other.name}


@asks("systemd-analyze")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """There is nothing that systemd has to say about the units."""
    files = []
    for path in (DEPLOY / "systemd").iterdir():
        files.append(tmp_path / path.name)
        files[-1].write_text(path.read_text("utf-8").replace(PROGRAM, "/bin/true"), "utf-8")
    said = done("systemd-analyze", "verify", "--man=no", *files)

    assert (said.returncode, [line for line in said.stderr.splitlines() if "dienhinh" in line]) == (0, [])


def test_the_example_of_variables() -> None:
    """Every variable of the example is a setting, what is switched on can be used, and no address has a password."""
    text = (DEPLOY / "dienhinh.env.example").read_text("utf-8")
    named = re.findall(rf"(?m)^#?{PREFIX}(\w+)=(.*)$", text)
    on = re.findall(rf"(?m)^({PREFIX}\w+)=(.*)$", text)

    assert {name.lower() for name, _ in named} <= set(Settings.model_fields)
    assert Settings.of(dict(on)).database == "sqlite+pysqlite:////var/lib/dienhinh/dienhinh.sqlite3"
    assert not re.search(r"//[^/@\s]*:[^/@\s]+@", text)
    assert ("METRICS_TOKEN", "") in named


def test_the_image_is_built_from_what_lies_beside_it() -> None:
    """Nothing but the base is named by a host; nobody is asked for a library; it does not run as root."""
    text = (DEPLOY / "container" / "Containerfile").read_text("utf-8")
    entry, command = (json.loads(re.findall(rf"(?m)^{word} (.*)$", text)[0]) for word in ("ENTRYPOINT", "CMD"))

    assert re.findall(r"[\w.-]+\.(?:io|org|com|net)\b", text) == ["docker.io"]
    assert re.findall(r"(?m)^FROM (\S+)", text) == ["${BASE}", "${BASE}"]
    assert "pip install --no-index" in text
    assert re.findall(r"(?m)^USER (.*)$", text) == ["10001:10001"]
    assert entry == ["dienhinh"]
    assert is_a_command(command)


@pytest.mark.parametrize("status", [200, 503])
def test_the_health_check(status: int) -> None:
    """The check of the image ends well when /healthz answers 200, and with an error when it answers 503."""
    text = (DEPLOY / "container" / "Containerfile").read_text("utf-8")
    python, option, code = json.loads(re.findall(r"HEALTHCHECK (?:.*\\\n\s*)CMD (.*)", text)[0])
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        here = code.replace(":8000", f":{server.server_address[1]}")
        said = done(shutil.which(python) or python, option, here)

    assert (said.returncode == 0, asked) == (status == 200, ["/healthz"])
    assert values(DEPLOY / "container" / "dienhinh.container", "HealthCmd") == [f'python3 -c "{code}"']


# ------------------------------------------------------------------------------------------------- nginx, Prometheus


def test_nginx_says_what_the_service_believes() -> None:
    """The proxy replaces what an asker claims, and lets through bodies that the service itself refuses."""
    text = (DEPLOY / "nginx" / "dienhinh.conf").read_text("utf-8")
    size = re.search(r"client_max_body_size (\d+)m;", text)

    assert re.search(r"proxy_set_header X-Forwarded-For +\$remote_addr;", text)
    assert re.search(r"proxy_set_header X-Forwarded-Proto +\$scheme;", text)
    assert size
    assert int(size[1]) > Settings().body_megabytes
    assert "non_idempotent" not in text


@asks("nginx", "openssl")
def test_nginx_takes_the_file(tmp_path: Path) -> None:
    """There is nothing that nginx has to say about the file, with a certificate of its own."""
    key, certificate = tmp_path / "dienhinh.key", tmp_path / "dienhinh.crt"
    new = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=thu")
    assert done(*new, "-keyout", key, "-out", certificate).returncode == 0
    site = (DEPLOY / "nginx" / "dienhinh.conf").read_text("utf-8").replace("/etc/nginx/tls", str(tmp_path))
    (tmp_path / "site.conf").write_text(re.sub(r"(?m)^ *listen .*:.*\n", "", site), "utf-8")
    main = tmp_path / "nginx.conf"
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    rooms = " ".join(f"{each}_temp_path {tmp_path}/{each};" for each in kinds)
    http = f"access_log off; {rooms} include {tmp_path}/site.conf;"
    main.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ {http} }}\n", "utf-8")
    said = done("nginx", "-t", "-q", "-c", main, "-p", tmp_path)

    assert (said.returncode, [line for line in said.stderr.splitlines() if "site.conf" in line]) == (0, [])


@asks("promtool")
def test_prometheus_takes_the_rules() -> None:
    """The alerts of a service that was never backed up, fails and has a dead worker of jobs, and no others."""
    said = done("promtool", "test", "rules", DEPLOY / "prometheus" / "rules_test.yml")

    assert said.returncode == 0, said.stdout + said.stderr
