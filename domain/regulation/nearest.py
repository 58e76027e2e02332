"""Says which names would be right in place of an unknown one, the most similar first."""

from collections.abc import Iterable
from difflib import get_close_matches

from domain.refusal import Text

MOST_SHOWN = 12


def known_ones(given: str, known: Iterable[str]) -> Text:
    """A clause to follow the fault: what is allowed, nearest first; empty where nothing is."""
    names = list(known)
    near = get_close_matches(given, names, n=3, cutoff=0.5)
    ordered = [*near, *(name for name in names if name not in near)][:MOST_SHOWN]
    if not ordered:
        return Text("", "")
    rest = len(names) - len(ordered)
    zh = "、".join(ordered) + (f" 等 {len(names)} 个" if rest else "")
    en = ", ".join(ordered) + (f" and {rest} more" if rest else "")
    return Text(f"；可用：{zh}", f"; one of: {en}")


def nearest_name(given: str, known: Iterable[str]) -> str:
    """The known name that is most like the one given; that one itself where none is."""
    return next(iter(get_close_matches(given, list(known), n=1, cutoff=0.5)), given)
