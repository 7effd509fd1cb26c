"""Members of a series that a sentence tells one by one."""

from __future__ import annotations

import pytest

from extractor.extraction import extract_records
from tests.helpers import document_of

SERIES = "Na3Zr2−x/4Si2−xP1+xO12"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"In {SERIES} the ionic conductivity falls from 6 × 10−4 S cm−1 for x = 0 to 6 × 10−5 S cm−1 for x = 1.667.", {0.06: 0.0, 0.006: 1.667}),
        (f"The total conductivity of {SERIES} is 6 × 10−4 S cm−1 at x = 0 and reaches 9 × 10−4 S cm−1 at x = 0.4 at 298 K.", {0.06: 0.0, 0.09: 0.4}),
        (f"For x = 0 the ionic conductivity of {SERIES} is 6 × 10−4 S cm−1, whereas for x = 0.4 it is 9 × 10−4 S cm−1.", {0.06: 0.0, 0.09: 0.4}),
        (f"The ionic conductivities of {SERIES} with x = 0 and 0.4 are 6 × 10−4 and 9 × 10−4 S cm−1.", {0.06: 0.0, 0.09: 0.4}),
    ],
)
def test_each_value_has_its_own_member(text: str, expected: dict[float, float]) -> None:
    records = [record for record in extract_records(document_of(text)) if record.property == "ionic_conductivity"]
    assert {record.value: record.material for record in records} == {value: f"{SERIES} (x = {x:g})" for value, x in expected.items()}
