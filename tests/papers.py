"""Documents read back by tests: the text and the look of a .docx, the text and the fonts of a PDF, and LibreOffice."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn

LETTERS = "".join(
    base + tone
    for base in ("a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y")
    for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
)
"""The vowels with their tones, taken apart; :func:`vietnamese` puts them together."""


def vietnamese() -> str:
    """Return the 134 letters that Vietnamese has beyond the Latin alphabet, small ones first."""
    import unicodedata  # noqa: PLC0415 -- only here

    whole = unicodedata.normalize("NFC", LETTERS)
    small = "đ" + "".join(each for each in whole if not each.isascii())
    return small + small.upper()


def opened(body: bytes) -> Word:
    """Read a .docx."""
    return Document(io.BytesIO(body))


def texts(document: Word) -> list[str]:
    """Return the text of every paragraph of the body, those in tables too, in their order."""
    found = []
    for each in document.element.body.iter(qn("w:p")):
        pieces = (piece.text or "" if piece.tag == qn("w:t") else "\n" for piece in each.iter(qn("w:t"), qn("w:br")))
        found.append("".join(pieces))
    return found


def whole_text(document: Word) -> str:
    """Return all of it, a line a paragraph."""
    return "\n".join(texts(document))


def tool(name: str) -> str:
    """Return the path of a program of the office; skipped where it is missing, but never in CI."""
    found = shutil.which(name)
    if found is None:
        if os.environ.get("DIENHINH_REQUIRE_OFFICE") == "1":
            pytest.fail(f"{name} is not here")
        pytest.skip(f"{name} is not here")
    return found


def pdf_text(body: bytes, folder: Path) -> str:
    """Return the text of a PDF as another program takes it out."""
    file = folder / "doc.pdf"
    file.write_bytes(body)
    done = subprocess.run([tool("pdftotext"), "-layout", file, "-"], check=True, capture_output=True, timeout=60)
    return done.stdout.decode()


def streams(body: bytes) -> bytes:
    """Return a PDF with every packed stream unpacked."""
    found = [body]
    for each in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", body, re.DOTALL):
        try:
            found.append(zlib.decompress(each[1]))
        except zlib.error:
            continue
    return b"\n".join(found)


def pdf_fonts(unpacked: bytes) -> set[str]:
    """Return the fonts that a PDF names."""
    return {
        name.decode()
        for name in re.findall(rb"/BaseFont\s*/[A-Z]{6}\+([A-Za-z0-9-]+?)(?:-Identity-H)?[\s/>]", unpacked)
    }


def pdf_letters(unpacked: bytes) -> set[str]:
    """Return the letters that can be taken out of a PDF again (its ToUnicode maps)."""
    pairs = re.findall(rb"<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]+)>", unpacked)
    return {letter for pair in pairs for letter in bytes.fromhex(pair.decode()).decode("utf-16-be", "ignore")}


def by_libreoffice(body: bytes, folder: Path) -> bytes:
    """Let LibreOffice open a .docx and print it as PDF."""
    program, file = tool("soffice"), folder / "van-ban.docx"
    file.write_bytes(body)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (folder / "van-ban.pdf").read_bytes()


def pages_of(body: bytes, folder: Path) -> int:
    """Count the pages of a PDF."""
    file = folder / "pages.pdf"
    file.write_bytes(body)
    said = subprocess.run([tool("pdfinfo"), file], check=True, capture_output=True, timeout=60).stdout.decode()
    (number,) = re.findall(r"^Pages:\s+(\d+)$", said, re.MULTILINE)
    return int(number)
