"""Points of a review, in hundredths: written as people read them."""

from typing import Annotated

from msgspec import Meta

GivenPoints = Annotated[int, Meta(ge=0, le=10000)]
"""What a review gives, in hundredths of a point."""


def in_points(hundredths: int) -> str:
    """Hundredths of a point as points with two places: 8750 is 87.50."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"
