"""The page of the study of interfacial thermal resistance. Every sentence with a number is made from the numbers of the run."""

from __future__ import annotations

from math import isnan
from typing import Any

import numpy as np
import pandas as pd

from extractor.studies import thermal_figures as figures
from extractor.studies.models import NAMES
from extractor.studies.report import Report
from extractor.studies.thermal_interface import KINDS, LEVEL, PHYSICS, Study
from extractor.studies.validation import score

_GIGA = 1e9
#: Errors that differ by less are told as alike.
_ALIKE = 0.05
HELD_OUT = {"paper": "whole papers", "pair": "unseen pairs"}


def page(study: Study, left_out: str = "") -> Report:
    """`left_out` says what the filters of the run kept away, in a sentence."""
    report = Report("Interfacial thermal resistance: what can be predicted")
    report.text(*words(study))
    report.heading("The rows")
    report.text(_rows_told(study), *([left_out] if left_out else []))
    report.table(origins(study))
    report.heading("Told and predicted")
    report.figure(figures.parity(study), f"Each row predicted by {NAMES[study.best]} that was trained on other papers only.")
    report.heading("Models, by what was held out")
    report.text("The best model is the one with the smallest RMSE for whole papers, the mean aside; as it is chosen on the same rows, its figure flatters a little.")
    report.figure(figures.error_by_kind(study), "Error by what the models did not see: the further from random rows, the nearer to what happens with a new paper or material.")
    report.table(shown_scores(study), "Held-out errors, in powers of ten of the resistance")
    report.heading("Beside physics")
    report.text(physics_words(study))
    report.figure(figures.physics_parity(study), "Mismatch models of Debye solids, without any fit. A temperature that is not told was taken as 300 K.")
    report.table(shown_physics(study), "The same rows for all: those whose two solids have known sound speeds; models with whole papers held out")
    report.heading("Kinds of interfaces")
    report.figure(figures.residuals_by_class(study), "Whole papers held out. Blue: inside the domain, orange: outside; the bar is the median, grey is within a factor of 2.")
    report.heading("Domain and intervals")
    report.text(domain_words(study), coverage_words(study))
    report.table(shown_domain(study), "Error inside and outside the known material space")
    report.figure(figures.coverage(study), "Conformal intervals (CV+ over groups): does what they promise hold, and how wide they must be.")
    report.heading("What the model uses")
    report.figure(figures.importances(study), f"Permutation importance of {NAMES[study.best]} on held-out papers; bars of error are the spread over ten folds. Descriptors that go together share their importance, so that each alone looks small.")
    if study.screening:
        _screened(report, study)
    report.heading("Rows that the model finds strangest")
    report.text("A large difference may be a wrong prediction or a wrong row: a value given to another interface, a calculation taken for a measurement, a direction or form that no column tells. Read the source first.")
    report.table(strangest(study), "T in K, resistances in m² K/GW; whole papers held out")
    return report


def words(study: Study) -> list[str]:
    """What was found, in plain words."""
    n, papers, pairs = len(study.data), len(set(study.data.papers)), len(set(study.data.pairs))
    first = f"{n} values of {pairs} pairs of materials from {papers} papers. "
    best, mean = (_row(study.scores, kind="paper", model=name) for name in (study.best, "mean"))
    name = NAMES[study.best]
    if best["rmse"] >= mean["rmse"] * (1 - _ALIKE):
        first += f"For a paper that it has not seen, no model predicts a resistance noticeably better than the mean of all rows does: {name} has an RMSE of {best['rmse']:.2f} in log₁₀ R, the mean {mean['rmse']:.2f}. "
    else:
        first += (
            f"For a paper that it has not seen, {name} is best, with a typical error of a factor of {10 ** best['rmse']:.1f} (RMSE {best['rmse']:.2f} in log₁₀ R, R² {best['r2']:.2f}); "
            f"saying the mean every time would miss by a factor of {10 ** mean['rmse']:.1f}. {best['within_factor_2']:.0%} of the values are met within a factor of 2. "
        )
    first += f"{name[0].upper()}{name[1:]} comes nearer than the mean in {_papers_nearer(study)} of {papers} papers. "
    plain = _row(study.scores.sort_values("rmse"), kind="rows")
    second = f"With rows held out at random, as in most published work, the best figure would be RMSE {plain['rmse']:.2f} and R² {plain['r2']:.2f} ({NAMES[plain['model']]}): "
    second += "rows of one paper resemble each other, and this flatters." if plain["rmse"] < best["rmse"] * (1 - _ALIKE) else "no better than for whole papers."
    return [first + second, f"{_kinds(study)} {_caution(study)}"]


def _papers_nearer(study: Study) -> int:
    """In how many papers the mean absolute error of the best model is below that of the mean."""
    errors = pd.DataFrame({name: np.abs(study.predicted["paper"][name] - study.data.y) for name in dict.fromkeys((study.best, "mean"))}).groupby(study.data.papers).mean()
    return int((errors[study.best] < errors["mean"]).sum())


def _kinds(study: Study) -> str:
    measured = (study.data.table["simulated"] == 0).to_numpy(bool)
    if measured.all() or not measured.any():
        return f"All values are {'measured' if measured.all() else 'simulated'}."
    found = [score(study.data.y, study.shown, among).r2 for among in (measured, ~measured)]
    return f"{measured.sum()} values are measured, {(~measured).sum()} simulated; R² within the measured ones alone is {found[0]:z.2f}, within the simulated ones {found[1]:z.2f}."


def _caution(study: Study) -> str:
    wide = _row(study.coverage, groups="pair", nominal=LEVEL)["half width"]
    return f"An interval that is to hold for nine unseen pairs in ten spans a factor of {10**wide:.{0 if wide > 1 else 1}f} up and down{', so that only larger differences between predictions mean something' if wide > 0.5 else ''}."


def _rows_told(study: Study) -> str:
    out = "; ".join(f"{count} with {reason}" for reason, count in study.data.left_out.items())
    table = study.data.table
    told = int(table["temperature"].notna().sum())
    return f"{len(table)} rows are used{f'; left out: {out}' if out else ''}. {told} tell a temperature; {int(table['interlayer'].notna().sum())} have an interlayer; {int(table['cited'].sum())} are cited from another paper."


def origins(study: Study) -> pd.DataFrame:
    """Which rows come from where."""
    table = study.data.table
    kinds = table.assign(kind=table["simulated"].map(lambda value: "simulated" if value else "measured"))
    rows = [
        {"source": origin, "kind": kind, "rows": len(part), "papers": part["paper"].nunique(), "pairs": len(set(study.data.pairs[part.index])), "reviewed by people": int(part["reviewed"].sum()), "median R, m² K/GW": float(part["resistance"].median() * _GIGA)}
        for (origin, kind), part in kinds.groupby(["origin", "kind"])
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _row(table: pd.DataFrame, **where: object) -> dict[str, Any]:
    """The first row that has these values."""
    return next({str(name): value for name, value in row.items()} for row in table.to_dict("records") if all(row[name] == value for name, value in where.items()))


def shown_scores(study: Study) -> pd.DataFrame:
    kinds = study.scores["kind"]
    table = study.scores.assign(kind=kinds.map(KINDS).mask(kinds == kinds.shift(), ""), model=study.scores["model"].map(NAMES))
    return _plain(table.rename(columns={"kind": "held out"}))


def short_scores(study: Study) -> pd.DataFrame:
    """One row a model, for a narrow screen: RMSE and R² by what was held out."""
    heads = {"rows": "random rows", "paper": "papers", "pair": "pairs", "material": "film materials"}
    found = pd.DataFrame({"model": [NAMES[name] for name in study.predicted["rows"]]})
    for kind, head in heads.items():
        rows = [_row(study.scores, kind=kind, model=name) for name in study.predicted[kind]]
        found[head] = [f"{row['rmse']:.2f} {row['r2']:5.2f}" for row in rows]
    return found


def short_physics(study: Study) -> pd.DataFrame:
    """The measured rows of `shown_physics`, for a narrow screen."""
    table = shown_physics(study)
    short = table[table["rows"] == "measured"].drop(columns=["rows", "within factor 2"])
    return short.assign(**{name: short[name].map("{:.2f}".format) for name in ("R²", "RMSE", "MAE", "bias")})


def shown_physics(study: Study) -> pd.DataFrame:
    return _plain(study.beside_physics.assign(model=study.beside_physics["model"].map(lambda name: NAMES.get(name, f"{name} model"))))


def shown_domain(study: Study) -> pd.DataFrame:
    kinds = study.by_domain["kind"]
    return _plain(study.by_domain.assign(kind=kinds.map(HELD_OUT).mask(kinds == kinds.shift(), ""), model=study.by_domain["model"].map(NAMES)).rename(columns={"kind": "held out"}))


def short_domain(study: Study) -> pd.DataFrame:
    """`shown_domain` for a narrow screen."""
    short = shown_domain(study).drop(columns=["R²", "within factor 2"])
    return short.assign(**{name: short[name].map("{:.2f}".format) for name in ("RMSE", "MAE")})


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    return table.rename(columns={"r2": "R²", "rmse": "RMSE", "mae": "MAE", "within_factor_2": "within factor 2"}).round(3)


def physics_words(study: Study) -> str:
    best, mean = (_row(study.beside_physics, rows="measured", model=name) for name in (study.best, "mean"))
    if not best["n"]:
        return "No measured row has two solids with known sound speeds, so that physics cannot be compared."
    parts = [f"On the {best['n']} measured rows where both solids have known sound speeds, {NAMES[study.best]} (whole papers held out) has RMSE {best['rmse']:.2f}, the mean {mean['rmse']:.2f}."]
    for name in PHYSICS:
        row = _row(study.beside_physics, rows="measured", model=name)
        side = "low" if row["bias"] < 0 else "high"
        parts.append(f"The {name} model has {row['rmse']:.2f} and tells resistances that are too {side} by a factor of {10 ** abs(row['bias']):.1f} on average; it is {_compared(row['rmse'], best['rmse'])} {NAMES[study.best]} and {_compared(row['rmse'], mean['rmse'])} the mean.")
    parts.append("Both models see perfect joints of isotropic crystals; real ones are rough, bonded weakly or mixed, and layered or glassy sides are none of their business.")
    return " ".join(parts)


def _compared(error: float, other: float) -> str:
    ratio = error / other
    return "about as good as" if abs(ratio - 1) <= _ALIKE else ("better than" if ratio < 1 else "worse than")


def domain_words(study: Study) -> str:
    told = "A row lies inside the known material space if what a model was trained on has rows near it, its bonding classes and forms, and its temperature."
    return " ".join([told, *(_separation(study, kind) for kind in study.judged), "Where the difference may be chance, the flag warns of what was never tested, and does not tell good predictions from bad ones."])


def _separation(study: Study, kind: str) -> str:
    """Whether errors inside and outside differ by more than chance would make them."""
    inside = study.judged[kind].inside
    error = np.abs(study.predicted[kind][study.best] - study.data.y)
    within, beyond = error[inside], error[~inside]
    told = f"With {HELD_OUT[kind]} held out, {len(within)} rows lie inside and {len(beyond)} outside"
    if min(len(within), len(beyond)) < 2:
        return told + "."
    doubt = float(np.sqrt(within.var(ddof=1) / len(within) + beyond.var(ddof=1) / len(beyond)))
    worse = float(beyond.mean() - within.mean())
    told += f"; the mean absolute error of {NAMES[study.best]} is {within.mean():.2f} and {beyond.mean():.2f}. "
    if abs(worse) <= 2 * doubt:
        return told + f"The difference, {worse:+.2f} ± {doubt:.2f}, may be chance."
    return told + f"Predictions outside are {'worse' if worse > 0 else 'better'}, by {abs(worse):.2f} ± {doubt:.2f}."


def coverage_words(study: Study) -> str:
    paper, pair = (_row(study.coverage, groups=groups, nominal=LEVEL) for groups in ("paper", "pair"))
    return (
        f"Of intervals that promise {LEVEL:.0%}, {paper['reached, all']:.0%} hold for papers that neither the model nor its residuals saw, and {pair['reached, all']:.0%} for unseen pairs; "
        f"inside the domain {paper['reached, inside']:.0%}, outside {paper['reached, outside']:.0%}. Half of them reach further than a factor of {10 ** paper['half width']:.1f} up and down."
    )  # fmt: skip


def strangest(study: Study, most: int = 12) -> pd.DataFrame:
    """Rows with the largest differences, whole papers held out."""
    off = pd.Series(study.shown - study.data.y)
    rows = study.data.table.loc[off.abs().sort_values(ascending=False, kind="stable").index[:most]]
    sides = [[_named(name, phase) for name, phase in zip(rows[f"side_{side}"], rows[f"phase_{side}"], strict=True)] for side in "ab"]
    return pd.DataFrame({
        "id": rows["id"], "interface": [f"{one} / {other}" for one, other in zip(*sides, strict=True)], "T": rows["temperature"], "told": rows["resistance"] * _GIGA, "predicted": 10 ** study.shown[rows.index] * _GIGA,
        "kind": rows["simulated"].map(lambda value: "simulated" if value else "measured"), "source and evidence": rows["source"] + ": " + rows["evidence"].str.slice(0, 220),
    })  # fmt: skip


def _named(name: str, phase: str | None) -> str:
    """A side with its phase, where the name does not tell it.

    >>> _named("C", "graphene"), _named("Graphene", "graphene"), _named("Si", None)
    ('C (graphene)', 'Graphene', 'Si')
    """
    return f"{name} ({phase})" if isinstance(phase, str) and phase.lower() not in name.lower() else name


def shown_screening(found: pd.DataFrame) -> pd.DataFrame:
    """Rows of the screening; resistances in m² K/GW."""
    table = pd.DataFrame({
        "pair": found["a"] + " / " + found["b"], "R": found["resistance"] * _GIGA, f"{LEVEL:.0%} from": found["low"] * _GIGA, "to": found["high"] * _GIGA, "diffuse mismatch": found["diffuse_mismatch"] * _GIGA,
    })  # fmt: skip
    return table if found["inside"].all() else table.assign(outside=found["outside_because"])


def screening_words(study: Study) -> str:
    found = study.screening
    assert found is not None
    memory = "" if isnan(found.peak_memory) else f"; the process held at most {found.peak_memory:.0f} MB"
    return f"{found.pairs:,} interfaces of {found.materials} compounds, at 300 K, measured, without an interlayer: {found.inside / found.pairs:.0%} lie inside the domain. It took {found.seconds:.0f} s{memory}.{_bound(study)}"


def _bound(study: Study) -> str:
    """How far models of trees reach."""
    if study.best in ("mean", "ridge", "gaussian process"):
        return ""
    return f" Models of trees hardly go beyond what they were told, here up to {10 ** study.data.y.max() * _GIGA:.3g} m² K/GW: they rank pairs, and will not find a resistance higher than any known."


def _screened(report: Report, study: Study) -> None:
    assert study.screening is not None
    report.heading("All pairs of the registry")
    report.text(screening_words(study), "A pair has no direction, so that each stands once. The highest of very many uncertain numbers are too high more often than not: read the intervals, and the first table only as where data are missing.")
    report.table(shown_screening(study.screening.highest_inside), "Highest resistances inside the domain, m² K/GW")
    report.table(shown_screening(study.screening.highest), "Highest resistances of all pairs, m² K/GW; why they lie outside the domain")
