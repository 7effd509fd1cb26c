"""Trained weights: a named feature is there or not, each has a weight, and the sum is a log-odds.

`kaimen train extraction` makes the files from the annotated texts in corpora/ and, if asked to, from people's decisions. Models of
one's own lie in a folder that `use_models` or the environment variable KAIMEN_MODELS names; what it lacks is taken from the package.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import repeat
from pathlib import Path
from typing import Protocol

from extractor.errors import UsageError

FOLDER = Path(__file__).parents[1] / "resources" / "models"
VARIABLE = "KAIMEN_MODELS"
_SUFFIX = ".json.gz"
_EDGES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3.0, 6.0)
#: Features that are measured, not counted: they go into bins.
_MEASURED = frozenset({"near", "base", "gap", "cue_gap", "margin", "near_side", "far_side", "count", "side_count", "partner_count", "main", "also_before", "rule_certainty", "layer"})
#: Features that mean other things for other places, kinds of property, or numbers of rivals.
_CROSSED = frozenset({
    "rule", "aside", "precursor", "main", "in_title", "near", "rank", "subject", "contrast", "with", "for", "hinted", "plain_fits", "listed", "aligned", "of_two", "at", "last_of", "alone",
    "has_value", "sides_here", "named", "nearest_side", "made", "process", "theirs", "behind", "measured", "same_block", "element", "label", "composite", "series", "device", "in_clause", "clause_sides", "listed_side", "fronted", "guess", "code", "byproduct", "electrode_elsewhere",
})  # fmt: skip


@dataclass(frozen=True)
class Weights:
    """Weights by feature name; `bias` is the log-odds without features, or the score of "none of these"."""

    bias: float
    weights: dict[str, float] = field(default_factory=dict, hash=False)

    @cached_property
    def scopes(self) -> frozenset[str]:
        """What stands before the stroke in names such as "grain_size|b1:of": the properties trained for."""
        return frozenset(name.partition("|")[0] for name in self.weights)

    def score(self, features: Iterable[str]) -> float:
        return sum(map(self.weights.get, features, repeat(0.0)))

    def probability(self, features: Iterable[str]) -> float:
        """Logistic of bias and weights."""
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, self.bias + self.score(features)))))

    def choose(self, candidates: Sequence[Iterable[str]]) -> list[float]:
        """The probability of each candidate to be the one; what is left to 1 is that of none (conditional logit)."""
        scores = [self.score(names) for names in candidates]
        top = max([*scores, self.bias])
        parts = [math.exp(score - top) for score in scores]
        whole = sum(parts) + math.exp(self.bias - top)
        return [part / whole for part in parts]

    def save(self, name: str, folder: Path = FOLDER) -> Path:
        path = folder / f"{name}{_SUFFIX}"
        text = json.dumps({"bias": round(self.bias, 5), "weights": {k: round(v, 4) for k, v in sorted(self.weights.items())}}, ensure_ascii=False, separators=(",", ":"))
        path.write_bytes(gzip.compress(text.encode(), mtime=0))
        return path


#: Weights that stand in for the shipped ones while a model is tried (see `using`).
_tried: dict[str, Weights] = {}


@contextmanager
def using(models: dict[str, Weights]) -> Iterator[None]:
    """While this holds, `load` gives these weights instead of the shipped ones."""
    before = dict(_tried)
    _tried.update(models)
    try:
        yield
    finally:
        _tried.clear()
        _tried.update(before)


_own: Path | None = None


def use_models(folder: Path | None) -> None:
    """From now on take models from this folder; None leaves what KAIMEN_MODELS says.

    Raises UsageError if none are there, or one is damaged.
    """
    global _own
    _own = folder
    own = _folder()
    found = [path for name in _names() if (path := _path(name, own)).parent == own]
    if own != FOLDER:
        for path in found:
            _read(path)
    if not found:
        raise UsageError(f"{own}: no models there; make some with `kaimen train extraction --store kaimen.db --to {own}`")


def _folder() -> Path:
    return _own or Path(os.environ.get(VARIABLE) or FOLDER)


def _names() -> list[str]:
    return sorted(path.name.removesuffix(_SUFFIX) for path in FOLDER.glob(f"*{_SUFFIX}"))


@cache
def _path(name: str, folder: Path) -> Path:
    """One's own file of a model where there is one, else the shipped one."""
    own = folder / f"{name}{_SUFFIX}"
    return own if own.is_file() else FOLDER / own.name


def load(name: str) -> Weights:
    """The weights of that name: those that are being tried, one's own, or the shipped ones."""
    return _tried.get(name) or _read(_path(name, _folder()))


@cache
def _read(path: Path) -> Weights:
    data = path.read_bytes()
    try:
        model = json.loads(gzip.decompress(data))
        return Weights(float(model["bias"]), dict(model["weights"]))
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path}: no model, or a damaged one ({type(error).__name__}); make it anew with `kaimen train`") from None


def model_hashes() -> dict[str, str]:
    """SHA-256 of each file of weights in use, by name: what a run was made with."""
    return {name: hashlib.sha256(_path(name, _folder()).read_bytes()).hexdigest() for name in _names()}


class _HasFeatures(Protocol):
    features: dict[str, float]


def single_out(candidates: Sequence[_HasFeatures], name: str) -> None:
    """Where one candidate has a feature, the others are marked as not having it (-1)."""
    if any(candidate.features.get(name) for candidate in candidates):
        for candidate in candidates:
            candidate.features[name] = candidate.features.get(name) or -1.0


def names_of(features: dict[str, float], contexts: Sequence[str]) -> frozenset[str]:
    """Measured and counted features as names: each in its bin, alone and together with where the candidate stands.

    `contexts` are the features that tell how many rivals there are.
    """
    single = {f"{name}={_bin(name, value)}" for name, value in features.items() if not name.startswith("family_")}
    where = _place(features)
    single.add(f"at={where}")
    family = next((name for name in features if name.startswith("family_")), "family_interface")
    crossed = set()
    for one in single:
        if one.partition("=")[0] in _CROSSED:
            crossed |= {f"{where[:4]}&{one}", f"{family}&{one}"}
            crossed |= {f"{context}{int(min(3.0, features.get(context, 0.0)))}&{one}" for context in contexts}
    return frozenset(single | crossed)


def _bin(name: str, value: float) -> int:
    return sum(value > edge for edge in _EDGES) if name in _MEASURED else int(min(5, max(-2, round(value))))


def _place(features: dict[str, float]) -> str:
    if features.get("here"):
        return "here"
    for name, label in (("steps", "back"), ("made", "made")):
        if name in features:
            return f"{label}{int(features[name])}"
    return "else"
