"""How hard Hypothesis looks: dev is quick, ci the same every time, soak long.

HYPOTHESIS_PROFILE chooses; without it ci where the variable CI is set, else dev.
"""

import os

from hypothesis import HealthCheck, settings

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)

settings.register_profile("dev", max_examples=20, deadline=None, suppress_health_check=SLOW)
settings.register_profile(
    "ci",
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=SLOW,
)
settings.register_profile("soak", max_examples=5000, deadline=None, suppress_health_check=SLOW)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if "CI" in os.environ else "dev")
)
