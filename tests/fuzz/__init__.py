"""Hostile input: mutated papers through worker processes, and what must hold of every one of them.

`python -m tests.fuzz --inputs 20000 --seed 1`; `python -m tests.fuzz.guided` lets coverage guide the search.
"""
