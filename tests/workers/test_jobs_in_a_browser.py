"""A job as its owner meets it: with a bar that moves by itself, and on a page without JavaScript."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, FilePayload, Page, expect

from api.app import create_app
from api.workflow.jobs.queue import working
from tests.assessments import PROVINCE, prepared
from tests.browsers import served
from tests.importing import HEAD, held
from tests.offices import opened

pytestmark = pytest.mark.browser


def given(page: Page, base: str, offences: int) -> None:
    """Give two files to a job, and write the one that can be."""
    row = f"{','.join(HEAD)}\n04831,2024,20,{offences},0,có".encode()
    page.goto(f"{base}/viec-dang-chay")
    sent = (("mot.csv", row), ("hong.xlsx", b"not a workbook"))
    csv, broken = (FilePayload(name=name, mimeType="text/plain", buffer=each) for name, each in sent)
    page.set_input_files("#tep", [csv, broken])
    page.get_by_role("button", name="Gửi để xem").click()
    expect(page.get_by_role("status")).to_contain_text("Đã xem xong", timeout=60_000)
    expect(page.get_by_role("row", name=re.compile("hong.xlsx"))).to_contain_text("không có gì để ghi")
    page.get_by_role("button", name="Ghi 1 tệp").click()
    expect(page.get_by_role("status")).to_contain_text("Đã xong. 1/1", timeout=60_000)
    expect(page.get_by_role("row", name=re.compile("mot.csv"))).to_contain_text("lần ghi số")


def test_files_are_given_watched_and_written_with_and_without_scripts(browser: Browser, tmp_path: Path) -> None:
    """The page follows the job by itself either way, and what it says was written is on record."""
    complaints: list[Error] = []

    def wrong(error: Error) -> None:
        complaints.append(error)

    with opened(f"sqlite:///{tmp_path / 'thu.sqlite3'}") as found:
        office = prepared(found)
        with served(create_app(office, guest=PROVINCE)) as base, working(office, PROVINCE):
            for scripts, offences in ((True, 7), (False, 8)):
                context = browser.new_context(java_script_enabled=scripts)
                page = context.new_page()
                page.on("pageerror", wrong)
                given(page, base, offences)
                assert (held(office, "offences"), complaints) == (offences, [])
                context.close()
