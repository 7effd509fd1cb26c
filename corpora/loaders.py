"""Reads the shipped corpora and data sets as tables and objects."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
PAPERS = HERE / "papers"


def obelix() -> pd.DataFrame:
    """OBELiX: 599 Li electrolytes with room-temperature conductivity (S/cm) and cell (Å, degrees).

    Therrien et al., arXiv:2502.14234, CC BY 4.0.
    """
    return pd.read_csv(HERE / "obelix" / "obelix.csv", index_col="ID")


def obelix_cifs() -> dict[str, str]:
    """The 321 structures of OBELiX by id, as CIF text."""
    with tarfile.open(HERE / "obelix" / "cifs.tar.gz") as archive:
        return {Path(member.name).stem: stream.read().decode() for member in archive if (stream := archive.extractfile(member))}


def liion_database() -> pd.DataFrame:
    """LiIonDatabase: 820 rows of composition, temperature (°C) and conductivity (`target`, S/cm)."""
    return pd.read_csv(HERE / "obelix" / "LiIonDatabase.csv", encoding="utf-8-sig", index_col="ID")


def li_samples() -> pd.DataFrame:
    """Sintered Li-ion conductors, one row a made sample, from open abstracts: making, density and conductivities (SI units; CC0)."""
    return pd.read_csv(HERE / "li-samples" / "samples.csv", index_col="id", dtype={"doi": str, "note": str})


def interfaces() -> pd.DataFrame:
    """Published interfacial thermal resistances (`resistance`, m² K/W) by id, with sides, method and source (CC0)."""
    return pd.read_csv(HERE / "interfaces" / "interfaces.csv", index_col="id")


def sources() -> pd.DataFrame:
    """Bibliography of all shipped papers: one row a paper, from each folder's SOURCES.csv."""
    frames = [pd.read_csv(path, dtype=str).assign(folder=path.parent.name) for path in sorted(PAPERS.rglob("SOURCES.csv"))]
    return pd.concat(frames, ignore_index=True)


def sofc_texts() -> dict[str, str]:
    """The 34 full texts of SOFC-Exp by PMC id, one sentence a line (CC BY)."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((PAPERS / "sofc-exp").glob("PMC*.txt"))}


def elsevier_xml() -> dict[str, bytes]:
    """The 9 Elsevier articles as XML by PII (CC BY)."""
    return {path.stem: path.read_bytes() for path in sorted((PAPERS / "elsevier").glob("*.xml"))}


@dataclass(frozen=True)
class Span:
    """One annotated span of a synthesis paragraph; offsets count in the file's text."""

    id: str
    label: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class SynthesisParagraph:
    """A synthesis paragraph with its BRAT entities and relations (label, from, to)."""

    id: str
    doi: str
    title: str
    text: str
    spans: tuple[Span, ...]
    relations: tuple[tuple[str, str, str], ...]


def synthesis_procedures(part: str = "train") -> Iterator[SynthesisParagraph]:
    """Synthesis paragraphs of one part, "train" or "dev" (Mysore et al., LAW 2019; MIT)."""
    folder = HERE / "synthesis-procedures"
    for name in (folder / f"{part}.txt").read_text(encoding="utf-8").split():
        text = (PAPERS / "synthesis" / f"{name}.txt").read_text(encoding="utf-8")
        doi, _, rest = text.partition("\n")
        annotation = (folder / f"{name}.ann").read_text(encoding="utf-8").splitlines()
        yield SynthesisParagraph(name, doi.strip(), rest.partition("\n")[0].strip(), text, tuple(_spans(annotation)), tuple(_relations(annotation)))


def _spans(lines: list[str]) -> Iterator[Span]:
    for line in lines:
        if line.startswith("T"):
            identity, place, text = line.split("\t", 2)
            label, first, *_ = place.split(" ")
            last = place.split(" ")[-1]
            yield Span(identity, label, int(first), int(last), text)


def _relations(lines: list[str]) -> Iterator[tuple[str, str, str]]:
    for line in lines:
        if line.startswith("R"):
            _, place = line.split("\t", 1)
            label, first, second = place.split()[:3]
            yield label, first.partition(":")[2], second.partition(":")[2]
        elif line.startswith("E"):
            _, place = line.split("\t", 1)
            trigger, *arguments = place.split()
            for argument in arguments:
                label, _, target = argument.partition(":")
                yield label, trigger.partition(":")[2], target
