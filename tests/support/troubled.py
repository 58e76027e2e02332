"""Troubles of all kinds for whatever serves, drawn beforehand from one seed that can be repeated,
while clients post; and what has to be so afterwards."""

import os
import random
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import httpx2
import structlog

from adapters.event_store.log import Log
from adapters.nats.connection import NatsAddress
from services.backup.manifest import dated_folders
from services.runtime import open_log, open_runtime
from services.settings import Settings
from tests.support.backed_up import at
from tests.support.comparing import projections_are_the_store, stream_is_the_store
from tests.support.drilling import anjuan, done, is_half, under_load
from tests.support.nats_servers import eventually
from tests.support.posting import Clients, histories_hold, store_holds
from tests.support.service_process import ANJUAN, environment
from tests.support.worklists import worklists_are_right

log = structlog.get_logger()
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(1_000_000))
STORES = "stores"
"""The folder of all data folders."""
BACKUP, RESTORE = "backup", "restore"
BESIDES = frozenset({"store-restored"})
"""Types of events that no client has asked for."""


class Trouble(NamedTuple):
    """What befalls, and whatever else is left to chance in it."""

    kind: str
    chance: Random


class Troubled(ABC):
    """Something that serves `clients`, whose kinds of trouble `kinds` tells with their weights, as
    methods of their names. `settings` are those that it serves with now."""

    kinds: Mapping[str, int]
    clients: Clients
    settings: Settings

    def __init__(self, folder: Path) -> None:
        self.folder, self.backups = folder, folder / "backups"
        self.told: set[int] = set()
        self.generation = self.before = 0

    def begin(self) -> None:
        """From here on all that is stored was asked for by the clients."""
        self.before = self.readyz()["position"]
        self.clients.prepare()

    def readyz(self) -> dict[str, Any]:
        """What a service that shows lists says of itself."""
        url = self.clients.apis[-1].removesuffix("/api/v1")
        found: dict[str, Any] = httpx2.get(f"{url}/readyz", trust_env=False, timeout=30).json()
        return found

    def befall(self, trouble: Trouble) -> None:
        log.info("trouble", kind=trouble.kind)
        getattr(self, trouble.kind.replace(" ", "_"))(trouble.chance)

    @abstractmethod
    def is_level(self) -> bool:
        """Whether stream and projections are at the end of the store."""

    @abstractmethod
    def address(self) -> NatsAddress:
        """Where its stream is."""

    @abstractmethod
    def up(self) -> None:
        """Starts what has ended, and waits until everything is ready."""

    @abstractmethod
    def stop(self) -> None:
        """Kills everything that serves."""

    @abstractmethod
    def put_back(self, backup: Path, new: Path, chance: Random) -> None:
        """Restores a backup into a new folder, and serves that from now on."""

    def restore(self, chance: Random) -> None:
        """Goes on from a backup, mostly the last one; what was told since is named as lost, and the
        clients ask for it again. Nobody posts meanwhile."""
        self.up()
        eventually(self.is_level, within=120)
        self.told |= positions_in(self.settings)
        self.stop()
        self.generation += 1
        made = dated_folders(self.backups)
        backup = made[-1] if chance.random() < 0.7 else chance.choice(made)
        self.put_back(backup, self.folder / STORES / f"data{self.generation}", chance)
        lost = self.told - positions_in(self.settings)
        named = {row["position"] for row in self.lines("lost")}
        assert named == lost, (len(named), len(lost), sorted(named ^ lost)[:9])
        self.clients.forget(lost)
        self.clients.sign_in()
        self.clients.ask_again()

    def lines(self, *words: str) -> list[dict[str, int]]:
        nats = self.settings.nats
        return at(self.settings.data, database=self.settings.database).lines(
            *words, *(("--nats", nats) if nats else ())
        )


def planned(seed: int, count: int, kinds: Mapping[str, int]) -> list[Trouble]:
    """Each with a chance of its own, so that none depends on how long another took. Nothing is
    restored before something was backed up."""
    names = Random(seed).choices(list(kinds), list(kinds.values()), k=count)
    first = names.index(BACKUP) if BACKUP in names else count
    names = [BACKUP if n < first and name == RESTORE else name for n, name in enumerate(names)]
    return [Trouble(name, Random(f"{seed}/{n}")) for n, name in enumerate(names)]


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Names the seed wherever something fails until the end of the block."""
    random.seed(seed)
    try:
        yield
    except BaseException as error:
        error.add_note(f"SEED={seed}")
        raise


def suffer(place: Troubled, troubles: Sequence[Trouble]) -> None:
    """Lets the troubles befall while clients post; but nobody posts while something is restored."""
    for idle, stretch in groupby(troubles, lambda one: one.kind == RESTORE):
        if idle:
            for one in stretch:
                place.befall(one)
        else:
            with under_load(place.clients):
                for one in stretch:
                    place.befall(one)
        assert place.clients.wrong == []


def all_is_right(place: Troubled) -> None:
    """Nothing that was acknowledged, and not named as lost, is missing, doubled or out of order;
    stream, projections and work lists say what the store says."""
    place.up()
    place.clients.ask_again()
    eventually(place.is_level, within=120)
    with closing(open_runtime(place.settings)) as runtime:
        store_holds(place.clients, runtime.log, place.before, besides=BESIDES)
        histories_hold(place.clients)
        stream_is_the_store(runtime.log, place.address())
        projections_are_the_store(runtime.log, runtime.readmodel, place.folder)
        worklists_are_right(runtime, place.clients.apis[-1])
    place.stop()
    has_nothing_wrong(place.settings)


def positions_in(settings: Settings) -> set[int]:
    with closing(open_log(settings)) as store:
        return set(positions(store))


def positions(store: Log) -> Iterator[int]:
    after = 0
    while events := store.follow(after, 1000):
        yield from (event.position for event in events)
        after = events[-1].position


def done_though_killed(chance: Random, new: Path, *words: str | Path) -> None:
    """Runs a restoration into a folder; now and then it is killed on its way, and begun again."""
    if chance.random() < 0.4:
        process = anjuan(*words)
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=chance.uniform(0.0, 4.0))
        process.kill()
        process.communicate()
    if is_half(new) or not (new / "keys.db").exists():
        done(*words)


def has_nothing_wrong(settings: Settings) -> None:
    """`anjuan doctor` over what has been stopped finds all looked at and right."""
    where = ["--data", settings.data]
    where += ["--database", settings.database] if settings.database else []
    where += ["--nats", settings.nats] if settings.nats else []
    words = [ANJUAN, "doctor", *map(str, where)]
    found = subprocess.run(words, capture_output=True, text=True, env=environment())
    assert found.returncode == 0, found.stdout + found.stderr
