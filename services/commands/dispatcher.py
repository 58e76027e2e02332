"""The command dispatcher: seal, decide, append, answer; one round for all waiting commands.

A single thread takes all commands that wait. It seals their personal fields (keys made in one
transaction), decides each on the state that the one before left, stores them in one transaction,
and gives an event loop all its answers in one call. So no command waits for another thread than
this one, and 64 that wait cost one commit. A command that lost to another process (optimistic
concurrency) is decided again.
"""

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from secrets import token_bytes

import structlog

from adapters.event_store.cases import CaseStore
from adapters.event_store.log import Outcome, StoreAhead
from adapters.personal_data.vault import Vault
from adapters.unavailable import DatabaseAway
from services.clock import Clock
from services.commands.clock_guard import ClockGuard, ClockWrong
from services.commands.idempotency import IdempotencyIndex
from services.commands.messages import Busy, CommandRequest, CommandResult, PendingCommand, Reply
from services.commands.unit_of_work import UnitOfWork
from services.periodic import Heartbeat

log = structlog.get_logger()
PATIENCE = 5.0
LONGEST_TRY = 2.5  # seconds: nothing is begun that might be answered only after PATIENCE
LARGEST_COMMIT = 512
LARGEST_COMMIT_BYTES = 16 * 2**20
"""Bytes of bodies that are taken together, and of records that are written in one transaction,
with the one that goes beyond: a page of lines takes up to a mebibyte."""
ID_BYTES = 16
AWAY_PAUSE = 0.2  # seconds between tries while the store is away
FEW, GATHER_COMMANDS = 4, 0.003
"""After a round of more than so few commands, seconds to wait for others that come at once."""


class Turn(threading.local):
    """The commands of the present turn of this thread's event loop."""

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.commands: list[PendingCommand] = []


class Dispatcher:
    """Takes commands from any thread and answers each with a future. `refusal` says why none is
    taken now, if so."""

    def __init__(self, store: CaseStore, vault: Vault, clock: Clock, guard: ClockGuard) -> None:
        self.store, self.vault, self.clock, self.guard = store, vault, clock, guard
        self.repeats = IdempotencyIndex(store.log, vault)
        self.listeners: list[Callable[[], None]] = []
        self.refusal: Callable[[], Exception | None] = lambda: None
        self._queue: queue.SimpleQueue[PendingCommand | None] = queue.SimpleQueue()
        self._turn, self._taken = Turn(), 0
        self._thread = threading.Thread(target=self._work, name="dispatcher")
        self.heartbeat = Heartbeat("dispatcher", self._thread)
        self._thread.start()

    def submit(self, request: CommandRequest) -> Future[CommandResult]:
        """Queues a command; the future has its result."""
        future: Future[CommandResult] = Future()
        future.set_running_or_notify_cancel()  # a queued command cannot be cancelled
        self._queue.put(PendingCommand(request, future, give_up_at()))
        return future

    def submit_from(
        self, loop: asyncio.AbstractEventLoop, request: CommandRequest
    ) -> asyncio.Future[CommandResult]:
        """Queues a command from an event loop, which gets the result. All that one turn of the loop
        brings is queued at its end, so that it is decided and stored together."""
        future: asyncio.Future[CommandResult] = loop.create_future()
        if self._turn.loop is not loop:  # an earlier one may have been closed within its turn
            self._turn.loop, self._turn.commands = loop, []
        turn = self._turn.commands
        if not turn:
            loop.call_soon(self._end_turn, turn)
        turn.append(PendingCommand(request, future, give_up_at(), loop))
        return future

    def _end_turn(self, turn: list[PendingCommand]) -> None:
        for pending in turn:
            self._queue.put(pending)
        turn.clear()

    def act(self, request: CommandRequest) -> CommandResult:
        """Carries out a command and waits for its result. Raises Refused, CaseMissing, Stale,
        KeyReused, Busy, BoxGiven."""
        return self.submit(request).result()

    def close(self) -> None:
        self.heartbeat.ends = True
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        while True:
            batch = self._take()
            if batch:
                with self.heartbeat.working():
                    self._round([pending for pending in batch if pending is not None])
            if None in batch:
                self._turn_away()
                return

    def _turn_away(self) -> None:
        """On closing, answers Busy to the commands that wait to be tried again."""
        while not self._queue.empty():
            if pending := self._queue.get():
                self._answer([(pending, Busy())])

    def _take(self) -> list[PendingCommand | None]:
        batch = [self._queue.get()]
        if self._taken > FEW:
            time.sleep(GATHER_COMMANDS)
        size = body_size(batch[0])
        while len(batch) < LARGEST_COMMIT and size < LARGEST_COMMIT_BYTES:
            try:
                batch.append(self._queue.get_nowait())
            except queue.Empty:
                break
            size += body_size(batch[-1])
        self._taken = len(batch)
        return batch

    def _round(self, batch: list[PendingCommand]) -> None:
        """Decides a batch, commits it in one transaction, answers each command; those without an
        answer are queued again."""
        if refusal := self.refusal():
            return self._answer([(pending, refusal) for pending in batch])
        try:
            name_new(batch)
            answers, fresh, duplicates = self.repeats.sort(batch)
            self._answer(answers)
            self.guard.check()
            unit = UnitOfWork(self.store, self.vault, self.clock, self.repeats)
            unit.seal(fresh)
            appends = unit.decide(fresh, LARGEST_COMMIT_BYTES)
            if appends:
                outcomes = self.store.log.write([append for _, append in appends], self.clock.now())
                self._note_time(outcomes)
                self._answer(unit.settle(appends, outcomes))
                for listener in self.listeners:
                    listener()
            self._answer(unit.refuse())
        except DatabaseAway as error:
            log.warning("store unavailable", error=str(error))
            self._wait_for([pending for pending in batch if not pending.answered], error)
        except (ClockWrong, StoreAhead) as error:
            log.warning("the clock is wrong", error=str(error))
            self._answer([(pending, error) for pending in batch if not pending.answered])
        except Exception as error:
            log.exception("dispatcher")
            self._answer([(pending, error) for pending in batch if not pending.answered])
        else:
            for duplicate in duplicates:
                self._queue.put(duplicate)
            self._again(unit.lost)
            self._put_off(unit.too_early)

    def _note_time(self, outcomes: list[Outcome]) -> None:
        """The time of an event just stored is what the clock is compared with next."""
        for outcome in outcomes:
            for event in outcome.events:
                self.guard.saw(event.recorded_at)

    def _wait_for(self, batch: list[PendingCommand], away: DatabaseAway) -> None:
        """Queues again what may still be answered in time; a full disk is not waited for."""
        if away.full:
            self._answer([(pending, away) for pending in batch])
            return
        time.sleep(AWAY_PAUSE)
        self._again(batch, takes=LONGEST_TRY)

    def _again(self, batch: list[PendingCommand], takes: float = 0.0) -> None:
        for pending in batch:
            pending.tries += 1
            if time.monotonic() + takes > pending.deadline:
                self._answer([(pending, Busy())])
            else:
                self._queue.put(pending)

    def _answer(self, answers: Iterable[tuple[PendingCommand, Reply]]) -> None:
        """Answers commands, those of an event loop with one call into it; the only place that
        does."""
        by_loop: dict[asyncio.AbstractEventLoop | None, list[tuple[PendingCommand, Reply]]] = {}
        for pending, answer in answers:
            pending.answered = True
            by_loop.setdefault(pending.loop, []).append((pending, answer))
        for loop, group in by_loop.items():
            if loop is None:
                resolve(group)
                continue
            with suppress(RuntimeError):  # the loop is closed: nobody waits there any more
                loop.call_soon_threadsafe(resolve, group)

    def _put_off(self, batch: list[PendingCommand]) -> None:
        """Queues again the commands that must wait for another one; this does not count as a
        retry."""
        for pending in batch:
            pending.deadline = give_up_at()
            self._queue.put(pending)


def body_size(pending: PendingCommand | None) -> int:
    """About how many bytes a command holds."""
    return len(pending.request.body) if pending else 0


def name_new(batch: list[PendingCommand]) -> None:
    """Gives new commands their random ids, drawn at once."""
    new = [pending for pending in batch if not pending.id]
    drawn = token_bytes(ID_BYTES * len(new)).hex()
    for nth, pending in enumerate(new):
        pending.id = drawn[2 * ID_BYTES * nth : 2 * ID_BYTES * (nth + 1)]


def give_up_at() -> float:
    """Until when a command is tried, by the monotonic clock."""
    return time.monotonic() + PATIENCE


def resolve(answers: Iterable[tuple[PendingCommand, Reply]]) -> None:
    """Resolves the futures of commands; a caller who has gone does not hear."""
    for pending, answer in answers:
        if pending.future.done():
            continue
        if isinstance(answer, Exception):
            pending.future.set_exception(answer)
        else:
            pending.future.set_result(answer)
