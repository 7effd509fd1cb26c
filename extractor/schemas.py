"""Writes what the models say: JSON Schemas of what Kaimen prints, and the data dictionary.

Run `python -m extractor.schemas` after a change; a test holds the files and the models equal.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from extractor.properties import load_properties
from extractor.properties.declaration import schema_folder
from extractor.records import ProcessingStep, Record
from extractor.store.dictionary import load_dictionary

#: Names of our SI units in QUDT's vocabulary (qudt.org/vocab/unit).
QUDT_UNITS = {"S/m": "S-PER-M", "J": "J", "m": "M", "m^2*K/W": "M2-K-PER-W", "1": "UNITLESS", "Pa": "PA", "K": "K", "s": "SEC"}


def json_schema(model: type[BaseModel]) -> str:
    """JSON Schema (draft 2020-12) of a model as it is printed."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def properties_page() -> str:
    """Markdown table of all properties: name, unit, meaning."""
    lines = [
        "# Properties",
        "",
        "Made from the declarations in `properties/`. Values are stored in the SI unit, shown in the display unit.",
        "",
        "| name | symbol | SI unit | shown in | QUDT unit | QUDT quantity kind | belongs to | possible values | meaning |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for declared in load_properties().values():
        possible = "{:g} … {:g}".format(*declared.possible) if declared.possible else "–"
        lines.append(
            f"| `{declared.name}` | {declared.symbol} | {declared.unit or 'word'} | {declared.display_unit or '–'} | {QUDT_UNITS.get(declared.unit or '', '–')} "
            f"| {declared.quantity_kind or '–'} | {declared.belongs_to} | {possible} | {declared.description} |"
        )
    return "\n".join(lines) + "\n"


def dictionary_page() -> str:
    """Markdown of all tables and views of the store: columns, units, meaning, standard."""
    lines = [
        "# Data dictionary",
        "",
        "Made from `store.yaml`. Units are as Pint reads them; where a term comes from a standard, it is named.",
        "A view has the columns of what it is made of, with the same meaning, beside those told here.",
    ]
    for name, relation in load_dictionary().items():
        lines += ["", f"## {name}", "", relation.description + (f" Made of `{relation.of}`." if relation.of else ""), "", "| column | unit | meaning | standard |", "| --- | --- | --- | --- |"]
        lines += [f"| `{column}` | {meaning.unit or ''} | {meaning.description.replace('|', chr(92) + '|')} | {meaning.standard or ''} |" for column, meaning in relation.own.items()]
    return "\n".join(lines) + "\n"


def files() -> dict[Path, str]:
    """Every generated file with its content."""
    folder = schema_folder()
    return {
        folder / "record.schema.json": json_schema(Record), folder / "processing_step.schema.json": json_schema(ProcessingStep),
        folder / "properties.md": properties_page(), folder / "dictionary.md": dictionary_page(),
    }  # fmt: skip


if __name__ == "__main__":
    for path, content in files().items():
        path.write_text(content, encoding="utf-8")
