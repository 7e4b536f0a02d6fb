"""The row that says in whose name documents are drafted, and with which words."""

from __future__ import annotations

from sqlalchemy import Text
from sqlmodel import Field

from api.store.growing import Kept, once, replaces


class IssuingRow(Kept, table=True):
    """Issuing body, places and wording of the documents of a programme, as canonical JSON by field; no person."""

    __tablename__ = "issuing"

    set_id: str
    content: str = Field(sa_type=Text)
    replaces: int | None = replaces("issuing")

    __table_args__ = (once("uq_issuing_first", "set_id"),)
