"""The review screen: a queue of doubtful measurements, each with its evidence, decided by single keys.

`session` holds what is decided and in what turn, without any screen; `screen` shows it with Textual.
"""
