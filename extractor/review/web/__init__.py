"""The review queue as a local web page: the same sitting and the same decisions as on the screen."""
