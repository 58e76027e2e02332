"""Acts of a told story, each by whom the regulation lets do it, through the service's own door.

Whoever is asked for is found by role, organ and duty among the accounts; who is not among them acts
under a name made of these.
"""

from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any

from msgspec.structs import replace

from domain.case import Case, Command, stream_and_id
from domain.context import SYSTEM, UNITS, Actor
from domain.governing import rules_for
from domain.regulation.model import Step
from domain.regulation.rules import Rules
from domain.streams import STREAMS
from domain.trial.centre_road import of_regulation
from services.commands.messages import CommandRequest, CommandResult
from services.demo.days import PassingDays
from services.runtime import Runtime

FOR_NOBODY = {"SYSTEM": SYSTEM, "PUBLIC": Actor("", "PUBLIC", "")}
A_PAPER = "0" * 64
TOLD_BODY = b"told"


class Office:
    """A running store in which a story is told, from one day to the next. `unit` is whose story."""

    def __init__(self, runtime: Runtime, people: Iterable[Actor] = (), unit: str = "") -> None:
        self.runtime, self.days, self.unit = runtime, PassingDays(runtime), unit
        self.people = {
            (one.role, one.organ, duty): one for one in people for duty in (*one.duties, "")
        }
        self._numbers = count(1)

    def case(self, where: str) -> Case | None:
        return self.runtime.store.current(where)[0]

    def act(self, on: date, where: str, command: Command, role: str = "", **more: Any) -> None:
        """Gives a command on a case on a day: by the first role of its step, or that one, with what
        the step wants it to carry. What was told before is not done again. Raises Refused."""
        self.days.pass_to(on)
        stream, id = stream_and_id(where)
        rules, step = self.governing(where, command, on)
        needs = step.needs if step else ()
        paper: dict[str, Any] = {}
        if "document_no" in needs:
            paper["document_no"] = f"示例〔{on.year}〕{next(self._numbers)}号"
        if "evidence" in needs:
            paper["evidence"] = (A_PAPER,)
        by = self.whoever(where, rules, step, role, on)
        key = f"told:{where}:{type(command).__name__}:{on}"
        command = with_headings_filled(command, rules)
        self.give(
            CommandRequest(stream, id, command, by, key=key, body=TOLD_BODY, **(paper | more))
        )

    def give(self, request: CommandRequest) -> CommandResult:
        return self.runtime.dispatcher.act(request)

    def governing(self, where: str, command: Command, on: date) -> tuple[Rules, Step | None]:
        """The regulation that decides, and its line for the command."""
        stream, _ = stream_and_id(where)
        case = self.case(where) or STREAMS[stream].state()
        rules = rules_for(stream, case, command, self.runtime.current_reader(), on)
        channel = getattr(command, "channel", None) or case.channel
        return rules, rules.step(stream, type(command).__name__, channel)

    def whoever(self, where: str, rules: Rules, step: Step | None, role: str, on: date) -> Actor:
        role = role or next((one for one in (step.by if step else ()) if one != "PUBLIC"), "SYSTEM")
        if role in FOR_NOBODY:
            return FOR_NOBODY[role]
        duty = (step.duty if step else None) or ""
        return self.person(role, self.organ(where, rules, step, role, on), duty)

    def organ(self, where: str, rules: Rules, step: Step | None, role: str, on: date) -> str:
        """The organ of a step's territory; who opens a case is the unit, or the authority."""
        case, territory = self.case(where), step.territory if step else None
        if case and territory and territory != "authority":
            return case.territory(territory, on, rules.places) or ""
        return self.unit if role in UNITS else rules.about.authority

    def person(self, role: str, organ: str, duty: str) -> Actor:
        known = self.people.get((role, organ, duty))
        name = f"{role}.{organ}.{duty}".lower().rstrip(".")
        return known or Actor(name, role, organ, (duty,) if duty else ())


def with_headings_filled(command: Command, rules: Rules) -> Command:
    """The command with something under each heading that its regulation wants spoken of, where it
    says nothing under any."""
    wanted = of_regulation(rules)
    empty = [name for name in ("sections", "aspects") if getattr(command, name, None) == ()]
    return replace(command, **{name: wanted[name] for name in empty})


def version_of(office: Office, where: str) -> int:
    """The version of a case, as its last event made it."""
    return office.runtime.store.current(where)[1]
