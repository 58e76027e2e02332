"""Attacks on a service's port, each a function that goes on until it is told to stop.

Run as a program, so that attackers and the reader beside them do not share an interpreter:
`python -m tests.support.attacks NAME PORT THREADS SECONDS` says the statuses it was answered.
"""

import json
import sys
import threading
import time
from collections.abc import Callable

import httpx2

from tests.support.raw_http import GET, Wire

NEVER = 10**12


class Attacked:
    """A service under attack: its port, when to stop, and with which status it answered."""

    def __init__(self, port: int) -> None:
        self.port, self.over = port, threading.Event()
        self.statuses: set[int] = set()

    def ask(self, *pieces: bytes, pause: float = 0.0) -> None:
        try:
            with Wire(self.port) as wire:
                wire.socket.settimeout(8)
                self.statuses.add(wire.send(*pieces, pause=pause).status())
        except OSError:
            self.over.wait(0.05)


def request(line: str, body: bytes = b"", *headers: str) -> bytes:
    head = [f"{line} HTTP/1.1", "Host: here", "Connection: close", *headers]
    if body:
        head.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*head, "", ""]).encode() + body


def wrong_passwords(on: Attacked) -> None:
    names = ("prov.sc", "sysadmin", f"nobody.{threading.get_ident()}")
    while not on.over.is_set():
        for name in names:
            body = json.dumps({"username": name, "password": "guess"}).encode()
            on.ask(request("POST /api/v1/tokens", body))


def endless_headers(on: Attacked) -> None:
    while not on.over.is_set():
        on.ask(GET + b"X: ", *[b"y" * 4096] * 64)


def many_headers(on: Attacked) -> None:
    while not on.over.is_set():
        on.ask(GET, *[b"X-%d: y\r\n" % n for n in range(500)])


def half_requests(on: Attacked) -> None:
    """Each thread keeps so many connections that wait for the rest."""
    held: list[Wire] = []
    while not on.over.is_set():
        try:
            held.append(Wire(on.port).send(GET + b"X: y\r\n"))
        except OSError:
            on.over.wait(0.1)
        if len(held) > 100:
            held.pop(0).socket.close()
        on.over.wait(0.005)
    for wire in held:
        wire.socket.close()


def bodies_given_up(on: Attacked) -> None:
    while not on.over.is_set():
        with_body = request("POST /api/v1/tokens", b"", "Content-Length: 4000")
        try:
            with Wire(on.port) as wire:
                wire.send(with_body + b"{" * 100)
        except OSError:
            pass
        on.over.wait(0.02)


def positions_that_never_come(on: Attacked) -> None:
    while not on.over.is_set():
        on.ask(request(f"GET /api/v1/registry/centres?min_position={NEVER}"))


def made_up_cursors(on: Attacked) -> None:
    while not on.over.is_set():
        for cursor in ("WyJ2IiwiOTk5OTk5OTk5OTk5OTk5OTk5OTkiXQ==", "WyJ2IiwiwrIiXQ==", "x"):
            on.ask(request(f"GET /api/v1/regulations/SC/events?cursor={cursor}"))


ATTACKS: tuple[Callable[[Attacked], None], ...] = (
    wrong_passwords,
    endless_headers,
    many_headers,
    half_requests,
    bodies_given_up,
    positions_that_never_come,
    made_up_cursors,
)


def median_read(port: int, seconds: float) -> float:
    """Median time of reading the public registry, each time on a connection of its own."""
    url, times = f"http://127.0.0.1:{port}/api/v1/registry/centres", list[float]()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        response = httpx2.get(url, trust_env=False, timeout=30)
        times.append(time.monotonic() - began)
        assert response.status_code == 200, response.text
        time.sleep(0.02)
    return sorted(times)[len(times) // 2]


def resident(pid: int) -> int:
    """Bytes of memory that a process has."""
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * 4096


def main() -> None:
    name, port, threads, seconds = sys.argv[1:]
    [attack] = [each for each in ATTACKS if each.__name__ == name]
    attacked = Attacked(int(port))
    running = [threading.Thread(target=attack, args=(attacked,)) for _ in range(int(threads))]
    for each in running:
        each.start()
    attacked.over.wait(float(seconds))
    attacked.over.set()
    for each in running:
        each.join()
    sys.stdout.write(json.dumps(sorted(attacked.statuses)))


if __name__ == "__main__":
    main()
