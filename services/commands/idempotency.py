"""What comes twice under one key is done once: whoever repeats a command gets its first answer."""

from collections.abc import Iterable
from typing import NamedTuple

from adapters.event_store.log import Log, Stored
from adapters.personal_data.vault import Vault
from services.commands.messages import CommandResult, KeyReused, PendingCommand, Reply

Key = tuple[str, str]
Known = dict[Key, tuple[bytes, tuple[int, ...]]]


class Sorted(NamedTuple):
    """A batch by what is to be done with each of it."""

    answers: list[tuple[PendingCommand, Reply]]
    fresh: list[PendingCommand]
    duplicates: list[PendingCommand]


class IdempotencyIndex:
    """What the store holds under the keys of commands."""

    def __init__(self, log: Log, vault: Vault) -> None:
        self.log, self.vault = log, vault

    def sort(self, batch: list[PendingCommand]) -> Sorted:
        """Who is answered from the store, who is to be decided, and who must wait because another
        before them has the same key."""
        known = self.answered(batch)
        events = self._events(known)
        answers: list[tuple[PendingCommand, Reply]] = []
        fresh: dict[Key, PendingCommand] = {}
        duplicates = []
        for pending in batch:
            if pending.key in known:
                answers.append((pending, self._first_answer(pending, *known[pending.key], events)))
            elif pending.key in fresh:
                duplicates.append(pending)
            else:
                fresh[pending.key] = pending
        return Sorted(answers, list(fresh.values()), duplicates)

    def answered(self, batch: Iterable[PendingCommand]) -> Known:
        """Of those that may have been done before, what is stored under their keys."""
        keys = [pending.key for pending in batch if pending.request.key or pending.tries]
        return self.log.answered(keys) if keys else {}

    def fingerprint(self, pending: PendingCommand) -> bytes:
        return self.vault.fingerprint(pending.request.body or pending.id.encode())

    def _events(self, known: Known) -> dict[int, Stored]:
        """What is stored under the keys, by position: read at once for all."""
        positions = [position for _, some in known.values() for position in some]
        return {one.position: one for one in self.log.at(positions)} if positions else {}

    def _first_answer(
        self,
        pending: PendingCommand,
        fingerprint: bytes,
        positions: tuple[int, ...],
        events: dict[int, Stored],
    ) -> Reply:
        if fingerprint != self.fingerprint(pending):
            return KeyReused()
        return CommandResult(tuple(events[p] for p in positions), replayed=True)
