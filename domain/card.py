"""Card: what lists of cases show of a case."""

from msgspec import Struct


class Card(Struct, frozen=True, kw_only=True):
    """What lists show of a case, as far as an event changes it: owner, title, name of the centre,
    industry, and the division where the applicant sits (`place`)."""

    owner: str | None = None
    title: str | None = None
    name: str | None = None
    industry: str | None = None
    place: str | None = None
