"""Worklist of a batch: acts that its applications wait for, or that follow the end of a period."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from adapters.read_model.reader import Rows
from domain.application.interruption import RestartEntry
from domain.application.listing import PublishEntry
from domain.application.republishing import RepublishEntry
from domain.regulation.model import Step
from domain.streams import STREAMS
from projections.open_case import OpenCase
from services.subscriptions.catalogue import WORKLIST

Entries = Callable[[Iterable[str]], Iterable[OpenCase]]
"""The applications of a batch that are under way, at one of these stages."""

ENTRIES = "applications"
CONSENTS = frozenset(
    one.__name__ for stream in STREAMS.values() for one in stream.commands if one.consents_on
)
"""The consents of partners to joint acts."""
PER_READ = 500


def is_open(case: OpenCase, step: Step) -> bool:
    """Whether the regulation allows a step at the case's stage, after what was done."""
    return (
        step.stream == case.stream
        and case.stage in step.during
        and step.channel in (None, case.channel)
        and set(step.after).issubset(case.done)
        and set(step.unless).isdisjoint(case.done)
    )


def is_awaited(case: OpenCase, part: Step, steps: Sequence[Step]) -> bool:
    """Whether a case waits for its part of an act on the batch. A step that was done is awaited
    again only by an entry that was interrupted, or that is to be published once more."""
    if not is_open(case, part):
        return False
    if part.do == RestartEntry.__name__:
        return any(due.held for due in case.running)
    if part.do == RepublishEntry.__name__:
        to_publish = [step for step in steps if step.do == PublishEntry.__name__]
        return PublishEntry.__name__ in case.done and any(is_open(case, s) for s in to_publish)
    return part.do not in case.done


def parts_of(act: Step, steps: Sequence[Step]) -> list[Step]:
    """The steps of the entries that an act on the batch brings about."""
    command = STREAMS[act.stream].command(act.do)
    names = {part.__name__ for part in command.brings} if command else ()
    return [step for step in steps if step.stream == ENTRIES and step.do in names]


def awaited_acts(
    batch: OpenCase, acts: Sequence[Step], steps: Sequence[Step], entries: Entries
) -> list[str]:
    """Of the acts that are open on a batch, those that an application waits for, or that follow a
    running period. `steps` are all of the regulation."""
    awaited = {due.follows for due in batch.running if not due.held}
    parts = {act.do: parts_of(act, steps) for act in acts if act.do not in awaited}
    wanted = {do: own for do, own in parts.items() if own}
    stages = {stage for own in wanted.values() for part in own for stage in part.during}
    for entry in entries(stages) if stages else ():
        awaited |= {do for do in wanted if any(is_awaited(entry, p, steps) for p in wanted[do])}
        if wanted.keys() <= awaited:
            break
    return [act.do for act in acts if act.do in awaited]


def awaited_consents(
    row: OpenCase, role: str, steps: Sequence[Step], entries: Entries
) -> Iterator[str]:
    """The consent of a partner to a joint act that a case, or the batch, waits for."""
    joint = [s for s in steps if role in s.joint_with and is_open(row, s)]
    if row.stream == "batches":
        joint = joint if awaited_acts(row, joint, steps, entries) else []
    if joint and role not in row.consents:
        yield from (s.do for s in steps if s.do in CONSENTS and is_open(row, s) and role in s.by)


def entries_under(readmodel: Rows, batch: str) -> Entries:
    """Reads the applications of a batch page by page, no farther than the caller iterates."""

    def read(stages: Iterable[str]) -> Iterator[OpenCase]:
        where = {"stream": [ENTRIES], "batch": [batch], "stage": sorted(stages)}
        after = None
        while page := readmodel.page(WORKLIST, where=where, after=after, limit=PER_READ):
            yield from (WORKLIST.decoded(listed.row.decode()) for listed in page)
            after = page[-1].after

    return read
