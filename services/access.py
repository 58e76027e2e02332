"""Who may see which case: the one place where visibility is decided. Part 3 of the specification.

Who may act is decided with the rules (domain/permitting.py). A case that somebody outside the
administration may not see does not exist for them.
"""

from collections.abc import Callable
from datetime import date

from domain.application.case import NOBODY, Application
from domain.batch.recognising import ListRecognised
from domain.batch.republicising import EntryRepublicised
from domain.batch.shortlisting import ListDetermined
from domain.case import Actor, Case, Event
from domain.centre.recognition import Centre
from domain.divisions import DIVISIONS, province_of

ANYBODY = Actor(person="", role="PUBLIC", organ="")
OUTSIDE = frozenset({"APPLICANT", "CENTRE", "PUBLIC", "EXPERT"})
PUBLIC_STREAMS = frozenset({"calendars", "regulations"})  # anybody reads them, without a token
OPEN_STREAMS = PUBLIC_STREAMS | {"batches"}
OFFICIALS = frozenset({"PREF", "PROV"})
INTERNAL = ListDetermined | ListRecognised | EntryRepublicised
FOLLOWED = frozenset({"applications", "batches", "calendars", "centres", "regulations"})


def may_see(actor: Actor, stream: str, case: Case, day: date) -> bool:
    """Whether the case as a whole may be shown to this person."""
    if stream in OPEN_STREAMS:
        return True
    if stream == "parties":
        return actor.role in OFFICIALS or actor.organ == case.territory("owner", day)
    if isinstance(case, Application):
        return sees_application(actor, case, day)
    return isinstance(case, Centre) and in_area(actor, case.owner, case.division)


def sees_application(actor: Actor, case: Application, day: date) -> bool:
    """The applicant its own; from submission on, the bureaus of the area and the province."""
    if actor.role in ("APPLICANT", "CENTRE"):
        return actor.organ == case.owner
    bureau = case.territory("recommending_unit", day)
    return case.submitted_on is not None and in_area(actor, case.owner, bureau or "")


def in_area(actor: Actor, owner: str, bureau: str) -> bool:
    match actor.role:
        case "APPLICANT" | "CENTRE":
            return actor.organ == owner
        case "PREF":
            return actor.organ == bureau
        case "PROV":
            return bool(bureau) and actor.organ == province_of(bureau)
    return False


def may_read(actor: Actor, event: Event) -> bool:
    """How a list was made, who was left out of it and why, is for the administration."""
    return actor.role in OFFICIALS or not isinstance(event, INTERNAL)


def divisions_of(actor: Actor) -> list[str]:
    """The divisions that a bureau's lists cover: its own, or all of its province and its own."""
    if actor.role == "PREF":
        return [actor.organ]
    if actor.role == "PROV":
        inside = (row.code for row in DIVISIONS.rows if province_of(row.code) == actor.organ)
        return [actor.organ, *inside]
    return []


def hidden_from(actor: Actor, stream: str, case: Case, day: date) -> bool:
    """To an outsider a case that they may not see is absent, whatever they want to do with it.

    An official who acts outside the own area is told so, with the rule.
    """
    return actor.role in OUTSIDE and not may_see(actor, stream, case, day)


def may_follow(actor: Actor, stream: str, area: str, owner: Callable[[], str]) -> bool:
    """Whether the feed tells this person of an event: to bureaus by the event's area, to units by
    the case's owner. Never more than `may_see` shows; what is not named here is told to nobody."""
    division = area.rpartition(".")[2]
    match actor.role, stream:
        case "APPLICANT" | "CENTRE", "applications" | "centres":
            return actor.organ == owner()
        case "APPLICANT" | "CENTRE", _:
            return False
        case _, "calendars" | "regulations":
            return True
        case _ if division == NOBODY:
            return False
        case "PREF", "applications" | "centres":
            return actor.organ == division
        case "PREF", "batches":
            return division == province_of(actor.organ)
        case "PROV", "applications" | "centres" | "batches":
            return actor.organ == province_of(division)
    return False
