"""Uploads in progress: on threads of their own, within the quota of an account and a day."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import TypeVar

from anyio import CancelScope, CapacityLimiter
from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request

from adapters.file_kinds import FileKindRefused
from adapters.files import LIMIT, FileRef, Files, FileTooLarge
from services.api.problems import WrongForm
from services.runtime import Runtime

Answer = TypeVar("Answer")
WRITTEN_AT_ONCE = 4
MOST_UPLOADS = 32  # at once; each has a draft of up to LIMIT bytes on the disk
MEGABYTE = 1024 * 1024


@dataclass
class Room:
    """How much of what was reserved an upload has used."""

    used: int = 0


class Uploading:
    """Receives files. A slow disk, or many who upload, hold up no reads."""

    def __init__(self, daily_mb: int) -> None:
        self.daily = daily_mb * MEGABYTE
        self.at_once = 0
        self._threads = CapacityLimiter(WRITTEN_AT_ONCE)

    @asynccontextmanager
    async def within_quota(self, runtime: Runtime, username: str) -> AsyncIterator[Room]:
        """Reserves the largest upload of the account's quota, and gives back what was not used.
        429 until tomorrow (UTC) where there is not so much left, 503 where too many upload."""
        now, uploads, room = datetime.now(UTC), runtime.accounts.uploads, Room()
        if self.at_once >= MOST_UPLOADS:
            raise HTTPException(503, headers={"Retry-After": "5"})
        self.at_once += 1
        try:
            day = now.date()
            if not await self._on_thread(
                partial(uploads.reserve, username, day, LIMIT, self.daily)
            ):
                raise HTTPException(429, headers={"Retry-After": str(until_tomorrow(now))})
            try:
                yield room
            finally:
                with CancelScope(shield=True):  # also where the client has gone
                    left = LIMIT - room.used
                    await self._on_thread(partial(uploads.give_back, username, day, left))
        finally:
            self.at_once -= 1

    async def stored(self, request: Request, files: Files, room: Room) -> FileRef:
        """Stores the body of a request. 413 for one too large, 415 for one of no allowed kind."""
        receiver = await self._on_thread(files.receive)
        try:
            async for chunk in request.stream():
                room.used = min(LIMIT, room.used + len(chunk))
                await self._on_thread(partial(receiver.write, chunk))
            return await self._on_thread(receiver.finish)
        except FileTooLarge as error:
            raise WrongForm("/", str(error), 413) from None
        except FileKindRefused as error:
            raise WrongForm("/", str(error), 415) from None
        finally:
            receiver.abort()

    async def _on_thread(self, work: Callable[[], Answer]) -> Answer:
        return await run_sync(work, limiter=self._threads)


def until_tomorrow(now: datetime) -> int:
    """Seconds until the next day begins in UTC."""
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
    return int((tomorrow - now).total_seconds()) + 1
