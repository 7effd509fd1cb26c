"""Trained weights: probabilities, choices, files, names of features."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.extraction import trained
from extractor.extraction.trained import Weights, load, names_of, single_out, using

WEIGHTS = Weights(0.5, {"a": 1.25, "b": -2.0, "c": 0.5})
MODELS = sorted(path.name.removesuffix(".json.gz") for path in trained.FOLDER.glob("*.json.gz"))


def test_score_is_the_sum_of_known_features() -> None:
    assert WEIGHTS.score(["a", "b", "unheard of"]) == -0.75
    assert WEIGHTS.score([]) == 0.0


@pytest.mark.parametrize(("features", "expected"), [([], 0.6224593), (["a"], 0.8519528), (["b"], 0.1824255), (["a", "b"], 0.4378235), (["unheard of"], 0.6224593)])
def test_probability_is_logistic(features: list[str], expected: float) -> None:
    assert WEIGHTS.probability(features) == pytest.approx(expected, abs=1e-7)


ODDS = st.floats(-30, 30)
ANY = st.floats(allow_nan=False, allow_infinity=False)


@given(ODDS, ODDS)
def test_probability_is_between_none_and_all(bias: float, weight: float) -> None:
    assert 0.0 < Weights(bias / 2, {"a": weight / 2}).probability(["a"]) < 1.0


@given(ANY, ANY)
def test_extreme_odds_neither_raise_nor_leave_the_range(bias: float, weight: float) -> None:
    assert 0.0 < Weights(bias / 2, {"a": weight / 2}).probability(["a"]) <= 1.0


@given(ANY, ANY, st.floats(-100, 100))
def test_probability_grows_with_the_score(first: float, second: float, bias: float) -> None:
    low, high = sorted((first, second))
    model = Weights(bias, {"low": low, "high": high})
    assert model.probability(["low"]) <= model.probability(["high"])


@given(st.floats(-10, 10), st.floats(0.01, 5))
def test_more_score_is_more_probable(score: float, more: float) -> None:
    model = Weights(0.0, {"low": score, "high": score + more})
    assert model.probability(["low"]) < model.probability(["high"])


@given(st.floats(-30, 30), st.lists(st.floats(-30, 30), max_size=8))
def test_choice_and_the_rest_sum_to_one(bias: float, scores: list[float]) -> None:
    model = Weights(bias, {str(i): score for i, score in enumerate(scores)})
    likely = model.choose([[str(i)] for i in range(len(scores))])
    assert len(likely) == len(scores)
    assert all(0.0 <= p <= 1.0 for p in likely)
    rest = 1.0 / (1.0 + sum(math.exp(score - bias) for score in scores))
    assert sum(likely) + rest == pytest.approx(1.0)
    # the order of the scores is that of the probabilities
    order = sorted(range(len(scores)), key=scores.__getitem__)
    assert [likely[i] for i in order] == sorted(likely)


def test_choose() -> None:
    assert Weights(0.0).choose([["a"], ["b"], ["c"]]) == [0.25] * 3
    assert Weights(0.0, {"a": 1.0}).choose([["a"], []]) == pytest.approx([0.5761169, 0.2119416])
    assert Weights(5.0).choose([]) == []
    (low,), (high,) = Weights(5.0).choose([["a"]]), Weights(-5.0).choose([["a"]])
    assert low < 0.01
    assert high > 0.99


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5), st.floats(-1e6, 1e6))
def test_choice_among_extreme_scores(scores: list[float], bias: float) -> None:
    likely = Weights(bias, {str(i): score for i, score in enumerate(scores)}).choose([[str(i)] for i in range(len(scores))])
    assert 0.0 <= sum(likely) <= 1.0 + 1e-9


def test_saved_weights_are_those_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = Weights(-1.25, {"grain_size|b1:of": 0.5, "near=3": -2.1234, "σ": 1.0})
    path = model.save("saved_by_a_test", tmp_path)
    assert path.parent == tmp_path
    monkeypatch.setattr(trained, "FOLDER", tmp_path)
    assert load("saved_by_a_test") == model


def test_saving_rounds_and_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = Weights(0.1234567, {"b": 1.23456789, "a": 2.0})
    again = Weights(0.1234567, {"a": 2.0, "b": 1.23456789})
    first = model.save("rounded_by_a_test", tmp_path).read_bytes()
    assert again.save("rounded_by_a_test", tmp_path).read_bytes() == first
    monkeypatch.setattr(trained, "FOLDER", tmp_path)
    assert load("rounded_by_a_test") == Weights(0.12346, {"a": 2.0, "b": 1.2346})


def test_models_are_shipped() -> None:
    assert {"detector", "materials", "interfaces", "temperatures", "confidence", "operations", "operation_links"} <= set(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_shipped_weights(name: str) -> None:
    model = load(name)
    assert model.weights
    assert load(name) is model


def test_weights_that_are_not_there() -> None:
    with pytest.raises(FileNotFoundError):
        load("no such model")


def test_using_overrides_and_restores() -> None:
    shipped, tried = load("temperatures"), Weights(0.0)
    with using({"temperatures": tried, "new": WEIGHTS}):
        assert load("temperatures") is tried
        assert load("new") is WEIGHTS
        assert load("confidence").weights
    assert load("temperatures") is shipped
    with pytest.raises(FileNotFoundError):
        load("new")


def test_using_restores_after_an_error() -> None:
    shipped = load("temperatures")
    with pytest.raises(ZeroDivisionError), using({"temperatures": WEIGHTS}):
        raise ZeroDivisionError
    assert load("temperatures") is shipped


def test_using_within_using_of_another_name() -> None:
    outer, inner = Weights(1.0), Weights(2.0)
    with using({"temperatures": outer}):
        with using({"materials": inner}):
            assert load("temperatures") is outer
        assert load("temperatures") is outer


def test_using_within_using_of_one_name() -> None:
    outer, inner = Weights(1.0), Weights(2.0)
    with using({"temperatures": outer}):
        with using({"temperatures": inner}):
            assert load("temperatures") is inner
        assert load("temperatures") is outer


@pytest.mark.parametrize(
    ("features", "name"),
    [
        ({"near": 0.0}, "near=0"), ({"near": 0.05}, "near=0"), ({"near": 0.06}, "near=1"), ({"near": 0.3}, "near=3"), ({"near": 1.0}, "near=5"), ({"near": 9.0}, "near=8"), ({"margin": -1.0}, "margin=0"),
        ({"rank": 0.0}, "rank=0"), ({"rank": 2.0}, "rank=2"), ({"rank": 40.0}, "rank=5"), ({"rank": -1.0}, "rank=-1"), ({"rank": -9.0}, "rank=-2"),
        ({"here": 1.0}, "at=here"), ({"steps": 2.0}, "at=back2"), ({"made": 1.0}, "at=made1"), ({"far": 1.0}, "at=else"), ({"here": 0.0, "steps": 1.0}, "at=back1"), ({"here": 1.0, "steps": 1.0}, "at=here"),
    ],
)  # fmt: skip
def test_bins_and_places(features: dict[str, float], name: str) -> None:
    names = names_of(features, ())
    assert name in names
    assert len([n for n in names if "&" not in n and n.partition("=")[0] == name.partition("=")[0]]) == 1


def test_crossed_features() -> None:
    features = {"family_conductivity": 1.0, "here": 1.0, "rule": 1.0, "n_here": 2.0, "n_values": 7.0, "quiet": 1.0}
    assert names_of(features, ("n_here", "n_values")) == {
        "here=1", "rule=1", "n_here=2", "n_values=5", "quiet=1", "at=here",
        "here&rule=1", "family_conductivity&rule=1", "n_here2&rule=1", "n_values3&rule=1",
        "here&at=here", "family_conductivity&at=here", "n_here2&at=here", "n_values3&at=here",
    }  # fmt: skip


def test_family_of_features_without_one() -> None:
    assert "family_interface&at=else" in names_of({"far": 1.0}, ())


@pytest.mark.parametrize(
    ("weights", "scopes"),
    [
        ({"grain_size|b1:of": 1.0, "grain_size|unit": 0.5, "sintering|word": 1.0}, {"grain_size", "sintering"}),
        ({}, set()),
        ({"a|b|c": 1.0}, {"a"}),
    ],
)
def test_scopes(weights: dict[str, float], scopes: set[str]) -> None:
    assert Weights(0.0, weights).scopes == scopes


def test_scopes_of_the_shipped_detector_are_properties() -> None:
    assert {"ionic_conductivity", "sintering_temperature", "sintering_atmosphere", "interfacial_thermal_resistance"} <= load("detector").scopes


@dataclass
class Candidate:
    features: dict[str, float] = field(default_factory=dict)


def test_single_out() -> None:
    one, two, three = Candidate({"rule": 1.0}), Candidate({"rule": 0.0}), Candidate()
    single_out([one, two, three], "rule")
    assert [c.features for c in (one, two, three)] == [{"rule": 1.0}, {"rule": -1.0}, {"rule": -1.0}]


def test_single_out_where_none_has_it() -> None:
    one, two = Candidate({"rule": 0.0}), Candidate()
    single_out([one, two], "rule")
    assert [c.features for c in (one, two)] == [{"rule": 0.0}, {}]
