"""What waits for whom: the commands that a regulation gives a person on an open case of the
worklist."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial

from msgspec.structs import replace

from domain.case import stream_id
from domain.context import Actor
from domain.correcting_records import ConfirmCorrection
from domain.matter import CaseReader
from domain.regime.lifecycle import regime_in
from domain.regulation.model import Regulation, Step
from domain.reversing import event_tag
from domain.streams import STREAMS
from projections.open_case import OpenCase
from projections.proceedings import LIVES_ON
from projections.waiting_parts import waiting_to_confirm
from projections.worklist import FUND_PROJECTS
from services.queries.after_inquiries import centres_of, upon_conduct
from services.queries.batch_tasks import (
    CONSENTS,
    awaited_acts,
    awaited_consents,
    entries_under,
    is_awaited,
    is_open,
)
from services.queries.fund_tasks import (
    awaited_in_part,
    awaited_on_project,
    waiting_in_parts,
)
from services.queries.given_steps import ALL_COMMANDS, FOR_ANY_STAGE, given_to, is_given_to
from services.queries.tasks_of_lives import (
    awaited_in_proceeding,
    awaited_on_case,
    waiting_on_lives,
)
from services.runtime import Runtime
from services.subscriptions.catalogue import WORKLIST

HOSTS: dict[str, tuple[str, ...]] = {}
"""For each step that an act on another case brings about: the names of such acts."""
REVERSING: dict[str, frozenset[str]] = {}
"""For each act that may reverse decisions of some types alone: these types."""
for host in ALL_COMMANDS:
    if kinds := getattr(host, "reversible", ()):
        REVERSING[host.__name__] = frozenset(map(event_tag, kinds))
    for part in host.brings:
        HOSTS[part.__name__] = (*HOSTS.get(part.__name__, ()), host.__name__)


CONFIRMING = {
    name: frozenset(one.__name__ for one in stream.commands if issubclass(one, ConfirmCorrection))
    for name, stream in STREAMS.items()
}
"""For each kind of case the confirmation of a correction."""


def open_to(
    runtime: Runtime, reader: CaseReader, actor: Actor, row: OpenCase, case: OpenCase | None = None
) -> list[str]:
    """The commands that the regulation allows this role and duty at the case's stage, directly or
    as an act on the batch that brings about a step of this case. `case` is the row of the case
    that a proceeding belongs to."""
    rules = regime_in(reader.state("regulations", row.regulation)).rules_on(runtime.clock.today())
    if rules is None:
        return []
    if row.proposed:
        return [*to_confirm(actor, row, rules.text.step)]
    if row.awaited:
        return [*awaited_in_part(actor, row, case or row, rules.text.step)]
    if row.stream in LIVES_ON:
        return [*open_in_life(actor, row, case or row, rules.text, runtime.clock.today())]
    steps, entries = rules.text.step, entries_under(runtime.readmodel, row.id)
    given = given_to(actor, steps)
    own = [step for step in given if is_open(row, step) and step.do not in CONSENTS]
    agreeing = any(step.do in CONSENTS for step in given)
    consents = awaited_consents(row, actor.role, steps, entries) if agreeing else ()
    if row.stream == FUND_PROJECTS:
        return [*awaited_on_project(row, own, steps)]
    if row.stream == "batches":
        return [*consents, *awaited_acts(row, own, steps, entries)]
    also = [
        *brought_about(actor, row, rules.text.step),
        *upon_conduct(actor, row, rules.text, partial(centres_of, runtime.readmodel)),
    ]
    return [*consents, *(step.do for step in own), *also]


def to_confirm(actor: Actor, row: OpenCase, steps: Sequence[Step]) -> Iterator[str]:
    """The confirmation of a correction, for others than who has proposed it, in the duty in which
    the record was made."""
    said = row.proposed
    if said is None or said.person == actor.person or said.duty not in ("", *actor.duties):
        return
    if (said.role, said.organ) == (actor.role, actor.organ):
        names = {row.awaited} if row.awaited else CONFIRMING[row.stream]
        yield from (step.do for step in steps if step.do in names and actor.role in step.by)


def open_in_life(
    actor: Actor, row: OpenCase, case: OpenCase, text: Regulation, today: date
) -> Iterator[str]:
    """The commands that wait for this person on a case that lives on, or in a proceeding of it."""
    steps = given_to(actor, text.step)
    if not row.proceeding:
        return awaited_on_case(row, steps, text, today)
    return awaited_in_proceeding(row, case, steps, text, today)


def brought_about(actor: Actor, row: OpenCase, steps: Sequence[Step]) -> Iterator[str]:
    """Acts on another case, open to this person, that this one waits for: on the batch of an
    application, on the case that a remedy is about."""
    awaited = [part for part in steps if part.do in HOSTS and is_awaited(row, part, steps)]
    for part in awaited:
        acts = [act for act in steps if act.do in HOSTS[part.do] and is_about(row, act)]
        for act in acts:
            if is_given_to(actor, replace(part, by=act.by, duty=act.duty)):
                yield act.do


def is_about(row: OpenCase, act: Step) -> bool:
    """Whether the act is on the kind of case, and on the decision, that a remedy is about; any is
    where the row is no remedy's."""
    if not row.about:
        return True
    return act.stream == row.about and row.against in REVERSING.get(act.do, (row.against,))


def waiting_for(runtime: Runtime, actor: Actor) -> set[str]:
    """What rows have to wait for to be this person's, under the regimes in force."""
    day = runtime.clock.today()
    in_force = [regime_in(file).rules_on(day) for file in runtime.regimes().values()]
    return waiting_in(actor, [rules.text for rules in in_force if rules])


def waiting_in(actor: Actor, texts: Sequence[Regulation]) -> set[str]:
    """What rows have to wait for (`OpenCase.waits`) where some of these texts gives this person's
    role a step: the stages, and of a proceeding its kind and stage."""
    own = {step.do for text in texts for step in text.step if actor.role in step.by}
    brought = {part for part, hosts in HOSTS.items() if own.intersection(hosts)}
    steps = [step for text in texts for step in text.step if step.do in own | brought]
    stages = {stage for s in steps for stage in s.during if s.stream not in LIVES_ON}
    lives = (one for text in texts for one in waiting_on_lives(actor, text, FOR_ANY_STAGE))
    parts = (one for text in texts for one in waiting_in_parts(actor, text.step))
    return stages.union(lives, parts, (waiting_to_confirm(actor.role, actor.organ),))


class TasksOf:
    """What waits for one person, row by row, with the rows of the cases that proceedings belong
    to."""

    def __init__(self, runtime: Runtime, actor: Actor) -> None:
        self.runtime, self.actor, self.reader = runtime, actor, runtime.reader()
        self.cases: dict[str, OpenCase] = {}
        self._asked: dict[tuple[str, str], tuple[str, ...]] = {}

    def look(self, rows: Iterable[OpenCase]) -> None:
        """Reads the rows of the cases of all these proceedings at once."""
        named = dict.fromkeys(case_of(row) for row in rows if row.proceeding)
        self.cases |= self.runtime.readmodel.rows(WORKLIST, [*named])

    def case(self, row: OpenCase) -> OpenCase:
        """The row of the case that a row is about, or is."""
        return self.cases.get(case_of(row), row) if row.proceeding else row

    def asked_of(self, row: OpenCase) -> tuple[str, ...]:
        """Its commands; asked twice for each row: to filter it, and to show it."""
        place = case_of(row), row.proceeding
        if place not in self._asked:
            found = open_to(self.runtime, self.reader, self.actor, row, self.case(row))
            self._asked[place] = tuple(found)
        return self._asked[place]


def case_of(row: OpenCase) -> str:
    return stream_id(row.stream, row.id)
