"""Facts put together to samples: by label, composition, sintering temperature and table row."""

from __future__ import annotations

import pytest

from extractor.document import Block, BlockKind, Document, make_table_block
from extractor.extraction import extract_records
from extractor.records import Record

GARNET, DOPED, NASICON = "Li7La3Zr2O12", "Li6.4La3Zr1.4Ta0.6O12", "Na3Zr2Si2PO12"
#: property and value → samples
Told = dict[tuple[str, object], set[str]]


def read(*paragraphs: str, grid: list[list[str]] | None = None, caption: str = "") -> list[Record]:
    blocks = [Block(f"p{i}", BlockKind.PARAGRAPH, text) for i, text in enumerate(paragraphs, start=1)]
    if grid:
        blocks.append(make_table_block("t1", grid, header_rows=1, caption=caption))
    return extract_records(Document("paper", "paper.xml", "0" * 64, "elsevier", tuple(blocks)))


def samples(records: list[Record]) -> Told:
    told: Told = {(r.property, r.value): set(r.conditions.get("samples", ())) for r in records}
    assert len(told) == len(records)
    return told


def labelled(first: str, second: str) -> list[list[str]]:
    return [["Sample", "Composition", "σ (mS cm−1)", "Relative density (%)"], [first, GARNET, "0.3", "94"], [second, GARNET, "0.5", "96"]]


LABELS = [("1", "2"), ("a", "b"), ("Sample 1", "Sample 2"), ("fine", "coarse"), ("dry pressed", "tape cast"), ("A1", "A2"), ("LLZO-1", "LLZO-2")]


@pytest.mark.parametrize(("first", "second"), LABELS)
def test_labelled_rows_are_samples(first: str, second: str) -> None:
    told = samples(read(grid=labelled(first, second)))
    (one,), (two,) = told["ionic_conductivity", 0.03], told["ionic_conductivity", 0.05]
    assert one != two
    assert told == {("ionic_conductivity", 0.03): {one}, ("relative_density", 0.94): {one}, ("ionic_conductivity", 0.05): {two}, ("relative_density", 0.96): {two}}


@pytest.mark.parametrize(("first", "second"), LABELS)
@pytest.mark.parametrize("text", [f"All {GARNET} pellets were sintered at 1230 °C for 36 h in air.", f"{GARNET} was made from oxides. All pellets were sintered at 1230 °C for 36 h in air."])
def test_step_of_all_pellets_is_of_each_sample(first: str, second: str, text: str) -> None:
    told = samples(read(text, grid=labelled(first, second)))
    both = told["relative_density", 0.94] | told["relative_density", 0.96]
    assert len(both) == 2
    for step in (("sintering_temperature", 1503.15), ("sintering_time", 129600.0), ("sintering_atmosphere", "air")):
        assert told[step] == both


def test_value_of_the_composition_is_of_no_labelled_sample_where_there_are_two() -> None:
    told = samples(read(f"The grain size of {GARNET} was 2.5 μm.", grid=labelled("fine", "coarse")))
    assert len(told["grain_size", 2.5e-6]) == 1
    assert not told["grain_size", 2.5e-6] & (told["relative_density", 0.94] | told["relative_density", 0.96])


def test_everything_is_of_the_only_labelled_sample() -> None:
    told = samples(read(f"{GARNET} was sintered at 1230 °C for 36 h. The grain size of {GARNET} was 2.5 μm.", grid=labelled("fine", "coarse")[:2]))
    assert len(told) == 5
    assert len({frozenset(ids) for ids in told.values()}) == len(set().union(*told.values())) == 1


def test_same_step_told_of_two_labelled_rows_stays_two_facts() -> None:
    grid = [["Sample", "Composition", "Sintering time (h)", "σ (mS cm−1)"], ["fine", GARNET, "10", "0.3"], ["coarse", GARNET, "10", "0.5"]]
    records = read(grid=grid)
    times = [r.conditions["samples"] for r in records if r.property == "sintering_time"]
    assert times == [r.conditions["samples"] for r in records if r.property == "ionic_conductivity"]
    assert len(times) == 2


def test_compositions_are_samples() -> None:
    told = samples(read(grid=[["Composition", "σ (mS cm−1)", "Relative density (%)"], [GARNET, "0.3", "94"], [DOPED, "0.8", "96"]]))
    assert told["ionic_conductivity", 0.03] == told["relative_density", 0.94]
    assert told["ionic_conductivity", 0.08] == told["relative_density", 0.96]
    assert not told["relative_density", 0.94] & told["relative_density", 0.96]


def test_step_of_two_compositions_is_of_the_sample_of_each() -> None:
    records = read(f"{GARNET} and {DOPED} were made. All pellets were sintered at 1230 °C for 36 h.", grid=[["Composition", "σ (mS cm−1)"], [GARNET, "0.3"], [DOPED, "0.8"]])
    by_formula = {formula: {tuple(r.conditions["samples"]) for r in records if r.formula == formula} for formula in (GARNET, DOPED)}
    assert all(len(ids) == 1 for ids in by_formula.values())
    assert by_formula[GARNET] != by_formula[DOPED]
    assert sorted(r.formula or "" for r in records if r.property == "sintering_time") == sorted((GARNET, DOPED))


def test_abbreviation_and_composition_are_one_sample() -> None:
    records = read(f"{DOPED} (LLZTO) was sintered at 1150 °C for 10 h.", "The ionic conductivity of LLZTO was 0.8 mS cm−1 at 25 °C.")
    assert {r.property for r in records} == {"sintering_temperature", "sintering_time", "ionic_conductivity"}
    assert len({tuple(r.conditions["samples"]) for r in records}) == 1


def test_sintering_temperatures_of_rows_are_samples() -> None:
    grid = [["Composition", "Sintering temperature (°C)", "σ (mS cm−1)", "Relative density (%)"], [GARNET, "1150", "0.3", "94"], [GARNET, "1200", "0.5", "96"]]
    told = samples(read(f"{GARNET} was sintered for 10 h in air.", grid=grid))
    one, two = told["sintering_temperature", 1423.15], told["sintering_temperature", 1473.15]
    assert len(one) == len(two) == 1
    assert one != two
    assert told["ionic_conductivity", 0.03] == told["relative_density", 0.94] == one
    assert told["ionic_conductivity", 0.05] == told["relative_density", 0.96] == two
    assert told["sintering_time", 36000.0] == told["sintering_atmosphere", "air"] == one | two


def test_sintering_temperature_of_the_same_sentence() -> None:
    told = samples(read(f"{GARNET} sintered at 1150 °C had a relative density of 90%.", f"{GARNET} sintered at 1230 °C had a relative density of 96%."))
    assert told["sintering_temperature", 1423.15] == told["relative_density", 0.9]
    assert told["sintering_temperature", 1503.15] == told["relative_density", 0.96]
    assert not told["relative_density", 0.9] & told["relative_density", 0.96]


@pytest.mark.parametrize(
    ("first", "second", "values"),
    [
        (f"Samples of {NASICON} were sintered at 1200, 1230 and 1260 °C for 10 h.", f"The ionic conductivities of {NASICON} at 25 °C were 0.2, 0.3 and 0.5 mS cm−1, respectively.", [0.02, 0.03, 0.05]),
        (f"{NASICON} pellets were sintered at 1200, 1230 and 1260 °C for 10 h.", f"The relative densities of {NASICON} were 96, 94 and 90%, respectively.", [0.96, 0.94, 0.9]),
    ],
)
def test_list_of_values_goes_along_the_list_of_sintering_temperatures(first: str, second: str, values: list[float]) -> None:
    told = samples(read(first, second))
    by_value = {value: ids for (_, value), ids in told.items()}
    kelvins = [1473.15, 1503.15, 1533.15]
    assert [by_value[v] for v in values] == [by_value[k] for k in kelvins]
    assert all(len(by_value[k]) == 1 for k in kelvins)
    assert by_value[36000.0] == set().union(*(by_value[k] for k in kelvins))


@pytest.mark.parametrize(
    "text",
    [
        f"Kim et al. reported an ionic conductivity of 1.0 mS cm−1 for {GARNET} at 27 °C [12].",
        "The thermal boundary conductance of the Al/SiC interface was 100 MW m−2 K−1 at 300 K.",
    ],
)
def test_cited_facts_and_interfaces_have_none(text: str) -> None:
    (record,) = read(text)
    assert "samples" not in record.conditions


def test_computed_column_has_none() -> None:
    told = samples(read(grid=[["Composition", "σ calculated (mS cm−1)", "σ measured (mS cm−1)"], [GARNET, "0.5", "0.3"]]))
    assert told["ionic_conductivity", 0.05] == set()
    assert len(told["ionic_conductivity", 0.03]) == 1


def test_cited_row_has_none() -> None:
    told = samples(read(grid=[["Composition", "σ (mS cm−1)", "Ref."], [GARNET, "0.5", "[12]"], [GARNET, "0.8", "This work"]]))
    assert told["ionic_conductivity", 0.05] == set()
    assert len(told["ionic_conductivity", 0.08]) == 1


def test_label_of_another_composition_is_another_sample() -> None:
    tables = [
        make_table_block("t1", [["x", "σ (mS cm−1)"], ["0.2", "0.3"]], header_rows=1, caption="Ionic conductivity of Li7−xLa3Zr2−xTaxO12."),
        make_table_block("t2", [["x", "σ (mS cm−1)"], ["0.2", "0.7"]], header_rows=1, caption="Ionic conductivity of Ce1−xGdxO2−δ."),
    ]
    records = extract_records(Document("paper", "paper.xml", "0" * 64, "elsevier", tuple(tables)))
    assert [r.formula for r in records] == ["Li6.8La3Zr1.8Ta0.2O12", "Ce0.8Gd0.2O2"]
    assert records[0].conditions["samples"] != records[1].conditions["samples"]
