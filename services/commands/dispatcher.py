"""The command dispatcher: load, check, decide, seal, append; one commit for all waiting commands.

A single thread decides all commands, each on the state that the one before left, and commits a
batch as one transaction. So a command costs one decision, and 64 that wait cost one commit. A
command that lost to another process (optimistic concurrency) is decided again.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from secrets import token_hex

import structlog

from adapters.event_store.cases import CaseStore
from adapters.event_store.log import StoreUnavailable
from adapters.personal_data.vault import Vault
from services.clock import Clock
from services.commands.idempotency import IdempotencyIndex
from services.commands.messages import Busy, CommandRequest, CommandResult, PendingCommand, Reply
from services.commands.unit_of_work import UnitOfWork

log = structlog.get_logger()
PATIENCE = 5.0
LARGEST_COMMIT = 512


class Dispatcher:
    """Takes commands from any thread and answers each with a future."""

    def __init__(self, store: CaseStore, vault: Vault, clock: Clock) -> None:
        self.store, self.vault, self.clock = store, vault, clock
        self.repeats = IdempotencyIndex(store.log, vault)
        self.listeners: list[Callable[[], None]] = []
        self._queue: queue.SimpleQueue[PendingCommand | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="dispatcher")
        self._thread.start()

    def submit(self, request: CommandRequest) -> Future[CommandResult]:
        """Seals personal fields and queues the command. Raises BoxGiven."""
        id = token_hex(16)
        scope = request.actor.organ
        command = self.vault.seal_given(request.command, id, scope)
        pending = PendingCommand(request, id, command, Future(), time.monotonic() + PATIENCE)
        pending.future.set_running_or_notify_cancel()  # a queued command cannot be cancelled
        self._queue.put(pending)
        return pending.future

    def act(self, request: CommandRequest) -> CommandResult:
        """Carries out a command and waits for its result. Raises Refused, CaseMissing, Stale,
        KeyReused, Busy, BoxGiven."""
        return self.submit(request).result()

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        while True:
            batch = self._take()
            if batch:
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
        while len(batch) < LARGEST_COMMIT:
            try:
                batch.append(self._queue.get_nowait())
            except queue.Empty:
                break
        return batch

    def _round(self, batch: list[PendingCommand]) -> None:
        """Decides a batch, commits it in one transaction, answers each command; those without an
        answer are queued again."""
        try:
            answers, fresh, duplicates = self.repeats.sort(batch)
            self._answer(answers)
            unit = UnitOfWork(self.store, self.vault, self.clock, self.repeats)
            appends = unit.decide(fresh)
            if appends:
                outcomes = self.store.log.write([append for _, append in appends], self.clock.now())
                self._answer(unit.settle(appends, outcomes))
                for listener in self.listeners:
                    listener()
            self._answer(unit.refuse())
        except StoreUnavailable as error:
            log.warning("store unavailable", error=str(error))
            time.sleep(0.2)
            self._again([pending for pending in batch if not pending.future.done()])
        except Exception as error:
            log.exception("dispatcher")
            self._answer([(pending, error) for pending in batch if not pending.future.done()])
        else:
            for duplicate in duplicates:
                self._queue.put(duplicate)
            self._again(unit.lost)
            self._put_off(unit.too_early)

    def _again(self, batch: list[PendingCommand]) -> None:
        for pending in batch:
            pending.tries += 1
            if time.monotonic() > pending.deadline:
                self._answer([(pending, Busy())])
            else:
                self._queue.put(pending)

    def _answer(self, answers: Iterable[tuple[PendingCommand, Reply]]) -> None:
        """Resolves the futures of commands; the only place that does."""
        for pending, answer in answers:
            if isinstance(answer, Exception):
                pending.future.set_exception(answer)
            else:
                pending.future.set_result(answer)

    def _put_off(self, batch: list[PendingCommand]) -> None:
        """Queues again the commands that must wait for another one; this does not count as a
        retry."""
        for pending in batch:
            pending.deadline = time.monotonic() + PATIENCE
            self._queue.put(pending)
