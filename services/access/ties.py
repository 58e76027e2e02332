"""How a person is tied to a case: as its owner, the bureau that has it, a member of its panel."""

from collections.abc import Callable
from datetime import date
from functools import cached_property

from domain.application.case import NOBODY, Application
from domain.application.seats import reviews
from domain.case import Case
from domain.context import Actor
from domain.divisions import NATION_AND_PROVINCES, NOWHERE, Divisions
from domain.expert_pool.case import ExpertPool
from domain.governing import rules_for
from domain.matter import CaseReader
from domain.regime.lifecycle import regime_in
from domain.regulation.rules import Rules
from domain.remedy.case import Remedy
from domain.violation.case import Violation
from services.access.policy import AUDITORS, FINANCE, OFFICIALS, Line, Tie

ONCE_BEFORE = frozenset({"PREF"})
"""Roles of bureaus that may have a case for a time only."""
PLACED = frozenset(
    {"applications", "centres", "bank-accounts", "relations", "flags", "fund-projects"}
)
"""Streams whose cases lie in an area; the regime says who supervises them there."""


class Subject:
    """A case that somebody asks to see, on a day; `reader` reads other cases that this depends
    on."""

    def __init__(self, stream: str, case: Case, day: date, reader: CaseReader) -> None:
        self.stream, self.case, self.day, self.reader = stream, case, day, reader

    @cached_property
    def rules(self) -> Rules:
        """The rules that the case stands under on that day."""
        return rules_for(self.stream, self.case, None, self.reader, self.day)

    @property
    def regime(self) -> Case | None:
        return self.reader.state("regulations", self.case.regime or "")

    @cached_property
    def places(self) -> Divisions:
        """The divisions of the case's regime, by its text in force on that day, as in lists."""
        return places_in(self.regime, self.day)

    @property
    def authority(self) -> str:
        if isinstance(self.case, ExpertPool | Violation):
            return self.case.authority
        if isinstance(self.case, Remedy):
            return self.case.organ
        return self.rules.about.authority


def holds(line: Line, actor: Actor) -> bool:
    return actor.role in line.roles and (not line.duties or bool(line.duties & {*actor.duties}))


def tied(tie: Tie, actor: Actor, subject: Subject) -> bool:
    return TIES[tie](actor, subject)


def is_owner(actor: Actor, subject: Subject) -> bool:
    return actor.organ == subject.case.territory("owner", subject.day, NOWHERE)


def was_notified(actor: Actor, subject: Subject) -> bool:
    """Whether the case is against this unit, and it was told so."""
    case = subject.case
    told = isinstance(case, Violation) and case.notice is not None
    return told and is_owner(actor, subject)


def unit_told(case: Case, day: date) -> str:
    """The unit that is told of a case as it happens: its owner, of an inquiry once it was notified;
    empty where there is none."""
    if isinstance(case, Violation) and case.notice is None:
        return ""
    try:
        return case.territory("owner", day, NOWHERE) or ""
    except LookupError:
        return ""


def is_over(actor: Actor, subject: Subject) -> bool:
    """Whether the actor's bureau has the case, or supervises the one that has it, from submission
    on; with a direct application the local bureau from its filing until recognition."""
    seat = subject.case.seat(subject.day) or ""
    return over(actor, seat, subject.places, subject.day) and (
        subject.stream not in PLACED or supervises(actor, subject.regime, subject.day)
    )


def is_authority(actor: Actor, subject: Subject) -> bool:
    return actor.organ == subject.authority


def is_on_panel(actor: Actor, subject: Subject) -> bool:
    case = subject.case
    return isinstance(case, Application) and reviews(subject.reader, case, actor.person)


def is_in_pool(actor: Actor, subject: Subject) -> bool:
    case = subject.case
    own = isinstance(case, ExpertPool) and case.expert(actor.person) is not None
    return own and actor.organ == subject.authority


def has_a_step(actor: Actor, subject: Subject) -> bool:
    """Whether a step of the case is this organ's, as for a local government that consents; of a
    draft only where its consent was asked for."""
    if not subject.case.is_open_to(actor):
        return False
    places = (
        step.territory
        for step in subject.rules.text.step
        if step.stream == subject.stream and actor.role in step.by and step.territory
        if step.channel in (None, subject.case.channel)
    )
    return any(actor.organ == place_of(name, subject) for name in places)


def place_of(territory: str, subject: Subject) -> str | None:
    if territory == "authority":
        return subject.authority
    return subject.case.territory(territory, subject.day, subject.rules.places)


TIES: dict[Tie, Callable[[Actor, Subject], bool]] = {
    Tie.ANYBODY: lambda actor, subject: True,
    Tie.OWNER: is_owner,
    Tie.NOTIFIED: was_notified,
    Tie.AREA: is_over,
    Tie.AUTHORITY: is_authority,
    Tie.PANEL: is_on_panel,
    Tie.ENTRY: is_in_pool,
    Tie.STEP: has_a_step,
    Tie.NAMED: lambda actor, subject: subject.case.is_open_to(actor),
}


def over(actor: Actor, bureau: str, places: Divisions, day: date) -> bool:
    """Whether the actor's bureau is this one, or stands above it in the regime's table."""
    if bureau in ("", NOBODY) or not is_bureau(actor, places, day):
        return False
    if actor.role == "COUNTY":
        return actor.organ == bureau
    return actor.organ in places.above(bureau, day)


def is_bureau(actor: Actor, places: Divisions, day: date) -> bool:
    """Whether the actor's role goes with the tier of the actor's organ: a province's with a
    province or the regime's authority, the others' with what is below."""
    if actor.role not in OFFICIALS | AUDITORS | FINANCE or actor.organ == NOBODY:
        return False
    at_the_top = places.tier(actor.organ, day) in NATION_AND_PROVINCES
    decides = actor.organ == places.authority
    match actor.role:
        case "PROV":
            return at_the_top or decides
        case "CITY":
            return decides or not at_the_top
        case "CNIPA":
            return decides
        case "AUDIT" | "FINANCE":
            return True  # there are audit offices and finance departments on every tier
    return not at_the_top


def places_in(regime: Case | None, day: date) -> Divisions:
    """The divisions of the regulation's text in force on a day."""
    rules = regime_in(regime).rules_on(day)
    return rules.places if rules else NOWHERE


def supervises(actor: Actor, regime: Case | None, day: date) -> bool:
    """Whether the regime's `[supervision]` lets the role of a bureau see its cases; a regime that
    says nothing leaves it to the area."""
    rules = regime_in(regime).rules_on(day)
    part = rules.text.supervision if rules else None
    return actor.role not in OFFICIALS or part is None or actor.role in part.sees
