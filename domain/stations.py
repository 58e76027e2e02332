"""The road of an application (办理进度): its stations from handing in to its end, who has each, and
the term of the present one. Which of them there are, the regulation says."""

from collections.abc import Iterator

from msgspec import Struct

from domain.application.accepting import AcceptApplication
from domain.application.case import Application
from domain.application.constructing import StartConstruction
from domain.application.drafting import SubmitApplication
from domain.application.expert_review import CompleteExpertReview
from domain.application.listing import ClearEntry, PublishEntry
from domain.application.local_consent import AffixGovernmentStamp
from domain.application.local_review import CompleteQualificationReview, RecommendApplication
from domain.application.party_group import ApproveByPartyGroup
from domain.application.recheck import PassRecheck
from domain.application.recognising import RecogniseCentre
from domain.batch.publicity import StartPublicity
from domain.regulation.model import Step
from domain.regulation.rules import Rules
from domain.working_days import Period

USUAL_ROAD = (
    *(AffixGovernmentStamp, SubmitApplication, AcceptApplication, CompleteQualificationReview),
    *(RecommendApplication, PassRecheck, CompleteExpertReview, PublishEntry),
    *(ClearEntry, RecogniseCentre, ApproveByPartyGroup, StartConstruction),
)
BY_THE_BATCH = {PublishEntry.__name__: StartPublicity.__name__}
"""What is recorded in the application where its whole batch takes the step."""


class RoadStation(Struct, frozen=True):
    """A station: what is recorded when it is passed, and the step that the regulation has for it,
    with its name there."""

    command: str
    called: str
    step: Step


def stations_of(rules: Rules, channel: str | None) -> Iterator[RoadStation]:
    """The stations that an application of this channel passes where all goes well."""
    for command in USUAL_ROAD:
        name = command.__name__
        called = BY_THE_BATCH.get(name, name)
        stream = "batches" if called != name else "applications"
        if step := rules.step(stream, called, channel):
            yield RoadStation(name, called, step)


def next_station(stations: tuple[RoadStation, ...], case: Application) -> int | None:
    """The index of the first station that is not passed yet; None once the case has ended. Stations
    before the last one passed were left out on this road."""
    passed = [n for n, station in enumerate(stations) if station.command in case.done]
    ahead = max(passed, default=-1) + 1
    return None if case.final or ahead >= len(stations) else ahead


def present_term(case: Application) -> Period | None:
    """The term that runs now, as the case holds it: the unit's to correct, the bureau's to answer,
    the days of publicity."""
    if case.final:
        return None
    if case.correction:
        return case.correction.term
    if case.publicised and ClearEntry.__name__ not in case.done:
        return None if case.publicised.interrupted else case.publicised.period
    return None if AcceptApplication.__name__ in case.done else case.answer
