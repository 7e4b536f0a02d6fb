"""The drill of a first user: it passes for a page of sample figures and fails for anything less."""

import sys

import pytest

from tools import first_page

SERVE = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response({status})
        self.end_headers()
        self.wfile.write("{words}".encode())

server = HTTPServer(("127.0.0.1", 0), Page)
print(f"Mở http://127.0.0.1:{{server.server_port}}/ bằng trình duyệt", flush=True)
server.serve_forever()
"""


@pytest.mark.parametrize(
    ("status", "words", "code", "said"),
    [
        (200, "SỐ LIỆU MẪU", 0, "as it should be"),
        (200, "số liệu", 1, "does not say SỐ LIỆU MẪU"),
        (204, "SỐ LIỆU MẪU", 1, "answered 204"),
        (500, "SỐ LIỆU MẪU", 1, "answered 500"),
    ],
)
def test_a_page(status: int, words: str, code: int, said: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Only a page that answers 200 and carries the words passes, and the server is stopped."""
    script = SERVE.format(status=status, words=words)

    assert first_page.main([sys.executable, "-c", script]) == code
    assert said in capfd.readouterr().out


def test_no_address(capfd: pytest.CaptureFixture[str]) -> None:
    """A command that ends without an address fails."""
    assert first_page.main([sys.executable, "-c", "print('xong')"]) == 1
    assert "no address was printed" in capfd.readouterr().out
