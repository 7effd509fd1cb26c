"""Stored records as tables for people and models."""

from extractor.datasets.catalogue import Dataset, dataset, dataset_names
from extractor.datasets.export import export_dataset
from extractor.datasets.facts import related
from extractor.datasets.filters import Filters
from extractor.datasets.formats import FORMATS
from extractor.datasets.splits import GROUPINGS, LeakError, Split, check_leak, groups, split

__all__ = ["FORMATS", "GROUPINGS", "Dataset", "Filters", "LeakError", "Split", "check_leak", "dataset", "dataset_names", "export_dataset", "groups", "related", "split"]
