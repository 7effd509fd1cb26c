"""A value that was computed is marked so, also where only an earlier sentence says how it was had."""

from __future__ import annotations

import pytest

from extractor.extraction import extract_records
from tests.helpers import document_of


@pytest.mark.parametrize(
    ("sentences", "simulated"),
    [
        (("We perform nonequilibrium molecular dynamics simulations of heat flow.", "The Kapitza conductance of the Si/Ge interface is 310 MW m−2 K−1 at 300 K."), True),
        (("Time-domain thermoreflectance was used on sputtered films.", "The thermal boundary conductance of the Al/Si interface is 310 MW m−2 K−1 at 300 K."), False),
        (("The diffuse mismatch model predicts a thermal boundary conductance of 310 MW m−2 K−1 for the Al/Si interface.",), True),
        (("Pellets were sintered at 1100 °C and their impedance was measured.", "The ionic conductivity of Li7La3Zr2O12 was 3 × 10−4 S/cm at 25 °C."), False),
    ],
)
def test_mark(sentences: tuple[str, ...], simulated: bool) -> None:
    told = [record for record in extract_records(document_of(" ".join(sentences), title="A study")) if record.property in ("interfacial_thermal_resistance", "ionic_conductivity")]
    assert [record.simulated for record in told] == [simulated]
