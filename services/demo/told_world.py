"""A running store in the place of a trial's world, under an applicant's own names."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

import msgspec

from domain.calendar_file import CALENDAR, calendar_in
from domain.case import Case, Command, stream_id
from domain.context import Actor
from domain.deciding import Decided
from domain.panel import Panel, Panels
from domain.regulation.rules import Rules
from domain.trial.road import CASE, LIST, PANEL, TRIAL_BATCH, Road
from domain.trial.specimen import UNIT_CODE
from domain.trial.world import Request, TrialWorld
from domain.working_days import WorkCalendar
from services.commands.messages import CommandRequest
from services.demo.office import TOLD_BODY, Office

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
