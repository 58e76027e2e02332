"""Decides a command without doing it: nothing is sealed and nothing is stored. It tells beforehand
what the rules would say, and what would come of it."""

from adapters.event_store.cases import CaseStore
from adapters.personal_data.vault import Vault
from domain.deciding import Decided, decide
from domain.matter import CaseReader
from services.clock import Clock
from services.commands.claimed_ids import under_its_claim
from services.commands.messages import CommandRequest, context_of
from services.commands.new_regulations import refuse_unfit

NO_COMMAND = "0" * 32


def tried(store: CaseStore, vault: Vault, clock: Clock, request: CommandRequest) -> list[Decided]:
    """What would be decided now. Raises what the decision would: Refused with every reason,
    CaseMissing, CalendarUnknown."""
    request = under_its_claim(request, vault, store.current)
    command = vault.recognised(request.command, NO_COMMAND, request.actor.organ)
    context = context_of(request, NO_COMMAND, clock.today())
    reader = CaseReader(store.current, vault.claim_id, store.records, store.recorded)
    decided = decide(request.stream, request.id, command, context, reader)
    refuse_unfit(command)
    return decided
