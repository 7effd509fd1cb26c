r"""The documents of the set: which class, which fonts, how many columns, which tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from corpora.layouts.latex import Setting
from corpora.layouts.settables import Place

_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def roman_upper(level: int, section: int, sub: int, text: str) -> str:
    return f"{_ROMAN[section]}. {text.upper()}" if level == 1 else f"{chr(64 + sub)}. {text}"


def dotted(level: int, section: int, sub: int, text: str) -> str:
    return f"{section}. {text}" if level == 1 else f"{section}.{sub}. {text}"


def numbered(level: int, section: int, sub: int, text: str) -> str:
    return f"{section} {text}" if level == 1 else f"{section}.{sub} {text}"


def bare(level: int, section: int, sub: int, text: str) -> str:
    return text


def upper(level: int, section: int, sub: int, text: str) -> str:
    return text.upper() if level == 1 else text


@dataclass(frozen=True, slots=True)
class Layout:
    """One document to be made."""

    name: str
    cls: str
    front: str
    columns: int
    place: Place
    tables: tuple[str, ...]
    fonts: str = ""
    preamble: str = ""
    heading: Callable[[int, int, int, str], str] = numbered
    labels: tuple[str, str] = ("Table {}: ", "Figure {}: ")
    roman_tables: bool = False
    references: str = "elsevier"
    #: What is printed above the list of references.
    references_heading: str = "References"
    raised_citations: bool = False
    setting: Setting = field(default_factory=Setting)
    features: frozenset[str] = frozenset()
    characters: int = 11000
    wide_figure: bool = False

    def table_label(self, number: int) -> str:
        return self.labels[0].format(_ROMAN[number] if self.roman_tables else number).strip()

    def figure_label(self, number: int) -> str:
        return self.labels[1].format(number).strip()


_T1 = "\\usepackage[T1]{fontenc}\n"
# the free Times has no Greek capitals of its own
_TIMES = _T1 + "\\usepackage{mathptmx}\n\\DeclareSymbolFont{capitals}{OT1}{cmr}{m}{n}\\DeclareMathSymbol{\\Omega}{\\mathord}{capitals}{10}\n\\AtBeginDocument{\\renewcommand\\textohm{$\\Omega$}}\n"
_TEXT = Setting("text")
_TWO = "\\usepackage[a4paper,margin=2cm,columnsep=18pt]{geometry}\n"
_ONE = "\\usepackage[a4paper,margin=2.6cm]{geometry}\n"
_WIDE_PLACE = Place(235, 485, True)
_ONE_PLACE = Place(445, 445, False)
_FEATURES = frozenset
_REVTEX = ("TABLE {}. ", "FIG. {}. ")
_MDPI = "\\usepackage[a4paper,left=5.2cm,right=1.8cm,top=2.4cm,bottom=2.2cm]{geometry}\n"
_THREE = "\\usepackage[a4paper,margin=1.5cm,top=2.2cm]{geometry}\n\\usepackage{multicol,capt-of}\\setlength\\columnsep{14pt}\n"
_MDPI_HEADS = r"\usepackage{titlesec}\titlelabel{\thetitle. }\titleformat*{\subsection}{\normalsize\itshape}" + "\n"
_SPACED = r"""\usepackage{microtype,titlesec}
\titleformat{\section}{\normalfont\bfseries\centering}{}{0pt}{\textls[220]}
\titleformat{\subsection}{\normalfont\itshape}{}{0pt}{\textls[90]}
\setcounter{secnumdepth}{0}
"""
_WATERMARK = "\\usepackage{draftwatermark}\\SetWatermarkText{PREPRINT}\\SetWatermarkScale{0.9}\\SetWatermarkLightness{0.85}\n"

LAYOUTS: tuple[Layout, ...] = (
    Layout("revtex-prb", r"[aps,prb,twocolumn,10pt,floatfix]{revtex4-2}", "revtex", 2, Place(246, 510, True, ""),
           ("ruledtabular", "booktabs", "ruledtabular", "spanning"), heading=roman_upper, labels=_REVTEX, roman_tables=True,
           references="aps",
           references_heading="", features=_FEATURES({"letter"}), wide_figure=True),
    Layout("revtex-preprint", r"[aps,prb,preprint,12pt]{revtex4-2}", "revtex", 1, Place(468, 468, False, ""),
           ("ruledtabular", "ruledtabular", "grid"), heading=roman_upper, labels=_REVTEX, roman_tables=True, references="aps",
           references_heading="", setting=Setting(formulas="ce"), features=_FEATURES({"letter"}), characters=6500),
    Layout("revtex-prl", r"[aps,prl,twocolumn,superscriptaddress,floatfix]{revtex4-2}", "revtex", 2, Place(246, 510, True, ""),
           ("ruledtabular", "unruled", "units-row"), _TIMES, heading=bare, labels=_REVTEX, roman_tables=True, references="aps",
           references_heading="", features=_FEATURES({"letter", "noheadings"}), characters=9000),
    Layout("elsevier-5p", r"[5p,times,twocolumn]{elsarticle}", "elsarticle", 2, Place(250, 520, True),
           ("hline-ends", "wrapped", "multirow", "units-brackets"), _TIMES, heading=dotted, features=_FEATURES({"footnotes"}),
           wide_figure=True),
    Layout("elsevier-3p", r"[3p,times]{elsarticle}", "elsarticle", 1, Place(468, 468, False),
           ("booktabs", "spanning", "unruled", "grid"), heading=dotted, features=_FEATURES({"footnotes"}), references="doi"),
    Layout("elsevier-review", r"[review,12pt]{elsarticle}", "elsarticle", 1, Place(390, 390, False),
           ("units-brackets", "units-row", "hline-ends"), heading=dotted, features=_FEATURES({"linenumbers"}), characters=6000),
    Layout("ieee", r"[journal]{IEEEtran}", "ieee", 2, Place(252, 516, True), ("grid", "wrapped", "multirow", "booktabs"), "", "",
           roman_upper, ("TABLE {} ", "Fig. {}. "), True, "ieee", "REFERENCES", features=_FEATURES({"ieee", "letter",
           "footnotes"}), wide_figure=True),
    Layout("mdpi", r"[10pt]{article}", "plain", 1, Place(395, 395, False), ("booktabs", "units-row", "wrapped", "spanning"),
           _T1 + "\\usepackage{mathpazo}\n", _MDPI + _MDPI_HEADS, dotted, ("Table {}. ", "Figure {}. "), references="acs",
           features=_FEATURES({"sidenotes", "keywords"})),
    Layout("three-columns", r"[8pt]{extarticle}", "plain", 3, Place(160, 510, True, inline=True),
           ("booktabs", "unruled", "hline-ends", "multirow"), _TIMES, _THREE, bare, ("Table {}: ", "Figure {}: "), features=_FEATURES(
               {"multicols", "unnumbered", "keywords"}), raised_citations=True),
    Layout("acs", r"[journal=jacsat,manuscript=article]{achemso}", "achemso", 1, Place(440, 440, False), ("units-brackets",
           "booktabs", "spanning"),
           "", "", bare, ("Table {}: ", "Figure {}: "), references="acs", raised_citations=True, features=_FEATURES({"achemso",
           "letter"}), characters=6500),
    Layout("llncs", r"[runningheads]{llncs}", "llncs", 1, Place(345, 345, False), ("hline-ends", "grid", "multirow", "units-row"), "", "",
           numbered, ("Table {}. ", "Fig. {}. "), features=_FEATURES({"llncs", "footnotes"})),
    Layout("old-computer-modern", r"[11pt]{article}", "article", 1, Place(360, 360, False), ("unruled", "hline-ends", "grid", "wrapped"),
           features=_FEATURES({"footnotes"}), characters=9000),
    Layout("latin-modern", r"[10pt,twocolumn]{article}", "article", 2, _WIDE_PLACE, ("spanning", "units-row", "unruled", "wrapped"),
           _T1 + "\\usepackage{lmodern}\n", _TWO, setting=Setting(formulas="ce"), features=_FEATURES({"footnotes",
           "information", "distilled"})),
    Layout("cm-super", r"[10pt]{article}", "article", 1, _ONE_PLACE, ("multirow", "units-brackets", "grid"),
           _T1 + "\\usepackage{type1ec}\n", _ONE, features=_FEATURES({"footnotes"})),
    Layout("times-two-columns", r"[10pt,twocolumn]{article}", "across", 2, _WIDE_PLACE, ("wrapped", "spanning",
           "units-brackets", "hline-ends"),
           _TIMES, _TWO, setting=_TEXT, raised_citations=True, references="doi", wide_figure=True),
    Layout("palatino-symbols", r"[11pt]{article}", "article", 1, _ONE_PLACE, ("grid", "unruled", "units-row"),
           _T1 + "\\usepackage{mathpazo}\n", _ONE, setting=Setting("text", gap="\\,"), features=_FEATURES({"information"}),
           references="doi"),
    Layout("watermark", r"[10pt,twocolumn]{article}", "article", 2, _WIDE_PLACE, ("booktabs", "multirow", "hline-ends"), "",
           _TWO + _WATERMARK, features=_FEATURES({"stamp", "watermark"}), wide_figure=True),
    Layout("letterspaced", r"[10pt]{article}", "plain", 1, _ONE_PLACE, ("units-brackets", "wrapped", "unruled"),
           _T1 + "\\usepackage{mathpazo}\n",
           _ONE + _SPACED, upper, features=_FEATURES({"upper", "footnotes", "keywords"})),
    Layout("landscape", r"[10pt]{article}", "article", 1, _ONE_PLACE, ("landscape", "booktabs", "landscape", "grid"), _TIMES,
           _ONE + "\\usepackage{pdflscape}\n"),
    Layout("sideways", r"[10pt,twocolumn]{article}", "article", 2, _WIDE_PLACE, ("rotated", "spanning", "rotated",
           "units-brackets"), _TIMES,
           _TWO, features=_FEATURES({"footnotes"})),
    Layout("longtable", r"[10pt]{article}", "article", 1, _ONE_PLACE, ("long", "units-row", "long", "multirow"), "",
           _ONE + "\\usepackage{longtable}\n",
           references="doi", features=_FEATURES({"distilled"})),
    Layout("dropcap", r"[10pt,twocolumn]{article}", "across", 2, _WIDE_PLACE, ("unruled", "multirow", "wrapped", "booktabs"),
           _T1 + "\\usepackage{lmodern}\n",
           _TWO + "\\usepackage{lettrine}\n", features=_FEATURES({"dropcap", "footnotes", "distilled"}), wide_figure=True),
)  # fmt: skip
