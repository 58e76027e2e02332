"""Timers' workers in processes of their own, which are killed as a power cut would do it."""

from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from time import sleep

from projections.deadlines import Deadline
from services.reactions import timers
from tests.support.midnights import MIDNIGHT, office

FORKING = get_context("forkserver")
"""Each process is a copy of one that has all modules already: there in milliseconds."""
FORKING.set_forkserver_preload([__name__])
A_ROUND = 4
"""Timers asked for at once; so few that a kill falls between any two of them."""
MOMENT = 0.02
"""Seconds, in which a worker comes through a round."""
LONG = 600.0


def prepare_workers() -> None:
    """Begins to load the modules, while the caller does something else."""
    forkserver.ensure_running()


def work(folder: Path, database: str | None, rounds: int, told: Connection) -> None:
    """Fires what is due at midnight, so many rounds of it, and tells of each before it begins."""
    timers.LARGEST_ROUND = A_ROUND
    with office(folder, MIDNIGHT, database=database) as one:
        fire_round, allowed = one.timers.fire_round, iter(range(rounds))

        def fire_and_tell(due: list[Deadline]) -> int:
            if next(allowed, None) is None:
                sleep(LONG)  # the kill is on its way
            told.send("round")
            return fire_round(due)

        setattr(one.timers, "fire_round", fire_and_tell)  # noqa: B010 # a method of this one alone
        one.timers.tick()


def killed_worker(folder: Path, database: str | None, luck: Random) -> None:
    """Lets a worker do a few rounds, and kills it (SIGKILL) somewhere in the last of them, or while
    it opens the store."""
    rounds = luck.randrange(5)
    ours, theirs = FORKING.Pipe(duplex=False)
    worker = FORKING.Process(target=work, args=(folder, database, rounds, theirs))
    worker.start()
    theirs.close()
    for _ in range(rounds):
        ours.recv()
    sleep(luck.uniform(0, MOMENT))
    worker.kill()
    worker.join()
    ours.close()
