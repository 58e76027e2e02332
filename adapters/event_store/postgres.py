"""The event store in PostgreSQL, for a province: reads by SELECT, appends by one SQL function."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, LiteralString, cast

import psycopg
from eventsourcing.persistence import (
    DatabaseError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
    StoredEvent,
)
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row, tuple_row

from adapters.connections.bounded import (
    CONNECTED_WITHIN,
    POOL_CLOSED_WITHIN,
    BoundedConnection,
    taking_long,
)
from adapters.connections.circuit_breaker import CircuitBreaker
from adapters.event_store.library import insert
from adapters.event_store.log import (
    LARGEST_READ,
    AppendRequest,
    Kind,
    Outcome,
    StoreAhead,
    Stored,
    StoreUnavailable,
    after_any,
    drawn_salts,
)
from adapters.unavailable import is_cut_off, is_full, is_gone

CONNECT_WITHIN = 5  # seconds, at the opening
STORE_AHEAD = "AJ001"  # SQLSTATE that anjuan.append raises
# %b sends binary: states as they are, without hexadecimal in between.
APPEND: LiteralString = (
    "SELECT kind, positions, anjuan.recorded_at(positions[1]) FROM anjuan.append("
    "%s, %b::text[], %b::text[], %b::bytea[],"
    " %s::int[], %b::text[], %s::bigint[], %b::text[], %b::bytea[], %b::bytea[],"
    " %s::int[], %b::text[], %s::bigint[])"
)
SELECT: LiteralString = (
    "SELECT notification_id, originator_id, originator_version, topic, state, recorded_at, salt"
    " FROM anjuan.events WHERE "
)
BOUNDED: LiteralString = (
    "SELECT notification_id, originator_id, originator_version, topic, state, recorded_at, salt"
    " FROM (SELECT *, sum(octet_length(state)) OVER (ORDER BY notification_id) AS upto"
    " FROM (SELECT * FROM anjuan.events WHERE {}) AS next) AS measured"
    " WHERE upto - octet_length(state) < %s ORDER BY notification_id"
)
"""The events until their states have taken so many bytes: lengths are read, and no state beyond."""
NEXT_EVENTS: LiteralString = BOUNDED.replace(
    "{}", "notification_id > %s ORDER BY notification_id LIMIT %s"
)
STRETCH: LiteralString = BOUNDED.replace(
    "{}", "originator_id = %s AND originator_version > %s AND originator_version <= %s"
)


def stored_in(
    position: int, stream: str, version: int, topic: str, state: bytes, at: datetime, salt: bytes
) -> Stored:
    return Stored(position, stream, version, topic, state, at.astimezone(UTC), salt)


class PostgresLog(PostgresApplicationRecorder):
    """Event store in the database at `url`, which `migrate` has prepared, as the app's role.

    Waits up to `patience` seconds for a connection, then raises StoreUnavailable.
    """

    def __init__(
        self, url: str, *, connections: int = 8, patience: float = CONNECTED_WITHIN
    ) -> None:
        given = connection_parts(url)
        datastore = PostgresDatastore(
            dbname="",
            host="",
            port="",
            user="",
            password="",
            schema="anjuan",
            originator_id_type="text",
            connect_timeout=patience,
            pool_size=1,
            max_overflow=connections - 1,
        )
        # The library names five parameters; the whole URL counts, sslmode included.
        datastore.pool.kwargs = {"row_factory": dict_row, "connect_timeout": patience, **given}
        datastore.pool.connection_class = BoundedConnection
        datastore.pool.reconnect_timeout = patience
        self._breaker = CircuitBreaker(datastore.pool.drain)
        try:
            super().__init__(datastore, events_table_name="events")
        except (OperationalError, ProgrammingError) as error:
            datastore.close()
            raise StoreUnavailable(reason_against(url) or str(error)) from error
        if reason := reason_against(url):
            datastore.close()
            raise StoreUnavailable(reason)

    def create_table(self) -> None:
        """Does nothing: `adapters.event_store.migrate` makes the tables under another role."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> list[int]:
        return insert(self, stored_events)

    def write(self, appends: Sequence[AppendRequest], now: datetime) -> list[Outcome]:
        if not appends:
            return []
        entries = [(nth, e) for nth, append in enumerate(appends, 1) for e in append.entries]
        salts = list(drawn_salts(len(entries)))
        reads = [(nth, s, v) for nth, append in enumerate(appends, 1) for s, v in append.reads]
        parameters = (
            now,
            [append.actor for append in appends],
            [append.key for append in appends],
            [append.fingerprint for append in appends],
            [nth for nth, _ in entries],
            [entry.stream for _, entry in entries],
            [entry.version for _, entry in entries],
            [entry.topic for _, entry in entries],
            [entry.state for _, entry in entries],
            salts,
            [nth for nth, _, _ in reads],
            [stream for _, stream, _ in reads],
            [version for _, _, version in reads],
        )
        left = iter(salts)
        return [
            outcome(append, [next(left) for _ in append.entries], *answer)
            for append, answer in zip(appends, self._append(parameters), strict=True)
        ]

    def history(self, stream: str, after: int = 0, upto: int | None = None) -> list[Stored]:
        return self._events(
            "originator_id = %s AND originator_version > %s"
            " AND originator_version <= coalesce(%s::bigint, 9223372036854775807)"
            " ORDER BY originator_version",
            (stream, after, upto),
        )

    def follow(self, after: int, limit: int) -> list[Stored]:
        return self._bounded(NEXT_EVENTS, (after, limit, LARGEST_READ))

    def stretch(self, stream: str, after: int, upto: int) -> list[Stored]:
        return self._bounded(STRETCH, (stream, after, upto, LARGEST_READ))

    def at(self, positions: Sequence[int]) -> list[Stored]:
        return self._events(
            "notification_id = ANY(%s::bigint[]) ORDER BY notification_id", (list(positions),)
        )

    def answered(
        self, keys: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], tuple[bytes, tuple[int, ...]]]:
        rows = self._rows(
            "SELECT actor, key, fingerprint, positions"
            " FROM unnest(%s::text[], %s::text[]) AS asked (actor, key)"
            " JOIN anjuan.answered USING (actor, key)",
            ([actor for actor, _ in keys], [key for _, key in keys]),
        )
        return {(row[0], row[1]): (row[2], tuple(row[3])) for row in rows}

    def heads(self, streams: Sequence[str]) -> dict[str, int]:
        rows = self._rows(
            "SELECT stream, (SELECT coalesce(max(originator_version), 0) FROM anjuan.events"
            " WHERE originator_id = stream) FROM unnest(%s::text[]) AS asked (stream)",
            (list(streams),),
        )
        return dict(rows)

    def streams(self, prefix: str, after: str = "", limit: int = 1000) -> list[str]:
        rows = self._rows(
            "SELECT originator_id FROM anjuan.events WHERE originator_version = 1"
            " AND originator_id >= %s AND originator_id < %s AND originator_id > %s"
            " ORDER BY originator_id LIMIT %s",
            (prefix, after_any(prefix), after, limit),
        )
        return [row[0] for row in rows]

    def unmatched(self) -> tuple[list[int], list[int]]:
        answered = "SELECT unnest(positions) FROM anjuan.answered"
        stored = "SELECT notification_id FROM anjuan.events"
        with taking_long():
            lost = self._rows(f"{answered} EXCEPT {stored} ORDER BY 1", ())
            unasked = self._rows(f"{stored} EXCEPT {answered} ORDER BY 1", ())
        return [row[0] for row in lost], [row[0] for row in unasked]

    def end(self) -> tuple[int, datetime] | None:
        rows = self._rows(
            "SELECT notification_id, recorded_at FROM anjuan.events"
            " ORDER BY notification_id DESC LIMIT 1",
            (),
        )
        return (rows[0][0], rows[0][1].astimezone(UTC)) if rows else None

    def skip_to(self, position: int) -> None:
        self._rows("SELECT anjuan.skip_to(%s)", (position,))

    def clock(self) -> datetime | None:
        [(moment,)] = self._rows("SELECT clock_timestamp()", ())
        return cast(datetime, moment).astimezone(UTC)

    def close(self) -> None:
        self.datastore.pool.close(POOL_CLOSED_WITHIN)
        self.datastore.close()

    def _events(self, condition: LiteralString, parameters: tuple[Any, ...]) -> list[Stored]:
        return self._bounded(SELECT + condition, parameters)

    def _bounded(self, query: LiteralString, parameters: tuple[Any, ...]) -> list[Stored]:
        return [stored_in(*row) for row in self._rows(query, parameters)]

    def _rows(self, query: LiteralString, parameters: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        return self._breaker.read(lambda: self._executed(query, parameters))

    def _append(self, parameters: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        return self._breaker.call(lambda: self._executed(APPEND, parameters))

    def _executed(self, query: LiteralString, parameters: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """One statement, which is one transaction: the pool's connections commit by themselves."""
        with (
            _reaching(),
            self.datastore.get_connection() as connection,
            connection.cursor(row_factory=tuple_row, binary=True) as cursor,
        ):
            try:
                return cursor.execute(query, parameters, prepare=True).fetchall()
            except psycopg.Error as error:
                if error.sqlstate == STORE_AHEAD:
                    raise StoreAhead(error.diag.message_primary) from error
                raise


@contextmanager
def _reaching() -> Iterator[None]:
    """Raises StoreUnavailable for a server that is gone, full, too slow, or only a replica."""
    try:
        yield
    except (DatabaseError, InterfaceError) as error:
        if not is_away(error):
            raise
        said = error.__cause__
        gone = not isinstance(said, psycopg.Error) or is_gone(said)
        raise StoreUnavailable(str(error), full=is_full(said), gone=gone) from error


def is_away(error: Exception) -> bool:
    """Whether the server is away, by the library's error and by psycopg's behind it."""
    if isinstance(error, (OperationalError, InterfaceError, InternalError)):
        return True
    return isinstance(error.__cause__, psycopg.Error) and is_cut_off(error.__cause__)


def connection_parts(url: str) -> dict[str, Any]:
    """The parts of a connection URL. Raises StoreUnavailable for what is none."""
    try:
        return dict(conninfo_to_dict(url))
    except psycopg.ProgrammingError as error:
        raise StoreUnavailable(str(error)) from error


def reason_against(url: str) -> str | None:
    """Why the store at this URL cannot be used, in the server's own words: no such role, database
    or table; None where it can."""
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_WITHIN) as connection:
            connection.execute("SELECT FROM anjuan.events LIMIT 0")
    except psycopg.Error as error:
        return str(error)
    return None


def outcome(
    append: AppendRequest,
    salts: Sequence[bytes],
    kind: Kind,
    positions: Sequence[int],
    recorded_at: datetime | None,
) -> Outcome:
    """The Outcome of one append request from the database's answer, with the events stored now."""
    if kind != "stored" or recorded_at is None:
        return Outcome(kind, tuple(positions))
    moment = recorded_at.astimezone(UTC)
    placed = zip(positions, append.entries, salts, strict=True)
    events = (Stored(p, e.stream, e.version, e.topic, e.state, moment, s) for p, e, s in placed)
    return Outcome(kind, tuple(positions), tuple(events))
