"""订阅事件: keeps a bureau's events in NAME.db as they come, each once, and none left out.

    python3 examples/subscriber.py NAME HTTP-URL NATS-URL

NAME.nk as `anjuan bureau add` has given it, NAME.password for the account NAME of the service, both
in this folder. `anjuan follow NAME --check` proves that NAME.db has everything. Needs nats-py with
nkeys, which the service's own environment has; Ctrl-C ends it, and it goes on where it stopped.
"""

import asyncio
import json
import sqlite3
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from urllib.request import Request, urlopen

try:
    import nats
    from nats.aio.msg import Msg
    from nats.errors import Error
except ModuleNotFoundError:
    sys.exit(
        "缺少 nats-py：请用 .venv/bin/python3 运行，或者先 pip install 'nats-py[nkeys]'\n"
        "nats-py is missing: run this with .venv/bin/python3,"
        " or pip install 'nats-py[nkeys]' first"
    )

PATIENCE, QUIET = 5.0, 60.0  # seconds: that one request waits; after which the feed is looked at
CHINA = timezone(timedelta(hours=8))
KEPT = """
CREATE TABLE IF NOT EXISTS events (
  position INTEGER PRIMARY KEY, area TEXT NOT NULL, day TEXT NOT NULL, name TEXT NOT NULL,
  type TEXT NOT NULL, sha256 TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_area ON events (area, position);
CREATE TABLE IF NOT EXISTS place (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL);
INSERT OR IGNORE INTO place VALUES (1, 0);
"""


async def passed_over(error: Exception) -> None:
    """What the library would print with a traceback; the connection ends by it."""


class Subscriber:
    def __init__(self, name: str, service: str) -> None:
        self.name, self.service = name, service.rstrip("/") + "/api/v1"
        self.db = sqlite3.connect(f"{name}.db", 30, check_same_thread=False)
        self.db.executescript(KEPT)

    def asked(self, path: str, body: bytes | None = None, **headers: str) -> Any:
        sent = Request(self.service + path, body, {"Content-Type": "application/json", **headers})
        with urlopen(sent, timeout=60) as answer:
            return json.load(answer)

    def keep(self, position: str, area: str, moment: str, *rest: str) -> None:
        """Writes an event unless it is there; it is on the disk with the next commit."""
        day = datetime.fromisoformat(moment).astimezone(CHINA).date().isoformat()
        row = (int(position), area, day, *rest)  # rest: the case, type, sha256, body
        if self.db.execute("INSERT OR IGNORE INTO events VALUES (?,?,?,?,?,?,?)", row).rowcount:
            print(position, day, *rest[:2], flush=True)

    def place(self, area: str = "") -> int:
        """How far the feed is read whole, or where this area is followed without a gap."""
        [(place,)] = self.db.execute("SELECT position FROM place")
        [(last,)] = self.db.execute("SELECT max(position) FROM events WHERE area = ?", (area,))
        return max(int(place), last or 0)

    def catch_up(self) -> None:
        """Reads from the feed all that it tells after our place there."""
        who = {"username": self.name, "password": Path(f"{self.name}.password").read_text().strip()}
        bearer = "Bearer " + self.asked("/tokens", json.dumps(who).encode())["token"]
        place, page = None, {"next": self.place()}
        while page["next"] != place:
            place = page["next"]
            page = self.asked(f"/events?after={place}&limit=1000", Authorization=bearer)
            for one in page["items"]:
                area, case = ".".join(one["area"].values()), f"{one['stream']}/{one['id']}"
                what = one["recorded_at"], case, one["type"], one["sha256"], json.dumps(one)
                self.keep(str(one["position"]), area, *what)
            self.db.execute("UPDATE place SET position = ?", (page["next"],))
            self.db.commit()

    def take(self, messages: list[Msg]) -> None:
        """Keeps messages; before one that is not the next of its area, what the feed has more."""
        for message in messages:
            head, area = message.headers or {}, json.loads(message.data)["area"]
            if int(head["ce-previousinarea"]) > self.place(area):
                self.db.commit()
                self.catch_up()
            what = head["ce-time"], unquote(head["ce-subject"]), unquote(head["ce-type"])
            body = head["ce-sha256"], message.data.decode()
            self.keep(head["ce-position"], area, *what, *body)
        self.db.commit()

    async def follow(self, servers: str) -> None:
        """Listens over one connection until that breaks; what is not acknowledged comes again."""
        client = await nats.connect(
            servers.split(","),
            nkeys_seed=f"{self.name}.nk",
            inbox_prefix=f"_INBOX_{self.name}".encode(),  # where the bureau's account may listen
            allow_reconnect=False,
            error_cb=passed_over,
        )
        try:
            stream, looked = client.jetstream(prefix="ANJUAN.API"), -QUIET
            events = await stream.pull_subscribe_bind(consumer=f"bureau_{self.name}", stream="EV")
            print(f"等待 waiting: {self.name}", flush=True)
            while client.is_connected:
                if time.monotonic() - looked > QUIET:  # nothing comes behind the last that was lost
                    await asyncio.to_thread(self.catch_up)
                    looked = time.monotonic()
                try:
                    messages = await events.fetch(100, timeout=PATIENCE)
                except TimeoutError:  # nothing has happened
                    continue
                await asyncio.to_thread(self.take, messages)  # a slow disk holds up nothing else
                for message in messages:
                    await message.ack()
        finally:
            await client.close()


def main(words: list[str]) -> int:
    if len(words) != 3:
        print(f"用法 usage:\n{__doc__}", file=sys.stderr)
        return 2
    name, service, servers = words
    subscriber = Subscriber(name, service)
    while True:
        try:
            asyncio.run(subscriber.follow(servers))
        except KeyboardInterrupt:
            return 0
        except (Error, OSError, sqlite3.OperationalError) as error:
            print(
                f"稍后再试 / will try again: {str(error) or type(error).__name__}", file=sys.stderr
            )
        subscriber.db.rollback()
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
