"""Decides a stored command again, on nothing but the versions that its record says were read."""

from collections.abc import Iterable, Mapping, Sequence

from domain.case import Case
from domain.deciding import Decided, decide, decide_act
from domain.matter import UNTOLD, CaseReader
from domain.record import Record
from domain.streams import replay
from tests.support.world import claim

Histories = Mapping[str, Sequence[Record]]


def state_at(histories: Histories, stream: str, version: int) -> Case | None:
    return replay(stream.partition("/")[0], histories[stream][:version]) if version else None


def look_of(histories: Histories, record: Record) -> CaseReader:
    """Sees the states at the versions in `reads`; KeyError where something else is looked at. What
    no record tells that it was read, as it was before the act."""

    def load(name: str) -> tuple[Case | None, int]:
        version = before(name) if name.startswith(UNTOLD) else record.reads[name]
        return state_at(histories, name, version), version

    def before(name: str) -> int:
        return sum(number_of(one) < number_of(record) for one in histories.get(name, ()))

    def past(name: str, upto: int) -> Iterable[tuple[int, Record]]:
        return enumerate(histories[name][:upto], 1)

    return CaseReader(load, claim, past)


def number_of(record: Record) -> int:
    """Which act of its world it was."""
    return int(record.context.command_id.removeprefix("c"))


def decided_again(histories: Histories, stream: str, record: Record) -> list[Decided]:
    """What the stored command brings about, on the states at the versions in `reads`.

    Fails where the decision reads what the record does not name.
    """
    kind, id = stream.split("/")
    return decide(kind, id, record.command, record.context, look_of(histories, record))


def decided_alone(histories: Histories, stream: str, record: Record) -> Record:
    """The same of one record, whether it was asked for or entailed."""
    kind, id = stream.split("/")
    reader = look_of(histories, record)
    return decide_act(kind, id, record.command, record.context, reader)[0].record
