"""Rows of the ledger about centres, and about who is tied to them."""

from typing import NamedTuple


class CentreRow(NamedTuple):
    """A centre, and the account of its own that it names. Each change of these is a further row."""

    position: int
    line: int
    recorded_at: int
    centre: str
    regulation: str
    division: str
    own_account: str


class PartyRow(NamedTuple):
    """Somebody on the other side: PERSON, FIRM, ORGAN or UNKNOWN, and the last digits of the
    account."""

    position: int
    line: int
    recorded_at: int
    party: str
    kind: str
    tail: str


class StaffRow(NamedTuple):
    """A person who works for a centre, on which days (both included)."""

    position: int
    line: int
    recorded_at: int
    centre: str
    party: str
    from_day: int
    until_day: int


class RelationRow(NamedTuple):
    """What ties two parties, on which days (both included). `share` is as stated, 0 where none;
    `declared` 1 where somebody said so, 0 where it was found."""

    position: int
    line: int
    recorded_at: int
    a: str
    b: str
    kind: str
    share: int
    from_day: int
    until_day: int
    declared: int


class RelatedRow(NamedTuple):
    """A party that is tied to a centre through a chain of relations that begins at `root`, one of
    its staff (depth 0), on the days on which all of them hold."""

    position: int
    line: int
    recorded_at: int
    centre: str
    party: str
    root: str
    depth: int
    from_day: int
    until_day: int


class ContactRow(NamedTuple):
    """A telephone number or an address (`contact`, a reference) that a party has given."""

    position: int
    line: int
    recorded_at: int
    party: str
    kind: str
    contact: str
