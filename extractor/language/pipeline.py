"""Puts the spaCy pipeline together; the configuration is data, so that a run can be repeated."""

from __future__ import annotations

from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extractor.language import materials, sentences, tokenizer  # noqa: F401  (register the factories)
from extractor.quantities import find_quantities

CONFIG = {"nlp": {"tokenizer": {"@tokenizers": "kaimen.ScienceTokenizer.v1"}}}


@Language.component("kaimen_quantities")
def quantities_component(doc: Doc) -> Doc:
    """Set `doc.spans["quantities"]` and keep the parsed quantities in `doc.user_data`."""
    quantities = find_quantities(doc.text)
    doc.user_data["quantities"] = quantities
    spans = (doc.char_span(q.start, q.end, label="QUANTITY", alignment_mode="expand") for q in quantities)
    doc.spans["quantities"] = [span for span in spans if span is not None]
    return doc


@cache
def load_pipeline() -> Language:
    """The pipeline: tokenizer → sentences → quantities → materials. Loaded once a process."""
    nlp = spacy.blank("en", config=CONFIG)
    nlp.max_length = 5_000_000
    for component in ("kaimen_sentences", "kaimen_quantities", "kaimen_materials"):
        nlp.add_pipe(component)
    return nlp
