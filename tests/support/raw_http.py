"""HTTP as bytes on a socket, for what no client library would send."""

import socket
import ssl
import time
from collections.abc import Iterable
from typing import Self

GET = b"GET /healthz HTTP/1.1\r\nHost: here\r\n"


class Wire:
    """A connection to a port of this machine. To be used in a `with` block."""

    def __init__(self, port: int, tls: ssl.SSLContext | None = None) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_hostname="localhost")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, *pieces: bytes, pause: float = 0.0) -> Self:
        """Sends pieces; what is sent after the server has hung up is lost."""
        try:
            for piece in pieces:
                self.socket.sendall(piece)
                time.sleep(pause)
        except OSError:
            pass
        return self

    def trickle(self, pieces: Iterable[bytes], pause: float) -> Self:
        for piece in pieces:
            self.send(piece, pause=pause)
        return self

    def status(self) -> int:
        """Status of the next answer; 0 where the server hangs up without one."""
        head = b""
        while b"\r\n\r\n" not in head:
            more = self.more()
            if not more:
                return 0
            head += more
        return int(head.split(b" ", 2)[1])

    def closed_within(self, seconds: float) -> bool:
        """Whether the server hangs up in that time; what it still says is dropped."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            try:
                if not self.socket.recv(65536):
                    return True
            except TimeoutError:
                return False
            except OSError:
                return True
        return False

    def rest(self) -> bytes:
        """All that the server still says before it hangs up."""
        said = b""
        while more := self.more():
            said += more
        return said

    def more(self) -> bytes:
        try:
            return self.socket.recv(65536)
        except ConnectionError:
            return b""
