"""订阅事件: keeps a bureau's events in NAME.db as they come, each once, and none left out.

    python3 examples/subscriber.py NAME HTTP-URL NATS-URL

NAME.nk as `anjuan bureau add` has given it, NAME.password for the account NAME of the service, both
in this folder. `anjuan follow NAME --check` proves that NAME.db has everything. Needs nats-py with
nkeys, which the service's own environment has; Ctrl-C ends it, and it goes on where it stopped.
"""

import asyncio
import json
import logging
import signal
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from urllib.request import Request, urlopen

try:
    import nats
except ModuleNotFoundError:
    sys.exit("缺少 nats-py / it is missing: pip install 'nats-py[nkeys]', or use .venv/bin/python3")

logging.getLogger("nats").setLevel(logging.CRITICAL)  # tracebacks of what is said in a line here
PATIENCE, QUIET = 5.0, 60.0  # seconds: that one request waits; after which the feed is looked at
KEPT = """
CREATE TABLE IF NOT EXISTS events (
  position INTEGER PRIMARY KEY, area TEXT NOT NULL, day TEXT NOT NULL, name TEXT NOT NULL,
  type TEXT NOT NULL, sha256 TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS place (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL);
"""
# date(): the day of its recording in China
KEEP = "INSERT OR IGNORE INTO events VALUES (?, ?, date(?, '+8 hours'), ?, ?, ?, ?)"


class Subscriber:
    """Begins with what is on the disk, and so again after whatever has broken."""

    def __init__(self, name: str, service: str) -> None:
        self.name, self.service = name, service.rstrip("/") + "/api/v1"
        self.db = sqlite3.connect(f"{name}.db", 30, check_same_thread=False)
        self.db.executescript(KEPT)
        [(self.place,)] = self.db.execute("SELECT coalesce(max(position), 0) FROM place")
        self.last = dict(self.db.execute("SELECT area, max(position) FROM events GROUP BY area"))

    def asked(self, path: str, body: bytes | None = None, **headers: str) -> Any:
        sent = Request(self.service + path, body, {"Content-Type": "application/json", **headers})
        with urlopen(sent, timeout=60) as answer:
            return json.load(answer)

    def keep(self, position: int, area: str, *rest: str) -> None:
        """Writes an event unless it is there; it is on the disk with the next commit."""
        if self.db.execute(KEEP, (position, area, *rest)).rowcount:
            print(position, *rest[:3], flush=True)  # rest: the moment, case, type, sha256, body
        self.last[area] = max(position, self.last.get(area, 0))

    def catch_up(self) -> None:
        """Reads from the feed all that it tells after our place there."""
        who = {"username": self.name, "password": Path(f"{self.name}.password").read_text().strip()}
        bearer = "Bearer " + self.asked("/tokens", json.dumps(who).encode())["token"]
        before = -1
        while before != self.place:
            before = self.place
            page = self.asked(f"/events?after={before}&limit=1000", Authorization=bearer)
            for one in page["items"]:
                area, case = ".".join(one["area"].values()), f"{one['stream']}/{one['id']}"
                what = one["recorded_at"], case, one["type"], one["sha256"], json.dumps(one)
                self.keep(one["position"], area, *what)
            self.place = page["next"]
            self.db.execute("REPLACE INTO place VALUES (1, ?)", (self.place,))
            self.db.commit()

    def take(self, messages: list[Any]) -> None:
        """Keeps messages; before one that is not the next of its area, what the feed has more."""
        for one in messages:
            head, area = one.headers, json.loads(one.data)["area"]
            if int(head["ce-previousinarea"]) > max(self.place, self.last.get(area, 0)):
                self.catch_up()
            what = unquote(head["ce-subject"]), unquote(head["ce-type"]), head["ce-sha256"]
            self.keep(int(head["ce-position"]), area, head["ce-time"], *what, one.data.decode())
        self.db.commit()


async def follow(subscriber: Subscriber, servers: str) -> None:
    """Looks at the feed, for nothing comes behind the last that was lost, and listens a while."""
    await asyncio.to_thread(subscriber.catch_up)
    inbox = f"_INBOX_{subscriber.name}".encode()  # where the bureau's account may listen
    seed, ends = f"{subscriber.name}.nk", time.monotonic() + QUIET
    client = await nats.connect(
        servers.split(","), nkeys_seed=seed, inbox_prefix=inbox, allow_reconnect=False
    )
    try:
        stream = client.jetstream(prefix="ANJUAN.API")
        events = await stream.pull_subscribe_bind(f"bureau_{subscriber.name}", stream="EV")
        while client.is_connected and time.monotonic() < ends:
            try:
                messages = await events.fetch(100, timeout=PATIENCE)
            except TimeoutError:  # nothing has happened
                continue
            await asyncio.to_thread(subscriber.take, messages)  # a slow disk holds up nothing else
            for message in messages:
                await message.ack()  # what is not acknowledged comes again
    finally:
        await client.close()


def main(words: list[str]) -> int:
    if len(words) != 3:
        print(f"用法 usage:\n{__doc__}", file=sys.stderr)
        return 2
    print(f"等待 waiting: {words[0]}", flush=True)
    while True:
        try:
            asyncio.run(follow(Subscriber(*words[:2]), words[2]))
        except (nats.errors.Error, OSError, sqlite3.OperationalError) as error:
            print(f"稍后再试 / will try again: {error or type(error).__name__}", file=sys.stderr)
            time.sleep(1)


if __name__ == "__main__":
    signal.signal(
        signal.SIGINT, signal.SIG_DFL
    )  # ends at once wherever it is: nothing is half kept
    sys.exit(main(sys.argv[1:]))
