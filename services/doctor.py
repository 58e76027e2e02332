"""What the doctor looks at: store, histories, keys, read model, regulations, calendar, stream."""

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
    what: str
    ok: bool
    detail: str


def examine(runtime: Runtime) -> Iterator[Finding]:
    yield every_event(runtime)
    for one in PROJECTIONS:
        yield one_projection(runtime, Projector(runtime.readmodel, one))
    yield calendar(runtime)
    yield regulations(runtime)
    yield nats_stream(runtime)


def one_projection(runtime: Runtime, projector: Projector) -> Finding:
    """It has not gone beyond the store, as it would have over a restored older file."""
    place, end = projector.checkpoint(), runtime.log.end()
    last = end[0] if end else 0
    return Finding(f"projection {projector.name}", place <= last, f"at {place} of {last}")


def every_event(runtime: Runtime) -> Finding:
    """Every event is readable, positions rise, versions have no gap, time never goes back."""
    place, count, heads, latest = 0, 0, dict[str, int](), None
    while batch := runtime.log.follow(place, LOOKED_AT_ONCE):
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
            place, count = stored.position, count + 1
    return Finding("events", True, f"{count} events in {len(heads)} streams")


def calendar(runtime: Runtime) -> Finding:
    """This year's days are known; says when those of a period begun today may not be."""
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
    """The whole stream on NATS says what the store says. Without NATS there is nothing to see."""
    url, own = runtime.settings.nats, runtime.settings.data / "nats"
    address = address_of(url) if url else running_in(own)
    if address is None:
        return Finding("stream", True, "not looked at: no NATS was named, and none runs here")
    try:
        found = asyncio.run(audit_at(runtime.log, address))
    except AWAY as error:
        return Finding("stream", False, str(error))
    if found is None:
        return Finding("stream", False, "there is no stream: no relay has been at work")
    return Finding("stream", not found.faults, str(found))
