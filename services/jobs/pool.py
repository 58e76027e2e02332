"""Runs long jobs on two threads of their own: one at a time for each person, stopped when asked,
and said to be interrupted where the service was stopped meanwhile."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import msgspec
import structlog

from adapters.jobs.book import JobEntry, JobState
from domain.context import Actor
from services.jobs.deciding_again import redecided, whole_verified
from services.jobs.exporting import exported
from services.jobs.progress import JobOutcome, JobProgress, JobStopped
from services.runtime import Runtime

JOBS_AT_ONCE = 2
Made = JobOutcome | tuple[JobOutcome, bytes]
JobWork = Callable[[Runtime, Actor, dict[str, str], JobProgress], Made]
JOB_KINDS: dict[str, JobWork] = {
    "decide-again": redecided,
    "verify": whole_verified,
    "export": exported,
}
log = structlog.get_logger()


class JobRunsAlready(Exception):
    """This person has a job under way: `id`."""

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.id = id


class JobPool:
    """The jobs of this process."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime, self.book = runtime, runtime.jobs
        self._threads = ThreadPoolExecutor(JOBS_AT_ONCE, "jobs")
        self._running: dict[str, tuple[str, JobProgress]] = {}
        self._lock = threading.Lock()

    def begin(self, actor: Actor, kind: str, asked: dict[str, str]) -> JobEntry:
        """Begins a job in this person's name. Raises JobRunsAlready."""
        letter = self.runtime.accounts.letters.in_force(actor.person, self.runtime.clock.today())
        now, id = datetime.now(UTC), uuid4().hex
        number = letter.number if letter else ""
        entry = JobEntry(id, actor.person, kind, asked, number, JobState.RUNNING, 0, 0, now, None)
        progress = JobProgress()
        with self._lock:
            for other, (person, _) in self._running.items():
                if person == actor.person:
                    raise JobRunsAlready(other)
            self._running[id] = actor.person, progress
        self.book.begin(entry)
        log.info("job begun", job=id, kind=kind, person=actor.person, letter=number)
        self._threads.submit(self._run, entry, actor, progress)
        return entry

    def progress(self, id: str) -> JobProgress | None:
        """How far a job is that is under way here."""
        found = self._running.get(id)
        return found[1] if found else None

    def cancel(self, id: str, state: JobState = JobState.CANCELLED) -> None:
        """Asks a job to stop; it does so soon."""
        if progress := self.progress(id):
            progress.stop(state)

    def close(self) -> None:
        """Stops all jobs, and waits for them."""
        for id in list(self._running):
            self.cancel(id, JobState.INTERRUPTED)
        self._threads.shutdown(wait=True)

    def _run(self, entry: JobEntry, actor: Actor, progress: JobProgress) -> None:
        state = JobState.FAILED
        try:
            progress.reached(0)
            self._keep(entry.id, JOB_KINDS[entry.kind](self.runtime, actor, entry.asked, progress))
            state = JobState.DONE
        except JobStopped as stopped:
            state = stopped.state
        except Exception:
            log.exception("job failed", job=entry.id, kind=entry.kind)
        finally:
            self.book.end(entry.id, state, progress.done, progress.total)
            with self._lock:
                self._running.pop(entry.id, None)

    def _keep(self, id: str, made: Made) -> None:
        outcome, file = made if isinstance(made, tuple) else (made, None)
        self.book.keep_result(id, msgspec.json.encode(outcome), file)
