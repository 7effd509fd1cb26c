"""Studies: models trained on a dataset, with figures that say how far they can be trusted."""
