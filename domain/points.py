"""Points of a review, in hundredths: written as people read them."""


def in_points(hundredths: int) -> str:
    """Hundredths of a point as points with two places: 8750 is 87.50."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"
