"""Layout of PDF pages in small: columns, turned text, drop capitals, furniture, captions, words at line ends, references."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from extractor.document import BlockKind, Document
from extractor.readers.pdf import read_pdf
from extractor.readers.pdf.front import names_in
from extractor.readers.pdf.grid import columns_of, header_rows, make_grid
from extractor.readers.pdf.lines import lines_of, rows_of
from extractor.readers.pdf.page import Char, turn_box, turn_point
from extractor.readers.pdf.paragraphs import is_caption, paragraphs_of

WORDS = "the pellets were pressed and sintered in flowing oxygen before their faces were polished with diamond paste and gold was put on"


def made(*draw: Callable[[Canvas], None]) -> Document:
    """A document with one page for each function."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for one in draw:
        canvas.setFont("Times-Roman", 10)
        one(canvas)
        canvas.showPage()
    canvas.save()
    return read_pdf(out.getvalue(), "made.pdf")


def texts(document: Document, *kinds: BlockKind) -> list[str]:
    return [block.text for block in document.blocks if block.kind in kinds]


def column(canvas: Canvas, x: float, name: str, lines: int, top: float = 760) -> None:
    for row in range(lines):
        canvas.drawString(x, top - 12 * row, f"{name}{row} {WORDS}"[:44])


@pytest.mark.parametrize("lefts", [(50, 310), (50, 310, 570)])
def test_columns_are_read_one_after_the_other(lefts: tuple[int, ...]) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setPageSize((260 * len(lefts) + 60, 842))
        canvas.setFont("Times-Roman", 10)
        for x, name in zip(lefts, "ABC", strict=False):
            column(canvas, x, name, 40)

    text = " ".join(texts(made(page), BlockKind.PARAGRAPH))
    places = [text.index(f"{name}{row} ") for name in "ABC"[: len(lefts)] for row in range(40)]
    assert places == sorted(places)


def test_a_rule_across_the_columns_parts_the_page() -> None:
    def page(canvas: Canvas) -> None:
        for name, x in (("A", 50), ("B", 310)):
            column(canvas, x, name, 20)
        canvas.line(120, 512, 480, 512)
        for name, x in (("C", 50), ("D", 310)):
            column(canvas, x, name, 20, top=495)

    text = " ".join(texts(made(page), BlockKind.PARAGRAPH))
    assert [text.index(f"{name}0 ") for name in "ABCD"] == sorted(text.index(f"{name}0 ") for name in "ABCD")


@pytest.mark.parametrize("turned_page", [False, True])
def test_text_that_runs_upward(turned_page: bool) -> None:
    def page(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(580, 20)
        canvas.rotate(90)
        column(canvas, 40, "A", 20, top=500)
        canvas.drawString(40, 200, "The conductivity was 10")
        canvas.setFont("Times-Roman", 6.5)
        canvas.drawString(40 + canvas.stringWidth("The conductivity was 10", "Times-Roman", 10), 203.5, "-4")
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(147, 200, "S/cm.")
        canvas.restoreState()
        if turned_page:
            canvas.setPageRotation(90)

    document = made(page)
    text = " ".join(texts(document, BlockKind.PARAGRAPH))
    assert "The conductivity was 10⁻⁴ S/cm." in text
    width, height = (842, 596) if turned_page else (596, 842)
    for place in (place for block in document.blocks for place in block.places):
        assert 0 <= place.box[0] < place.box[2] <= width
        assert 0 <= place.box[1] < place.box[3] <= height


@given(st.floats(0, 500), st.floats(0, 700), st.integers(0, 3))
def test_turning_back(x: float, y: float, turn: int) -> None:
    width, height = 500.0, 700.0
    turned = turn_point(x, y, turn, width, height)
    frame = (width, height) if turn % 2 == 0 else (height, width)
    assert turn_point(*turned, (4 - turn) % 4, *frame) == pytest.approx((x, y), abs=1e-9)
    assert turn_box((x, y, x, y), turn, width, height) == pytest.approx((*turned, *turned))


def test_running_heads_page_numbers_and_line_numbers_are_no_text() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(50, 810, f"A. Author et al. / Journal of Tests {number} (2024)")
            canvas.drawString(290, 30, str(number))
            for row in range(30):
                canvas.setFont("Times-Roman", 7)
                canvas.drawRightString(40, 740 - 12 * row, str(30 * number + row))
                canvas.setFont("Times-Roman", 10)
                canvas.drawString(50, 740 - 12 * row, f"w{number}x{row} the {WORDS[7 * number :]}")

        return draw

    document = made(page(1), page(2), page(3))
    prose = " ".join(texts(document, BlockKind.PARAGRAPH))
    assert "Journal of Tests" not in prose
    assert all(f"w{page}x{row} the" in prose for page in (1, 2, 3) for row in range(30))
    assert not any(block.text.isdigit() for block in document.prose())
    assert any("Journal of Tests" in text for text in texts(document, BlockKind.OTHER))


def test_a_paragraph_goes_on_over_pages() -> None:
    def first(canvas: Canvas) -> None:
        for row in range(60):
            canvas.drawString(50, 780 - 12 * row, f"a{row} {WORDS}")
        canvas.drawString(50, 60, "The conductivity of the gar-")

    def second(canvas: Canvas) -> None:
        canvas.drawString(50, 780, "net was 0.5 mS/cm at room temperature in all of the samples that were measured here.")
        canvas.drawString(62, 768, "Another paragraph begins here.")

    document = made(first, second)
    block = next(block for block in document.blocks if "garnet was" in block.text)
    place = block.text.index("0.5 mS/cm")
    assert block.where(place, place + 9)[0] == 2
    assert block.page == 1
    assert texts(document, BlockKind.PARAGRAPH)[-1] == "Another paragraph begins here."


def test_drop_capital() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 30)
        canvas.drawString(50, 700, "S")
        canvas.setFont("Times-Roman", 10)
        for row, text in enumerate(("olid electrolytes are ceramics that let ions pass while they", "hold electrons back, as was found long ago by those who")):
            canvas.drawString(68, 714 - 12 * row, text)
        canvas.drawString(50, 690, "looked for it in many of the oxides that were known at that time.")

    assert "Solid electrolytes are" in " ".join(texts(made(page), BlockKind.PARAGRAPH))


@pytest.mark.parametrize(
    ("broken", "joined"),
    [
        (("the densi-", "fication was"), "densification"),
        (("a solid-", "state reaction; a solid-state cell"), "solid-state reaction"),
        (("the X-", "ray pattern"), "X-ray"),
        (("an Al2O3–", "YSZ couple"), "Al2O3–YSZ"),
        (("of W m/", "K in"), "m/K"),
        (("as - ", "fired"), "as - fired"),
    ],
)
def test_words_at_line_ends(broken: tuple[str, str], joined: str) -> None:
    def page(canvas: Canvas) -> None:
        for row, text in enumerate((WORDS, broken[0], broken[1] + " " + WORDS)):
            canvas.drawString(50, 700 - 12 * row, text)

    assert joined in " ".join(texts(made(page), BlockKind.PARAGRAPH))


def chars_of(text: str, x: float = 50.0, base: float = 100.0, size: float = 10.0, font: str = "Times") -> list[Char]:
    """Characters half as wide as high; a blank moves the pen by 0.3 of the size."""
    chars = []
    for c in text:
        if c != " ":
            chars.append(Char(c, x, x + 5, base, size, font))
        x += 3 if c == " " else 5
    return chars


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ("Fig. 3. Arrhenius plots of the samples.", True), ("Figure 3 | Arrhenius plots.", True), ("TABLE II. Densities.", True),
        ("Table 1 (continued)", True), ("Fig. 3 shows that the density rose.", False), ("Fig. 2a-c shows arrangements.", False),
        ("Figures 3 and 4 are alike.", False), ("Table 2 lists the samples.", False), ("Figurative speech is rare.", False),
    ],
)  # fmt: skip
def test_captions(text: str, caption: bool) -> None:
    (line,) = rows_of(chars_of(text))
    assert is_caption(line, None, 10.0) is caption


def test_scripts_accents_and_degrees() -> None:
    base = [*chars_of("10"), Char("−", 60, 64, 96, 6.5, "Sy"), Char("4", 64, 67, 96, 6.5, "Times")]
    oxygen = [*chars_of("O", x=70), Char("2", 75, 78, 102, 6.5, "Times")]
    degree = [*chars_of("25", x=81), Char("◦", 94, 97, 96, 6.5, "Sy"), *chars_of("C", x=97)]
    accent = [Char("´", 106, 109, 100, 10, "Times"), *chars_of("e", x=105)]
    niobium = [*chars_of("Nb", x=113), Char("2", 123, 126, 102, 6.5, "Times"), Char("5", 123, 126, 96, 6.5, "Times"), Char("+", 126, 129, 96, 6.5, "Times")]
    (line,) = lines_of([*base, *oxygen, *degree, *accent, *niobium])
    assert line.text == "10⁻⁴ O2 25 °C é Nb2⁵⁺"


def test_a_table_of_text() -> None:
    rows = [("Sample", "Time", "Remark"), ("A", "1.5", "dense, few pores at"), ("", "", "triple points"), ("B", "2", "cracked")]
    lines = rows_of([c for r, row in enumerate(rows) for text, x in zip(row, (50, 150, 250), strict=True) for c in chars_of(text, x, 100 + 12 * r)])
    grid = make_grid(lines, columns_of(lines[1:]), 1)
    assert grid.cells == [["Sample", "Time", "Remark"], ["A", "1.5", "dense, few pores at triple points"], ["B", "2", "cracked"]]


@given(st.lists(st.lists(st.sampled_from(["A1", "12.5", "3 × 10", "cubic", "–"]), min_size=4, max_size=4), min_size=2, max_size=9))
def test_any_grid_set_apart_is_read_back(rows: list[list[str]]) -> None:
    lines = rows_of([c for r, row in enumerate(rows) for i, text in enumerate(row) for c in chars_of(text, 50 + 100 * i, 100 + 14 * r)])
    assert make_grid(lines, columns_of(lines), 1).cells == rows
    assert 1 <= header_rows(rows) < max(2, len(rows))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Prober, Ben K. Roe and Chen Li", ("Ada Prober", "Ben K. Roe", "Chen Li")),
        ("A. Prober¹,*, J. van der Berg², and E. Müller-Lang¹,²", ("A. Prober", "J. van der Berg", "E. Müller-Lang")),
        ("Department of Tests, University of Example, Germany", ()), ("Received 3 May 2012", ()), ("Abstract", ()),
    ],
)  # fmt: skip
def test_names(text: str, names: tuple[str, ...]) -> None:
    assert names_in(text) == names


def test_references_without_a_heading() -> None:
    def page(canvas: Canvas) -> None:
        for row in range(8):
            canvas.drawString(50, 780 - 12 * row, f"b{row} {WORDS}")
        for number in range(1, 13):
            canvas.drawString(50, 660 - 24 * number, f"[{number}] A. Author and B. Author, On the firing of tests, J. Tests {number}, 12")
            canvas.drawString(64, 660 - 24 * number - 11, "(2001).")

    document = made(page)
    entries = texts(document, BlockKind.REFERENCE)
    assert len(entries) == 12
    assert all(entry.endswith("(2001).") for entry in entries)


def test_body_lines_are_one_paragraph() -> None:
    lines = [line for row in range(5) for line in rows_of(chars_of(WORDS[:60], base=100 + 12 * row))]
    assert [len(p.lines) for p in paragraphs_of(lines, 1, lambda box: box, 10.0, "Times")] == [5]
    assert Counter(line.column for line in lines) == {0: 5}
