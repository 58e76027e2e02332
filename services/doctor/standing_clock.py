"""The clock of a data folder, as it stands: looking at a demonstration sets nothing going."""

from contextlib import suppress
from datetime import datetime

from adapters.event_store.log import Log
from services.clock import DEMO_START, FILE, Clock, is_demonstration
from services.settings import Settings


class StandingClock(Clock):
    """A demonstration's clock where it was set last, and not before the last event: from there it
    goes on at the next start."""

    def __init__(self, settings: Settings, log: Log) -> None:
        self._moment = settings.clock or DEMO_START
        with suppress(FileNotFoundError, ValueError, IndexError):
            kept = (settings.data / FILE).read_text("ascii").split()
            self._moment = datetime.fromisoformat(kept[0])
        if end := log.end():
            self._moment = max(self._moment, end[1])

    def now(self) -> datetime:
        return self._moment


def standing_clock(settings: Settings, log: Log) -> Clock:
    """The machine's clock; over a demonstration, the demonstration's."""
    if settings.demo or is_demonstration(settings.data):
        return StandingClock(settings, log)
    return Clock()
