"""Take pictures of every page of the demonstration, wide, narrow and on paper, into a folder outside version control.

    python3 tools/pictures.py FOLDER [--only TEXT]
    python3 tools/pictures.py --docs

The second form draws those of ``docs/pictures`` anew; it needs poppler too. Else the ``test`` extra (playwright) and a
Chromium. The figures shown are invented: every picture says so itself.
"""

import argparse
import re
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from api.access.deciding import Granted, Place, Role, Who  # noqa: E402 -- found by the line above
from api.app import create_app  # noqa: E402 -- likewise
from api.demo import OFFICER, demo_office  # noqa: E402 -- likewise
from api.workflow.office import Office  # noqa: E402 -- likewise
from tests.browsers import browser_of_this_computer  # noqa: E402 -- likewise
from tools.docs_pictures import NOW, draw_all  # noqa: E402 -- likewise

WIDTHS = {"rong": (1280, 900), "hep": (390, 844)}
HELD_FROM = date(2020, 1, 1)
PLACES = {
    Role.COMMUNE: "unit:04831:2020-01-01",
    Role.APPRAISER: "all",
    Role.EDITOR: "all",
    Role.ADMINISTRATOR: "all",
    Role.VIEWER: "district:150",
}
"""Whose first pages are taken besides the provincial officer's, and where they are at home."""


@dataclass(frozen=True)
class Shot:
    """A page to be taken: the name of its files, its address, and who looks."""

    name: str
    address: str
    who: Who


def shots() -> Iterator[Shot]:
    """Every page that an officer of the province opens, then the first pages of the other roles."""
    for address in (
        "/", "/?ngay=2025-07-01", "/bang-diem", "/bang-diem?o=04831.TC08", "/xa/04831?ky=2024", "/muc-tieu",
        "/ke-hoach?muc-tieu=2025", "/theo-doi", "/nhap", "/nhap/04831?ky=2024", "/nhap?ky=2024&tieu-chi=TC08", "/phieu",
        "/phieu/nq12-tu.2024.04831", "/tham-dinh", "/cong-nhan", "/ky-danh-gia", "/don-vi", "/bo-tieu-chi",
        "/bo-tieu-chi/nq12-tu/2022-06-27", "/nhat-ky", "/huong-dan", "/huong-dan?tim=nop", "/huong-dan/nhap-va-nop",
        "/gioi-thieu", "/khong-co-trang-nay",
    ):  # fmt: skip
        yield Shot(re.sub(r"[^a-z0-9]+", "-", f"tinh{address}").strip("-"), address, OFFICER)
    for role, place in PLACES.items():
        who = Who(f"{role} (dùng thử)", None, (Granted(role, Place.read(place), HELD_FROM),))
        yield Shot(f"trang-dau-{role}", "/", who)
        if role is Role.ADMINISTRATOR:
            yield Shot("quan-tri-nguoi-dung", "/nguoi-dung", who)


@contextmanager
def served(office: Office, who: Who) -> Iterator[str]:
    """Serve the office to somebody and give the address."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(16)
        server = uvicorn.Server(uvicorn.Config(create_app(office, guest=who), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def take(browser: Browser, base: str, shot: Shot, folder: Path) -> None:
    """Take one page: both widths whole, and its print."""
    for name, (width, height) in WIDTHS.items():
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(base + shot.address)
        page.screenshot(path=folder / f"{shot.name}-{name}.png", full_page=True)
        if name == "rong":
            page.pdf(path=folder / f"{shot.name}-giay.pdf", prefer_css_page_size=True)
        page.close()


def draw_docs() -> int:
    """Draw the pictures of the docs."""
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(exist_ok=True)
    with demo_office(lambda: NOW) as office, browser_of_this_computer() as browser:
        for file in draw_all(browser, office, served, folder):
            print(f"{file.relative_to(ROOT)} {file.stat().st_size}", flush=True)
    return 0


def main() -> int:
    """Take the pictures that are asked for; 0 when there are some."""
    parser = argparse.ArgumentParser(description="Chụp mọi trang của bản dùng thử vào một thư mục.")
    parser.add_argument("folder", type=Path, nargs="?", help="thư mục để ảnh, ngoài kho mã nguồn")
    parser.add_argument("--docs", action="store_true", help="vẽ lại các hình của docs/pictures (SVG)")
    parser.add_argument("--only", default="", help="chỉ các trang có chữ này trong tên tệp")
    asked = parser.parse_args()
    if asked.docs:
        return draw_docs()
    if asked.folder is None:
        parser.error("ghi thư mục để ảnh, hoặc --docs")
    folder: Path = asked.folder.resolve()
    if ROOT in (folder, *folder.parents):
        parser.error("để ảnh ngoài kho mã nguồn: kho không giữ tệp ảnh")
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [shot for shot in shots() if asked.only in shot.name]
    with demo_office(lambda: datetime.now(UTC)) as office, browser_of_this_computer() as browser:
        for who in dict.fromkeys(shot.who for shot in wanted):
            with served(office, who) as base:
                for shot in wanted:
                    if shot.who == who:
                        take(browser, base, shot, folder)
                        print(f"{folder / shot.name}-*", flush=True)
    return 0 if wanted else 1


if __name__ == "__main__":
    sys.exit(main())
