"""Sessions of the vault: those that its door has shown, watched here for idleness, so that the case
service notes no use of them."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from msgspec import Struct

from domain.context import Actor

MOST_SESSIONS = 1000


class PassedSession(Struct):
    """A token's bearer, when it was used last, and whether it lay idle too long; `letter` is the
    one that its pages are read on."""

    actor: Actor
    used_at: datetime
    ended: bool = False
    letter: str = ""


class PassedSessions:
    """Who bears which token, as the door says with each request."""

    def __init__(self, idle: timedelta) -> None:
        self._idle, self._lock = idle, threading.Lock()
        self._sessions: OrderedDict[str, PassedSession] = OrderedDict()

    def note(self, token: str, actor: Actor, now: datetime) -> PassedSession:
        """Notes that a token was used. One that lay idle too long stays ended."""
        with self._lock:
            session = self._sessions.setdefault(token, PassedSession(actor, now))
            session.ended = session.ended or now - session.used_at > self._idle
            session.actor, session.used_at = actor, now
            self._sessions.move_to_end(token)
            while len(self._sessions) > MOST_SESSIONS:
                self._sessions.popitem(last=False)
            return session

    def bearer(self, token: str, now: datetime) -> Actor | None:
        """The actor of a token; None for one that the door has not shown, or that has ended."""
        with self._lock:
            session = self._sessions.get(token)
        return session.actor if session and not session.ended else None
