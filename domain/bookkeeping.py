"""What a case keeps to weigh later acts by, and to number its events for each reader: none of it is
shown."""

from datetime import date

from msgspec import Struct

from domain.parts import Part


class SeenCase(Struct, frozen=True, array_like=True):
    """An application as an organ had it before it: its id and its version then."""

    application: str
    version: int


class OrganConsent(Struct, frozen=True):
    """An organ's consent to a joint act: to which act, as which role, on which document and day.
    `agreed_text` is the SHA-256 of the very text that it has agreed to; `list_no` the list, and
    `seen` the applications as they were, where the act is one on a batch."""

    act: str
    role: str
    organ: str
    person: str
    document_no: str
    on: date
    agreed_text: str | None = None
    list_no: str | None = None
    seen: tuple[SeenCase, ...] = ()


class Reserved(Struct, frozen=True, array_like=True):
    """An event that some readers of its case are not shown: the case's version after it, the part
    of the case that it belongs to, who acted, with which command and in which duty."""

    version: int
    part: Part | None
    person: str
    do: str
    duty: str | None = None


class Served(Struct, frozen=True):
    """That a decision against the unit was served on it on a day, and what it was told of the
    remedies; blank: nothing."""

    on: date
    remedies: str = ""


class DecidedAgainst(Struct, frozen=True):
    """A decision against the unit that is in force, by which a remedy finds it: the version that it
    made, its event's tag, which organ and person decided it, on what day, and how it was served.
    `against` is the unit whose case it was then: the case may have passed on to another since."""

    version: int
    event: str
    organ: str
    person: str
    decided_on: date
    served: Served
    against: str = ""


class HeldPlace(Struct, frozen=True):
    """A place that a case holds under a quota: the id of the count, the rule of the quota, and the
    steps that give it back."""

    count: str
    rule: str
    returned_by: tuple[str, ...] = ()
