"""One journey in a real browser: template, filled in, two files sent with a bar, a conflict, written, undone."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Route, expect

from api.app import create_app
from api.demo import OFFICER
from tests.assessments import enter, prepared
from tests.filled import LABELS, filled_in, table
from tests.importing import CODE, HEAD, OTHER, held, seen
from tests.offices import Opened, opened

pytestmark = pytest.mark.browser


@contextmanager
def served(office: Opened) -> Iterator[str]:
    """Serve an office the way users get it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(16)
        app = create_app(office.office, guest=OFFICER)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def test_the_journey_of_a_template(browser: Browser, tmp_path: Path) -> None:
    """What a person does, with a connection that fails once on the way; nothing is complained of by the browser."""
    with opened(f"sqlite+pysqlite:///{tmp_path / 'thu.sqlite3'}", requests_per_minute=1_000_000) as office:
        prepared(office)
        with served(office) as base:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            complaints: list[str] = []
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(f"{base}/nhap?ky=2024")
            page.get_by_role("link", name=re.compile("Nhập từ Excel")).click()

            page.select_option("#don-vi", CODE)
            with page.expect_download() as download:
                page.get_by_role("button", name="Tải mẫu (.xlsx)").click()
            made = download.value.path().read_bytes()
            assert download.value.suggested_filename == "mau-nhap-2024-04831.xlsx"
            was = held(office.office, "offences")
            enter(office.office, "fires", 90, seen(office.office, "fires"))
            filled = filled_in(made, {(CODE, LABELS["fires"]): 91, (CODE, LABELS["offences"]): 3})
            (tmp_path / "dien.xlsx").write_bytes(filled)
            (tmp_path / "bang.xlsx").write_bytes(table(HEAD, (OTHER, 2024, 8, "1.000", None, None)))

            failed: list[str] = []

            def fail_once(route: Route) -> None:
                if failed:
                    route.continue_()
                else:
                    failed.append(route.request.url)
                    route.abort()

            page.route("**/api/v1/imports*", fail_once)
            page.set_input_files("#tep", [tmp_path / "dien.xlsx", tmp_path / "bang.xlsx"])
            page.get_by_role("button", name="Gửi và xem trước").click()
            page.wait_for_url(re.compile(r"/nhap/tu-excel/[0-9a-f]{32}$"))
            assert len(failed) == 1

            conflict = page.get_by_role("checkbox", name="Lấy số trong tệp: Số vụ cháy, nổ, Thị trấn Đà Bắc")
            expect(conflict).not_to_be_checked()
            expect(page.locator("[data-count]")).to_have_text("2 ô")
            conflict.check()
            expect(page.locator("[data-count]")).to_have_text("3 ô")
            page.get_by_role("checkbox", name="Ghi Số khu dân cư (xóm, thôn, bản, tổ dân phố), Xã Tân Pheo").uncheck()
            expect(page.get_by_text("“1.000” đọc được hai cách: 1000 hoặc 1")).to_be_visible()
            page.get_by_role("button", name="Ghi những ô đã đánh dấu").click()

            expect(page.get_by_text("Đã ghi 2 số liệu")).to_be_visible()
            assert (held(office.office, "fires"), held(office.office, "offences")) == (91, 3)
            page.get_by_role("button", name="Hoàn tác cả lần nhập này").click()
            expect(page.get_by_text("Đã hoàn tác: mọi số liệu")).to_be_visible()
            assert (held(office.office, "fires"), held(office.office, "offences")) == (90, was)
            page.goto(f"{base}/nhap/tu-excel")
            expect(page.get_by_role("link", name=re.compile("^Gửi lúc"))).to_have_count(1)
            assert complaints == []
            page.close()
