"""chemdataextractor2 works with no network, no model server, and writes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extractor.language.bridge import connect_chemdataextractor
from tests.helpers import PAPERS, ROOT

PROGRAM = """
import json, socket, sys
tried = []
def refuse(*args, **kwargs):
    tried.append(repr(args))
    raise OSError("no network in this test")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse

from extractor import chemdata
from extractor.readers.elsevier import read_elsevier_xml
document = read_elsevier_xml(open(sys.argv[1], "rb").read(), "paper.xml")
grid = [["Sample", "σ (S/cm)", "ρ (%)"], ["LLZO", "3.2e-4", "95"], ["LLZTO", "6.1e-4", "97"]]
print(json.dumps({
    "paragraphs": sum(block.kind == "paragraph" for block in document.blocks),
    "header_rows": chemdata.header_row_count(grid),
    "values": chemdata.extract_value("1.5"), "range": chemdata.extract_value("1.5-2.5"),
    "tried": tried,
    "heavy": [name for name in ("torch", "transformers", "stanza") if name in sys.modules],
}))
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """What the program printed, and the folder with its empty HOME and working folder."""
    folder = tmp_path_factory.mktemp("offline")
    home, work = folder / "home", folder / "work"
    home.mkdir()
    work.mkdir()
    environment = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(home), "LANG": "C.UTF-8",
        **{f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "CACHE", "STATE")},
    }  # fmt: skip
    paper = PAPERS / "elsevier" / "S0167577X13006393.xml"
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(paper)], cwd=work, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), folder


def files(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]


def test_parses_and_understands(run: tuple[dict[str, Any], Path]) -> None:
    result, _ = run
    assert result["paragraphs"] > 10
    assert (result["header_rows"], result["values"], result["range"]) == (1, [1.5], [1.5, 2.5])


def test_no_network_and_no_heavy_module(run: tuple[dict[str, Any], Path]) -> None:
    result, _ = run
    assert result["tried"] == []
    assert result["heavy"] == []


def test_nothing_is_written_at_home(run: tuple[dict[str, Any], Path]) -> None:
    assert files(run[1] / "home") == []


def test_nothing_is_written_in_the_working_folder(run: tuple[dict[str, Any], Path]) -> None:
    assert files(run[1] / "work") == []


def test_models_run_on_our_tokens_and_materials() -> None:
    """chemdataextractor2's own model idea works offline, fed with Kaimen's language."""
    connect_chemdataextractor()
    from chemdataextractor.doc import Document, Paragraph
    from chemdataextractor.model import Compound, ModelType, StringType
    from chemdataextractor.model.units import TemperatureModel
    from chemdataextractor.parse import I, join

    class SinteringTemperature(TemperatureModel):  # type: ignore[misc]
        specifier_expression = (I("sintering") + I("temperature")).add_action(join)
        specifier = StringType(parse_expression=specifier_expression, required=True, contextual=False, updatable=False)
        compound = ModelType(Compound, required=False, contextual=True)

    text = "The sintering temperature of Li6.4La3Zr1.4Ta0.6O12 was 1150 °C for 12 h."
    (found,) = Document(Paragraph(text), models=[SinteringTemperature]).records.serialize()
    record = found["SinteringTemperature"]
    assert record["value"] == [1150.0]
    assert record["units"] == "Celsius^(1.0)"
    assert record["compound"]["Compound"]["names"] == ["Li6.4La3Zr1.4Ta0.6O12"]


def test_nothing_is_said_on_standard_error() -> None:
    """Their complaints about tables are caught: a person sees Kaimen's lines only."""
    program = "import sys; from extractor.readers import read_paper; [read_paper(p) for p in sys.argv[1:]]"
    papers = [str(path) for path in sorted((PAPERS / "elsevier").glob("*.xml"))]
    done = subprocess.run([sys.executable, "-c", program, *papers], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stderr == ""
    assert done.stdout == ""
