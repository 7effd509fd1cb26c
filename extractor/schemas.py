"""Writes what the models say: JSON Schema of the record, and the dictionary of properties.

Run `python -m extractor.schemas` after a change; a test holds the files and the models equal.
"""

from __future__ import annotations

import json
from pathlib import Path

from extractor.properties import load_properties
from extractor.properties.declaration import schema_folder
from extractor.records import Record


def record_schema() -> str:
    """JSON Schema (draft 2020-12) of the record on the wire."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Record.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def dictionary() -> str:
    """Markdown table of all properties: name, unit, meaning."""
    lines = [
        "# Properties",
        "",
        "Made from the declarations in `properties/`. Values are stored in the SI unit, shown in the display unit.",
        "",
        "| name | symbol | SI unit | shown in | belongs to | meaning |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for declared in load_properties().values():
        lines.append(
            f"| `{declared.name}` | {declared.symbol} | {declared.unit or 'word'} | {declared.display_unit or '–'} "
            f"| {declared.belongs_to} | {declared.description} |"
        )
    return "\n".join(lines) + "\n"


def files() -> dict[Path, str]:
    """Every generated file with its content."""
    folder = schema_folder()
    return {folder / "record.schema.json": record_schema(), folder / "properties.md": dictionary()}


if __name__ == "__main__":
    for path, content in files().items():
        path.write_text(content, encoding="utf-8")
