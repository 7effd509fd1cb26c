"""Reviews: the screen and the order of its records, rounds of several reviewers, reports and a simulation.

`session` holds what is decided and in what turn, without any screen; `screen` shows it with Textual.
"""
