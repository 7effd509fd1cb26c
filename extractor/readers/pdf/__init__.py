"""Reads PDF: characters by pdfium, mended where fonts lie, laid out again as text and tables.

Order of the modules: `page` (what a page holds) ← `pdfium`, `plumber` (where it comes from) ← `fonts`,
`shapes`, `strokes`, `grammar`, `glyphs`, `soundness` (what lies, and what it must be) ← `lines`, `columns`,
`grid`, `ruled`, `tables`, `figures`, `furniture`, `paragraphs`, `front` (layout) ← `reader`.
"""

from extractor.readers.pdf.reader import read_pdf as read_pdf
