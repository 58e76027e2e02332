"""TLS in tests: a throw-away authority, and a wall of TLS before a PostgreSQL that has none."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import trustme

WANTS_TLS = bytes.fromhex("0000000804d2162f")  # PostgreSQL's SSLRequest


class Authority:
    """An authority, its certificate as a file, and a server's for `localhost` and 127.0.0.1."""

    def __init__(self, folder: Path) -> None:
        self._ca = trustme.CA()
        served = self._ca.issue_cert("localhost", "127.0.0.1")
        self.ca, self.certificate, self.key = (
            folder / name for name in ("ca.pem", "certificate.pem", "key.pem")
        )
        self._ca.cert_pem.write_to_path(str(self.ca))
        served.private_key_pem.write_to_path(str(self.key))
        self.certificate.write_bytes(b"".join(one.bytes() for one in served.cert_chain_pems))

    def client(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.ca))

    def server(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificate, self.key)
        return context


@contextmanager
def walled(authority: Authority, target: int) -> Iterator[int]:
    """A port that speaks TLS as PostgreSQL does, and hands on what it hears to `target`."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        over = threading.Event()
        thread = threading.Thread(target=admit, args=(listening, authority, target, over))
        thread.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            over.set()
            thread.join()


def admit(
    listening: socket.socket, authority: Authority, target: int, over: threading.Event
) -> None:
    links: list[threading.Thread] = []
    while not over.is_set():
        with suppress(TimeoutError):
            client, _ = listening.accept()
            links.append(threading.Thread(target=link, args=(client, authority, target)))
            links[-1].start()
    for each in links:
        each.join()


def link(client: socket.socket, authority: Authority, target: int) -> None:
    """One connection: refused unless it asks for TLS first."""
    with client, suppress(OSError):
        client.settimeout(10)
        if client.recv(len(WANTS_TLS)) != WANTS_TLS:
            return
        client.sendall(b"S")
        inside = authority.server().wrap_socket(client, server_side=True)
        inside.settimeout(None)
        with inside, socket.create_connection(("127.0.0.1", target)) as server:
            back = threading.Thread(target=pour, args=(server, inside))
            back.start()
            pour(inside, server)
            back.join()


def pour(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)
