"""Settings for all tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# the first call loads tables and patterns, so a deadline would only measure that
settings.register_profile("kaimen", deadline=None, max_examples=80, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kaimen")
