"""PDF files made for a test, with reportlab or by hand."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer, Table, TableStyle


def without_pages() -> bytes:
    """A valid PDF whose page tree is empty."""
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate((b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"), start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"xref\n0 3\n0000000000 65535 f \n%strailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (table, len(out))


def article(paragraphs: Sequence[str], *, columns: int = 1, table: Sequence[Sequence[str]] = (), user_password: str = "") -> bytes:
    """A page of paragraphs (reportlab's markup: `<super>`), in one or two columns, with a ruled table at the end."""
    width, height = A4
    gap, margin = 20.0, 50.0
    column = (width - 2 * margin - (columns - 1) * gap) / columns
    frames = [Frame(margin + i * (column + gap), margin, column, height - 2 * margin, 0, 0, 0, 0) for i in range(columns)]
    style = getSampleStyleSheet()["BodyText"]
    story: list[Flowable] = []
    for text in paragraphs:
        story += [Paragraph(text, style), Spacer(1, 8)]
    if table:
        story.append(Table([list(row) for row in table], style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])))
    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=A4, encrypt=user_password or None)
    document.addPageTemplates(PageTemplate(frames=frames))
    document.build(story)
    return out.getvalue()


def picture_of_a_page() -> bytes:
    """A scanned page: one picture, no text layer."""
    picture = Image.new("L", (600, 800), 255)
    ImageDraw.Draw(picture).text((50, 50), "The conductivity was 3 mS/cm.", fill=0)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
    canvas.showPage()
    canvas.save()
    return out.getvalue()
