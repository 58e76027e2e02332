"""What comes twice under one key is done once: whoever repeats a command gets its first answer."""

from collections.abc import Iterable

from adapters.event_store.log import Log
from adapters.personal_data.vault import Vault
from services.commands.messages import Done, KeyReused, Waiting

Key = tuple[str, str]


class Repeats:
    """What the store holds under the keys of commands."""

    def __init__(self, log: Log, vault: Vault) -> None:
        self.log, self.vault = log, vault

    def answer(self, batch: list[Waiting]) -> tuple[list[Waiting], list[Waiting]]:
        """Answer those whose key is known; give back the others, and apart from them whoever must
        wait because another before them has the same key."""
        known = self.answered(batch)
        fresh: dict[Key, Waiting] = {}
        twins = []
        for waiting in batch:
            if waiting.key in known:
                fingerprint, positions = known[waiting.key]
                self._replay(waiting, fingerprint, positions)
            elif waiting.key in fresh:
                twins.append(waiting)
            else:
                fresh[waiting.key] = waiting
        return list(fresh.values()), twins

    def answered(self, batch: Iterable[Waiting]) -> dict[Key, tuple[bytes, tuple[int, ...]]]:
        """Of those that may have been done before, what is stored under their keys."""
        keys = [waiting.key for waiting in batch if waiting.wanted.key or waiting.tries]
        return self.log.answered(keys) if keys else {}

    def fingerprint(self, waiting: Waiting) -> bytes:
        return self.vault.fingerprint(waiting.wanted.body or waiting.id.encode())

    def _replay(self, waiting: Waiting, fingerprint: bytes, positions: tuple[int, ...]) -> None:
        if fingerprint != self.fingerprint(waiting):
            waiting.future.set_exception(KeyReused())
            return
        events = {stored.position: stored for stored in self.log.at(positions)}
        waiting.future.set_result(Done(tuple(events[p] for p in positions), replayed=True))
