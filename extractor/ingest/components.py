"""What a stage's result depends on beside the paper: the code, resources, models and libraries of its component, as a digest.

A stage knows the ones before it, so a change of the readers makes all anew, and a change of a rule only what follows the language.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

from extractor.extraction.trained import model_hashes
from extractor.properties.declaration import schema_folder

_PACKAGE = Path(__file__).parents[1]
#: Stage → the parts of the package that it adds to the stage before it, and the libraries whose results it takes.
_PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "reading": (("document.py", "readers", "quantities", "chemdata.py", "resources/chemdata", "compounds/formula.py", "compounds/elements.py"), ("pdfplumber", "pdfminer.six", "pypdfium2", "lxml", "chemdataextractor2", "charset-normalizer", "periodictable")),
    "language": (("language", "compounds", "resources"), ("spacy", "rapidfuzz", "periodictable")),
    "extraction": (("extraction", "properties", "records.py", "store/rows.py"), ("pint", "pydantic")),
}
STAGES = tuple(_PARTS)
#: Resources that no stage takes alone: models are counted with the extraction.
_ASIDE = "models"


@cache
def _own() -> dict[str, str]:
    """Digest of each stage's own part, without models."""
    return {stage: _digest([*_files(parts), *(sorted((schema_folder() / "properties").glob("*.yaml")) if stage == "extraction" else ())], libraries) for stage, (parts, libraries) in _PARTS.items()}


def components() -> dict[str, str]:
    """Digest by stage, each including those before it; the models that are in use count with the extraction."""
    found: dict[str, str] = {}
    before = ""
    for stage, own in _own().items():
        said = [before, own, model_hashes() if stage == "extraction" else {}]
        before = found[stage] = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    return found


def _files(parts: Iterable[str]) -> list[Path]:
    found: list[Path] = []
    for part in parts:
        path = _PACKAGE / part
        found += [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file() and file.suffix != ".pyc" and _ASIDE not in file.parts]
    return sorted(found)


def _digest(files: Iterable[Path], libraries: Iterable[str]) -> str:
    whole = hashlib.sha256()
    for file in files:
        whole.update(f"{file.name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    for library in libraries:
        whole.update(f"{library} {version(library)}\n".encode())
    return whole.hexdigest()
