"""Models that a study compares, as scikit-learn pipelines: what they fill in and scale they learn from the rows they are trained on."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from extractor.errors import UsageError

#: Makes a fresh, unfitted regressor; the same seed gives the same model.
Maker = Callable[[], Any]

NAMES = {
    "mean": "mean", "ridge": "ridge regression", "gaussian process": "Gaussian process", "random forest": "random forest", "least-squares boosting": "least-squares boosting", "xgboost": "XGBoost",
}  # fmt: skip
SEED = 0


def makers() -> dict[str, Maker]:
    """The baselines by name; Zhan, Fang and Xu compared the like, Sci. Rep. 7, 7109 (2017). Least-squares boosting and Gaussian processes are those of Wu, Fang and Xu, npj Comput. Mater. 5, 56 (2019).

    Raises UsageError where the libraries of studies are not installed.
    """
    lacking = [name for name in ("xgboost", "matplotlib") if find_spec(name) is None]
    if lacking:
        raise UsageError(f"studies need {' and '.join(lacking)}: install the extra `study` (pip install -e '.[study]')")
    return {"mean": _mean, "ridge": _ridge, "gaussian process": _gaussian_process, "random forest": _forest, "least-squares boosting": _boosting, "xgboost": _xgboost}


def fitted(make: Maker, X: Any, y: Any) -> Any:
    """A fresh model trained on rows; a kernel's parameter that stays at its bound is an answer, and no cause to warn."""
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return make().fit(X, y)


def _mean() -> Any:
    from sklearn.dummy import DummyRegressor

    return DummyRegressor()


def _ridge() -> Any:
    import numpy as np
    from sklearn.linear_model import RidgeCV

    return _filled(RidgeCV(alphas=np.logspace(-1, 4, 21)), scaled=True)


def _gaussian_process() -> Any:
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

    kernel = ConstantKernel(1.0, (1e-2, 1e2)) * Matern(8.0, (1.0, 1e3), nu=1.5) + WhiteKernel(0.3, (1e-2, 10.0))
    return _filled(GaussianProcessRegressor(kernel, normalize_y=True, random_state=SEED), scaled=True)


def _forest() -> Any:
    from sklearn.ensemble import RandomForestRegressor

    return _filled(RandomForestRegressor(120, min_samples_leaf=2, max_features=0.4, random_state=SEED))


def _boosting() -> Any:
    from sklearn.ensemble import GradientBoostingRegressor

    return _filled(GradientBoostingRegressor(loss="squared_error", n_estimators=200, learning_rate=0.05, max_depth=3, min_samples_leaf=3, max_features=0.4, random_state=SEED))


def _xgboost() -> Any:
    from xgboost import XGBRegressor

    return XGBRegressor(n_estimators=200, learning_rate=0.05, max_depth=3, min_child_weight=3, subsample=0.8, colsample_bytree=0.5, random_state=SEED, n_jobs=1)


def _filled(model: Any, *, scaled: bool = False) -> Any:
    """A pipeline that fills what is unknown with the median first; a column that is unknown throughout becomes zero."""
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True), *([StandardScaler()] if scaled else []), model)
