"""Whether an event of a case is still in force: by which later one it was struck out or corrected.

Told in the reader's own numbers; of an event that is hidden from the reader nothing is told.
"""

from msgspec import Struct

from adapters.event_store.codec import decode
from domain.in_force import reached_by
from services.api.views import CaseView
from services.runtime import Runtime


class EventStanding(Struct, frozen=True):
    """What later events of a case have made of an earlier one, by their versions; None: nothing."""

    out_of_force_by: int | None = None
    corrected_by: int | None = None


STANDS = EventStanding()


def standing_of(runtime: Runtime, view: CaseView) -> dict[int, EventStanding]:
    """Of each event that is out of force, or was corrected, by which event; by stored version."""
    history = (runtime.log.history(view.name, after=v - 1, upto=v) for v in view.case.reaching)
    stored = [one for found in history for one in found]
    tags = {one.version: one.topic for one in stored}
    records = [(one.version, decode(one.topic, one.state)) for one in stored]
    seen = {
        version: view.numbering.number(version)
        for version, record in records
        if view.numbering.counts(version) and view.reads(tags[version], record)
    }
    struck, corrected = reached_by(records)
    return {
        of: EventStanding(seen.get(struck.get(of, 0)), seen.get(corrected.get(of, 0)))
        for of in struck.keys() | corrected.keys()
    }
