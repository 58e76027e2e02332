"""Tells an application from its call to the end, step by step as its regulation has them.

A trial road (domain/trial) says what is asked of whom, with a form that passes; here it is asked of
a running store, each application under its own names.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.application.drafting import CreateDraft
from domain.application.form import Form
from domain.calendar_file import CALENDAR, calendar_in
from domain.case import Case, Command, stream_id
from domain.context import Actor
from domain.deciding import Decided
from domain.expert_pool.case import ExpertPool
from domain.panel import Panel, Panels
from domain.party.lifecycle import RegisterParty
from domain.regime.lifecycle import regime_in
from domain.regulation.rules import Rules
from domain.trial.road import CASE, LIST, PANEL, TRIAL_BATCH, Road
from domain.trial.specimen import UNIT_CODE, named_after, specimen
from domain.trial.usual_order import USUAL_ORDER
from domain.trial.world import Request, TrialWorld
from domain.working_days import WorkCalendar
from services.commands.messages import CommandRequest
from services.demo.office import TOLD_BODY, Office

ONCE = {"OpenCallBatch": "batches", "OpenExpertPool": "expert-pools", "AddExpert": "expert-pools"}
"""Steps that are taken for the first application of a round only."""
ON_ANOTHER_DAY = (
    *("AcceptApplication", "StartLocalReview", "RecommendApplication", "PassRecheck"),
    *("AppointPanel", "CompleteExpertReview", "DetermineList", "SubmitToPartyGroup"),
)
"""Steps before which a working day passes."""
POOL = range(1, 10)


class Applicant(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that applies: `id` is its application's and its centre's, `division` its place, `more`
    how its form differs otherwise from a plain one that passes, `draft` what the draft says
    besides; `experts` begins the names of those of its pool."""

    id: str
    code: str
    name: str
    regime: str
    division: str
    industry: str
    batch: str
    channel: str = "ORDINARY"
    more: Mapping[str, Any] = {}
    draft: Mapping[str, Any] = {}
    experts: str = "expert"


class RoadFrom(Road, frozen=True, dict=True):
    """A trial road that begins at a place of one's own."""

    begins: str

    @cached_property
    def place(self) -> str:
        return self.begins

    def members(self, world: TrialWorld) -> list[str]:
        """The panel of its own application, its chair first; before it is drawn, the pool."""
        batch = world.case("batches", TRIAL_BATCH)
        panel = world.panel_in(batch) if isinstance(world, ToldWorld) else None
        if panel is None or not isinstance(batch, Panels):
            return super().members(world)
        return list(batch.members(panel))


class ToldWorld(TrialWorld):
    """The cases of a running store under the names of a trial's."""

    def __init__(self, office: Office, who: Applicant, rules: Rules) -> None:
        self.office, self.rules, self.exceptions = office, rules, ()
        self.names = {
            TRIAL_BATCH: who.batch,
            CASE: who.id,
            LIST: f"{who.id}-list",
            PANEL: f"{who.id}-panel",
            UNIT_CODE: who.code,
            **{f"expert.{number}": f"{who.experts}.{number}" for number in POOL},
        }

    def case(self, stream: str, id: str) -> Case | None:
        return self.office.case(stream_id(stream, self.names.get(id, id)))

    def panel_in(self, batch: Case | None) -> Panel | None:
        return batch.panel(self.names[PANEL]) if isinstance(batch, Panels) else None

    @property
    def calendar(self) -> WorkCalendar:
        return calendar_in(self.case("calendars", CALENDAR))

    def act(self, request: Request, on: date) -> list[Decided]:
        """Asks the running store. Raises Refused."""
        id = self.names.get(request.id, request.id)
        command = renamed(request.command, self.names)
        told = sha256(msgspec.json.encode(command)).hexdigest()
        minutes = f"纪要〔{on.year}〕1号" if request.minutes_on else None
        self.office.give(
            CommandRequest(
                stream=request.stream,
                id=id,
                command=command,
                actor=self.whoever(request.actor),
                document_no=request.document_no,
                minutes_no=minutes,
                minutes_on=request.minutes_on,
                key=f"told:{request.stream}:{id}:{told}",
                body=TOLD_BODY,
            )
        )
        return []

    def whoever(self, actor: Actor) -> Actor:
        if actor.role in ("SYSTEM", "PUBLIC", "EXPERT"):
            return actor
        organ = self.names.get(actor.organ, actor.organ)
        return self.office.person(actor.role, organ, next(iter(actor.duties), ""))


def renamed(command: Command, names: Mapping[str, str]) -> Command:
    """The command with every text that is a name replaced by its own."""

    def own(value: Any) -> Any:
        match value:
            case str():
                return names.get(value, value)
            case dict():
                return {key: own(one) for key, one in value.items()}
            case list() | tuple():
                return [own(one) for one in value]
        return value

    return msgspec.convert(own(msgspec.to_builtins(command)), type(command))


def road_of(office: Office, who: Applicant, day: date) -> RoadFrom:
    """The road of its regulation, from its place."""
    version = regime_in(office.case(f"regulations/{who.regime}")).applicable(day)
    assert version is not None
    channels = {step.channel for step in RoadFrom(version.text, None, "").rules.text.step}
    channel = who.channel if who.channel in channels else None
    return RoadFrom(version.text, channel, who.division)


def form_of_applicant(road: RoadFrom, who: Applicant, day: date) -> Form:
    plain = specimen(road.rules, road.channel, who.division, day)
    own = {"unit_name": who.name, "uscc": who.code, "division_code": who.division}
    named = named_after(road.rules, who.industry) | own
    form = replace(plain, **named)
    seal = replace(form.applicant_seal, unit=who.name) if form.applicant_seal else None
    return replace(form, **({"applicant_seal": seal} | dict(who.more)))


def applied(office: Office, who: Applicant, since: date, until: str = "") -> Iterator[date]:
    """Tells the application from that day on, to the end or the step `until`; yields each day
    before what is done on it."""
    yield since
    office.days.pass_to(since)
    road = road_of(office, who, since)
    form, day = form_of_applicant(road, who, since), since
    world = ToldWorld(office, who, road.rules)
    register(office, who)
    for do in usual_steps(road):
        if do in ONCE and is_there(world, road, do):
            continue
        later = road.day_for(world, do, next_day(world, day) if do in ON_ANOTHER_DAY else day)
        if later > day:
            day = later
            yield day
            office.days.pass_to(day)
        if do in ONCE or road.has_its_turn(world, do):
            saying = who.draft if do == CreateDraft.__name__ else {}
            for request in road.requests(world, do, form, day, saying):
                world.act(request, day)
        if do == until:
            return


def next_day(world: ToldWorld, day: date) -> date:
    return world.calendar.next_working_day(day)


def usual_steps(road: Road) -> Iterable[str]:
    return (do for do in USUAL_ORDER if do in road.steps)


def is_there(world: ToldWorld, road: Road, do: str) -> bool:
    case = world.case(ONCE[do], road.place_of(road.steps[do]))
    return (
        len(case.experts) > 0 if isinstance(case, ExpertPool) and do == "AddExpert" else bool(case)
    )


def register(office: Office, who: Applicant) -> None:
    if office.case(f"parties/{who.code}") is None:
        unit = office.person("APPLICANT", who.code, "submission")
        command = RegisterParty(uscc=who.code, name=who.name)
        office.give(CommandRequest("parties", who.code, command, unit))
