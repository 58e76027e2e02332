"""Checks before a service opens anything: its port and folder are free, its regulations fit."""

import errno
import socket

from adapters.nats.server import refuse_taken
from services.seeding import catalogue_texts, regulation_texts
from services.settings import Settings


class PortTaken(Exception):
    """Another process listens there already."""


def check_preconditions(settings: Settings) -> None:
    """Raises PortTaken, UnfitRegulation, or FolderTaken where a service with a NATS server of its
    own runs over the same folder: it would have changed accounts before it found out."""
    regulation_texts(settings.regulations)
    catalogue_texts(settings.regulations)
    refuse_taken_port(settings.host, settings.port)
    if not (settings.apart or settings.nats):
        refuse_taken(settings.data / "nats")


def refuse_taken_port(host: str, port: int) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise OSError(error.errno, error.strerror, f"{host}:{port}") from error
            raise PortTaken(f"{host}:{port}") from error
