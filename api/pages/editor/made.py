"""What a button of the editor comes to: changes of the text, or what is missing for them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from api.pages.editor.fields import part_at
from api.pages.posting import Sent
from api.workflow.sheets import Fault, FaultyError
from engine.editing import Add, Edit, Put
from engine.scalars import ID_PATTERN
from engine.yaml_tree import Path, Value


@dataclass(frozen=True, slots=True)
class Done:
    """The changes that a button means, and the part that the page opens then (empty: the one that was open)."""

    edits: tuple[Edit, ...] = ()
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button that was pressed: what it is for, the way to its part, and the name that its fields were sent under."""

    sent: Sent
    whole: Value
    path: Path
    name: str

    def text(self, *names: str) -> str:
        """Return what was typed in a field of something new, which its name begins with ``moi:``."""
        return self.sent.text(":".join(("moi", *names)))


def missing(place: str, message: str, cure: str) -> FaultyError:
    """Say what a button lacks."""
    return FaultyError([Fault(place, message, cure)])


def asked(pressed: Pressed, place: str, *names: str) -> str:
    """Return what was typed in a field that can't be empty."""
    typed = pressed.text(*names)
    if not typed:
        raise missing(place, "để trống", "ghi rồi bấm lại")
    return typed


def must_be_new(whole: Value, path: Path, key: str) -> None:
    """Refuse an id that can't be used or is taken."""
    if not re.fullmatch(ID_PATTERN, key):
        raise missing("Mã mới", f"«{key[:40]}» không dùng được", "chỉ chữ không dấu, chữ số, _ và -, ví dụ TC17")
    if part_at(whole, path) is not None:
        raise missing("Mã mới", f"«{key}» đã có", "đặt mã khác")


def added(whole: Value, holder: Path, value: Value, place: int | None = None) -> Edit:
    """Return the change that puts something into a list, which is begun where there is none yet."""
    if isinstance(part_at(whole, holder), list):
        return Add(holder, value, place=place)
    return Put(holder, [value])


def listed(whole: Value, holder: Path) -> list[Value]:
    """Return what a list of the file holds, nothing where there is none."""
    found = part_at(whole, holder)
    return found if isinstance(found, list) else []
