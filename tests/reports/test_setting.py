"""A document as Word and as PDF: the form of Decree 30, every Vietnamese letter, texts that stay texts, same bytes."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import typst
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.reports.document import (
    Block,
    Bullet,
    Bullets,
    Column,
    Heading,
    Letterhead,
    Paragraph,
    Part,
    Report,
    Signature,
    Stack,
    Stacks,
    Table,
    cleaned,
)
from api.reports.typesetting import pdf_of, pictures_of
from api.reports.word import word_of
from tests.papers import by_libreoffice, opened, pages_of, pdf_fonts, pdf_letters, pdf_text, streams, texts, vietnamese

EVIL = '#import "x": y $a^2$ *đậm* _nghiêng_ <b> &amp; ]] } \\ @ref = - + // "ngoặc" #let'
BANNERS = ("SỐ LIỆU MẪU — không phải số liệu thật", "Bộ tiêu chí dựng lại")
CHARTS = (
    Bullets(
        "Hình 1",
        "Bậc 1: 3 – 7 / 23",
        (Bullet(EVIL, "3 – 7 / 23", 3, 7, 23, 139), Bullet("b", "0", 0, 0, 3, 3, void=True)),
    ),
    Stacks("Hình 2", "kỳ 2024: 1, 2", ("a", "b"), (Stack("2024", (1, 2)), Stack(EVIL, (0, 0)))),
)
ROWS = tuple((f"{at}", f"Xã thứ {at}") for at in range(60))


def report(*blocks: Block, banners: tuple[str, ...] = BANNERS) -> Report:
    """Make a report of two parts, the first with everything that a part can have."""
    main = Part(
        kind="Báo cáo",
        about="Tiến độ",
        blocks=blocks,
        letterhead=Letterhead("Cấp trên", "Ủy ban nhân dân\ntỉnh", "Số:    /BC-UBND", "Hòa Bình, ngày"),
        addressees=("Nơi thứ nhất", "Nơi thứ hai"),
        signatures=(Signature("TM. Ủy ban nhân dân", "Chủ tịch"),),
        recipients=("Như trên;", "Lưu: VT."),
    )
    annex = Part("Danh sách", "các xã", (Paragraph("Hết."),), annex="Phụ lục", attached="(Kèm theo)")
    return Report("Báo cáo thử", "chủ đề", date(2024, 12, 31), banners, (main, annex))


WHOLE = report(
    Heading("I. Tình hình"),
    Paragraph("Thân bài.", lead="Dẫn:"),
    Table("Bảng 1", (Column("TT", 1, "centre"), Column("Đơn vị", 3)), ROWS, frozenset({2})),
    *CHARTS,
)


def test_the_page_is_that_of_decree_30() -> None:
    """A4 upright, margins 20, 20, 30 and 15 mm, in every part; each begins with number 1."""
    sections = opened(word_of(WHOLE)).sections

    assert len(sections) == 2
    for section in sections:
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(each.mm) for each in margins if each is not None] == [20, 20, 30, 15]
        sizes = (section.page_width, section.page_height)
        assert [round(each.mm) for each in sizes if each is not None] == [210, 297]
        assert section.orientation is WD_ORIENT.PORTRAIT
        assert section.different_first_page_header_footer
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


def test_the_number_stands_in_the_middle_of_the_top_from_page_2() -> None:
    """The head of later pages has the field PAGE, 13 pt, centred; that of the first has none; both have the banners."""
    section = opened(word_of(WHOLE)).sections[0]
    later, first = section.header._element.xml, section.first_page_header._element.xml

    assert 'w:instr=" PAGE "' in later
    assert '<w:sz w:val="26"/>' in later
    assert '<w:jc w:val="center"/>' in later
    assert "PAGE" not in first
    for head in (section.header, section.first_page_header):
        assert " · ".join(BANNERS) in [each.text for each in head.paragraphs]


def test_without_banners_nothing_stands_there() -> None:
    """Real figures of an official set need no words at the top."""
    section = opened(word_of(report(banners=()))).sections[0]

    assert "".join(each.text for each in section.first_page_header.paragraphs) == ""


def test_every_text_is_times_new_roman_14() -> None:
    """No style that is used names another font, neither for Latin letters nor for those above U+00FF."""
    document = opened(word_of(WHOLE))
    for name in ("Normal", "Heading 1", "Heading 2", "Header"):
        fonts = document.styles[name].element.rPr.find(qn("w:rFonts"))
        assert {fonts.get(qn(f"w:{each}")) for each in ("ascii", "hAnsi", "eastAsia", "cs")} == {"Times New Roman"}
        assert not [each for each in fonts.attrib if "Theme" in str(each)]
    assert document.styles["Normal"].font.size == Pt(14)
    assert not list(document.element.body.iter(qn("w:rFonts")))


def test_the_letterhead_word_by_word() -> None:
    """Motto in full, issuer in capitals, number and day left open, addressees with their signs, recipients below."""
    found = texts(opened(word_of(WHOLE)))
    wanted = [
        "CẤP TRÊN",
        "ỦY BAN NHÂN DÂN\nTỈNH",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số:    /BC-UBND",
        "Hòa Bình, ngày",
        "BÁO CÁO",
        "Tiến độ",
        "Kính gửi:",
        "- Nơi thứ nhất;",
        "- Nơi thứ hai.",
        "I. TÌNH HÌNH",
        "Dẫn: Thân bài.",
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Phụ lục",
        "DANH SÁCH",
        "(Kèm theo)",
    ]

    assert [each for each in found if each in wanted] == wanted


def test_the_head_of_a_table_stands_on_every_page() -> None:
    """The first row of a table of figures is its head, no row is torn, and every cell holds what it was given."""
    document = opened(word_of(WHOLE))
    (table,) = (each for each in document.tables if each.rows[0].cells[0].text == "TT")
    rows = table._tbl.tr_lst

    assert ["<w:tblHeader/>" in row.xml for row in rows] == [True] + [False] * 60
    assert all("<w:cantSplit/>" in row.xml for row in rows)
    cells = [each.text for each in table._cells]
    assert cells == ["TT", "Đơn vị", *(cell for row in ROWS for cell in row)]


def test_charts_say_in_words_what_they_show() -> None:
    """Each picture carries its figures as text, is as wide as the text, and is a PNG."""
    document = opened(word_of(WHOLE))

    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == [each.alt for each in CHARTS]
    assert {shape.width for shape in document.inline_shapes} == {Mm(165)}
    assert all(each.startswith(b"\x89PNG") for each in pictures_of(CHARTS))


def test_the_same_document_gives_the_same_bytes() -> None:
    """Nothing of the clock or the computer stands in a file: properties, archive and pictures are the content's."""
    word, pdf = word_of(WHOLE), pdf_of(WHOLE)

    assert word == word_of(WHOLE)
    assert pdf == pdf_of(WHOLE)
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    said = opened(word).core_properties
    assert (said.title, said.author, said.created.date()) == ("Báo cáo thử", "", date(2024, 12, 31))
    assert word != word_of(replace(WHOLE, title="khác"))


FONTS = ("Regular", "Italic", "Semibold", "SemiboldItalic")
FACES_DRAWN = (
    'weight: "regular"',
    'weight: "regular", style: "italic"',
    'weight: "semibold"',
    'weight: "semibold", style: "italic"',
)
SPACED = " ".join(vietnamese())
FACES = (
    Heading(SPACED, 2),
    Paragraph(SPACED),
    Paragraph(SPACED, "basis"),
    Paragraph(SPACED, "note", lead=SPACED),
)


def test_the_pdf_holds_every_vietnamese_letter_in_its_own_font() -> None:
    """All 134 letters can be taken out again; the four faces that draw them are there, and no other font."""
    unpacked = streams(pdf_of(report(*FACES)))

    assert len(vietnamese()) == 134
    assert set(vietnamese()) <= pdf_letters(unpacked)
    assert pdf_fonts(unpacked) == {f"LibertinusSerif-{face}" for face in FONTS}


@pytest.mark.parametrize("face", FACES_DRAWN)
def test_every_letter_is_drawn_as_itself(face: str) -> None:
    """Beside each other and the letters without marks no two pictures are alike: no mark is lost on the way."""
    letters = dict.fromkeys(vietnamese() + "aăâdeêioôơuưyAĂÂDEÊIOÔƠUƯY")
    page = f'#set page(width: 30pt, height: 60pt, margin: 16pt)\n#set text({face}, 20pt, font: "Libertinus Serif")\n'
    drawn = typst.compile(
        (page + "#pagebreak()\n".join(f'#"{each}"\n' for each in letters)).encode(),
        format="png",
        ignore_system_fonts=True,
    )

    assert len(set(drawn)) == len(drawn) == len(letters)


def test_another_program_reads_every_letter(tmp_path: Path) -> None:
    """What pdftotext takes out of each line of letters is those letters, in their order."""
    said = "".join(pdf_text(pdf_of(report(*FACES)), tmp_path).split())

    assert said.count(vietnamese()) == 5  # a heading, a text, a basis, a note and what leads it


@settings(max_examples=20)
@example(EVIL)
@example("")
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60))
def test_whatever_stands_in_a_text_is_text(said: str) -> None:
    """Signs of XML and of typst, controls, letters taken apart: both can be set, and Word shows them as they are."""
    shown = cleaned(said)
    blocks = (Paragraph(said), Table(said, (Column(said, 1),), ((said,),)), Heading(said))
    body = report(*blocks, banners=(said,))
    document = opened(word_of(body))

    assert shown in texts(document)
    assert pdf_of(body).startswith(b"%PDF-")


def test_a_word_longer_than_a_line_is_broken(tmp_path: Path) -> None:
    """A number without spaces, however long, stays within the page."""
    said = pdf_text(pdf_of(report(Paragraph("9" * 300, "line"))), tmp_path).replace("\u200b", "")

    assert len([each for each in said.splitlines() if "9" * 40 in each]) >= 3


def test_a_hostile_text_is_read_back_from_the_pdf(tmp_path: Path) -> None:
    """Typst sees data, not its own language."""
    said = "".join(pdf_text(pdf_of(report(Paragraph(EVIL, "line"))), tmp_path).split())

    assert "".join(EVIL.split()) in said


def test_letters_taken_apart_are_put_together() -> None:
    """NFD becomes NFC, and signs that nobody sees, or that turn the line round, are left out."""
    assert cleaned(unicodedata.normalize("NFD", "Hòa Bình")) == "Hòa Bình"
    assert cleaned("a\u202eb\x00c\x0bd\u200be\ne") == "abcde\ne"


@pytest.mark.slow
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    """Another office program sets the file: more than one page, the annex begins a new one, the text is there."""
    printed = by_libreoffice(word_of(WHOLE), tmp_path)

    assert pages_of(printed, tmp_path) >= 3
    said = pdf_text(printed, tmp_path)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in said
    assert said.count("Đơn vị") >= 2  # the head of the table, on both of its pages
