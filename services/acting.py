"""act: the one way to do anything. Load, check, decide, seal, append; all who wait in one commit.

One thread decides for everyone, each command on the state that the last one left, and commits all
that are waiting as one transaction. So a command costs one decision, and 64 that wait cost one
commit. What another process was faster with is decided again.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date
from secrets import token_hex

import structlog

from adapters.casestore import CaseStore, Held
from adapters.codec import encode
from adapters.log import Entry, Outcome, Stored, StoreUnavailable, Wish
from adapters.nats_link import LARGEST_RECORD
from adapters.vault import Vault
from domain.case import Actor, Command, Context, Override
from domain.deciding import CaseMissing, Decided, decide
from domain.matter import Look
from domain.refusal import Refused, Text, house
from domain.working_days import CalendarUnknown
from services.clock import Clock
from services.metrics import COMMANDS, COMMIT_SIZE, CONFLICTS, DECISIONS

log = structlog.get_logger()
PATIENCE = 5.0
LARGEST_COMMIT = 512


class Stale(Exception):
    """The case is no longer at the version that `If-Match` names."""

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(f"the case is at version {version}")


class KeyReused(Exception):
    """The same idempotency key came with another body."""


class Busy(Exception):
    """Not done within the time allowed; nothing was stored. Try again."""


@dataclass(frozen=True)
class Wanted:
    """A command as somebody wants it done. `key` makes it happen once however often it is sent;
    `behind` is the answer to another that must be decided before, whatever holds that one up."""

    stream: str
    id: str
    command: Command
    actor: Actor
    occurred_on: date | None = None
    effective_on: date | None = None
    document_no: str | None = None
    evidence: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    late_reason: str | None = None
    key: str | None = None
    body: bytes = b""
    if_match: int | None = None
    behind: "Future[Done] | None" = None


@dataclass(frozen=True)
class Done:
    """What is stored of a command: its own event first, then those it entailed."""

    events: tuple[Stored, ...]
    replayed: bool = False


@dataclass
class Waiting:
    wanted: Wanted
    id: str
    command: Command
    future: "Future[Done]"
    deadline: float
    tries: int = 0
    decided: list[Decided] = field(default_factory=list)
    reads: dict[str, int] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        return self.wanted.actor.person, self.wanted.key or self.id


class Office:
    """Takes commands from any thread and answers each with a future."""

    def __init__(self, store: CaseStore, vault: Vault, clock: Clock) -> None:
        self.store, self.vault, self.clock = store, vault, clock
        self.listeners: list[Callable[[], None]] = []
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="office")
        self._thread.start()

    def submit(self, wanted: Wanted) -> "Future[Done]":
        """Seals what is personal and queues the command."""
        id = token_hex(16)
        scope = wanted.actor.organ
        command = self.vault.seal(wanted.command, id, scope)
        waiting = Waiting(wanted, id, command, Future(), time.monotonic() + PATIENCE)
        waiting.future.set_running_or_notify_cancel()  # who stops waiting takes nothing back
        self._queue.put(waiting)
        return waiting.future

    def act(self, wanted: Wanted) -> Done:
        """Does a command and waits for it. Raises Refused, CaseMissing, Stale, KeyReused, Busy."""
        return self.submit(wanted).result()

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        while True:
            batch = self._take()
            if batch:
                self._round([waiting for waiting in batch if waiting is not None])
            if None in batch:
                self._turn_away()
                return

    def _turn_away(self) -> None:
        """Closed: whoever still waits to be tried again is told to come again."""
        while not self._queue.empty():
            if waiting := self._queue.get():
                waiting.future.set_exception(Busy())

    def _take(self) -> list[Waiting | None]:
        batch = [self._queue.get()]
        while len(batch) < LARGEST_COMMIT:
            try:
                batch.append(self._queue.get_nowait())
            except queue.Empty:
                break
        return batch

    def _round(self, batch: list[Waiting]) -> None:
        """Decide all, commit them at once, answer each."""
        try:
            round_ = Round(self, self._answered_before(batch))
            wishes = round_.decide()
            if wishes:
                outcomes = self.store.log.write([wish for _, wish in wishes], self.clock.now())
                round_.settle(wishes, outcomes)
            round_.refuse()
            round_.put_off()
        except StoreUnavailable as error:
            log.warning("store unavailable", error=str(error))
            self._again([waiting for waiting in batch if not waiting.future.done()], pause=0.2)
        except Exception as error:
            log.exception("office")
            for waiting in batch:
                if not waiting.future.done():
                    waiting.future.set_exception(error)

    def _answered_before(self, batch: list[Waiting]) -> list[Waiting]:
        """Answer those whose key is known; give back the others. Two of one key: one waits."""
        known = self.answered(batch)
        fresh: dict[tuple[str, str], Waiting] = {}
        for waiting in batch:
            if waiting.key in known:
                fingerprint, positions = known[waiting.key]
                self._replay(waiting, fingerprint, positions)
            elif waiting.key in fresh:
                self._queue.put(waiting)
            else:
                fresh[waiting.key] = waiting
        return list(fresh.values())

    def answered(
        self, batch: Iterable[Waiting]
    ) -> dict[tuple[str, str], tuple[bytes, tuple[int, ...]]]:
        """Of those that may have been done before, what is stored under their keys."""
        keys = [waiting.key for waiting in batch if waiting.wanted.key or waiting.tries]
        return self.store.log.answered(keys) if keys else {}

    def _replay(self, waiting: Waiting, fingerprint: bytes, positions: tuple[int, ...]) -> None:
        if fingerprint != self.fingerprint(waiting):
            waiting.future.set_exception(KeyReused())
            return
        events = {stored.position: stored for stored in self.store.log.at(positions)}
        waiting.future.set_result(Done(tuple(events[p] for p in positions), replayed=True))

    def fingerprint(self, waiting: Waiting) -> bytes:
        return self.vault.fingerprint(waiting.wanted.body or waiting.id.encode())

    def _again(self, batch: list[Waiting], pause: float = 0.0) -> None:
        if pause:
            time.sleep(pause)
        for waiting in batch:
            waiting.tries += 1
            if time.monotonic() > waiting.deadline:
                waiting.future.set_exception(Busy())
            else:
                self._queue.put(waiting)


class Round:
    """One batch of commands, each decided on the state that those before it leave."""

    def __init__(self, office: Office, batch: list[Waiting]) -> None:
        self.office, self.batch = office, batch
        self.left: dict[str, Held] = {}
        self.refused: list[tuple[Waiting, Exception]] = []
        self.undone: set[str] = set()
        self.wished: set[Future[Done]] = set()
        self.too_early: list[Waiting] = []

    def decide(self) -> list[tuple[Waiting, Wish]]:
        wishes = []
        for waiting in self.batch:
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

    def _comes_too_early(self, waiting: Waiting) -> bool:
        """What was accepted in this round counts as decided: if it loses, so does what read it."""
        before = waiting.wanted.behind
        return not (before is None or before.done() or before in self.wished)

    def put_off(self) -> None:
        """Those whose turn had not come wait for the next round; that is not a try of theirs."""
        for waiting in self.too_early:
            waiting.deadline = time.monotonic() + PATIENCE
            self.office._queue.put(waiting)

    def refuse(self) -> None:
        """Answer the refused, once the others of this round are stored.

        Where a case has moved on since this process saw it, or a refusal rests on what was then
        not stored, it is decided again. Where another process has done the very command meanwhile,
        its answer is given.
        """
        reads = {stream for waiting, _ in self.refused for stream in waiting.reads}
        heads = self.office.store.log.heads(list(reads)) if reads else {}
        answered = self.office.answered(waiting for waiting, _ in self.refused)
        again = []
        for waiting, error in self.refused:
            moved = [s for s, v in waiting.reads.items() if v != heads[s] or s in self.undone]
            if moved or waiting.key in answered:
                self.office.store.forget(moved)
                again.append(waiting)
            else:
                waiting.future.set_exception(error)
        self.office._again(again)

    def _load(self, stream: str) -> Held:
        return self.left.get(stream) or self.office.store.held(stream)

    def _wish(self, waiting: Waiting) -> Wish:
        wanted = waiting.wanted
        look = Look(self._load, self.office.vault.claim_id)
        waiting.reads = look.reads
        self._check_version(waiting)
        DECISIONS.inc()
        context = context_of(wanted, waiting.id, self.office.clock.today())
        waiting.decided = decide(wanted.stream, wanted.id, waiting.command, context, look)
        written = {one.stream for one in waiting.decided}
        entries = tuple(entry_of(one) for one in waiting.decided)
        self.left.update({one.stream: (one.after, one.version) for one in waiting.decided})
        reads = tuple((s, v) for s, v in look.reads.items() if s not in written)
        person, key = waiting.key
        return Wish(person, key, self.office.fingerprint(waiting), entries, reads)

    def _check_version(self, waiting: Waiting) -> None:
        wanted = waiting.wanted
        if wanted.if_match is None:
            return
        name = f"{wanted.stream}/{wanted.id}"
        _, version = self._load(name)
        if version != wanted.if_match and name not in self.left:
            _, version = self.office.store.current(name)
        if version != wanted.if_match:
            waiting.reads[name] = version
            raise Stale(version)

    def settle(self, wishes: list[tuple[Waiting, Wish]], outcomes: list[Outcome]) -> None:
        """Keep what was stored, answer, and send the losers round again."""
        office = self.office
        positions = [p for outcome in outcomes for p in outcome.positions]
        events = {stored.position: stored for stored in office.store.log.at(positions)}
        stored = [w for (w, _), o in zip(wishes, outcomes, strict=True) if o.kind == "stored"]
        lost = [w for (w, _), o in zip(wishes, outcomes, strict=True) if o.kind != "stored"]
        COMMIT_SIZE.observe(len(stored))
        for waiting in lost:
            CONFLICTS.inc()
            office.store.forget(waiting.reads)
            self.undone.update(one.stream for one in waiting.decided)
        for waiting in stored:
            for one in waiting.decided:
                office.store.keep(one.stream, one.after, one.version)
        for (waiting, _), outcome in zip(wishes, outcomes, strict=True):
            if outcome.kind == "stored":
                COMMANDS.inc()
                waiting.future.set_result(Done(tuple(events[p] for p in outcome.positions)))
        for listener in office.listeners:
            listener()
        office._again(lost)


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


def context_of(wanted: Wanted, id: str, today: date) -> Context:
    """The context of a command. Raises Refused for a day in the future."""
    day = wanted.occurred_on or today
    if day > today:
        raise Refused(
            [
                house(
                    "future",
                    "办理日不在将来",
                    Text(f"办理日 {day}", f"occurred_on {day}"),
                    Text(f"{today} 及以前", f"{today} or before"),
                )
            ]
        )
    return Context(
        actor=wanted.actor,
        occurred_on=day,
        effective_on=wanted.effective_on or day,
        command_id=id,
        document_no=wanted.document_no,
        evidence=wanted.evidence,
        overrides=wanted.overrides,
        late_reason=wanted.late_reason,
    )
