"""What the forms of a sheet ask and what they send: a verdict and a text an item, or that it is returned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from api.pages.choosing import Choice, of_list
from api.pages.posting import LONGEST, Sent
from api.pages.unit_record import Beside
from api.workflow.assessing import Said
from api.workflow.sheets import Fault
from engine.rules import Verdict
from engine.wording.verdicts import WORDS

CHOICES = (Verdict.MET, Verdict.UNMET, Verdict.NOT_APPLICABLE, Verdict.UNKNOWN)
RETURN = "tra-lai"
"""The choice that is no verdict: the item goes back to be explained."""
VERDICT_FIELD, TEXT_FIELD = "ket-qua-", "ly-do-"
MOST_DOCUMENT = 100


@dataclass(frozen=True, slots=True)
class ItemForm:
    """The questions about one item; ``hint`` says why an answer is chosen already, ``fault`` what is wrong with it."""

    choices: tuple[Choice, ...]
    text: str
    label: str
    hint: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What was sent of the items: verdicts, reasons for returning, faults by item, and all of it as it was typed."""

    said: Mapping[str, Said] = field(default_factory=dict)
    returned: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def words(self, key: str) -> str:
        """Say what was sent of an item; empty when nothing was."""
        choice, text = self.typed.get(key, ("", ""))
        word = "trả lại" if choice == RETURN else WORDS[Verdict(choice)] if choice in set(Verdict) else ""
        return f"{word}{': ' if word and text else ''}{text}"


def read_items(sent: Sent, ids: Sequence[str]) -> Read:
    """Read the items of a form; every fault is found at once."""
    said, returned, faults, typed = {}, {}, {}, {}
    for key in ids:
        choice, text = sent.one(VERDICT_FIELD + key), sent.text(TEXT_FIELD + key)
        if not choice and not text:
            continue
        typed[key] = (choice, text)
        if len(text) > LONGEST:
            faults[key] = f"Lý do dài {len(text)} ký tự; viết gọn trong {LONGEST} ký tự."
        elif choice == RETURN and not text:
            faults[key] = "Trả lại thì phải ghi lý do, để xã biết cần giải trình gì."
        elif choice == RETURN:
            returned[key] = text
        elif choice in set(Verdict):
            said[key] = Said(Verdict(choice), text)
        else:
            faults[key] = "Có lý do mà chưa chọn kết quả; chọn một kết quả."
    return Read(said, returned, faults, typed)


def by_item(faults: Sequence[Fault]) -> dict[str, str]:
    """Sort the faults of a refused step by the item that they are in; those of no item stand under an empty key."""
    found: dict[str, list[str]] = {}
    for fault in faults:
        place, _, rest = fault.place.partition(".")
        text = f"{fault.message}: {fault.cure}."
        found.setdefault(rest.partition(".")[0] if place == "items" else "", []).append(text[:1].upper() + text[1:])
    return {key: " ".join(texts) for key, texts in found.items()}


# ------------------------------------------------------------------------------------------------------ questions


def for_commune(computed: Verdict, held: Mapping[str, str] | None, typed: tuple[str, str] | None) -> ItemForm:
    """Ask the commune about an item; ``held`` is what it said before.

    Where it went along with a verdict that its corrected figures have changed, the new one is chosen.
    """
    choice, text, hint = str(computed), "", ""
    if held is not None:
        choice, text = held["verdict"], held.get("justification", "")
        if held["verdict"] == held["computed"] != computed:
            choice = str(computed)
            hint = (
                f"Số liệu đã đổi từ lần tự chấm trước: máy chấm {WORDS[Verdict(held['computed'])]}, nay "
                f"{WORDS[computed]}. Đã chọn sẵn kết quả mới."
            )
    choice, text = typed or (choice, text)
    return ItemForm(_choices(choice), text, "Giải trình (bắt buộc khi khác máy chấm)", hint)


def for_appraiser(
    computed: Verdict, held: Mapping[str, str] | None, beside: Beside, typed: tuple[str, str] | None
) -> ItemForm:
    """Ask who appraises about an item; nothing is chosen for them, ``held`` is what they said before."""
    choice, text, hint = "", "", ""
    if held is not None:
        choice, text = held["verdict"], held.get("reason", "")
        if held["computed"] != computed:
            hint = (
                f"Số liệu đã đổi sau khi thẩm định: máy chấm {WORDS[Verdict(held['computed'])]}, nay "
                f"{WORDS[computed]}. Hãy xem lại."
            )
    choice, text = typed or (choice, text)
    back = Choice(RETURN, "trả lại để giải trình", choice == RETURN)
    label = "Lý do (bắt buộc khi khác xã tự chấm hoặc trả lại)" if beside.theirs else "Lý do (bắt buộc)"
    return ItemForm((*_choices(choice), back), text, label, hint)


def _choices(chosen: str) -> tuple[Choice, ...]:
    return of_list(((str(each), WORDS[each]) for each in CHOICES), chosen)
