"""Open papers, annotations and data sets, with loaders (`corpora.loaders`)."""
