"""What comes twice under one key is done once: whoever repeats a command gets its first answer."""

from collections.abc import Iterable

from adapters.event_store.log import Log
from adapters.personal_data.vault import Vault
from services.commands.messages import CommandResult, KeyReused, PendingCommand

Key = tuple[str, str]


class IdempotencyIndex:
    """What the store holds under the keys of commands."""

    def __init__(self, log: Log, vault: Vault) -> None:
        self.log, self.vault = log, vault

    def answer(
        self, batch: list[PendingCommand]
    ) -> tuple[list[PendingCommand], list[PendingCommand]]:
        """Answer those whose key is known; give back the others, and apart from them whoever must
        wait because another before them has the same key."""
        known = self.answered(batch)
        fresh: dict[Key, PendingCommand] = {}
        duplicates = []
        for pending in batch:
            if pending.key in known:
                fingerprint, positions = known[pending.key]
                self._replay(pending, fingerprint, positions)
            elif pending.key in fresh:
                duplicates.append(pending)
            else:
                fresh[pending.key] = pending
        return list(fresh.values()), duplicates

    def answered(self, batch: Iterable[PendingCommand]) -> dict[Key, tuple[bytes, tuple[int, ...]]]:
        """Of those that may have been done before, what is stored under their keys."""
        keys = [pending.key for pending in batch if pending.request.key or pending.tries]
        return self.log.answered(keys) if keys else {}

    def fingerprint(self, pending: PendingCommand) -> bytes:
        return self.vault.fingerprint(pending.request.body or pending.id.encode())

    def _replay(
        self, pending: PendingCommand, fingerprint: bytes, positions: tuple[int, ...]
    ) -> None:
        if fingerprint != self.fingerprint(pending):
            pending.future.set_exception(KeyReused())
            return
        events = {stored.position: stored for stored in self.log.at(positions)}
        pending.future.set_result(CommandResult(tuple(events[p] for p in positions), replayed=True))
