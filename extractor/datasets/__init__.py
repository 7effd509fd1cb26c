"""Stored records as tables for people and models."""

from extractor.datasets.catalogue import Dataset, dataset, dataset_names
from extractor.datasets.export import export_dataset
from extractor.datasets.filters import Filters
from extractor.datasets.formats import FORMATS

__all__ = ["FORMATS", "Dataset", "Filters", "dataset", "dataset_names", "export_dataset"]
