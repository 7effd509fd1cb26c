"""Reviews: the order of their records, rounds of several reviewers, reports and a simulation."""
