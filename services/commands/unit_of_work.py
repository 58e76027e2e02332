"""The unit of work: a batch of commands, decided one upon the other, stored in one transaction."""

from collections.abc import Iterator
from datetime import date
from math import inf

from adapters.event_store.cases import CaseStore, Held
from adapters.event_store.codec import encode
from adapters.event_store.log import AppendRequest, Entry, Outcome
from adapters.nats.connection import LARGEST_RECORD
from adapters.personal_data.vault import BoxGiven, Unsealed, Vault
from domain.case import Command
from domain.deciding import Decided, decide
from domain.in_force import NumberedRecord
from domain.matter import CaseReader
from domain.refusal import Refused, Text, file_rule
from services.clock import Clock
from services.commands.claimed_ids import under_its_claim
from services.commands.idempotency import IdempotencyIndex
from services.commands.messages import (
    CommandResult,
    PendingCommand,
    Reply,
    Stale,
    context_of,
)
from services.commands.new_regulations import refuse_unfit
from services.metrics import COMMANDS_ANSWERED, COMMIT_SIZE, CONFLICTS, DECISIONS


class UnitOfWork:
    """One batch of commands, each decided on the state that those before it leave.

    Returns the answers and resolves no future itself. Two kinds get no answer: the `lost`, which
    must be tried again, and those `too_early`.
    """

    def __init__(
        self, store: CaseStore, vault: Vault, clock: Clock, repeats: IdempotencyIndex
    ) -> None:
        self.store, self.vault, self.clock, self.repeats = store, vault, clock, repeats
        self.left: dict[str, Held] = {}
        self.recorded: dict[str, list[NumberedRecord]] = {}
        self.refused: list[tuple[PendingCommand, Exception]] = []
        self.undone: set[str] = set()
        self.accepted: set[object] = set()
        self.lost: list[PendingCommand] = []
        self.too_early: list[PendingCommand] = []

    def seal(self, batch: list[PendingCommand]) -> None:
        """Seals the personal fields of all commands that are not sealed yet; keys of new persons
        are made in one transaction. Refuses a command that brings a sealed value of its own."""
        waiting = [pending for pending in batch if pending.command is None]
        given = [unsealed(pending) for pending in waiting]
        for pending, sealed in zip(waiting, self.vault.seal_given(given), strict=True):
            if isinstance(sealed, BoxGiven):
                self.refused.append((pending, sealed))
            else:
                pending.command = sealed

    def decide(
        self, batch: list[PendingCommand], largest: float = inf
    ) -> list[tuple[PendingCommand, AppendRequest]]:
        """Decides commands until their records take `largest` bytes; the rest has to wait."""
        appends, size, today = [], 0, self.clock.today()
        for pending in batch:
            if pending.command is None:
                continue
            if size >= largest or self._comes_too_early(pending):
                self.too_early.append(pending)
                continue
            try:
                append = self._append_request(pending, pending.command, today)
                size += sum(len(entry.state) for entry in append.entries)
                appends.append((pending, append))
                self.accepted.add(pending.future)
            except Exception as error:
                self.refused.append((pending, error))
        return appends

    def settle(
        self, appends: list[tuple[PendingCommand, AppendRequest]], outcomes: list[Outcome]
    ) -> list[tuple[PendingCommand, Reply]]:
        """Keeps the states of what was stored, and returns its results; for the lost, drops the
        cached states that they were decided on."""
        ended = [(pending, o) for (pending, _), o in zip(appends, outcomes, strict=True)]
        stored = [(pending, o) for pending, o in ended if o.kind == "stored"]
        self.lost = [pending for pending, o in ended if o.kind != "stored"]
        COMMIT_SIZE.observe(len(stored))
        COMMANDS_ANSWERED.inc(len(stored))
        for pending in self.lost:
            CONFLICTS.inc()
            self.store.forget(pending.reads)
            self.undone.update(decided.stream for decided in pending.decided)
        for pending, outcome in stored:
            for decided, event in zip(pending.decided, outcome.events, strict=True):
                self.store.keep(decided.stream, decided.record, decided.after, event)
        return [(pending, CommandResult(outcome.events)) for pending, outcome in stored]

    def refuse(self) -> list[tuple[PendingCommand, Reply]]:
        """The answers to refused commands, once the others of this batch are stored.

        Where a case has moved on since this process read it, or the refusal rests on an event of
        this batch that was not stored, the command is decided again. So is one that another process
        has stored meanwhile: it gets that result.
        """
        reads = {stream for pending, _ in self.refused for stream in pending.reads}
        heads = self.store.log.heads(list(reads)) if reads else {}
        answered = self.repeats.answered(pending for pending, _ in self.refused)
        answers: list[tuple[PendingCommand, Reply]] = []
        for pending, error in self.refused:
            moved = [s for s, v in pending.reads.items() if v != heads[s] or s in self.undone]
            if moved or pending.key in answered:
                self.store.forget(moved)
                self.lost.append(pending)
            else:
                answers.append((pending, error))
        return answers

    def _comes_too_early(self, pending: PendingCommand) -> bool:
        """Whether the command waits for another. One accepted in this batch counts as decided: if
        it loses, so does whatever read its state."""
        before = pending.request.behind
        return not (before is None or before.done() or before in self.accepted)

    def _load(self, stream: str) -> Held:
        return self.left.get(stream) or self.store.held(stream)

    def _past(self, stream: str, upto: int) -> Iterator[NumberedRecord]:
        """The records of a case: those in the store, then those of this batch."""
        new = [one for one in self.recorded.get(stream, ()) if one[0] <= upto]
        yield from self.store.records(stream, new[0][0] - 1 if new else upto)
        yield from new

    def _append_request(
        self, pending: PendingCommand, command: Command, today: date
    ) -> AppendRequest:
        request = under_its_claim(pending.request, self.vault, self._load)
        pending.request = request
        reader = CaseReader(self._load, self.vault.claim_id, self._past, self.store.recorded)
        pending.reads = reader.reads
        stale = self._staleness(pending)
        if stale and stale.version is not None:
            raise stale
        DECISIONS.inc()
        context = context_of(request, pending.id, today)
        pending.decided = decide(request.stream, request.id, command, context, reader)
        refuse_unfit(command)
        if stale:
            raise stale
        written = {decided.stream for decided in pending.decided}
        entries = tuple(map(log_entry, pending.decided))
        for each in pending.decided:
            self.left[each.stream] = each.after, each.version
            self.recorded.setdefault(each.stream, []).append((each.version, each.record))
        reads = tuple((s, v) for s, v in reader.reads.items() if s not in written)
        person, key = pending.key
        return AppendRequest(person, key, self.repeats.fingerprint(pending), entries, reads)

    def _staleness(self, pending: PendingCommand) -> Stale | None:
        """The failure of `If-Match`, if any; events that the caller is not shown make no newer
        version."""
        request = pending.request
        if request.if_match is None:
            return None
        name = f"{request.stream}/{request.id}"
        case, version = self._load(name)
        if request.known_as(case, version) not in request.if_match and name not in self.left:
            case, version = self.store.current(name)
        number = request.known_as(case, version)
        if number in request.if_match:
            return None
        pending.reads[name] = version
        return Stale(number)


def unsealed(pending: PendingCommand) -> Unsealed:
    request = pending.request
    return Unsealed(request.command, pending.id, request.actor.organ, request.staying)


def log_entry(decided: Decided) -> Entry:
    """An event as it is to be stored. Raises Refused for one too large for NATS, where all later
    events would wait behind it."""
    topic, state = encode(decided.record)
    if len(state) > LARGEST_RECORD:
        raise Refused(
            [
                file_rule(
                    "size",
                    "一项办理的记录不超过可传送的大小",
                    Text(
                        f"{decided.stream} 的记录为 {len(state):,} 字节",
                        f"the record for {decided.stream} takes {len(state):,} bytes",
                    ),
                    Text(
                        f"至多 {LARGEST_RECORD:,} 字节，请缩短文字或分次办理",
                        f"at most {LARGEST_RECORD:,} bytes: shorten it, or do it in parts",
                    ),
                    "form",
                )
            ]
        )
    return Entry(decided.stream, decided.version, topic, state)
