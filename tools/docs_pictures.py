"""The pictures of ``docs/pictures``: the first screen of each page as an SVG of outlines, with a list of them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page

from api.access.deciding import Granted, Place, Role, Who
from api.demo import OFFICER
from api.workflow.granting import Wish
from api.workflow.making_accounts import NewAccount, create
from api.workflow.office import Office
from api.workflow.own_account import choose_password
from api.workflow.signing_in import sign_in
from tests.people import DESK, GOOD, SERVER
from tools.drawing import drawn

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
"""The moment of every picture, so that they come out the same when made again."""
WIDE, NARROW = (1280, 900), (390, 844)
HELD_FROM = date(2020, 1, 1)
ADMINISTRATOR = Who("quản trị (dùng thử)", None, (Granted(Role.ADMINISTRATOR, Place.read("all"), HELD_FROM),))
COMMUNE = Who("xã (dùng thử)", None, (Granted(Role.COMMUNE, Place.read("unit:05017:2020-01-01"), HELD_FROM),))
NOBODY = Who("", None, ())
LOGIN = "can-bo.tinh"
CHANGED = """
@page { size: auto; margin: 0; @bottom-right { content: none; } }
%s { display: none; }
* { box-shadow: none !important; }
legend { background: #fff; }
thead th { border-bottom: 2px solid #0b5d3b !important; }
"""
"""The line under a head as a border, which is an outline where a shadow is none."""
Serving = Callable[[Office, Who], AbstractContextManager[str]]


@dataclass(frozen=True)
class Picture:
    """A page to be drawn: its file, its address, what is seen, who looks, what is left out, and its size."""

    name: str
    address: str
    seen: str
    who: Who = OFFICER
    left_out: str = ".tour"
    """Selectors of what stands before the part that is to be seen."""
    size: tuple[int, int] = WIDE


GOALS = ".tour, .faults, section[aria-labelledby='muc-tieu'], section[aria-labelledby='cac-muc']"
FIRST = ".tour, section[aria-labelledby='muc-tieu-2022']"
PICTURES = (
    Picture("01-tong-quan", "/", "Tổng quan: mục tiêu 2022, 2025, 2030 với phần chắc chắn, phần có thể và mức yêu cầu"),
    Picture(
        "02-ban-do", "/", "Tổng quan, phần sau: các mức và bản đồ ô của 151 đơn vị", left_out=GOALS, size=(1280, 1200)
    ),
    Picture("03-bang-diem", "/bang-diem?huyen=150&o=04831.TC08", "Bảng điểm của một huyện, một ô đang mở: vì sao"),
    Picture("04-xa", "/xa/04831?ky=2024", "Một xã: số tiêu chí đạt, mức, các kỳ, cách lên mức tiếp theo"),
    Picture("05-nhap", "/nhap/04831?ky=2024", "Nhập số liệu của một xã, theo từng tiêu chí"),
    Picture("06-nhap-bang", "/nhap?ky=2024&tieu-chi=TC08&huyen=150", "Nhập một tiêu chí cho nhiều xã, như bảng Excel"),
    Picture("07-tham-dinh", "/tham-dinh", "Việc chờ thẩm định, nộp trước đứng trước"),
    Picture("08-phieu", "/phieu/nq12-tu.2024.05158", "Phiếu chấm đang thẩm định, từng mục"),
    Picture("09-phieu-cua-xa", "/phieu/nq12-tu.2024.05017", "Phiếu bị trả lại, phía xã nhìn thấy", COMMUNE),
    Picture(
        "10-muc-tieu", "/muc-tieu", "Mục tiêu: từng bậc, xã nào đang ở đó, nhịp cần và nhịp đã đạt", left_out=FIRST
    ),
    Picture("11-bo-tieu-chi", "/bo-tieu-chi/nq12-tu/2025-07-01", "Một bản của bộ tiêu chí, đọc thành câu"),
    Picture("12-cong-nhan", "/cong-nhan", "Các quyết định công nhận đặt cạnh điểm"),
    Picture("13-don-vi", "/don-vi/04831", "Một mã đơn vị qua các năm: hình thành từ đâu, đi về đâu"),
    Picture("14-nguoi-dung", "/nguoi-dung", "Người dùng và phạm vi của từng người", ADMINISTRATOR),
    Picture("15-nhat-ky", "/nhat-ky", "Nhật ký: mọi lần ghi"),
    Picture(
        "16-tai-khoan",
        "/tai-khoan",
        "Tài khoản của tôi: phiên, mã truy cập, xác thực hai lớp, dữ liệu của mình",
        NOBODY,
    ),
    Picture("17-dien-thoai", "/xa/04831?ky=2024", "Một xã trên điện thoại; các trang khác gấp lại ở trên", size=NARROW),
)


def settle(office: Office) -> None:
    """Give the account page somebody to show."""
    code = create(office, SERVER, [NewAccount(LOGIN, "", (Wish(Role.PROVINCE, "all"),))])[0].code
    choose_password(office, DESK, sign_in(office, DESK, LOGIN, code), "", GOOD)


def draw_all(browser: Browser, office: Office, serving: Serving, folder: Path) -> Iterator[Path]:
    """Draw every picture and write the list of them; yield each file when it is written."""
    settle(office)
    for who in dict.fromkeys(each.who for each in PICTURES):
        with serving(office, who) as base:
            for each in PICTURES:
                if each.who is who:
                    file = folder / f"{each.name}.svg"
                    file.write_text(_drawn(browser, base, each), encoding="utf-8")
                    yield file
    contents = folder / "README.md"
    contents.write_text(_contents(), encoding="utf-8")
    yield contents


def _drawn(browser: Browser, base: str, picture: Picture) -> str:
    width, height = picture.size
    window = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
    page = window.new_page()
    if picture.who is NOBODY:
        _enter(page, base)
    page.goto(base + picture.address)
    page.emulate_media(media="screen")
    page.add_style_tag(content=CHANGED % picture.left_out)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "trang.pdf"
        page.pdf(path=file, print_background=True, page_ranges="1", width=f"{width}px", height=f"{height}px")
        drawing = drawn(file)
    window.close()
    return drawing


def _enter(page: Page, base: str) -> None:
    page.goto(f"{base}/dang-nhap")
    page.locator("[name=login]").fill(LOGIN)
    page.locator("[name=password]").fill(GOOD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.get_by_role("button", name="Đăng xuất").wait_for()


def _contents() -> str:
    shown = "\n".join(f"## {each.seen}\n\n`{each.address}`\n\n![{each.seen}]({each.name}.svg)\n" for each in PICTURES)
    return f"""# Pictures of the pages

Figures and people are invented (SỐ LIỆU MẪU, as every picture says), the wording of the criteria is reconstructed. One
screen of 1280 × 900 each, the map higher, the last of 390 × 844. The box of a first visit is left out everywhere, the
goals of the overview in its second picture, the target of 2022 among the targets.

Made by `python3 tools/pictures.py --docs` (the `test` extra, a Chromium, poppler's `pdftocairo`): Chromium prints the
page as it is on the screen, `pdftocairo` turns that into outlines, `tools/drawing.py` leaves out what is said twice.
Nothing in them is raster, nothing is fetched, letters are outlines. The dots under the mark of «chưa rõ» are left out.

{shown}"""
