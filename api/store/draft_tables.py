"""The texts that drafts of criteria files ever had, where several hosts write in them."""

from __future__ import annotations

from sqlalchemy import Text
from sqlmodel import Field

from api.store.growing import Kept


class DraftText(Kept, table=True):
    """The text of a draft as it was saved once, by its digest; the act that saved it says of which file."""

    digest: str = Field(unique=True)
    text: str = Field(sa_type=Text)
