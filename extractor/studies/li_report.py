"""What the study of lithium conductivity found, in words that follow from the numbers, as one HTML page and as tables for a terminal."""

from __future__ import annotations

import pandas as pd

from extractor.studies import li_features as features
from extractor.studies import li_figures as figures
from extractor.studies.importance import TOP
from extractor.studies.li_conductivity import SCHEMES, Model, Study
from extractor.studies.li_domain import Space
from extractor.studies.li_domain_report import section
from extractor.studies.li_models import XGBOOST
from extractor.studies.li_samples import TARGETS, WINDOW, Samples
from extractor.studies.report import Report

_SHORT = {"work": "paper", "system": "system", "kind": "family", "sample": "sample"}
#: A model whose R² shuffled targets reach as often as this has learned nothing that can be told from chance.
_CHANCE = 0.05
_CLOSE = 0.9


def page(study: Study, space: Space | None = None) -> Report:
    """The report, with a section on the known material space if that was asked for; a caller may add to it before it is written."""
    report = Report("What governs lithium conductivity")
    models = list(study.models.values())
    report.text(*summary(study))
    _sources(report, study)
    report.heading("How well can it be predicted?")
    report.text(
        "Each sample is predicted by models that did not see its paper, its chemical system (set of elements) or its structure family; last stand samples whose paper may be on both sides, as is often done, which says little of a new paper. "
        "Errors are those of log₁₀ of the conductivity: an RMSE of 1 is a factor of ten. Of one composition and value no two rows are ever parted."
    )
    report.figure(figures.errors(models), "Errors of XGBoost and of simple models, by what they had not seen")
    for model in models:
        report.table(_errors(model), f"{model.samples.name.capitalize()} conductivity, {len(model.samples.frame)} samples; what was not seen after the colon")
    report.figure(figures.parity(models), "Told and predicted conductivities of samples whose paper was not seen, by origin of their fullest row; the band is a factor of ten")
    report.table(_by_origin(models), "XGBoost on unseen papers, by who tells the sample (errors of log₁₀; a mean error above zero: predicted too high)")
    if space:
        section(report, space)
    report.heading("Do the importances mean anything?")
    report.text(*(_meaning(model) for model in models))
    report.figure(figures.meaning(models), "Above: R² with the true target (line) and with shuffled ones, which keep papers alike within. Below: R² by number of samples; dashed: the mean of the others")
    report.heading("Importance by weight and by gain")
    report.figure(figures.panels([(TARGETS[target], study.models.get(target)) for target in ("grain_conductivity", "grain_boundary_conductivity")]), "XGBoost's importance by weight and by gain, for grain and for grain boundary")
    if "total_conductivity" in study.models:
        report.figure(figures.panels([("total", study.models["total_conductivity"])]), "The same for the total conductivity")
    report.heading("How stable are they?")
    report.text(*(_stability(model) for model in models))
    report.figure(figures.ranks(models), "Rank by gain when papers are drawn anew: median, 5 to 95 %, and in how many draws the feature is in the top ten")
    for model in models:
        report.heading(f"Permutation and SHAP: {model.samples.name}")
        report.text(_effects(model))
        report.figure(figures.effects(model), f"Permutation importance and SHAP values, {model.samples.name} conductivity")
        report.table(_blocks(model), f"Whole blocks of features, shuffled together among unseen papers, or never given to the model; other random numbers alone give RMSE {min(model.by_seed):.2f} to {max(model.by_seed):.2f}")
    _left_out(report, models)
    return report


def summary(study: Study) -> list[str]:
    """Plain words: a paragraph a target, and what is not told."""
    return [_verdict(model) for model in study.models.values()] + [_untold(study)] + [f"{reason}: no model." for reason in study.too_few.values()]


def table(study: Study) -> pd.DataFrame:
    """For a terminal: a row a target."""
    rows = []
    for model in study.models.values():
        best = model.baselines().iloc[0]
        rows.append({
            "conductivity": model.samples.name, "samples": len(model.samples.frame), "works": model.samples.frame["work"].nunique(), "R²": model.r2(), "RMSE": _rmse(model), "best simple model": best["model"],
            "its RMSE": best["RMSE"], "p": model.null.chance(model.r2()),
        })  # fmt: skip
    return pd.DataFrame(rows)


def origins(study: Study) -> pd.DataFrame:
    """Which rows came from where, and where they went: a row a target and origin."""
    return pd.concat([part.counts.reset_index(names="origin").assign(conductivity=part.name) for part in study.samples.values()], ignore_index=True).pipe(lambda frame: frame[["conductivity", *frame.columns.drop("conductivity")]])


def _sources(report: Report, study: Study) -> None:
    report.heading("Which rows came from where")
    report.table(origins(study), f"Rows of the dataset, and what became of them (window {WINDOW[0]:g} to {WINDOW[1]:g} K; a sample counts under the origin of its fullest row)")
    for part in study.samples.values():
        merged = "; ".join(f"{number} ({rule})" for rule, number in part.merged.items() if number)
        report.text(f"{part.name.capitalize()}: {len(part.frame)} samples of {part.frame['work'].nunique()} works. Rows merged into another: {merged or 'none'}.")
    boundary = study.samples["grain_boundary_conductivity"].frame
    if derived := int(boundary["grain_boundary_derived"].astype(bool).sum()):
        close = boundary[boundary["grain_boundary_derived"].astype(bool) & (boundary["total_conductivity"] > _CLOSE * boundary["grain_conductivity"])]
        report.text(
            f"{derived} of {len(boundary)} grain-boundary values are not told but follow from total and grain in series, 1/σ = 1/σ(total) − 1/σ(grain): they describe a boundary as it appears in the whole sample, not the boundary's own matter."
            + (f" In {len(close)} of them the total is above {_CLOSE:.0%} of the grain value, so that the last digits decide: {', '.join(close['id'])}." if len(close) else "")
        )
    apart = [part.conflicts for part in study.samples.values() if len(part.conflicts)]
    if apart:
        found = pd.concat(apart, ignore_index=True).drop_duplicates(["one", "other"])
        report.table(found, "One work, one composition, and sources that differ by more than a factor of ten: one is wrong, or they mean different samples")
    hotter = [part.falling for part in study.samples.values() if len(part.falling)]
    if hotter:
        report.table(pd.concat(hotter, ignore_index=True).drop(columns="work"), "One source, work and composition that conducts less when it is hotter: a wrong temperature or unit, or two samples")
    if len(doubtful := outliers(study)):
        report.table(doubtful, "Samples that XGBoost and the nearest composition of another paper both miss, the same way, by a factor above 300")


def outliers(study: Study) -> pd.DataFrame:
    """Samples far from what other papers let expect, by two models that have little in common."""
    rows = []
    for model in study.models.values():
        frame, predicted = model.samples.frame, model.predictions["work"]
        by_trees, by_nearest = (model.target - predicted[name].to_numpy() for name in (XGBOOST, "nearest composition"))
        least = pd.Series(abs(by_trees)).combine(pd.Series(abs(by_nearest)), min)
        chosen = least[(least > 2.5) & (by_trees * by_nearest > 0)].sort_values(ascending=False).head(15).index
        rows += [
            {"conductivity": model.samples.name, "composition": frame["formula"][row], "told, log₁₀": round(model.target[row], 1), "XGBoost": round(predicted[XGBOOST][row], 1), "nearest": round(predicted["nearest composition"][row], 1), "told by": frame["ids"][row], "work": shorten(frame["doi"][row] or frame["paper"][row])}
            for row in chosen
        ]  # fmt: skip
    return pd.DataFrame(rows)


def shorten(text: str, width: int = 28) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _rmse(model: Model, scheme: str = "work") -> float:
    chosen = model.errors[(model.errors["unseen"] == SCHEMES[scheme]) & (model.errors["model"] == XGBOOST)]
    return float(chosen["RMSE"].iloc[0])


def _errors(model: Model) -> pd.DataFrame:
    """A row a model; for papers that were not seen all errors, for the rest R² and RMSE."""
    shown = pd.DataFrame({"model": list(dict.fromkeys(model.errors["model"]))})
    for scheme in model.predictions:
        chosen = model.errors[model.errors["unseen"] == SCHEMES[scheme]].set_index("model").loc[shown["model"]]
        for name in ("R²", "RMSE", "MAE") if scheme == "work" else ("R²", "RMSE"):
            shown[f"{name}: {_SHORT[scheme]}"] = (chosen[name].round(2) + 0.0).to_numpy()
        if scheme == "work":
            shown["within ×10"] = [f"{share:.0%}" for share in chosen["within ×10"]]
    return shown


def _by_origin(models: list[Model]) -> pd.DataFrame:
    """Errors of XGBoost on unseen papers by the sources that tell a sample."""
    rows = []
    for model in models:
        error = model.predictions["work"][XGBOOST] - model.target
        for origin, part in error.groupby(model.samples.frame["origins"]):
            rows.append({"conductivity": model.samples.name, "told by": origin, "samples": len(part), "RMSE": float((part**2).mean() ** 0.5), "mean error": float(part.mean()), "within ×10": f"{(part.abs() <= 1).mean():.0%}"})
    return pd.DataFrame(rows).round(2)


def _verdict(model: Model) -> str:
    frame, r2, (simple, low, high) = model.samples.frame, model.r2(), model.better
    best = model.baselines().iloc[0]
    beats = "XGBoost is better than that" if low > 0 else "XGBoost is worse than that" if high < 0 else "which of the two is better depends on the choice of papers"
    reached, shuffles = int((model.null.r2 >= r2).sum()), len(model.null.r2)
    follows = (
        "so that the features do tell something of papers that were not seen" if model.null.chance(r2) <= _CHANCE
        else "so that the importances below cannot be told from chance" if reached else "which are too few shuffles to tell anything"
    )  # fmt: skip
    learned = f"{reached or 'None'} of {shuffles} shuffled targets {'reach' if reached > 1 else 'reaches'} this R², {follows}"
    return (
        f"{model.samples.name.capitalize()} conductivity: {len(frame)} samples from {frame['work'].nunique()} works. On papers that it did not see, XGBoost has R² {r2:.2f} (the mean of the other papers: {round(model.r2(model='mean'), 2) + 0.0:.2f}) "
        f"and RMSE {_rmse(model):.2f} of log₁₀; the best simple model, {simple}, has RMSE {best['RMSE']:.2f}; {beats} (95 % interval of the difference {low:.2f} to {high:.2f}). {learned}."
    )


def _untold(study: Study) -> str:
    """Of how many samples the making is told."""
    parts = []
    for model in study.models.values():
        made = features.processing(model.samples.frame).notna()
        counted = ", ".join(f"{features.readable(str(name)).partition(' (')[0]} {number}" for name, number in made.sum().items() if number)
        parts.append(f"{model.samples.name}: {int(made.any(axis=1).sum())} of {len(made)} samples{f' ({counted})' if counted else ''}")
    return f"How a sample was made is told of these shares: {'; '.join(parts)}. What sintering, density and grain size do to conductivity cannot be learned where they are not told."


def _meaning(model: Model) -> str:
    null, curve = model.null, model.curve
    above = int((model.importance["gain"] > model.importance["gain_null"]).sum())
    used = int((model.importance["weight"] > 0).sum())
    steps = ", ".join(f"{rmse:.2f} with {samples:.0f}" for samples, rmse in zip(curve["samples"].iloc[-3:], curve["RMSE"].iloc[-3:], strict=True))
    return (
        f"{model.samples.name.capitalize()}: {len(null.r2)} shuffled targets have R² {null.r2.min():.2f} to {null.r2.max():.2f} on unseen papers, the true one {model.r2():.2f}. "
        f"{above} of {used} features that are used have more gain than 95 % of the shuffles give them; by chance about {0.05 * used:.0f} would. RMSE by number of samples to learn from: {steps}."
    )


def _stability(model: Model) -> str:
    shared, chance = model.agreement["gain"]
    by_shap, _ = model.agreement["shap"]
    always = model.importance[model.importance["top_gain"] >= 0.8].index
    rare = model.importance.sort_values("gain", ascending=False).head(TOP).query("weight <= 3").index
    return (
        f"{model.samples.name.capitalize()}: two draws of papers share {shared:.1f} of their top {TOP} by gain and {by_shap:.1f} by SHAP ({chance:.1f} by chance). "
        + (f"In the top {TOP} by gain of at least 80 % of draws: {', '.join(model.features.names[name] for name in always)}. " if len(always) else f"No feature is in the top {TOP} by gain of 80 % of the draws. ")
        + (f"High by gain, though used in three splits or fewer: {', '.join(model.features.names[name] for name in rare)}." if len(rare) else "")
    )


def _effects(model: Model) -> str:
    harm = model.importance[model.importance["rise"] > 2 * model.importance["spread"]].sort_values("rise", ascending=False)
    first = harm[harm["rise"] > 0.005 * _rmse(model)].head(5).index
    told = f"Shuffling one of these makes the prediction of unseen papers worse, beyond twice the spread: {', '.join(f'{model.features.names[name]} (RMSE +{harm.rise[name]:.3f})' for name in first)}" if len(first) else "No single feature, when shuffled, makes the prediction of unseen papers clearly worse"
    shown = model.features.table[model.features.blocks.get("crystal structure", [])].notna().any(axis=1)
    counted = model.samples.frame["origin"][shown].value_counts()
    origin = f" A structure is told of {int(shown.sum())} of {len(shown)} samples, {counted.iloc[0] / shown.sum():.0%} of them from {counted.index[0]}: that it is missing tells a model also where a row is from." if 0 < shown.sum() < len(shown) else ""
    return f"{told}. Features that tell much the same (a share and a mean over elements) stand in for one another; the table shuffles and takes away whole blocks.{origin} SHAP values tell what the model does with the samples that it learned from, not what nature does."


def _blocks(model: Model) -> pd.DataFrame:
    blocks = model.permutation.blocks
    told = [int(model.features.table[names].notna().any(axis=1).sum()) for names in model.features.blocks.values()]
    return pd.DataFrame({"block": blocks.index, "features": [len(names) for names in model.features.blocks.values()], "samples that tell any": told, "rise of RMSE when shuffled": (blocks["rise"].round(3) + 0.0).to_numpy(), "spread": blocks["spread"].round(3).to_numpy(), "rise when never had": [round(model.without.get(name, float("nan")) - _rmse(model), 3) + 0.0 for name in blocks.index]})


def _left_out(report: Report, models: list[Model]) -> None:
    report.heading("What the models could not use")
    report.text("Features that too few samples tell, and features that order a target's samples just as another does, so that trees cannot tell the two apart and only one of them is shown.")
    rows = []
    for model in models:
        reasons: dict[str, list[str]] = {}
        for name, why in model.features.left_out.items():
            if not why.startswith("the same"):
                reasons.setdefault(why, []).append(features.readable(name))
        rows += [{"conductivity": model.samples.name, "why": why, "features": ", ".join(names)} for why, names in sorted(reasons.items(), key=lambda reason: (reason[0].startswith("orders"), reason[0]))]
    report.table(pd.DataFrame(rows, columns=["conductivity", "why", "features"]))


def top(model: Model, kind: str, number: int = 5) -> str:
    """The most important features by a kind of importance.

    Names hold no semicolon.
    """
    return "; ".join(model.features.names[name] for name in model.importance[kind].nlargest(number).index)


def told(samples: Samples) -> str:
    """One line for a terminal: how many samples, and of which origins.

    Origins are counted once a sample, under its fullest row.
    """
    counted = ", ".join(f"{number} {origin}" for origin, number in samples.frame["origin"].value_counts(sort=False).sort_index().items())
    return f"{samples.name}: {len(samples.frame)} samples ({counted or 'none'})"
