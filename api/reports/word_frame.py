"""What stands above and below the text of a part in Word: letterhead, title, addressees; recipients and signatures."""

from __future__ import annotations

from api.reports.document import WIDTH, Letterhead, Part
from api.reports.word_parts import grid, paragraph, ruled, run

NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
MOTTO_WIDTH = 57.5
"""Millimetres of the motto in Times New Roman, 13 pt, bold: the line below is as long."""
LEFT = 70.0
"""Millimetres of the column of the issuer; the motto has the rest."""
CAPITAL = 3.0
"""Millimetres of a capital in bold 12 pt, about: the line below the issuer is two fifths of the last line."""
SIGNED = 5
"""Lines that stay empty for signature and seal."""


def opening(part: Part) -> str:
    """Write what stands above the text."""
    pieces = [_letterhead(part.letterhead) + paragraph("", after=6)] if part.letterhead else []
    if part.annex:
        pieces.append(paragraph(run(part.annex, bold=True), side="centre"))
    pieces.append(paragraph(run(part.kind.upper(), bold=True), side="centre"))
    if part.about:
        pieces += [paragraph(run(part.about, bold=True), side="centre"), ruled(30, WIDTH)]
    if part.attached:
        pieces.append(paragraph(run(part.attached, size=13, italic=True), side="centre"))
    pieces.append(paragraph("", after=2))
    return "".join(pieces) + _addressees(part.addressees)


def _letterhead(head: Letterhead) -> str:
    right = WIDTH - LEFT
    longest = max(len(each) for each in _lines(head.issuer))
    left = paragraph(run(head.superior.upper(), size=12), side="centre") if head.superior else ""
    left += paragraph(run("\n".join(_lines(head.issuer)), size=12, bold=True), side="centre")
    left += ruled(min(30.0, CAPITAL * longest * 0.4), LEFT - 4)
    nation = paragraph(run(NATION, size=12, bold=True), side="centre")
    nation += paragraph(run(MOTTO, size=13, bold=True), side="centre") + ruled(MOTTO_WIDTH, right - 4)
    below = [
        paragraph(run(head.number, size=13), side="centre", before=4),
        paragraph(run(head.place, size=13, italic=True), side="centre", before=4),
    ]
    return grid((LEFT, right), ((left, nation), below))


def _lines(issuer: str) -> list[str]:
    return [each.upper() for each in issuer.split("\n")]


def _addressees(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    if len(names) == 1:
        return paragraph(run(f"Kính gửi: {names[0]}"), side="centre", after=6)
    ends = [";"] * (len(names) - 1) + ["."]
    lines = [(paragraph(""), paragraph(run(f"- {name}{end}"))) for name, end in zip(names, ends, strict=True)]
    head = (paragraph(run("Kính gửi:"), side="right"), paragraph(""))
    return grid((55, WIDTH - 55), (head, *lines)) + paragraph("", after=6)


def closing(part: Part) -> str:
    """Write recipients and places to sign."""
    if not part.signatures:
        return ""
    signed = [
        (paragraph(run(each.authority.upper(), size=13, bold=True), side="centre") if each.authority else "")
        + paragraph(run(each.post.upper(), size=13, bold=True), side="centre")
        + paragraph("") * SIGNED
        for each in part.signatures
    ]
    if not part.recipients:
        return paragraph("", together=True) + grid([WIDTH / len(signed)] * len(signed), (signed,)) + paragraph("")
    sent = paragraph(run("Nơi nhận:", size=12, bold=True, italic=True))
    sent += "".join(paragraph(run(f"- {each}", size=11)) for each in part.recipients)
    return paragraph("", together=True) + grid((75, WIDTH - 75), ((sent, "".join(signed)),)) + paragraph("")
