"""Fits the weights: logistic regression for the detector, conditional logit for the rankers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from extractor.extraction.trained import Weights

#: A feature that fewer examples have tells nothing.
MIN_EXAMPLES = 3


def _vocabulary(sets: Sequence[frozenset[str] | set[str]]) -> dict[str, int]:
    counts = Counter(name for names in sets for name in names)
    return {name: index for index, name in enumerate(sorted(name for name, count in counts.items() if count >= MIN_EXAMPLES))}


def _matrix(sets: Sequence[frozenset[str] | set[str]], vocabulary: dict[str, int]) -> csr_matrix:
    rows, columns = [], []
    for row, names in enumerate(sets):
        known = [vocabulary[name] for name in names if name in vocabulary]
        rows += [row] * len(known)
        columns += known
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(sets), len(vocabulary)))


def fit_logistic(sets: Sequence[set[str]], right: Sequence[bool], strength: float = 0.1) -> Weights:
    """Logistic regression with an L2 penalty; `strength` is its inverse."""
    vocabulary = _vocabulary(sets)
    model = LogisticRegression(C=strength, max_iter=3000).fit(_matrix(sets, vocabulary), np.asarray(right, int))
    return _weights(float(model.intercept_[0]), vocabulary, model.coef_[0])


def _weights(bias: float, vocabulary: dict[str, int], values: NDArray[np.float64]) -> Weights:
    return Weights(bias, {name: float(values[i]) for name, i in vocabulary.items() if abs(values[i]) > 5e-4})


def fit_ranker(sets: Sequence[Sequence[frozenset[str]]], right: Sequence[Sequence[bool]], penalty: float = 15.0) -> Weights:
    """Conditional logit (McFadden 1974): one right candidate of each set, or none of them.

    Where several candidates are right, their summed probability counts. `penalty` is that of L2.
    """
    kept = [i for i, candidates in enumerate(sets) if candidates]
    flat = [names for i in kept for names in sets[i]]
    vocabulary = _vocabulary(flat)
    matrix = _matrix(flat, vocabulary)
    truth = np.concatenate([np.asarray(right[i], float) for i in kept])
    owner = np.repeat(np.arange(len(kept)), [len(sets[i]) for i in kept])
    none_right = np.bincount(owner, truth, len(kept)) == 0

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, bias = values[:-1], values[-1]
        scores = matrix @ weights
        top = np.full(len(kept), bias)
        np.maximum.at(top, owner, scores)
        parts, none = np.exp(scores - top[owner]), np.exp(bias - top)
        whole = none + np.bincount(owner, parts, len(kept))
        good = np.bincount(owner, parts * truth, len(kept)) + none * none_right
        gradient = matrix.T @ (parts * truth / good[owner] - parts / whole[owner])
        bias_gradient = float(np.sum(none * none_right / good - none / whole))
        total = -float(np.sum(np.log(good / whole))) + penalty / 2 * float(weights @ weights)
        return total, np.append(-gradient + penalty * weights, -bias_gradient)

    found = minimize(loss, np.zeros(len(vocabulary) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return _weights(float(found.x[-1]), vocabulary, found.x[:-1])
