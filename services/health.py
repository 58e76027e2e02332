"""Health of a process: readiness, degraded parts, projection lag, and their metrics."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec
from msgspec import Struct
from prometheus_client import Gauge, generate_latest

from adapters.event_store.log import Log
from adapters.unavailable import DatabaseAway
from services.bureaus.renewing import BureauRenewal, Following
from services.consistency.misfits import bilingual
from services.consistency.watch import PartsWatch
from services.liveness.log_ends import Ends
from services.liveness.vitals import THREAD, Vitals
from services.metrics import BACKGROUND, END, REGISTRY
from services.outbox.reconciliation import Audit, ReconciliationWorker
from services.outbox.relay import RelayWorker, Standing
from services.subscriptions.catch_up import CatchUpSubscription
from services.subscriptions.jetstream import JetStreamSubscription
from services.webhooks.sender import WebhookSender
from services.webhooks.standing import WebhookStanding

FARTHEST_BEHIND = 10_000  # events; further behind, what is read is too old to be given
LONGEST_BEHIND = 60.0  # seconds
CHILD_AWAY = (
    "投影与转发的子进程没有消息，正在重启"
    " / the child process with projections and relay tells nothing and is being restarted"
)
READY = Gauge("anjuan_ready", "1: this process can do its work", registry=REGISTRY)
DEGRADED = Gauge("anjuan_degraded", "parts that an operator should look at", registry=REGISTRY)
NATS_TROUBLE = Gauge("anjuan_nats_trouble", "1: NATS is unreachable or unfit", registry=BACKGROUND)
BEHIND = Gauge(
    "anjuan_projection_behind_events",
    "positions behind the store",
    ["projection"],
    registry=BACKGROUND,
)
BEHIND_SECONDS = Gauge(
    "anjuan_projection_behind_seconds",
    "seconds since the store was first seen beyond it",
    ["projection"],
    registry=BACKGROUND,
)
STOPPED = Gauge(
    "anjuan_projection_stopped",
    "1: stopped at an unknown event",
    ["projection"],
    registry=BACKGROUND,
)


class Lag(Struct, frozen=True):
    """How far a projection is behind the store; why it has stopped, or is made anew, if it is."""

    checkpoint: int
    behind: int
    seconds: float
    stopped: str | None = None
    refilling: str | None = None

    @property
    def is_far(self) -> bool:
        return self.behind > FARTHEST_BEHIND or self.seconds > LONGEST_BEHIND


class Report(Struct, frozen=True, omit_defaults=True):
    """Health report. `degraded`: what is amiss, by the part's name. Not `ready`: callers are better
    served elsewhere."""

    ready: bool
    position: int
    degraded: dict[str, str]
    projections: dict[str, Lag] = {}
    relay: Standing | None = None
    audit: Audit | None = None
    bureaus: Sequence[Following] = ()
    webhooks: Sequence[WebhookStanding] = ()


class WorkersReport(Struct, frozen=True):
    """What a child process tells of its projections and relay: its health, and its metrics as
    Prometheus text."""

    health: Report
    metrics: str


@dataclass
class Health:
    """The parts that run in this process; None for what runs elsewhere or not at all. `child` tells
    of those in a child process, nothing while it is being restarted."""

    log: Log
    subscription: CatchUpSubscription | None = None
    relay_worker: RelayWorker | None = None
    jetstream: JetStreamSubscription | None = None
    reconciliation: ReconciliationWorker | None = None
    bureaus: BureauRenewal | None = None
    webhooks: WebhookSender | None = None
    child: Callable[[], WorkersReport | None] | None = None
    parts: PartsWatch | None = None
    vitals: Vitals | None = None
    ends: Ends = field(default_factory=Ends)

    def report(self) -> Report:
        """Reports on all parts: reads the store, and sets the gauges."""
        try:
            report = self._report()
        except DatabaseAway as error:
            report = Report(False, 0, {"store": str(error)} | self._vital())
        READY.set(report.ready)
        DEGRADED.set(len(report.degraded))
        return report

    def metrics(self) -> str:
        """Prometheus text, that of projections and relay from the process that runs them."""
        told = self.child() if self.child else None
        workers = told.metrics if told else generate_latest(BACKGROUND).decode()
        return generate_latest(REGISTRY).decode() + workers

    def _report(self) -> Report:
        end = self.log.end()
        position = end[0] if end else 0
        END.set(position)
        self.ends.saw(position)
        told = self._told()
        lags = self._lags(position, told.projections)
        relay = self.relay_worker.standing() if self.relay_worker else told.relay
        audit = self.reconciliation.found if self.reconciliation else told.audit
        bureaus = self.bureaus.found if self.bureaus else told.bureaus
        webhooks = self.webhooks.found if self.webhooks else told.webhooks
        unfit = {f"projection {name}": reason for name, lag in lags.items() if (reason := far(lag))}
        if relay and relay.stopped:
            unfit["relay"] = relay.stopped
        if self.parts:
            unfit |= {name: bilingual(text) for name, text in self.parts.misfits.items()}
        unfit |= self.vitals.unfit() if self.vitals else {}
        degraded = unfit | self._vital() | self._troubles(relay, audit) | told.degraded
        degraded |= {f"bureau {one.name}": one.trouble for one in bureaus if one.trouble}
        degraded |= {f"webhook {one.name}": notice for one in webhooks if (notice := one.notice)}
        return Report(not unfit, position, degraded, lags, relay, audit, bureaus, webhooks)

    def _vital(self) -> dict[str, str]:
        return self.vitals.troubles() if self.vitals else {}

    def _told(self) -> Report:
        """What the child process tells; of its troubles, those that are not seen from here."""
        if self.child is None:
            return Report(True, 0, {})
        if told := self.child():
            troubles = {
                what: why
                for what, why in told.health.degraded.items()
                if what == "nats" or what.startswith(THREAD)
            }
            return msgspec.structs.replace(told.health, degraded=troubles)
        return Report(True, 0, {"child": CHILD_AWAY})

    def _lags(self, position: int, told: dict[str, Lag]) -> dict[str, Lag]:
        if self.subscription is None:
            return {}
        self.subscription.look()
        stopped = {name: lag.stopped for name, lag in told.items()} | self.subscription.stopped
        refilling = {name: lag.refilling for name, lag in told.items()} | {
            name: bilingual(why) for name, why in dict(self.subscription.refilling).items()
        }
        lags = {
            name: Lag(
                checkpoint,
                max(0, position - checkpoint),
                self.ends.since(checkpoint),
                stopped.get(name),
                refilling.get(name),
            )
            for name, checkpoint in self.subscription.checkpoints.items()
        }
        for name, lag in lags.items():
            BEHIND.labels(name).set(lag.behind)
            BEHIND_SECONDS.labels(name).set(lag.seconds)
            STOPPED.labels(name).set(lag.stopped is not None)
        return lags

    def _troubles(self, relay: Standing | None, audit: Audit | None) -> dict[str, str]:
        """Degraded parts that callers do not feel: commands and projections go on."""
        troubles = {}
        nats = (relay and relay.trouble) or (self.jetstream and self.jetstream.trouble)
        NATS_TROUBLE.set(bool(nats))
        if nats:
            troubles["nats"] = nats
        if relay and not relay.stopped and (relay.alarms or relay.seconds > LONGEST_BEHIND):
            troubles["relay"] = f"{relay.alarms} alarms, {relay.behind} positions behind"
        if audit and audit.faults:
            troubles["audit"] = str(audit)
        return troubles


def far(lag: Lag) -> str | None:
    """Why a projection is too far behind to be read, if it is."""
    return (
        lag.stopped
        or lag.refilling
        or (
            f"at {lag.checkpoint} of {lag.checkpoint + lag.behind}:"
            f" {lag.behind} positions behind for {lag.seconds:.0f} s"
            if lag.is_far
            else None
        )
    )
