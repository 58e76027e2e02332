"""How far a store was told before it was lost: by its files, by the stream on NATS."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from nats.js.errors import NotFoundError

from adapters.copies.databases import connected_to
from adapters.data_folder import ACCOUNTS_DB, EVENTS_DB, FILES_FOLDER, KEYS_DB, READ_DB
from adapters.event_store.log import Log, receipt_hash
from adapters.event_store.restorations import gap_around
from adapters.event_store.store_marks import restorations
from adapters.marks.kept import MarkInFolder
from adapters.nats.connection import Link
from adapters.nats.reading import NotRelayed, Tail, first_beyond, placed_at
from adapters.nats.stream import STREAM
from domain.store.case import Restoration

FARTHEST_IN: dict[str, tuple[str, ...]] = {
    EVENTS_DB: ("SELECT max(rowid) FROM events", "SELECT max(seq) FROM sqlite_sequence"),
    READ_DB: ("SELECT max(position) FROM places",),
    KEYS_DB: ("SELECT max(position, all_reached) FROM belongs",),
    ACCOUNTS_DB: ("SELECT max(position, all_reached) FROM belongs",),
}
"""Where each file of a data folder says how far it, or the store, was."""


class StreamPlace(Struct, frozen=True):
    """The position of the stream's last message, and whether the stream tells the same history as
    the store, as far as both go."""

    position: int
    agrees: bool


def seen_in(data: Path) -> int:
    """The highest position that a data folder knows of, 0 for one that cannot be read: what is
    damaged is mostly why somebody restores."""
    files = MarkInFolder(data / FILES_FOLDER).belonging()
    told = (place_in(data / name, query) for name in FARTHEST_IN for query in FARTHEST_IN[name])
    return max(*told, files.mark.position if files else 0)


def place_in(path: Path, query: str) -> int:
    with suppress(sqlite3.Error), closing(connected_to(path, "rw")) as file:
        row = file.execute(query).fetchone()
        return int(row[0] or 0) if row else 0
    return 0


def identity_in(data: Path) -> str | None:
    """Identity of the store in a data folder; None where it cannot be told."""
    query = "SELECT salt, state FROM events ORDER BY rowid LIMIT 1"
    with suppress(sqlite3.Error), closing(connected_to(data / EVENTS_DB, "rw")) as file:
        row = file.execute(query).fetchone()
        return sha256(row[0] + row[1]).hexdigest() if row else None
    return None


async def stream_place(link: Link, log: Log) -> StreamPlace | None:
    """Where the stream stands beside the store; None where there is no stream, or an empty one."""
    try:
        last = (await link.jetstream.stream_info(STREAM)).state.last_seq
    except NotFoundError:
        return None
    if not last:
        return None
    end = log.end()
    try:
        tail = await placed_at(link, last)
        common = await last_kept(link, restorations(log), end[0] if end else 0, last)
    except NotRelayed:
        return StreamPlace(0, agrees=False)
    stored = [(one.position, receipt_hash(one).hex()) for one in log.at([common.position])]
    return StreamPlace(tail.position, stored == [(common.position, common.digest)])


async def last_kept(link: Link, gaps: Sequence[Restoration], end: int, last: int) -> Tail:
    """The stream's last message, or its first, that the store should have, too."""
    found = await placed_at(link, max(await first_beyond(link, end, last) - 1, 1))
    while gap := gap_around(found.position, gaps):
        beyond = await first_beyond(link, gap.kept_to, last)
        if beyond == 1:
            break
        found = await placed_at(link, beyond - 1)
    return found
