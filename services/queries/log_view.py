"""What reading the log for somebody needs: the runtime has it, and so has a process that follows
the log and takes no commands."""

from dataclasses import dataclass
from typing import Protocol

from adapters.event_store.cases import CaseStore, Held
from adapters.event_store.log import Log
from domain.matter import CaseReader, Claim
from services.clock import Clock


class LogView(Protocol):
    """Log, cases and clock."""

    log: Log
    store: CaseStore
    clock: Clock

    def reader(self) -> CaseReader: ...


class FollowedCases(CaseStore):
    """Cases in a process that appends nothing: only the store knows where they are now."""

    def held(self, stream: str) -> Held:
        return self.current(stream)


@dataclass
class FollowedLog:
    """Log, cases and clock of such a process."""

    log: Log
    store: CaseStore
    clock: Clock
    claim: Claim

    def reader(self) -> CaseReader:
        """A reader of cases with every stored event applied."""
        return CaseReader(self.store.current, self.claim, self.store.records)
