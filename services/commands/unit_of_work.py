"""One round of the office: commands decided each on what the last one left, stored, answered."""

from concurrent.futures import Future

from adapters.event_store.cases import CaseStore, Held
from adapters.event_store.codec import encode
from adapters.event_store.log import Entry, Outcome, Wish
from adapters.nats.connection import LARGEST_RECORD
from adapters.personal_data.vault import Vault
from domain.deciding import CaseMissing, Decided, decide
from domain.matter import Look
from domain.refusal import Refused, Text, house
from domain.working_days import CalendarUnknown
from services.clock import Clock
from services.commands.idempotency import Repeats
from services.commands.messages import Done, Stale, Waiting, context_of
from services.metrics import COMMANDS, COMMIT_SIZE, CONFLICTS, DECISIONS


class Round:
    """One batch of commands, each decided on the state that those before it leave.

    Two kinds get no answer: the `lost`, which must be tried again, and those `too_early`.
    """

    def __init__(self, store: CaseStore, vault: Vault, clock: Clock, repeats: Repeats) -> None:
        self.store, self.vault, self.clock, self.repeats = store, vault, clock, repeats
        self.left: dict[str, Held] = {}
        self.refused: list[tuple[Waiting, Exception]] = []
        self.undone: set[str] = set()
        self.wished: set[Future[Done]] = set()
        self.lost: list[Waiting] = []
        self.too_early: list[Waiting] = []

    def decide(self, batch: list[Waiting]) -> list[tuple[Waiting, Wish]]:
        wishes = []
        for waiting in batch:
            if self._comes_too_early(waiting):
                self.too_early.append(waiting)
                continue
            try:
                wishes.append((waiting, self._wish(waiting)))
                self.wished.add(waiting.future)
            except (Refused, CaseMissing, CalendarUnknown, Stale) as error:
                self.refused.append((waiting, error))
            except Exception as error:
                waiting.future.set_exception(error)
        return wishes

    def settle(self, wishes: list[tuple[Waiting, Wish]], outcomes: list[Outcome]) -> None:
        """Keep and answer what was stored; of the lost, forget what they were decided on."""
        positions = [p for outcome in outcomes for p in outcome.positions]
        events = {stored.position: stored for stored in self.store.log.at(positions)}
        stored = [w for (w, _), o in zip(wishes, outcomes, strict=True) if o.kind == "stored"]
        self.lost = [w for (w, _), o in zip(wishes, outcomes, strict=True) if o.kind != "stored"]
        COMMIT_SIZE.observe(len(stored))
        for waiting in self.lost:
            CONFLICTS.inc()
            self.store.forget(waiting.reads)
            self.undone.update(one.stream for one in waiting.decided)
        for waiting in stored:
            for one in waiting.decided:
                self.store.keep(one.stream, one.after, one.version)
        for (waiting, _), outcome in zip(wishes, outcomes, strict=True):
            if outcome.kind == "stored":
                COMMANDS.inc()
                waiting.future.set_result(Done(tuple(events[p] for p in outcome.positions)))

    def refuse(self) -> None:
        """Answer the refused, once the others of this round are stored.

        Where a case has moved on since this process saw it, or a refusal rests on what was then
        not stored, it is decided again. Where another process has done the very command meanwhile,
        its answer is given.
        """
        reads = {stream for waiting, _ in self.refused for stream in waiting.reads}
        heads = self.store.log.heads(list(reads)) if reads else {}
        answered = self.repeats.answered(waiting for waiting, _ in self.refused)
        for waiting, error in self.refused:
            moved = [s for s, v in waiting.reads.items() if v != heads[s] or s in self.undone]
            if moved or waiting.key in answered:
                self.store.forget(moved)
                self.lost.append(waiting)
            else:
                waiting.future.set_exception(error)

    def _comes_too_early(self, waiting: Waiting) -> bool:
        """What was accepted in this round counts as decided: if it loses, so does what read it."""
        before = waiting.wanted.behind
        return not (before is None or before.done() or before in self.wished)

    def _load(self, stream: str) -> Held:
        return self.left.get(stream) or self.store.held(stream)

    def _wish(self, waiting: Waiting) -> Wish:
        wanted = waiting.wanted
        look = Look(self._load, self.vault.claim_id)
        waiting.reads = look.reads
        self._check_version(waiting)
        DECISIONS.inc()
        context = context_of(wanted, waiting.id, self.clock.today())
        waiting.decided = decide(wanted.stream, wanted.id, waiting.command, context, look)
        written = {one.stream for one in waiting.decided}
        entries = tuple(entry_of(one) for one in waiting.decided)
        self.left.update({one.stream: (one.after, one.version) for one in waiting.decided})
        reads = tuple((s, v) for s, v in look.reads.items() if s not in written)
        person, key = waiting.key
        return Wish(person, key, self.repeats.fingerprint(waiting), entries, reads)

    def _check_version(self, waiting: Waiting) -> None:
        wanted = waiting.wanted
        if wanted.if_match is None:
            return
        name = f"{wanted.stream}/{wanted.id}"
        _, version = self._load(name)
        if version != wanted.if_match and name not in self.left:
            _, version = self.store.current(name)
        if version != wanted.if_match:
            waiting.reads[name] = version
            raise Stale(version)


def entry_of(decided: Decided) -> Entry:
    """An event as it is to be stored. Raises Refused for one that could never leave by NATS: all
    that come behind it would wait for it."""
    topic, state = encode(decided.record)
    if len(state) > LARGEST_RECORD:
        raise Refused(
            [
                house(
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
                )
            ]
        )
    return Entry(decided.stream, decided.version, topic, state)
