"""When the text of a page can be read on an old computer, beside a bare static page of the same bytes.

    python bench/first_text.py [--visits 9] [--slower 4] [--paths /,/bang-diem]

A real Chromium with its processor slowed down, each visit with an empty cache. The bare page holds the same text and
elements without style sheets or scripts, filled up with a comment to the bytes that the page brings in all, packed as
the page is. It is also measured against itself with style sheets and scripts, all sent by the bare server: what is left
then is the time of the service. Visits take turns; each figure is the median of the first contentful paint.
"""

from __future__ import annotations

import argparse
import gzip
import re
import secrets
import sys
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # a checkout that is not installed runs too

from playwright.sync_api import Browser

from api.app import PACKING
from bench.asking import Asker
from bench.databases import say_machine
from bench.pages import Still, sample_served, still_pages
from tests.browsers import browser_of_this_computer

PATHS = "/,/bang-diem,/bang-diem?o=04831.TC08,/muc-tieu,/xa/04831?ky=2024,/nhap/04831?ky=2024,/phieu"
MOST_TIMES = 1.2
LIGHT = 150_000
NAMES = ("bare", "copied", "page")
PAINTED = """() => new Promise((done) => {
  const found = (list) => {
    const paint = list.getEntries().find((each) => each.name === "first-contentful-paint");
    if (paint) done(paint.startTime);
  };
  new PerformanceObserver(found).observe({ type: "paint", buffered: true });
})"""
_BROUGHT = re.compile(r'<(?:link rel="stylesheet" href|script type="module" src)="([^"]+)"[^>]*>(?:</script>)?\n?')
_IMPORTED = re.compile(r'from "\./([^"]+)"')


def main() -> None:
    """Visit each page and its copies in turns; print medians and ratios."""
    parser = argparse.ArgumentParser(description="First text of pages on a slow processor.")
    parser.add_argument("--visits", type=int, default=9, help="of each page")
    parser.add_argument("--slower", type=float, default=4.0, help="how many times slower the processor is made")
    parser.add_argument("--paths", default=PATHS)
    chosen = parser.parse_args()
    say_machine()
    print(f"{'':<28}{'bytes':>9}{'bare, ms':>10}{'copied':>10}{'page':>10}{'x bare':>8}{'x copied':>10}")
    with sample_served() as where, still_pages() as still, browser_of_this_computer() as browser:
        for path in chosen.paths.split(","):
            total, addresses = _copies(where, still, path)
            times: dict[str, list[float]] = {name: [] for name in NAMES}
            for name in NAMES * (chosen.visits + 1):
                times[name].append(_first_text(browser, addresses[name], chosen.slower))
            _print(path, total, {name: median(each[1:]) for name, each in times.items()})


def _copies(where: str, still: Still, path: str) -> tuple[int, dict[str, str]]:
    """Put the bare page and the copy; return the bytes of the page with all it brings, and the addresses."""
    asker = Asker(where)
    page = asker.ask(path).body.decode()
    brought: dict[str, bytes] = {}
    todo = [address for address in _BROUGHT.findall(page) if address]
    while todo:
        address = todo.pop()
        if address not in brought:
            answer = asker.ask(address)
            brought[address] = answer.body
            still.put(address, answer.body, answer.headers["content-type"])
            todo += [f"/static/{name}" for name in _IMPORTED.findall(answer.body.decode())]
    still.put(path, page.encode())
    packed = [gzip.compress(each, PACKING) for each in (page.encode(), *brought.values())]
    total = sum(map(len, packed))
    filled = _filled(_BROUGHT.sub("", page), total)
    still.put(f"{path}#bare", filled)
    still.pages["/bare" + path] = still.pages.pop(f"{path}#bare")
    here, there = f"http://{where}", f"http://{still.where}"
    return total, {"bare": f"{there}/bare{path}", "copied": there + path, "page": here + path}


def _filled(page: str, total: int) -> bytes:
    """Fill a page up with what can't be packed, in a comment at its end, to so many bytes when it is packed."""
    lacking = max(0, total - len(gzip.compress(page.encode(), PACKING)))
    return f"{page}<!--{secrets.token_hex(lacking)}-->".encode()


def _first_text(browser: Browser, address: str, slower: float) -> float:
    """Return the milliseconds from asking for a page to its first text, for somebody who was never here."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(address)
    found: float = page.evaluate(PAINTED)
    page.close()
    return found


def _print(path: str, total: int, times: dict[str, float]) -> None:
    bare, copied, page = (times[name] for name in NAMES)
    said = "" if page <= MOST_TIMES * bare and total <= LIGHT else "  NOT REACHED"
    cells = f"{bare:>10.0f}{copied:>10.0f}{page:>10.0f}{page / bare:>8.2f}{page / copied:>10.2f}"
    print(f"{path:<28}{total:>9,}{cells}{said}", flush=True)


if __name__ == "__main__":
    main()
