"""Looks at every event: readable, in order, without a gap, each asked for by some request."""

from collections import OrderedDict
from collections.abc import Iterator

from adapters.event_store.codec import UnknownEvent
from adapters.event_store.log import Log, Stored
from services.consistency.findings import Finding, right, wrong
from services.doctor.databases import NAMED_AT_MOST, RESTORE
from services.doctor.examination import Examination, decoded_or_unknown

WHOLE_STORE = "events"
CASES_IN_MEMORY = 20_000
UPGRADE = "升级后再查 upgrade, and look again; or anjuan restore"


class Versions:
    """The last version of each case on the way through a store; those not met lately are read."""

    def __init__(self, log: Log) -> None:
        self.log, self.cases = log, 0
        self._last: OrderedDict[str, int] = OrderedDict()

    def follows(self, stored: Stored) -> bool:
        """Whether an event has the next version of its case."""
        before = self._last.pop(stored.stream, None)
        if before is None and stored.version > 1:
            before = self._read(stored)
        self.cases += stored.version == 1
        self._last[stored.stream] = stored.version
        if len(self._last) > CASES_IN_MEMORY:
            self._last.popitem(last=False)
        return stored.version == (before or 0) + 1

    def _read(self, stored: Stored) -> int:
        """The version before it, where that stands at an earlier position."""
        earlier = self.log.history(stored.stream, stored.version - 2, stored.version - 1)
        return max((one.version for one in earlier if one.position < stored.position), default=0)


def look_at_events(examination: Examination) -> Iterator[Finding]:
    """Every event is readable, versions have no gap, time never goes back."""
    versions, count, latest = Versions(examination.log), 0, None
    for stored in examination.stored():
        place = f"#{stored.position} {stored.stream}"
        if not versions.follows(stored):
            yield wrong(WHOLE_STORE, f"{place}：版本不连续", f"{place}: version gap", RESTORE)
            return
        if latest and stored.recorded_at < latest:
            yield wrong(WHOLE_STORE, f"{place}：时刻倒退", f"{place}: time went back", RESTORE)
            return
        try:
            decoded_or_unknown(stored, examination.log)
        except UnknownEvent as error:
            yield wrong(WHOLE_STORE, f"读不懂：{error}", f"cannot be read: {error}", UPGRADE)
            return
        latest, count = stored.recorded_at, count + 1
    words = f"{count} 件，{versions.cases} 个案卷", f"{count} events in {versions.cases} streams"
    yield right(WHOLE_STORE, *words)


def answers(examination: Examination) -> Iterator[Finding]:
    """Every event was brought about by a request that was answered with it, and what was answered
    as stored is there."""
    lost, unasked = examination.log.unmatched()
    if lost:
        zh = f"曾答复已记载、库中没有：{len(lost)} 件，{named_positions(lost)}"
        en = f"answered as stored, and not there: {len(lost)}, {named_positions(lost)}"
        yield wrong("answers", zh, en, RESTORE)
    if unasked:
        zh = f"没有任何办理请求产生：{len(unasked)} 件，{named_positions(unasked)}"
        en = f"no request has brought them about: {len(unasked)}, {named_positions(unasked)}"
        yield wrong("answers", zh, en, "anjuan verify --decisions")
    if not lost and not unasked:
        yield right("answers", "答复与事件一一相符", "answers and events match")


def named_positions(positions: list[int]) -> str:
    return ", ".join(f"#{position}" for position in positions[:NAMED_AT_MOST])
