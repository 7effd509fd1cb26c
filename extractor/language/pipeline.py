"""Puts the spaCy pipeline together; the configuration is data, so that a run can be repeated."""

from __future__ import annotations

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extractor.language import materials, sentences, tokenizer  # noqa: F401  (register the factories)
from extractor.quantities import find_quantities

CONFIG = {"nlp": {"tokenizer": {"@tokenizers": "kaimen.ScienceTokenizer.v1"}}}


@Language.component("kaimen_quantities")
def quantities_component(doc: Doc) -> Doc:
    """Set `doc.spans["quantities"]` and keep the parsed quantities in `doc.user_data`."""
    quantities = find_quantities(tokenizer.text_of(doc))
    doc.user_data["quantities"] = quantities
    spans = (doc.char_span(q.start, q.end, label="QUANTITY", alignment_mode="expand") for q in quantities)
    doc.spans["quantities"] = [span for span in spans if span is not None]
    return doc


#: The pipeline in use; in a list, as it is made anew now and then.
_loaded: list[Language] = []
#: Different words that a pipeline keeps at most (30 MB); spaCy forgets none.
MAX_WORDS = 100_000


def load_pipeline() -> Language:
    """The pipeline: tokenizer → sentences → quantities → materials. Made once a process, and anew when it has seen too many words."""
    if not _loaded or len(_loaded[0].vocab) > MAX_WORDS:
        _loaded[:] = [_made()]
    return _loaded[0]


def _made() -> Language:
    nlp = spacy.blank("en", config=CONFIG)
    nlp.max_length = 5_000_000
    for component in ("kaimen_sentences", "kaimen_quantities", "kaimen_materials"):
        nlp.add_pipe(component)
    return nlp
