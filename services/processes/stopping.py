"""Being told to stop: the signals SIGINT and SIGTERM, as an event."""

import signal
import threading


def told_to_stop() -> threading.Event:
    """Event that SIGINT and SIGTERM set; they do nothing else from here on: what is open can be
    closed, and a stop that was asked for does not look like a failure."""
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    return told
