"""Checks of `anjuan doctor`: events, projections, calendar, regulations, the stream on NATS."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

from msgspec import Struct

from adapters.event_store.codec import UnknownEvent, decode
from adapters.nats.server import address_of, running_in
from domain.calendar_file import CALENDAR, calendar_in
from domain.regime.lifecycle import regime_in
from services.outbox.reconciliation import AWAY, audit_at
from services.runtime import Runtime
from services.subscriptions.catalogue import PROJECTIONS
from services.subscriptions.projector import Projector

LOOKED_AT_ONCE = 1000
SOON = timedelta(days=45)


class Finding(Struct, frozen=True):
    """Result of one check."""

    what: str
    ok: bool
    detail: str


def examine(runtime: Runtime) -> Iterator[Finding]:
    """Runs every check."""
    yield every_event(runtime)
    for projection in PROJECTIONS:
        yield one_projection(runtime, Projector(runtime.readmodel, projection))
    yield calendar(runtime)
    yield regulations(runtime)
    yield nats_stream(runtime)


def one_projection(runtime: Runtime, projector: Projector) -> Finding:
    """A projection is not ahead of the store, as it would be after an older store was restored."""
    checkpoint, end = projector.checkpoint(), runtime.log.end()
    last = end[0] if end else 0
    return Finding(f"projection {projector.name}", checkpoint <= last, f"at {checkpoint} of {last}")


def every_event(runtime: Runtime) -> Finding:
    """Every event is readable, positions rise, versions have no gap, time never goes back."""
    position, count, heads, latest = 0, 0, dict[str, int](), None
    while batch := runtime.log.follow(position, LOOKED_AT_ONCE):
        for stored in batch:
            if stored.version != heads.get(stored.stream, 0) + 1:
                return Finding("events", False, f"#{stored.position}: version gap")
            if latest and stored.recorded_at < latest:
                return Finding("events", False, f"#{stored.position}: time went back")
            try:
                decode(stored.topic, stored.state)
            except UnknownEvent as error:
                return Finding("events", False, f"#{stored.position}: {error}")
            heads[stored.stream], latest = stored.version, stored.recorded_at
            position, count = stored.position, count + 1
    return Finding("events", True, f"{count} events in {len(heads)} streams")


def calendar(runtime: Runtime) -> Finding:
    """This year's working days are known; warns when those of a period begun today may not be."""
    file, _ = runtime.store.current(f"calendars/{CALENDAR}")
    today = runtime.clock.today()
    years = {notice.year for notice in calendar_in(file).notices}
    reach = f"notices for {min(years, default=0)} to {max(years, default=0)}"
    if (today + SOON).year not in years:
        reach += "; a period begun now may end in a year that no notice covers yet"
    return Finding("calendar", today.year in years, reach)


def regulations(runtime: Runtime) -> Finding:
    """Some regulation is in force today."""
    today = runtime.clock.today()
    names = runtime.log.streams("regulations/")
    in_force = []
    for name in names:
        file, _ = runtime.store.current(name)
        version = regime_in(file).applicable(today)
        if version and version.term.holds(today):
            in_force.append(name.removeprefix("regulations/"))
    return Finding("regulations", len(in_force) > 1, ", ".join(in_force) or "none")


def nats_stream(runtime: Runtime) -> Finding:
    """The whole stream on NATS agrees with the store; skipped without NATS."""
    url, own = runtime.settings.nats, runtime.settings.data / "nats"
    address = address_of(url, runtime.settings.nats_ca) if url else running_in(own)
    if address is None:
        return Finding("stream", True, "not checked: no NATS is configured, and none runs here")
    try:
        audit = asyncio.run(audit_at(runtime.log, address))
    except AWAY as error:
        return Finding("stream", False, str(error))
    if audit is None:
        return Finding("stream", False, "there is no stream: no relay has run yet")
    return Finding("stream", not audit.faults, str(audit))
