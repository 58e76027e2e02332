"""A stored act, decided once more on nothing but what it says that it read."""

from collections.abc import Mapping, Sequence

from domain.case import Case, Record
from domain.deciding import Decided, decide
from domain.matter import Look
from domain.streams import replay
from tests.world import claim

Histories = Mapping[str, Sequence[Record]]


def state_at(histories: Histories, stream: str, version: int) -> Case | None:
    return replay(stream.partition("/")[0], histories[stream][:version]) if version else None


def decided_again(histories: Histories, stream: str, record: Record) -> list[Decided]:
    """What the stored command brings about, on the states at the versions in `reads`.

    Fails where the decision reads what the record does not name.
    """

    def load(name: str) -> tuple[Case | None, int]:
        return state_at(histories, name, record.reads[name]), record.reads[name]

    kind, id = stream.split("/")
    return decide(kind, id, record.command, record.context, Look(load, claim))
