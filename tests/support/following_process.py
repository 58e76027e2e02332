"""Bureaus that follow in a process of their own, to be killed: python -m
tests.support.following_process FILE."""

import asyncio
import os
import sys
import threading
import time
from pathlib import Path

import msgspec
from msgspec import Struct

from services.following import by_nats
from services.following.by_nats import BureauCredentials, follow_nats
from services.following.feed_client import FeedClient
from services.following.follower import Follower
from services.following.kept import KeptEvents

IMPATIENCE, HARDLY_QUIET = 0.5, 2.0
"""In place of the programs' own: what a killed follower had fetched comes again after a minute."""


class Followings(Struct, frozen=True):
    """Who follows from a folder with their files, and by which road: `nats`, `feed` or `example`,
    the program of examples/subscriber.py."""

    names: tuple[str, ...]
    road: str
    url: str
    nats: str
    folder: str


def follow(work: Followings, name: str) -> None:
    if work.road == "example":
        subscriber.main([name, work.url, work.nats])
        return
    feed = FeedClient(work.url, name, Path(f"{name}.password").read_text())
    follower = Follower(KeptEvents(Path(f"{name}.db")), feed, told, told)
    if work.road == "feed":
        follower.poll()
    key = Path(f"{name}.nk").read_text()
    asyncio.run(follow_nats(follower, BureauCredentials((work.nats,), name, key)))


def told(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    from examples import subscriber

    work = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Followings)
    os.chdir(work.folder)
    vars(by_nats).update(FETCHED_WITHIN=IMPATIENCE, FEED_READ_EVERY=HARDLY_QUIET)
    vars(subscriber).update(PATIENCE=IMPATIENCE, QUIET=HARDLY_QUIET)
    for name in work.names:
        threading.Thread(target=follow, args=(work, name), daemon=True).start()
    while True:
        time.sleep(60)
