"""nginx with the file of ``deploy/`` in front of two hosts: what is sent to the second one when the first fails."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.deploy.conftest import asks

SITE = Path(__file__).parents[2] / "deploy" / "nginx" / "dienhinh.conf"
ROOMS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
WRITES, READS = ("POST", "PATCH"), ("GET", "PUT", "DELETE")


class Host:
    """A host of the service as far as a balancer sees it; one that is ``lost`` takes a request and says nothing."""

    def __init__(self, *, lost: bool) -> None:
        self.asked: list[str] = []
        host = self

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                host.asked.append(self.path)
                self.close_connection = lost
                if not lost:
                    self.send_response(200)
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            def log_message(self, *_said: object) -> None:
                pass

        for method in (*WRITES, *READS):
            setattr(Answer, f"do_{method}", Answer.answer)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server.server_address[1])

    def close(self) -> None:
        """Stop; from then on connections are refused."""
        self.server.shutdown()
        self.server.server_close()


def free_port() -> int:
    """Return a port that nobody uses."""
    with closing(socket.create_server(("127.0.0.1", 0))) as found:
        return int(found.getsockname()[1])


@contextmanager
def balancing(folder: Path, *ports: int) -> Iterator[int]:
    """Run nginx in front of hosts at these ports; give its own."""
    key, certificate = folder / "dienhinh.key", folder / "dienhinh.crt"
    new = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=thu")
    subprocess.run([*new, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    here = free_port()
    site = SITE.read_text("utf-8").replace("/etc/nginx/tls", str(folder))
    line = re.search(r"(?m)^    server 127\.0\.0\.1:8000 (.*)$", site)
    assert line
    site = site.replace(line[0], "\n".join(f"    server 127.0.0.1:{each} {line[1]}" for each in ports))
    site = re.sub(r"(?m)^ *listen \[.*\n", "", site).replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    (folder / "site.conf").write_text(site.replace("listen 443 ", f"listen 127.0.0.1:{here} "), "utf-8")
    rooms = " ".join(f"{each}_temp_path {folder}/{each};" for each in ROOMS)
    http = f"http {{ access_log off; {rooms} include {folder}/site.conf; }}"
    alone = f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;"
    (folder / "nginx.conf").write_text(f"{alone}\nevents {{}}\n{http}\n", "utf-8")
    command = [shutil.which("nginx") or "nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as nginx:
        try:
            ends = monotonic() + 20
            while not listens(here):
                assert nginx.poll() is None, (folder / "error.log").read_text("utf-8")
                assert monotonic() < ends
                sleep(0.05)
            yield here
        finally:
            nginx.terminate()


def listens(port: int) -> bool:
    """Tell whether somebody listens there."""
    with closing(socket.socket()) as found:
        return found.connect_ex(("127.0.0.1", port)) == 0


def asked(port: int, method: str, path: str) -> int:
    """Ask once, with a body where there can be one; return the status."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with closing(HTTPSConnection("127.0.0.1", port, timeout=20, context=trusting)) as connection:
        connection.request(method, path, None if method == "GET" else b"{}")
        return connection.getresponse().status


@asks("nginx", "openssl")
@pytest.mark.parametrize("away", [False, True], ids=["lost", "refused"])
def test_what_goes_to_another_host(tmp_path: Path, away: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    """What a host that is away refused is done by the other; of what it took, all but a POST and a PATCH."""
    with ExitStack() as both:
        first, second = Host(lost=True), Host(lost=False)
        both.callback(second.close)
        if away:
            first.close()
        else:
            both.callback(first.close)
        answers: dict[str, int] = {}
        with balancing(tmp_path, first.port, second.port) as port:
            for method in (*WRITES, *READS) * 2:
                path = f"/{method}/{len(answers)}"
                answers[path] = asked(port, method, path)
    times = Counter(first.asked + second.asked)
    twice = {path for path, number in times.items() if number > 1}
    unanswered = {path for path, status in answers.items() if status != 200}

    assert set(times) == set(answers)
    assert set(second.asked) == set(answers) - unanswered
    assert not {path for path in twice | unanswered if path.split("/")[1] in (READS if path in unanswered else WRITES)}
    assert bool(first.asked) == bool(unanswered) == (not away)
    assert max(times.values()) <= 2
