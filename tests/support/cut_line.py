"""A line between two servers that can be cut and mended: a TCP relay on a port of its own."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class CutLine:
    """Carries connections from its port on to another, for as long as it is whole."""

    def __init__(self, target: int) -> None:
        self.target, self.whole = target, True
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._carried: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Ends what is under way; whoever comes meanwhile is turned away."""
        self.whole = False
        self._hang_up()

    def mend(self) -> None:
        self.whole = True

    def close(self) -> None:
        self._listening.close()
        self.cut()

    def _hang_up(self) -> None:
        while self._carried:
            with suppress(OSError):
                self._carried.pop().shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listening.accept()
                self._carry(here)

    def _carry(self, here: socket.socket) -> None:
        if not self.whole:
            here.close()
            return
        there = socket.create_connection(("127.0.0.1", self.target))
        self._carried += [here, there]
        for one, other in ((here, there), (there, here)):
            threading.Thread(target=carried, args=(one, other), daemon=True).start()


def carried(one: socket.socket, other: socket.socket) -> None:
    """Passes on what comes, until either side ends; the other one is told of it."""
    with suppress(OSError):
        while data := one.recv(65_536):
            other.sendall(data)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)
    one.close()


@contextmanager
def line_to(port: int) -> Iterator[CutLine]:
    line = CutLine(port)
    try:
        yield line
    finally:
        line.close()
