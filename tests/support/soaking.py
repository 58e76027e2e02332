"""Length of a soak test: about MINUTES on two cores, its amount of work in proportion."""

import os

MINUTES = float(os.environ.get("MINUTES") or 60)
SOAKING = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
EXAMPLES = max(100, round(50 * MINUTES))
"""Of each property."""
INPUTS = max(24, round(1000 * MINUTES / 60))
"""To each operation of the API: lawful and unlawful ones, over both stores."""


def seconds_of(share: float) -> float:
    """A share of the whole time."""
    return MINUTES * 60 * share
