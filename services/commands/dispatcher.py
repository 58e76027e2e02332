"""act: the one way to do anything. Load, check, decide, seal, append; all who wait in one commit.

One thread decides for everyone, each command on the state that the last one left, and commits all
that are waiting as one transaction. So a command costs one decision, and 64 that wait cost one
commit. What another process was faster with is decided again.
"""

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from secrets import token_hex

import structlog

from adapters.event_store.cases import CaseStore
from adapters.event_store.log import StoreUnavailable
from adapters.personal_data.vault import Vault
from services.clock import Clock
from services.commands.idempotency import Repeats
from services.commands.messages import Busy, Done, Waiting, Wanted
from services.commands.unit_of_work import Round

log = structlog.get_logger()
PATIENCE = 5.0
LARGEST_COMMIT = 512


class Office:
    """Takes commands from any thread and answers each with a future."""

    def __init__(self, store: CaseStore, vault: Vault, clock: Clock) -> None:
        self.store, self.vault, self.clock = store, vault, clock
        self.repeats = Repeats(store.log, vault)
        self.listeners: list[Callable[[], None]] = []
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="office")
        self._thread.start()

    def submit(self, wanted: Wanted) -> Future[Done]:
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
        """Decide all, commit them at once, answer each; whoever has no answer waits again."""
        try:
            fresh, twins = self.repeats.answer(batch)
            round_ = Round(self.store, self.vault, self.clock, self.repeats)
            wishes = round_.decide(fresh)
            if wishes:
                outcomes = self.store.log.write([wish for _, wish in wishes], self.clock.now())
                round_.settle(wishes, outcomes)
                for listener in self.listeners:
                    listener()
            round_.refuse()
        except StoreUnavailable as error:
            log.warning("store unavailable", error=str(error))
            time.sleep(0.2)
            self._again([waiting for waiting in batch if not waiting.future.done()])
        except Exception as error:
            log.exception("office")
            for waiting in batch:
                if not waiting.future.done():
                    waiting.future.set_exception(error)
        else:
            for twin in twins:
                self._queue.put(twin)
            self._again(round_.lost)
            self._put_off(round_.too_early)

    def _again(self, batch: list[Waiting]) -> None:
        for waiting in batch:
            waiting.tries += 1
            if time.monotonic() > waiting.deadline:
                waiting.future.set_exception(Busy())
            else:
                self._queue.put(waiting)

    def _put_off(self, batch: list[Waiting]) -> None:
        """Those whose turn had not come wait for the next round; that is not a try of theirs."""
        for waiting in batch:
            waiting.deadline = time.monotonic() + PATIENCE
            self._queue.put(waiting)
