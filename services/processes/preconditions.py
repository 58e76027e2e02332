"""Checks before a service opens anything: its port and folder are free, its regulations fit."""

import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from adapters.data_folder import EVENTS_DB, SERVED
from services.regulation_files import refuse_faulty
from services.runtime import open_log, own_folder, refuse_half_restored
from services.seeding import catalogue_texts
from services.settings import Settings


class PortTaken(Exception):
    """Another process listens there already."""


class FolderTaken(Exception):
    """Another service, with projections and a NATS server of its own, runs over the folder."""


@contextmanager
def ready_to_serve(settings: Settings) -> Iterator[None]:
    """Holds the data folder until the end of the block. Raises PortTaken, FolderTaken,
    ForeignFolder, HalfRestored or UnfitRegulation, before anything is stored: a second service
    would have changed accounts before it found out."""
    refuse_half_restored(settings.data)
    if nothing_is_stored(settings):
        refuse_faulty(settings.regulations)  # later, faults are said, what was issued is served
    catalogue_texts(settings.regulations)
    refuse_taken_port(settings.host, settings.port)
    if settings.apart or settings.nats:
        yield
        return
    with folder_held(settings):
        yield


def nothing_is_stored(settings: Settings) -> bool:
    """Whether this is the first start over the store."""
    if settings.database is None:
        return not (settings.data / EVENTS_DB).exists()
    with closing(open_log(settings)) as log:
        return log.end() is None


@contextmanager
def folder_held(settings: Settings) -> Iterator[None]:
    """Holds the data folder until the end of the block. Raises FolderTaken while a service runs
    over it."""
    own_folder(settings.data)
    with held(settings.data):
        yield


@contextmanager
def held(data: Path) -> Iterator[None]:
    """Holds a data folder until the end of the block, against services. Raises FolderTaken."""
    lock = os.open(data / SERVED, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        hold(lock, data)
        yield
    finally:
        os.close(lock)


def hold(lock: int, data: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise FolderTaken(str(data)) from error


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
