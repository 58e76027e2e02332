"""Idempotency keys: a repeated key gets the first result, and nothing is done twice."""

from collections.abc import Iterable
from typing import NamedTuple

from adapters.event_store.log import Log, Stored
from adapters.personal_data.vault import Vault
from services.commands.messages import AnswerGone, CommandResult, KeyReused, PendingCommand, Reply

Key = tuple[str, str]
Known = dict[Key, tuple[bytes, tuple[int, ...]]]


class Sorted(NamedTuple):
    """A batch, sorted: answered already, to be decided, and duplicates within the batch."""

    answers: list[tuple[PendingCommand, Reply]]
    fresh: list[PendingCommand]
    duplicates: list[PendingCommand]


class IdempotencyIndex:
    """Looks up idempotency keys in the event store. Answers before `unproven_before` were given
    under keys that are lost: whether the body is the same cannot be told any more, but the key is,
    and nothing is done twice."""

    def __init__(self, log: Log, vault: Vault) -> None:
        self.log, self.vault = log, vault
        self.unproven_before = 0

    def sort(self, batch: list[PendingCommand]) -> Sorted:
        """Sorts a batch into commands that the store answers, commands to decide, and duplicates
        that wait for an earlier one with the same key."""
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
        """What is stored under the keys of commands that have a key or were tried before."""
        keys = [pending.key for pending in batch if pending.request.key or pending.tries]
        return self.log.answered(keys) if keys else {}

    def fingerprint(self, pending: PendingCommand) -> bytes:
        return self.vault.fingerprint(pending.request.body or pending.id.encode())

    def _events(self, known: Known) -> dict[int, Stored]:
        """The events stored under the keys, by position, in one read."""
        positions = [position for _, stored in known.values() for position in stored]
        return {event.position: event for event in self.log.at(positions)} if positions else {}

    def _first_answer(
        self,
        pending: PendingCommand,
        fingerprint: bytes,
        positions: tuple[int, ...],
        events: dict[int, Stored],
    ) -> Reply:
        proven = min(positions) >= self.unproven_before
        if proven and fingerprint != self.fingerprint(pending):
            return KeyReused()
        if gone := [position for position in positions if position not in events]:
            return AnswerGone(gone[0])
        return CommandResult(tuple(events[p] for p in positions), replayed=True)
