r"""Front matter as each class wants it, and what stands at the margins of the first page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from corpora.layouts.latex import Setting, latex


@dataclass(slots=True)
class Paper:
    """Who, what and where, in markup."""

    title: str
    authors: list[str]
    affiliations: list[str]
    abstract: str
    keywords: list[str]
    doi: str
    journal: str
    year: int
    volume: int
    setting: Setting = field(default_factory=Setting)
    #: Strings on the first page that belong to no body: affiliations, side notes, stamps.
    front: list[str] = field(default_factory=list)

    @property
    def head_left(self) -> str:
        return f"{self.authors[0].split()[-1]} et al."

    @property
    def head_right(self) -> str:
        return f"{self.journal} {self.volume} ({self.year}) {self.volume * 7 + 13}"

    def set(self, markup: str) -> str:
        return latex(markup, self.setting)


def article(paper: Paper) -> str:
    names = r" \and ".join(paper.authors)
    place = paper.set(paper.affiliations[0])
    return rf"""\title{{{paper.set(paper.title)}}}
\author{{{names}\\[2pt]{{\small {place}}}}}
\date{{}}
\maketitle\thispagestyle{{fancy}}
\begin{{abstract}}
{paper.set(paper.abstract)}
\end{{abstract}}
"""


def article_across(paper: Paper) -> str:
    """Title and abstract across both columns."""
    return rf"""\twocolumn[\begin{{center}}{{\LARGE {paper.set(paper.title)}\par}}\vspace{{10pt}}
{{\large {", ".join(paper.authors)}\par}}\vspace{{4pt}}{{\small\itshape {paper.set(paper.affiliations[0])}\par}}\end{{center}}
\begin{{quotation}}\noindent\small\textbf{{Abstract.}} {paper.set(paper.abstract)}\end{{quotation}}\vspace{{14pt}}]
\thispagestyle{{fancy}}
"""


def article_plain(paper: Paper) -> str:
    """Title, names and abstract one after the other, as MDPI and a magazine set them."""
    words = "; ".join(paper.keywords)
    return rf"""\thispagestyle{{fancy}}{{\noindent\raggedright\itshape Article\par}}\vspace{{4pt}}
{{\noindent\raggedright\LARGE\bfseries {paper.set(paper.title)}\par}}\vspace{{8pt}}
{{\noindent\raggedright\bfseries {", ".join(paper.authors)}\par}}\vspace{{4pt}}
{{\noindent\raggedright\footnotesize {paper.set(paper.affiliations[0])}\par}}\vspace{{8pt}}
\noindent\textbf{{Abstract:}} {paper.set(paper.abstract)}\par\vspace{{4pt}}
\noindent\textbf{{Keywords:}} {paper.set(words)}\par\vspace{{8pt}}
"""


def revtex(paper: Paper) -> str:
    people = "\n".join(rf"\author{{{name}}}" for name in paper.authors)
    return rf"""\title{{{paper.set(paper.title)}}}
{people}
\affiliation{{{paper.set(paper.affiliations[0])}}}
\begin{{abstract}}
{paper.set(paper.abstract)}
\end{{abstract}}
\maketitle\thispagestyle{{fancy}}
"""


def elsarticle(paper: Paper) -> str:
    words = r" \sep ".join(paper.keywords)
    people = "\n".join(rf"\author[{'ab'[i % 2]}]{{{name}}}" for i, name in enumerate(paper.authors))
    return rf"""\begin{{frontmatter}}
\title{{{paper.set(paper.title)}}}
{people}
\address[a]{{{paper.set(paper.affiliations[0])}}}
\address[b]{{{paper.set(paper.affiliations[1])}}}
\begin{{abstract}}
{paper.set(paper.abstract)}
\end{{abstract}}
\begin{{keyword}}
{words}
\end{{keyword}}
\end{{frontmatter}}
"""


def ieee(paper: Paper) -> str:
    return rf"""\title{{{paper.set(paper.title)}}}
\author{{{", ".join(paper.authors)}\thanks{{The authors are with {paper.set(paper.affiliations[0])}.}}}}
\markboth{{{paper.head_right}}}{{{paper.head_left}}}
\maketitle
\begin{{abstract}}
{paper.set(paper.abstract)}
\end{{abstract}}
\begin{{IEEEkeywords}}
{", ".join(paper.keywords)}.
\end{{IEEEkeywords}}
"""


def llncs(paper: Paper) -> str:
    names, words = r" \and ".join(paper.authors), r" \and ".join(paper.keywords)
    return rf"""\title{{{paper.set(paper.title)}}}
\titlerunning{{{paper.head_right}}}
\author{{{names}}}
\authorrunning{{{paper.head_left}}}
\institute{{{paper.set(paper.affiliations[0])}}}
\maketitle
\begin{{abstract}}
{paper.set(paper.abstract)}
\keywords{{{words}}}
\end{{abstract}}
"""


def achemso(paper: Paper) -> str:
    """The names go before \\begin{document}."""
    return rf"""\begin{{abstract}}
{paper.set(paper.abstract)}
\end{{abstract}}
"""


def achemso_preamble(paper: Paper) -> str:
    first, *others = paper.authors
    rest = "\n".join(rf"\author{{{name}}}\affiliation{{{paper.set(paper.affiliations[1])}}}" for name in others)
    return rf"""\author{{{first}}}\email{{{first.split()[-1].lower()}@made.example}}\affiliation{{{paper.set(paper.affiliations[0])}}}
{rest}
\title{{{paper.set(paper.title)}}}
"""


FRONTS: dict[str, Callable[[Paper], str]] = {
    "article": article, "across": article_across, "plain": article_plain, "revtex": revtex, "elsarticle": elsarticle,
    "ieee": ieee, "llncs": llncs, "achemso": achemso,
}  # fmt: skip


def first_page(paper: Paper, features: frozenset[str]) -> str:
    """The DOI line, side notes and stamps, drawn behind the first page."""
    parts = [rf"\put(235,-26){{\small https://doi.org/{paper.doi}}}"]
    if "stamp" in features:
        paper.front.append(stamp := f"arXiv:2401.0{paper.volume:04d}v1 [cond-mat.mtrl-sci] 5 Jan {paper.year}")
        parts.append(rf"\put(16,-560){{\rotatebox{{90}}{{\color{{gray}}\Large {stamp}}}}}")
    if "sidenotes" in features:
        notes = [
            f"Citation: {paper.head_left} {paper.title}. {paper.journal} {paper.year}, {paper.volume}, 13.",
            f"Academic Editor: {paper.authors[-1]}",
            "Received: 3 January 2024", "Accepted: 9 February 2024", "Published: 20 February 2024",
            "Copyright: by the authors. Submitted for possible open access publication under the terms of the licence.",
        ]  # fmt: skip
        paper.front += notes
        text = r"\par\vspace{6pt}".join(paper.set(n) for n in notes)
        parts.append(rf"\put(36,-640){{\begin{{minipage}}{{98pt}}\raggedright\scriptsize {text}\end{{minipage}}}}")
    return "\\AddToShipoutPictureBG*{\\AtPageUpperLeft{" + "".join(parts) + "}}\n"
