"""The steps that the buttons of a sheet ask for, each taken through ``api.workflow.assessing``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from api.access.deciding import Action
from api.answers.score_lines import unit_bytes
from api.pages.posting import LONGEST, Sent
from api.pages.sheets.forms import MOST_DOCUMENT, Read
from api.pages.sheets.record import Sheet, agreeing, sheet_of
from api.pages.sheets.rows import WAITING
from api.store.assessments import State
from api.store.database import Actor
from api.workflow import assessing
from api.workflow.assessing import Said
from api.workflow.office import Office
from api.workflow.sheets import Fault, FaultyError, OvertakenError
from engine.rules import Verdict
from engine.wording.verdicts import WORDS

ACTIONS: Mapping[str, Action] = {
    "tu-cham": Action.SELF_ASSESS,
    "nop": Action.SELF_ASSESS,
    "tham-dinh": Action.APPRAISE,
    "dong-y": Action.APPRAISE,
    "tra-lai": Action.APPRAISE,
    "chot": Action.APPRAISE,
    "mo-lai": Action.REOPEN,
}
"""What each button asks for."""


class Steps:
    """Takes steps on one sheet for one person, over the step that their page was made of."""

    def __init__(self, office: Office, actor: Actor, sheet: Sheet, sent: Sent, read: Read) -> None:
        self._office, self._actor, self._sheet = office, actor, sheet
        self._sent, self._read, self._seen = sent, read, sent.number("buoc")
        self._deeds: Mapping[str, Callable[[], None]] = {
            "tu-cham": self._self_assess,
            "nop": self._submit,
            "tham-dinh": self._appraise,
            "dong-y": self._agree,
            "tra-lai": self._give_back,
            "chot": self._seal,
            "mo-lai": self._reopen,
        }

    def take(self, deed: str) -> None:
        """Do what a button asks for; OvertakenError, ForbiddenError, FaultyError as of the sequences."""
        self._deeds[deed]()

    def _self_assess(self) -> None:
        assessing.self_assess(self._office, self._actor, self._sheet.of, self._seen, self._read.said)

    def _submit(self) -> None:
        """Save what was chosen, then hand it in; where handing in fails, the choice stays saved."""
        self._self_assess()
        assessing.submit(self._office, self._actor, self._sheet.of, self._after(State.SELF_ASSESSED))

    def _appraise(self) -> None:
        if self._read.returned:
            cure = "bấm «Trả lại các mục đã đánh dấu», hoặc chọn một kết quả"
            raise FaultyError(Fault(f"items.{key}", "mục này đang chọn trả lại", cure) for key in self._read.returned)
        self._judge(self._read.said)

    def _agree(self) -> None:
        """Appraise as the commune judged, where that is what is computed; what was chosen by hand comes first."""
        judged = self._sheet.record.course.self_assessed
        keys = [key for key in agreeing(self._sheet) if key not in self._read.returned]
        self._judge({**{key: Said(Verdict(judged[key]["verdict"])) for key in keys}, **self._read.said})

    def _judge(self, said: Mapping[str, Said]) -> None:
        if not said:
            raise FaultyError([Fault("", "chưa chọn kết quả ở mục nào", "chọn ở ít nhất một mục rồi lưu")])
        assessing.appraise(self._office, self._actor, self._sheet.of, self._seen, said)

    def _give_back(self) -> None:
        """Save the verdicts that were chosen beside, then return the marked items."""
        number = self._seen
        if not self._read.returned:
            cure = "chọn «trả lại để giải trình» ở mục cần giải trình và ghi lý do"
            raise FaultyError([Fault("", "chưa đánh dấu mục nào để trả lại", cure)])
        if self._read.said:
            self._judge(self._read.said)
            number = self._after(State.APPRAISED)
        assessing.give_back(self._office, self._actor, self._sheet.of, number, self._read.returned)

    def _seal(self) -> None:
        """Save what was chosen, then seal it; where sealing fails, the choice stays saved."""
        self._appraise()
        assessing.seal(self._office, self._actor, self._sheet.of, self._after(State.APPRAISED), unit_bytes)

    def _reopen(self) -> None:
        decision, reason = self._sent.text("quyet-dinh"), self._sent.text("ly-do")
        asked = (("số quyết định", decision, MOST_DOCUMENT), ("lý do", reason, LONGEST))
        faults = [
            Fault("", f"{word} {'quá dài' if text else 'để trống'}", f"ghi {word}, không quá {most} ký tự")
            for word, text, most in asked
            if not 0 < len(text) <= most
        ]
        if faults:
            raise FaultyError(faults)
        items = self._sent.all("muc")
        assessing.reopen(
            self._office, self._actor, self._sheet.of, self._seen, decision=decision, reason=reason, items=items
        )

    def _after(self, kind: State) -> int:
        """Return the number of the step that was just taken over the one that was seen; OvertakenError otherwise."""
        steps = sheet_of(self._office, self._sheet.of, texts=True).record.course.steps
        if not steps or steps[-1].kind is not kind or self._seen not in (steps[-1].number, steps[-1].replaces or 0):
            raise OvertakenError
        return steps[-1].number


def changed(now: Sheet, read: Read) -> tuple[tuple[str, str, str], ...]:
    """Set what holds now beside what was sent, item by item, where they differ."""
    course, found = now.record.course, []
    appraised = course.state in (*WAITING, State.SEALED)
    held, name = (course.appraised, "reason") if appraised else (course.self_assessed, "justification")
    for key in now.of.ids:
        theirs, mine = "chưa có", read.words(key)
        if key in held:
            why = held[key].get(name, "")
            theirs = f"{WORDS[Verdict(held[key]['verdict'])]}{': ' if why else ''}{why}"
        if mine and mine != theirs:
            found.append((key, theirs, mine))
    return tuple(found)
