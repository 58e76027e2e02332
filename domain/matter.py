"""Input of a decision: the case, the rules, who asks and when, and a reader of other cases."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeVar

from domain.calendar_file import CALENDAR, calendar_in
from domain.case import Case, Command, stream_id
from domain.context import Context
from domain.proceeding import Proceeding, proceeding_id
from domain.regulation.model import Guard, Step
from domain.regulation.rules import Rules
from domain.working_days import WorkCalendar

if TYPE_CHECKING:
    from domain.record import Record

C = TypeVar("C", bound=Case)
Load = Callable[[str], tuple[Case | None, int]]
Past = Callable[[str, int], Iterable[tuple[int, "Record"]]]
Claim = Callable[..., str]
Recorded = Callable[[int], "tuple[str, Record] | None"]


def no_past(name: str, upto: int) -> "Iterable[tuple[int, Record]]":
    raise LookupError(f"the history of {name} cannot be read here")


def none_recorded(position: int) -> "tuple[str, Record] | None":
    raise LookupError(f"the record at {position} cannot be read here")


UNTOLD = "holds/"
"""Cases of which nobody is told that a decision has read them: the version would show that there
was a hold on the unit. The store is asked all the same whether it still stands."""


class CaseReader:
    """Reads other cases and notes the version of each, since the decision rests on it.

    `load` gives a stream's case and version (None, 0 where there is none); `claim` turns a kind and
    its values into the id of a claim stream, without revealing them; `past` gives the records of a
    stream up to a version, each with its own; `recorded` gives the record at a position of the
    store, with its stream; `wanted` are the places that parts of the same act take already, by the
    count of their quota. What a child reads, its parent has read too.
    """

    def __init__(
        self,
        load: Load,
        claim: Claim,
        past: Past | None = None,
        recorded: Recorded | None = None,
        wanted: Counter[str] | None = None,
    ) -> None:
        self._load, self.claim, self._past = load, claim, past or no_past
        self.recorded = recorded or none_recorded
        self.wanted: Counter[str] = Counter() if wanted is None else wanted
        self.reads: dict[str, int] = {}
        self.calendar: str | None = None

    def child(self) -> "CaseReader":
        """A reader that notes by itself what one part of this act reads."""
        return CaseReader(self._remembered, self.claim, self._past, self.recorded, self.wanted)

    def state(self, stream: str, id: str) -> Case | None:
        case, _ = self._remembered(stream_id(stream, id))
        return case

    def history(self, stream: str, id: str) -> "list[tuple[int, Record]]":
        """The records of a case that `state` rests on, each with its version: for what strikes some
        of them out, or asks about them. It is as long as the case is old."""
        name = stream_id(stream, id)
        _, version = self._remembered(name)
        return [*self._past(name, version)] if version else []

    def _remembered(self, name: str) -> tuple[Case | None, int]:
        case, version = self._load(name)
        self.reads[name] = version
        return case, version

    @property
    def told(self) -> dict[str, int]:
        """What was read, but for that of which nobody is told."""
        return {name: v for name, v in self.reads.items() if not name.startswith(UNTOLD)}

    def work_calendar(self) -> WorkCalendar:
        calendar = calendar_in(self.state("calendars", CALENDAR))
        self.calendar = calendar.sha256
        return calendar


def proceeding_of(command: Command, case: Case, day: date) -> str:
    """The id of the proceeding that a command is about; empty where it is about none."""
    if command.proceeding is None:
        return command.rests_on
    return proceeding_id(command.proceeding, command.proceeding_key(case, day))


class Matter(Generic[C]):
    """What is decided on: may this be done to this case? `command` is None where only the
    possibility is asked about; `within` is then the id of the proceeding that is asked about."""

    def __init__(
        self,
        stream: str,
        id: str,
        case: C,
        context: Context,
        reader: CaseReader,
        rules: Rules,
        command: Command | None = None,
        within: str = "",
    ) -> None:
        self.stream, self.id, self.case, self.context = stream, id, case, context
        self.reader, self.rules, self.command = reader, rules, command
        self.within = proceeding_of(command, case, self.day) if command else within

    @property
    def day(self) -> date:
        return self.context.occurred_on

    @property
    def proceeding(self) -> Proceeding | None:
        """The proceeding of the case that this is about, once it has begun."""
        return next((one for one in self.case.proceedings if one.id == self.within), None)

    def done(self, step: Step) -> tuple[str, ...]:
        """The steps done before this one: in its proceeding, or in the case."""
        if step.proceeding is None:
            return self.case.done
        return self.proceeding.done if self.proceeding else ()

    def times_done(self, step: Step) -> int:
        """How often this step was done: in its proceeding, or in the case."""
        if step.proceeding is None:
            return self.case.times_done(step.do)
        return self.done(step).count(step.do)

    def named(self, stream: str, id: str) -> Case | None:
        """A case that a command's body names; None also for a draft of another unit."""
        case = self.reader.state(stream, id)
        return case if case and case.is_open_to(self.context.actor) else None

    def territory(self, name: str) -> str | None:
        """The organ of a named territory of the case; the regime's authority is one for every
        case."""
        if name == "authority":
            return self.rules.about.authority
        return self.case.territory(name, self.day, self.rules.places)

    def step(self, do: str) -> Step | None:
        return self.rules.step(self.stream, do, self.channel)

    def guards(self, do: str) -> tuple[Guard, ...]:
        return self.rules.guards(self.stream, do, self.channel)

    @property
    def channel(self) -> str | None:
        return self.case.channel or getattr(self.command, "channel", None)
