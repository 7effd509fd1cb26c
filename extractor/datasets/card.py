"""The data card of an export: Croissant metadata for machines, a page for people.

Croissant 1.0 (MLCommons, https://docs.mlcommons.org/croissant/docs/croissant-spec.html), JSON-LD on schema.org.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from extractor import __version__
from extractor.datasets.catalogue import Dataset
from extractor.datasets.columns import Column
from extractor.datasets.filters import Filters
from extractor.datasets.formats import FORMATS
from extractor.store import Store

#: Sources of facts that are not in the store, as they want to be cited: citation, licence.
SOURCES = {
    "OBELiX": ("F. Therrien et al., OBELiX: a curated dataset of crystal structures and experimentally measured ionic conductivities for lithium solid-state electrolytes, arXiv:2502.14234 (2025)", "https://creativecommons.org/licenses/by/4.0/"),
    "LiIonDatabase": ("C. J. Hargreaves et al., A database of experimentally measured lithium solid electrolyte conductivities evaluated with machine learning, npj Comput. Mater. 9, 9 (2023)", "https://creativecommons.org/licenses/by/4.0/"),
    "interfaces.csv": ("Kaimen contributors, corpora/interfaces: interfacial thermal resistances read from open abstracts", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "samples.csv": ("Kaimen contributors, corpora/li-samples: sintered lithium electrolytes read from open abstracts", "https://creativecommons.org/publicdomain/zero/1.0/"),
}  # fmt: skip
HANDBOOK = ("Descriptors of compounds: Materials Project (CC BY 4.0), CRC Handbook by way of chemicals (MIT), mendeleev (MIT), pymatgen (MIT); extractor/resources/handbook/LICENSE.md", "https://creativecommons.org/licenses/by/4.0/")
_LICENCES = {"CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/", "CC-BY-3.0": "https://creativecommons.org/licenses/by/3.0/", "CC-BY": "https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}
_TYPES = {"float": "sc:Float", "integer": "sc:Integer", "boolean": "sc:Boolean", "text": "sc:Text"}
_CONTEXT: dict[str, Any] = {
    "@language": "en", "@vocab": "https://schema.org/", "citeAs": "cr:citeAs", "column": "cr:column", "conformsTo": "dct:conformsTo", "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"}, "dataBiases": "cr:dataBiases", "dataCollection": "cr:dataCollection", "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "dct": "http://purl.org/dc/terms/",
    "extract": "cr:extract", "field": "cr:field", "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject", "fileSet": "cr:fileSet", "format": "cr:format", "includes": "cr:includes", "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath", "key": "cr:key", "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path", "personalSensitiveInformation": "cr:personalSensitiveInformation", "recordSet": "cr:recordSet",
    "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated", "replace": "cr:replace", "sc": "https://schema.org/", "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField",
    "transform": "cr:transform", "examples": {"@id": "cr:examples", "@type": "@json"}, "equivalentProperty": "cr:equivalentProperty", "samplingRate": "cr:samplingRate", "rai": "http://mlcommons.org/croissant/RAI/",
}  # fmt: skip


def licences(store: Store, found: Dataset) -> list[str]:
    """Licences of the papers and sources of a dataset, as addresses where known."""
    papers = {row["id"]: row["licence"] for row in store.db.query("SELECT id, licence FROM papers")}
    named = {papers.get(paper) or "" for paper in found.table.get("paper", ())} - {""}
    addresses = {_LICENCES.get(name, name.replace("http://", "https://")) for name in named} | {licence for _, licence in citations(found)}
    return sorted(addresses)


def citations(found: Dataset) -> list[tuple[str, str]]:
    """Citation and licence of each source besides the store's papers."""
    origins = set(found.table.get("origin", ()))
    told = [SOURCES[name] for name in SOURCES if name in origins]
    return [*told, HANDBOOK] if "descriptors" in found.beside or any(name.startswith("number_") for name in found.table.columns) else told


def croissant(store: Store, found: Dataset, filters: Filters, to: str, files: Mapping[Path, str]) -> str:
    """The Croissant card of files that were written (the table first) with their checksums, as JSON text; of xlsx it tells the file, not its cells."""
    date = store.db.execute("SELECT COALESCE(max(ingested), '1970-01-01') FROM papers").fetchone()[0][:10]
    tables = [(found.name, found.columns), *((name, plain_columns(table)) for name, table in found.beside.items())]
    card = {
        "@context": _CONTEXT, "@type": "sc:Dataset", "conformsTo": "http://mlcommons.org/croissant/1.0", "name": f"kaimen-{found.name}", "description": _description(found, filters), "version": __version__,
        "datePublished": date, "license": licences(store, found), "citeAs": "; ".join(["Kaimen: materials papers become data", *(citation for citation, _ in citations(found))]),
        "creator": {"@type": "sc:Organization", "name": "Kaimen contributors"}, "isLiveDataset": False, "dataCollection": _collection(found),
        "distribution": [{"@type": "cr:FileObject", "@id": file.name, "name": file.name, "contentUrl": file.name, "encodingFormat": FORMATS.get(file.suffix[1:], "text/plain"), "sha256": told} for file, told in files.items()],
        "recordSet": [] if to == "xlsx" else [_record_set(name, columns, file.name) for (name, columns), file in zip(tables, files, strict=False)],
    }  # fmt: skip
    return json.dumps(card, indent=1, ensure_ascii=False) + "\n"


def _record_set(name: str, columns: Mapping[str, Column], file: str) -> dict[str, Any]:
    fields = []
    for column, told in columns.items():
        fields.append({
            "@type": "cr:Field", "@id": f"{name}/{column}", "name": f"{name}/{column}", "description": told.meaning + (f" ({told.unit})" if told.unit else ""), "dataType": _TYPES[told.kind],
            "source": {"fileObject": {"@id": file}, "extract": {"column": column}},
        })  # fmt: skip
    return {"@type": "cr:RecordSet", "@id": name, "name": name, "field": fields}


def plain_columns(table: pd.DataFrame) -> dict[str, Column]:
    """A dictionary for a table whose column names say it all."""
    return {name: Column(name.replace("_", " "), "float" if pd.api.types.is_numeric_dtype(table[name]) else "text") for name in table.columns}


def _description(found: Dataset, filters: Filters) -> str:
    origins = found.table["origin"].value_counts().to_dict() if "origin" in found.table else {}
    parts = [f"{found.title}: {len(found.table)} rows"]
    parts += [", ".join(f"{number} from {name}" for name, number in sorted(origins.items()))] if origins else []
    parts += [f"filters: {', '.join(f'{name} = {value}' for name, value in filters.told().items()) or 'none but that rejected values stay out'}", *found.notes]
    return "; ".join(parts) + "."


def _collection(found: Dataset) -> str:
    return "Values marked 'extracted' were read from papers by a program (rules and trained models); each has the sentence or cell that it came from and a confidence. Other origins were read by people."


def checksum(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def page(store: Store, found: Dataset, filters: Filters, files: Mapping[Path, str]) -> str:
    """The card as Markdown: what the rows are, where they come from, every column; `files` with their checksums, the table first."""
    lines = [f"# {found.title}", "", _description(found, filters), "", _collection(found), "", "| file | SHA-256 |", "| --- | --- |", *(f"| {file.name} | `{told}` |" for file, told in files.items()), ""]
    lines += ["## Sources and licences", "", f"The papers are in `{next(iter(files)).stem}.bib`. Licences of what the rows were read from:", "", *(f"- {licence}" for licence in licences(store, found)), ""]
    lines += [f"- {citation} ({licence})" for citation, licence in citations(found)] + [""]
    lines += ["## Columns", "", "| column | unit | rows | what |", "| --- | --- | --- | --- |"]
    lines += [f"| {name} | {told.unit} | {int(found.table[name].notna().sum())} | {told.meaning} |" for name, told in found.columns.items() if name in found.table]
    return "\n".join(lines) + "\n"
