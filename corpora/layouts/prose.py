"""The words: paragraphs of open papers, invented sentences full of numbers, invented references."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

from corpora.layouts.latex import settable
from extractor.document import BlockKind
from extractor.readers import read_paper

PAPERS = Path(__file__).parents[1] / "papers"
_MINUS = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")
_FAMILY = (
    "Anders", "Baker", "Chen", "Dubois", "Eriksson", "Fischer", "Garcia", "Hashimoto", "Ivanov", "Jensen", "Kim", "Larsen",
    "Moreau", "Nakamura", "Okafor", "Petrov", "Quinn", "Rossi", "Sato", "Tanaka", "Ueda", "Vogel", "Wang", "Xu", "Yamada",
    "Zhang", "Weber", "Schneider", "Lindqvist", "Hoffmann",
)  # fmt: skip
_GIVEN = (
    "Anna", "Ben", "Clara", "David", "Emma", "Felix", "Grace", "Hiroshi", "Ines", "Jonas", "Keiko", "Lukas", "Maria",
    "Nils", "Olga", "Paul", "Rosa", "Stefan", "Tomas", "Yuki",
)  # fmt: skip
_JOURNALS = (
    "Solid State Ionics", "J. Power Sources", "J. Am. Ceram. Soc.", "Chem. Mater.", "J. Eur. Ceram. Soc.", "Phys. Rev. B",
    "Appl. Phys. Lett.", "J. Mater. Chem. A", "Acta Mater.", "J. Appl. Phys.", "Electrochim. Acta", "Nano Lett.",
)  # fmt: skip
_SUBJECTS = (
    "Lithium ion conduction in garnet-type Li7La3Zr2O12 ceramics", "Effect of sintering aids on the densification of LATP",
    "Thermal boundary conductance of metal/diamond interfaces", "Grain boundary resistance in NASICON-type conductors",
    "Oxygen diffusion in doped La0.8Sr0.2MnO3 cathodes", "Interfacial phonon transport across GaN/SiC junctions",
    "Field-assisted sintering of proton-conducting BaZrO3", "Microstructure and conductivity of Ce0.9Gd0.1O1.95 films",
    "Efficient densification of sulfide electrolytes by cold pressing",
    "Influence of stoichiometry on the ionic conductivity of Li0.33La0.56TiO3",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """An open paper whose paragraphs are used."""

    file: str
    doi: str
    title: str
    authors: tuple[str, ...]
    journal: str
    year: int
    licence: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """An invented reference, with the marks that part its pieces left to the document's style."""

    authors: tuple[str, ...]
    title: str
    journal: str
    volume: int
    year: int
    first: int
    last: int

    def text(self, style: str) -> str:
        """As printed, in one of four styles."""
        names = ", ".join(self.authors)
        if style == "aps":
            listed = f"{', '.join(self.authors[:-1])}, and {self.authors[-1]}" if len(self.authors) > 2 else " and ".join(self.authors)
            return f"{listed}, {self.title}, {self.journal} {self.volume}, {self.first} ({self.year})."
        if style == "ieee":
            return f"{names}, “{self.title},” {self.journal}, vol. {self.volume}, pp. {self.first}–{self.last}, {self.year}."
        if style == "acs":
            listed = "; ".join(f"{n.split()[-1]}, {' '.join(n.split()[:-1])}" for n in self.authors)
            return f"{listed} {self.title}. {self.journal} {self.year}, {self.volume}, {self.first}–{self.last}."
        doi = f" https://doi.org/10.5555/ref.{self.year}.{self.volume}{self.first}." if style == "doi" else ""
        return f"{names}, {self.title}, {self.journal} {self.volume} ({self.year}) {self.first}–{self.last}.{doi}"


def sources() -> list[Source]:
    """The shipped open papers with running text, in the order of their names."""
    found = []
    for path in sorted([*(PAPERS / "elsevier").glob("*.xml"), *(PAPERS / "jats").glob("*.xml")]):
        document = read_paper(path)
        about = document.metadata
        texts = (" ".join(b.text.split()) for b in document.blocks if b.kind is BlockKind.PARAGRAPH)
        kept = tuple(t for t in texts if _usable(t))
        found.append(Source(path.name, about.doi, about.title, about.authors, about.journal, about.year or 0, about.licence, kept))
    return found


def _usable(text: str) -> bool:
    whole = 160 <= len(text) <= 1900 and text[0].isupper() and text.endswith(".")
    return whole and settable(text) and not re.search(r"\s[,.]|Eq|\(\)|\[\]", text) and len(re.findall(r"[A-Za-z]", text)) > 0.7 * len(text)


def raise_citations(text: str) -> str:
    """Citations in brackets as raised numbers: "ceramics [3,4]" as "ceramics³,⁴"."""
    return re.sub(r" ?\[(\d{1,2}(?:,\d{1,2})*)\]", lambda m: m.group(1).translate(_MINUS), text)


def power(rng: random.Random, low: int = -8, high: int = -3) -> str:
    return f"{rng.uniform(1, 9.9):.1f} × 10{str(rng.randint(low, high)).translate(_MINUS)}"


def formula(rng: random.Random) -> str:
    x = rng.choice(("0.1", "0.2", "0.25", "0.4"))
    return rng.choice((
        "Li6.4La3Zr1.4Ta0.6O12", "Li7La3Zr2O12", f"Li_{{7−x}}La3Zr_{{2−x}}Ta_{{x}}O_{{12}} (x = {x})", "La0.8Sr0.2MnO_{3−δ}",
        "Li1.3Al0.3Ti1.7(PO4)3", "Na3Zr2Si2PO12", "BaZr0.8Y0.2O_{3−δ}", "Ce0.9Gd0.1O1.95", "Li0.33La0.56TiO3", "Li6PS5Cl",
    ))  # fmt: skip


def sentence(rng: random.Random) -> str:
    """One invented sentence with numbers and units."""
    f = formula(rng)
    c = rng.randint(20, 30)
    choices = (
        f"The ionic conductivity of {f} reached {power(rng, -6, -3)} S cm⁻¹ at {c} °C.",
        f"An activation energy of {rng.uniform(0.2, 0.6):.2f} eV was found between −{rng.randint(2, 6)}0 °C and {rng.randint(6, 15)}0 °C.",
        f"The interface resistance fell to {power(rng, -9, -7)} m² K W⁻¹ after the anneal.",
        f"For this stack we obtained a thermal boundary conductance of {rng.randint(15, 420)} MW m⁻² K⁻¹ at room temperature.",
        f"Pellets of {f} were sintered at {rng.randint(18, 26) * 50} °C for {rng.randint(2, 24)} h in O2, which gave a relative density of "
        f"{rng.uniform(88, 99):.1f}%.",
        f"The mean grain size grew from {rng.uniform(0.3, 1.9):.1f} μm to {rng.uniform(2, 9):.1f} ± {rng.uniform(0.1, 0.9):.1f} μm.",
        f"Below −{rng.randint(1, 5)}0 °C the conductivity dropped under 10{str(rng.randint(-8, -5)).translate(_MINUS)} Ω⁻¹ cm⁻¹.",
        f"The area specific resistance was {rng.randint(2, 90)} Ω cm² at a current density of {rng.uniform(0.1, 2):.1f} mA cm⁻².",
        f"Powders of {f} were calcined at {rng.randint(14, 20) * 50} °C for {rng.randint(4, 12)} h and "
        f"pressed at {rng.randint(10, 40) * 10} MPa.",
        f"The lattice parameter was {rng.uniform(12.9, 13.1):.3f} Å, "
        f"and the coefficient of thermal expansion {rng.uniform(8, 13):.1f} × 10⁻⁶ K⁻¹.",
        f"Total conductivities of {rng.uniform(1, 9):.1f}–{rng.uniform(10, 19):.1f} mS cm⁻¹ have been reported for {f} near {c} °C.",
        f"With a film of {rng.randint(5, 95)} nm the diffusion coefficient was ∼{power(rng, -12, -8)} cm² s⁻¹, "
        f"i.e. about ≤{rng.randint(5, 30)}% off.",
    )
    return rng.choice(choices)


def person(rng: random.Random) -> str:
    return f"{rng.choice(_GIVEN)} {rng.choice('ABCDEFGHJKLMRST')}. {rng.choice(_FAMILY)}"


def people(rng: random.Random, count: int) -> list[str]:
    """Names, each family name once."""
    families = rng.sample(_FAMILY, count)
    return [f"{rng.choice(_GIVEN)} {rng.choice('ABCDEFGHJKLMRST')}. {family}" for family in families]


def reference(rng: random.Random) -> Reference:
    names = tuple(f"{rng.choice('ABCDEFGHJKLMRST')}. {f}" for f in rng.sample(_FAMILY, rng.randint(1, 5)))
    first = rng.randint(10, 9000)
    return Reference(
        names, rng.choice(_SUBJECTS), rng.choice(_JOURNALS), rng.randint(5, 400), rng.randint(1985, 2024), first, first + rng.randint(3, 14)
    )
