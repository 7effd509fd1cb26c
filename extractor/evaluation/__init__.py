"""Records against gold: precision, recall, F1, and lists that a person can read."""

from extractor.evaluation.score import Evaluation, evaluate

__all__ = ["Evaluation", "evaluate"]
