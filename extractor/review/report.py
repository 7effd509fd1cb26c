"""How right the extraction is, from people's decisions: an accepted record was right, an edited or rejected one wrong."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from extractor.store import Store
from extractor.store.reattach import orphans

#: 95 % of a normal distribution lie within so many standard deviations.
Z95 = 1.959963984540054
#: So many wrong records are shown, the latest first.
_SHOWN = 50
_JUDGED = """
SELECT m.id, COALESCE(json_extract(x.said, '$.property'), m.property) AS extracted, COALESCE(p.reader, ''), COALESCE(NULLIF(e.rule, ''), 'none'), m.confidence, d.decision, d.reason, m.raw, COALESCE(json_extract(x.said, '$.material'), m.material, ''), e.text, COALESCE(p.doi, p.file), p.version, COALESCE(r.models, '{}'), d.reviewer, d.decided
FROM decision_view d JOIN measurements m ON m.id = d.measurement_id JOIN papers p ON p.id = m.paper_id JOIN evidence e ON e.id = m.evidence_id
LEFT JOIN runs r ON r.id = p.run_id LEFT JOIN extracted_values x ON x.measurement_id = m.id
WHERE :property IS NULL OR extracted = :property
ORDER BY d.id DESC
"""


@dataclass(frozen=True)
class Share:
    """Of `decided` records `right` ones; `promised` is their mean confidence."""

    name: str
    right: int
    decided: int
    promised: float

    @property
    def precision(self) -> float:
        return self.right / self.decided

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.right, self.decided)


@dataclass(frozen=True)
class Wrong:
    """A record that a person corrected or rejected, as it was extracted."""

    id: str
    property: str
    raw: str
    material: str
    decision: str
    reason: str
    evidence: str
    source: str


@dataclass(frozen=True)
class Report:
    """Shares by what they are told apart by ("property", "reader", "rule", "models", "confidence"), the total, and the latest wrong records.

    `reviewers` says how many of the decisions are whose; `days` are the first and the last; `left_out` are on earlier readings only.
    """

    total: Share | None
    groups: dict[str, list[Share]]
    wrong: list[Wrong]
    reviewers: dict[str, int]
    days: tuple[str, str]
    left_out: int


def wilson(right: int, decided: int, z: float = Z95) -> tuple[float, float]:
    """Score interval of a share, which stays within 0 and 1 and holds for small counts.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American Statistical
    Association 22 (1927) 209–212.

    >>> [round(end, 3) for end in wilson(9, 10)]
    [0.596, 0.982]
    """
    if not decided:
        return 0.0, 1.0
    share, weight = right / decided, z * z / decided
    middle = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * math.sqrt(share * (1 - share) / decided + weight / (4 * decided))
    return max(0.0, middle - half), min(1.0, middle + half)


def report(store: Store, *, property: str | None = None) -> Report:
    """What the decisions that hold say of the measurements that they were made on; those on earlier readings do not count."""
    counts: dict[str, dict[str, list[tuple[bool, float]]]] = {name: defaultdict(list) for name in ("all", "property", "reader", "rule", "models", "confidence")}
    wrong: list[Wrong] = []
    reviewers, days = Counter[str](), set[str]()
    for key, name, reader, rule, confidence, decision, reason, raw, material, text, source, version, models, reviewer, decided in store.db.conn.execute(_JUDGED, {"property": property}):
        right = decision == "accept"
        for group, member in (("all", "all"), ("property", name), ("reader", reader), ("rule", rule), ("models", _models(version, models)), ("confidence", _bin(confidence))):
            counts[group][member].append((right, confidence))
        reviewers[reviewer] += 1
        days.add(decided[:10])
        if not right and len(wrong) < _SHOWN:
            wrong.append(Wrong(key, name, raw, material, decision, reason, text, source))
    groups = {group: [_share(member, judged) for member, judged in members.items()] for group, members in counts.items()}
    total = next(iter(groups.pop("all")), None)
    for group, shares in groups.items():
        shares.sort(key=lambda share: share.name if group == "confidence" else (-share.decided, share.name))
    left_out = sum(property in (None, json.loads(orphan["before"]).get("property")) for orphan in orphans(store.db.conn))
    return Report(total, groups, wrong, dict(reviewers.most_common()), (min(days, default=""), max(days, default="")), left_out)


def _models(version: str, models: str) -> str:
    """Kaimen's version and a short name of the models that a paper was last read with.

    >>> _models("0.2.0", '{"detector": "ab"}'), _models("0.1.0", "{}")
    ('0.2.0, models 8093cd0f', '0.1.0')
    """
    return f"{version}, models {hashlib.sha256(models.encode()).hexdigest()[:8]}" if models != "{}" else version


def _bin(confidence: float) -> str:
    tenth = min(int(confidence * 10 + 1e-9), 9)
    return f"{tenth / 10:.1f}–{(tenth + 1) / 10:.1f}"


def _share(name: str, judged: Sequence[tuple[bool, float]]) -> Share:
    return Share(name, sum(right for right, _ in judged), len(judged), sum(confidence for _, confidence in judged) / len(judged))


_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem } table { border-collapse: collapse; width: 100% }
td, th { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #ddd } .note { color: #555 } code { font-size: .9em }
"""
_HEADINGS = {"property": "By property", "reader": "By reader of the paper", "rule": "By rules, of the value and of its owner", "models": "By Kaimen and its models", "confidence": "By confidence"}
_EXPLAINED = {
    "rule": "First what says that the number is such a value (cue: a word that names the property; beside: a value of it beside; before: an earlier sentence; coordination: a list; "
    "unit: its unit alone; context: the trained detector alone; table: its column), then where its material or interface is named (in the sentence, before it, elsewhere in the paper).",
    "models": "The version that last read the paper, and a short name of its trained models; the store's runs have their full hashes.",
    "confidence": "A red stroke is the mean confidence: a dot right of it means that Kaimen was too modest, left of it too sure.",
}
_NOTE = """An accepted record counts as right, a corrected or rejected one as wrong. Bars are 95 % intervals (Wilson 1927). People are
asked for doubtful records first, so these are the shares of what was decided, not of the whole store, unless the order was random."""


def html(made: Report) -> str:
    """One page that needs nothing else: no script, no other file; all text of papers and people is escaped."""
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Review report</title>',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f'<style>{_STYLE}</style></head><body><h1>Review report</h1><p>{escape(summary(made))}<br>{escape(decided_by(made))}</p>',
    ]
    if made.total:
        parts.append(f'<p class="note">{_NOTE}</p>')
    for group, shares in made.groups.items():
        if shares:
            explained = f'<p class="note">{_EXPLAINED[group]}</p>' if group in _EXPLAINED else ""
            parts.append(f"<h2>{_HEADINGS[group]}</h2>{explained}{_plot(shares, promised=group == 'confidence')}")
    if made.wrong:
        parts.append("<h2>What was wrong, the latest first</h2><table><tr><th>record</th><th>as extracted</th><th>decision</th><th>where it stands</th></tr>")
        for w in made.wrong:
            reason = f": {escape(w.reason)}" if w.reason else ""
            parts.append(
                f"<tr><td><code>{escape(w.id)}</code><br>{escape(w.property)}</td><td>{escape(w.raw)}<br>{escape(w.material)}</td>"
                f'<td>{escape(w.decision)}{reason}</td><td>{escape(w.evidence)}<br><span class="note">{escape(w.source)}</span></td></tr>'
            )
        parts.append("</table>")
    return "\n".join([*parts, "</body></html>", ""])


def summary(made: Report) -> str:
    """The total in one line."""
    if made.total is None:
        return "Nobody has decided on a record of this store."
    low, high = made.total.interval
    records = "decided records were" if made.total.decided > 1 else "decided record was"
    return f"{made.total.right} of {made.total.decided} {records} right: precision {made.total.precision:.2f} (95 % interval {low:.2f}–{high:.2f})"


def decided_by(made: Report) -> str:
    """Who decided and when, and what is left out; empty if there is nothing to say."""
    people = ", ".join(f"{name} ({number})" for name, number in made.reviewers.items())
    first, last = made.days
    said = [f"Decided by {people}, {first if first == last else f'{first} to {last}'}."] if people else []
    if made.left_out:
        said.append(f"Left out: {made.left_out} on what the last reading of the paper does not say any more (kaimen check --kind orphan lists them).")
    return " ".join(said)


_START, _WIDTH, _RIGHT, _ROW, _LETTERS = 250, 420, 230, 26, 34


def _plot(shares: Sequence[Share], *, promised: bool) -> str:
    """A dot and its interval for each share; where `promised`, a stroke where the confidence says the dot should be."""
    height = _ROW * len(shares)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_START + _WIDTH + _RIGHT} {height + 34}" font-size="13" role="img">']
    for step in range(0, 11, 2):
        x = _START + _WIDTH * step / 10
        parts.append(f'<line x1="{x:g}" y1="0" x2="{x:g}" y2="{height}" stroke="#ddd"/><text x="{x:g}" y="{height + 18}" text-anchor="middle">{step / 10:g}</text>')
    for number, share in enumerate(shares):
        y = _ROW * (number + 0.5)
        low, high = share.interval
        parts.append(f'<text x="{_START - 10}" y="{y + 4:g}" text-anchor="end">{_shortened(share.name or "none")}</text>')
        parts.append(f'<line x1="{_START + _WIDTH * low:.1f}" y1="{y:g}" x2="{_START + _WIDTH * high:.1f}" y2="{y:g}" stroke="#2457a6" stroke-width="2"/>')
        parts.append(f'<circle cx="{_START + _WIDTH * share.precision:.1f}" cy="{y:g}" r="5" fill="#2457a6"/>')
        if promised:
            x = _START + _WIDTH * share.promised
            parts.append(f'<line x1="{x:.1f}" y1="{y - 8:g}" x2="{x:.1f}" y2="{y + 8:g}" stroke="#c0392b" stroke-width="2"><title>confidence {share.promised:.2f}</title></line>')
        parts.append(f'<text x="{_START + _WIDTH + 14}" y="{y + 4:g}">{share.precision:.2f} ({low:.2f}–{high:.2f}), {share.right} of {share.decided}</text>')
    return "\n".join([*parts, "</svg>"])


def _shortened(name: str) -> str:
    """A name that fits left of the plot, whole where one points at it."""
    return escape(name) if len(name) <= _LETTERS else f"{escape(name[: _LETTERS - 1])}…<title>{escape(name)}</title>"
