"""The package's layers know only those below them (tests/importlinter.ini)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.helpers import ROOT

LINT = Path(sys.executable).parent / "lint-imports"


def lint(config: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LINT, config, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_layers() -> None:
    done = lint(ROOT / "tests" / "importlinter.ini")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 kept, 0 broken" in done.stdout


def test_the_contract_can_fail(tmp_path: Path) -> None:
    """Turned upside down, the layers are broken."""
    config = tmp_path / "importlinter.ini"
    config.write_text("[importlinter]\nroot_package = extractor\n[importlinter:contract:x]\nname = x\ntype = layers\ncontainers = extractor\nlayers =\n    store\n    cli\n", encoding="utf-8")
    assert lint(config).returncode != 0
