"""Opens a new generation of a store: it goes on beyond every position that anybody may have seen.

An older store has taken the place of a newer one. What the newer one told under its positions is
lost here, but others know it: those positions are never given again, and that they were lost is an
event like any other.
"""

from collections.abc import Callable
from datetime import timedelta

from msgspec import Struct

from domain.context import SYSTEM
from domain.store.case import STORE_FILE
from domain.store.keeping import RecordRestoration
from services.commands.messages import CommandRequest
from services.runtime import Runtime
from services.seeding import seed

MILLION = 1_000_000
HOUR = timedelta(hours=1)
Seeding = Callable[[Runtime], int]
"""Issues the rules that a house begins with, as far as they are not issued yet."""


class NewGeneration(Struct, frozen=True):
    """How a store goes on: the last position that it kept, the highest that others may have seen,
    and the first that is given from now on."""

    kept_to: int
    seen: int
    goes_on_from: int


def open_generation(
    runtime: Runtime, seen: int, reason: str, seeding: Seeding = seed
) -> NewGeneration:
    """Records that the store was restored, beyond `seen` and all that it knows itself.

    Killed in between and begun again, it skips once more or not at all.
    """
    end = runtime.log.end()
    kept_to = end[0] if end else 0
    unseen_for = runtime.clock.now() - end[1] if end else timedelta()
    begin = first_unseen(max(seen, kept_to), unseen_for)
    runtime.log.skip_to(begin)
    runtime.dispatcher.guard.sign.write(runtime.clock.now())  # a backup may be months old
    runtime.dispatcher.refusal = lambda: None  # that the store is older is what this ends
    seeding(runtime)  # a store of an earlier release does not know the command yet
    record_restoration(runtime, kept_to, begin, reason)
    runtime.parts.go_on()
    return NewGeneration(kept_to, seen, begin)


def record_restoration(runtime: Runtime, kept_to: int, begin: int, reason: str) -> None:
    command = RecordRestoration(kept_to=kept_to, goes_on_from=begin, reason=reason)
    key = f"restoration:{begin}"
    request = CommandRequest("stores", STORE_FILE, command, SYSTEM, key=key, body=reason.encode())
    runtime.dispatcher.act(request)


def first_unseen(seen: int, unseen_for: timedelta) -> int:
    """The first position of the next million, and a million later for each hour since the last
    event that was kept.

    Where nobody can be asked any more, the lost store may have gone on, and the same backup may
    have been restored once before: neither gave a million positions an hour, so none is met.
    """
    hours = max(0, unseen_for // HOUR)
    return (seen // MILLION + 1 + hours) * MILLION + 1
