"""Days as they are written, and how many days and full months lie between two."""

from datetime import date, timedelta


def days_between(first: date, last: date) -> int:
    return (last - first).days


def full_months(first: date, last: date) -> int:
    """Months from one day up to another, the last one only where its day has come, or the month's
    last (Civil Code 202)."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - (last.day < first.day and not is_months_last(last))


def is_months_last(day: date) -> bool:
    return (day + timedelta(days=1)).month != day.month


def is_day(text: str) -> bool:
    """Whether a text is a day as it is stored: 2026-03-02."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
