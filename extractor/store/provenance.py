"""Where a measurement comes from, as W3C PROV: paper → sentence → record, by which run, and who reviewed it.

Terms are those of PROV-DM (W3C Recommendation of 30 April 2013), written as PROV-JSON (W3C Member Submission).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from prov.model import PROV, ProvActivity, ProvAgent, ProvDocument, ProvEntity

from extractor.errors import UsageError
from extractor.store.database import Store

NAMESPACE = "urn:kaimen:"


def prov_json(store: Store, ids: Sequence[str]) -> str:
    """PROV-JSON of the measurements with these ids (indented, in one document).

    Raises UsageError for an id that the store does not have.
    """
    document = ProvDocument()
    document.add_namespace("kaimen", NAMESPACE)
    document.add_namespace("schema", "https://schema.org/")
    for key in ids:
        row = next(store.db.query("SELECT * FROM measurement_view WHERE id = ?", (key,)), None)
        if row is None:
            raise UsageError(f"{key}: no such measurement in {store.path}; `kaimen show` and `kaimen review` print ids")
        _measurement(document, store, row)
    return json.dumps(json.loads(document.unified().serialize(format="json") or "{}"), indent=2, ensure_ascii=False, sort_keys=True)


def _measurement(document: ProvDocument, store: Store, row: dict[str, Any]) -> None:
    paper = next(store.db.query("SELECT * FROM papers WHERE id = ?", (row["paper_id"],)))
    run = next(store.db.query("SELECT * FROM runs WHERE id = ?", (paper["run_id"],)))
    source = _entity(document, f"paper/{paper['id']}", "Paper", {"schema:identifier": paper["doi"], "schema:name": paper["title"], "schema:license": paper["licence"], "kaimen:file": paper["file"], "kaimen:sha256": paper["sha256"]})
    reading = document.activity(f"kaimen:run/{run['id']}", datetime.fromisoformat(run["started"]), datetime.fromisoformat(run["finished"]) if run["finished"] else None, {"kaimen:configuration": run["configuration"], "kaimen:models": run["models"]})
    software = document.agent(f"kaimen:version/{paper['version']}", {PROV["type"]: PROV["SoftwareAgent"], "kaimen:version": paper["version"]})
    document.wasAssociatedWith(reading, software)
    document.used(reading, source)
    said = {name: row[name] for name in ("property", "material", "compound_id", "value", "word", "low", "high", "unit", "raw", "temperature", "method", "confidence")}
    record = _entity(document, f"measurement/{row['id']}", "Measurement", {f"kaimen:{name}": value for name, value in said.items()})
    document.wasGeneratedBy(record, reading, datetime.fromisoformat(paper["ingested"]))
    for piece in store.db.query("SELECT * FROM evidence WHERE measurement_id = ? ORDER BY number", (row["id"],)):
        place = {f"kaimen:{name}": piece[name] for name in ("block", "start", "end", "page", "value_start", "value_end")}
        sentence = _entity(document, f"evidence/{piece['id']}", "Evidence", {"prov:value": piece["text"], **place})
        document.wasQuotedFrom(sentence, source)
        document.wasDerivedFrom(record, sentence)
    for relation, related in store.db.execute("SELECT relation, related_id FROM measurement_relations WHERE measurement_id = ?", (row["id"],)):
        other = document.entity(f"kaimen:measurement/{related}")
        if relation == "cites":
            document.wasQuotedFrom(record, other)
        elif relation == "repeats":
            document.alternateOf(record, other)
    _reviews(document, store, record, row["id"])


def _reviews(document: ProvDocument, store: Store, record: ProvEntity, key: str) -> None:
    for review in store.db.query("SELECT * FROM reviews WHERE measurement_id = ? ORDER BY id", (key,)):
        decided = datetime.fromisoformat(review["decided"])
        deciding: ProvActivity = document.activity(f"kaimen:review/{review['id']}", decided, decided, {"kaimen:decision": review["decision"], "kaimen:reason": review["reason"]})
        person: ProvAgent = document.agent(f"kaimen:reviewer/{review['reviewer']}", {PROV["type"]: PROV["Person"]})
        document.used(deciding, record)
        document.wasAssociatedWith(deciding, person)


def _entity(document: ProvDocument, name: str, kind: str, attributes: dict[str, Any]) -> ProvEntity:
    return document.entity(f"kaimen:{name}", {PROV["type"]: document.valid_qualified_name(f"kaimen:{kind}"), **{k: v for k, v in attributes.items() if v is not None}})
