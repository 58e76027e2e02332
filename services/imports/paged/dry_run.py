"""Tries pages without storing anything, each on the case as the ones before it would leave it."""

from adapters.event_store.cases import Held
from domain.case import Command
from domain.context import Actor
from domain.deciding import CaseMissing, decide
from domain.matter import CaseReader
from domain.refusal import Refusal, Refused
from services.commands.messages import CommandRequest, context_of
from services.runtime import Runtime

TRIED_COMMAND = "0" * 32


class DryRun:
    """Decides commands on one case in memory. Nothing is sealed, nothing is written."""

    def __init__(self, runtime: Runtime, actor: Actor, stream: str, id: str) -> None:
        self.runtime, self.actor, self.stream, self.id = runtime, actor, stream, id
        self.left: dict[str, Held] = {}

    def answer(self, command: Command) -> list[Refusal] | Exception | None:
        """The reasons against a command; none where it would be done, and counts as done."""
        store, vault = self.runtime.store, self.runtime.vault
        named = vault.recognised(command, TRIED_COMMAND, self.actor.organ)
        reader = CaseReader(self.load, vault.claim_id, store.records, store.recorded)
        request = CommandRequest(self.stream, self.id, named, self.actor)
        context = context_of(request, TRIED_COMMAND, self.runtime.clock.today())
        try:
            decided = decide(self.stream, self.id, named, context, reader)
        except Refused as refused:
            return list(refused.refusals)
        except CaseMissing as missing:
            return missing
        self.left |= {one.stream: (one.after, one.version) for one in decided}
        return None

    def load(self, name: str) -> Held:
        return self.left.get(name) or self.runtime.store.current(name)
