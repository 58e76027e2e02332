"""What a list of cases shows of a case."""

from msgspec import Struct


class Card(Struct, frozen=True, kw_only=True):
    """What a list of cases shows of one, as far as an event says it anew: whose it is, what it is
    called, the industry, and the division where the applicant sits."""

    owner: str | None = None
    title: str | None = None
    name: str | None = None
    industry: str | None = None
    place: str | None = None
