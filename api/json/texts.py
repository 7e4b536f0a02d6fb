"""Short texts of people: notes, reasons, numbers of documents. They are about places and papers, never about people."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from engine.wording.privacy import about_text


class Body(BaseModel):
    """Base of what is sent: frozen, and unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _tidy(text: str) -> str:
    """Bring a text to NFC, on one line, without characters that nobody sees."""
    text = "".join(sign for sign in unicodedata.normalize("NFC", text) if sign.isprintable() or sign.isspace())
    return " ".join(text.split())


def _at_most(most: int) -> AfterValidator:
    """Judge the length of what is kept: NFC can make a text longer than it was sent."""

    def judged(text: str) -> str:
        if len(text) > most:
            raise ValueError(f"quá dài — rút còn {most} ký tự hoặc ít hơn")
        return text

    return AfterValidator(judged)


def _needed(text: str) -> str:
    if not text:
        raise ValueError("để trống — ghi vài chữ")
    return text


MOST_NUMBER = 2**53 - 1
"""The largest number of a row or act that anybody can send: every program that reads JSON holds it exactly."""
Number = Annotated[int, Field(ge=1, le=MOST_NUMBER)]
Note = Annotated[str, Field(max_length=300), AfterValidator(_tidy), _at_most(300)]
"""A short text that may be left out."""
Reason = Annotated[str, Field(max_length=300), AfterValidator(_tidy), _at_most(300), AfterValidator(_needed)]
"""A short text that must say something."""
Document = Annotated[str, Field(max_length=100), AfterValidator(_tidy), _at_most(100), AfterValidator(_needed)]
"""The number and sign of a document."""


def warnings_of(**texts: str) -> list[dict[str, str]]:
    """Say which texts look as if they held somebody's id, telephone number or traits; the writer is to look again."""
    found = []
    for field, text in texts.items():
        doubt = about_text(text)
        if doubt is not None:
            code, message = doubt
            found.append({"field": field, "code": code, "message": message})
    return found
