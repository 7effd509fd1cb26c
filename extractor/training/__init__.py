"""Trains the models of the extraction from annotated texts."""
