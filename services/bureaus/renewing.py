"""Follows the policy of sight for bureaus on NATS: whenever a bureau, a regulation or the day has
changed, its consumer is given the subjects that are its own now; says how far behind each is."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import structlog
from msgspec import Struct
from nats.errors import Error as NatsError
from nats.js.api import ConsumerInfo
from prometheus_client import Gauge

from adapters.credentials.bureaus import Bureaus, EnrolledBureau
from adapters.event_store.cases import CaseStore
from adapters.event_store.log import Log
from adapters.nats.accounts import consumer_of
from adapters.nats.connection import NatsAddress, NatsAway, NatsUnfit, linked
from services.bureaus.consumers import (
    bureau_consumers,
    consumers_due,
    is_as_wanted,
    regimes_in,
    renew_consumers,
    subjects_heard,
)
from services.metrics import BACKGROUND
from services.periodic import PeriodicThread

log = structlog.get_logger()
RENEWED_EVERY = 5.0  # seconds
BUREAU_PENDING = Gauge(
    "anjuan_bureau_pending", "events not yet fetched", ["bureau"], registry=BACKGROUND
)
BUREAU_UNACKNOWLEDGED = Gauge(
    "anjuan_bureau_unacknowledged",
    "events fetched and not acknowledged",
    ["bureau"],
    registry=BACKGROUND,
)
NATS_TROUBLES = (NatsAway, NatsUnfit, NatsError, OSError, TimeoutError)
OTHER_SUBJECTS = "听到的不是其应听的 / it hears other subjects than its own"
NO_CONSUMER = "没有消费者 / it has no consumer"


class Following(Struct, frozen=True):
    """How far a bureau has come: events that wait for it, and those that it has fetched and not
    acknowledged. `trouble`: why it hears nothing, or not what is its own."""

    name: str
    pending: int = 0
    unacknowledged: int = 0
    trouble: str | None = None


class BureauRenewal:
    """Renews consumers in a thread. Any number of processes may: what is right is left alone."""

    def __init__(
        self,
        bureaus: Bureaus,
        log: Log,
        today: Callable[[], date],
        address: Callable[[], NatsAddress],
        every: float = RENEWED_EVERY,
    ) -> None:
        self.bureaus, self.cases, self.today, self.address = bureaus, CaseStore(log), today, address
        self.found: Sequence[Following] = ()
        self._had_any = True
        self._thread = PeriodicThread("bureaus", self.look, every)
        self.heartbeat = self._thread.heartbeat
        self.start, self.stop = self._thread.start, self._thread.stop

    def look(self) -> None:
        """Gives each bureau what is its own now; where NATS is away, later."""
        bureaus = self.bureaus.all()
        if not bureaus and not self._had_any:
            return
        try:
            self.found = asyncio.run(self.renewed(bureaus))
        except NATS_TROUBLES as error:
            log.info("bureaus are looked after later", reason=str(error))
            return
        self._had_any = bool(bureaus)
        for one in self.found:
            BUREAU_PENDING.labels(one.name).set(one.pending)
            BUREAU_UNACKNOWLEDGED.labels(one.name).set(one.unacknowledged)

    async def renewed(self, bureaus: Sequence[EnrolledBureau]) -> list[Following]:
        """Renews the consumers, and says how each bureau follows. Raises one of NATS_TROUBLES."""
        regimes, day = regimes_in(self.cases), self.today()
        filters = {one.name: subjects_heard(one, regimes, day) for one in bureaus}
        async with linked(self.address(), "anjuan bureaus", "administration") as link:
            await renew_consumers(link, filters)
            return followings(await bureau_consumers(link), filters)


def followings(
    consumers: Mapping[str, ConsumerInfo], filters: Mapping[str, Sequence[str]]
) -> list[Following]:
    """How each bureau follows, by its consumers."""
    return [following_of(name, consumers, own) for name, own in filters.items()]


def following_of(
    name: str, consumers: Mapping[str, ConsumerInfo], filters: Sequence[str]
) -> Following:
    """How one follows. A consumer for its own server is looked at where there is one."""
    consumer = consumers.get(consumer_of(name))
    if consumer is None:
        return Following(name, trouble=NO_CONSUMER)
    due = consumers_due({name: filters})
    right = all(is_as_wanted(one, due[key]) for key in due if (one := consumers.get(key)))
    pending, fetched = consumer.num_pending or 0, consumer.num_ack_pending or 0
    return Following(name, pending, fetched, None if right else OTHER_SUBJECTS)
