"""Start a command that serves, fetch the first address it prints, and stop it: what a first user does.

    python3 tools/first_page.py COMMAND...

Ends with 1 when no address comes within two minutes, when the page does not answer 200, or when it
does not say SỐ LIỆU MẪU. Standard library only: the drills of .ci/run use it where nothing is installed.
"""

import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

PATIENCE = 120  # seconds until the first address; a first start sets up .venv as well
WORDS = "SỐ LIỆU MẪU"


def fetch(address: str) -> tuple[int, str]:
    """Fetch a page without cookies or proxies; waits for a server that announces itself before it listens."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(100):
        try:
            with direct.open(address, timeout=30) as answer:
                return answer.status, answer.read().decode("utf-8")
        except urllib.error.HTTPError as error:
            return error.code, ""
        except urllib.error.URLError:
            time.sleep(0.1)
    return 0, ""


def visit(address: str) -> str:
    """Look at a page; empty when all is well, else what is wrong."""
    status, text = fetch(address)
    if status == 0:
        return f"{address} does not answer"
    if status != 200:  # noqa: PLR2004 - the one status that means a page
        return f"{address} answered {status}"
    return "" if WORDS in text else f"{address} does not say {WORDS}"


def main(command: list[str]) -> int:
    """Run the drill; 0 when the first page is there."""
    wrong = "no address was printed"
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as server:
        deadline = threading.Timer(PATIENCE, server.terminate)
        deadline.start()
        for line in server.stdout or ():
            print(line, end="", flush=True)
            found = re.search(r"http://[^\s\"'<>]+", line)
            if found:
                wrong = visit(found[0])
                break
        deadline.cancel()
        server.terminate()
        server.wait(timeout=30)
    print(f"first page: {wrong or 'as it should be'}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
