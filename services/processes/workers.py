"""Workers beside HTTP: outbox relay, projector, timers, sender of webhooks.

`anjuan worker` runs one of them in a process of its own, `anjuan serve` all of them at once.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager

import structlog

from adapters.data_folder import NATS_FOLDER
from adapters.nats.connection import NatsAddress
from adapters.nats.server import embedded_nats, nats_at
from services.bureaus.accounts import accounts_of, table_of
from services.bureaus.renewing import BureauRenewal
from services.health import Health
from services.liveness.nats_repair import NatsRepair
from services.liveness.overdue import OverdueTimers
from services.liveness.vitals import Vitals
from services.outbox.reconciliation import ReconciliationWorker
from services.outbox.relay import RelayWorker
from services.periodic import PeriodicThread
from services.processes.at_work import watched
from services.processes.long_lived import spare_what_stays
from services.processes.stopping import told_to_stop
from services.processes.webhook_work import webhooks, webhooks_beside
from services.reactions.reacting import Reactor
from services.reactions.timers import Timers
from services.red_flags.sweeper import LEDGER_QUIET_FOR, RedFlagSweeper
from services.runtime import (
    Runtime,
    open_clock,
    open_log,
    open_readmodel,
    open_runtime,
    refuse_half_restored,
)
from services.settings import Settings, Work
from services.subscriptions.catalogue import DEADLINES, REACTIONS
from services.subscriptions.catch_up import CatchUpSubscription
from services.subscriptions.jetstream import JetStreamSubscription

log = structlog.get_logger()


def vitals_of(runtime: Runtime, timers: Timers) -> Vitals:
    """The vitals of a process that takes commands."""
    dispatcher = runtime.dispatcher
    vitals = Vitals(runtime.settings.data, dispatcher.guard, OverdueTimers(timers))
    vitals.heartbeats.append(dispatcher.heartbeat)
    return vitals


@contextmanager
def looking_after(runtime: Runtime, vitals: Vitals) -> Iterator[None]:
    """Looks after the clock, and whether the parts of the data folder belong together."""
    with (
        watched(PeriodicThread("clock", runtime.dispatcher.guard.look, every=30.0), vitals),
        watched(PeriodicThread("parts", runtime.parts.look, every=1.0), vitals),
        watched(PeriodicThread("marks", runtime.parts.advance, every=30.0), vitals),
        watched(PeriodicThread("files", runtime.files_watch.look, every=60.0), vitals),
    ):
        yield


@contextmanager
def relay_at(parts: Health, vitals: Vitals, settings: Settings) -> Iterator[RelayWorker]:
    """The relay, to the servers of the settings, or to a server of our own that is looked after."""
    if settings.nats:
        with (
            nats_at(settings.nats, settings.data / NATS_FOLDER, settings.nats_ca) as address,
            relay_worker(parts, vitals, address, settings) as relay,
        ):
            yield relay
        return
    with (
        embedded_nats(settings.data / NATS_FOLDER, accounts_of(settings)) as server,
        relay_worker(parts, vitals, server.address, settings) as relay,
        watched(NatsRepair(relay, server), vitals),
    ):
        yield relay


@contextmanager
def relay_worker(
    parts: Health, vitals: Vitals, address: Callable[[], NatsAddress], settings: Settings
) -> Iterator[RelayWorker]:
    """Relays events to NATS, and reconciles the stream with the store."""
    relay = parts.relay_worker = RelayWorker(parts.log, address, settings.replicas)
    audit = parts.reconciliation = ReconciliationWorker(parts.log, address)
    renewal = renewal_of_bureaus(parts, vitals, settings, address)
    with watched(relay, vitals), watched(audit, vitals), renewal:
        yield relay


@contextmanager
def renewal_of_bureaus(
    parts: Health, vitals: Vitals, settings: Settings, address: Callable[[], NatsAddress]
) -> Iterator[None]:
    """Keeps the consumers of bureaus on what is theirs."""
    clock = open_clock(settings, parts.log, settings.data)
    renewal = BureauRenewal(table_of(settings), parts.log, clock.today, address)
    parts.bureaus = renewal
    with closing(clock), watched(renewal, vitals):
        yield


@contextmanager
def jetstream(
    parts: Health,
    vitals: Vitals,
    subscription: CatchUpSubscription,
    address: Callable[[], NatsAddress],
) -> Iterator[None]:
    """Feeds the projections from NATS, sooner than they poll the store."""
    consumers = parts.jetstream = JetStreamSubscription(subscription, address)
    with watched(consumers, vitals):
        yield


@contextmanager
def background(settings: Settings) -> Iterator[tuple[Health, Callable[[], None]]]:
    """Projections, relay and webhooks beside an embedded NATS server, or that of the settings; and
    what wakes them when something was stored."""
    with ExitStack() as open_until_the_end:
        enter = open_until_the_end.enter_context
        log = enter(closing(open_log(settings)))
        subscription = CatchUpSubscription(log, enter(closing(open_readmodel(settings))), every=1.0)
        vitals = Vitals(settings.data)
        parts = Health(log, subscription, vitals=vitals)
        enter(watched(subscription, vitals))
        relay = enter(relay_at(parts, vitals, settings))
        enter(jetstream(parts, vitals, subscription, relay.relay.address))
        sender = enter(webhooks_beside(parts, vitals, settings))

        def wake() -> None:
            relay.wake()
            sender.wake()

        yield parts, wake


@contextmanager
def relay(settings: Settings) -> Iterator[Health]:
    """The relay as a process: needs the store and NATS, and no keys."""
    with closing(open_log(settings)) as log:
        vitals = Vitals(settings.data)
        parts = Health(log, vitals=vitals)
        with relay_at(parts, vitals, settings):
            yield parts


@contextmanager
def projector(settings: Settings) -> Iterator[Health]:
    """The projector as a process: needs store and read model, and no keys; NATS is optional."""
    with ExitStack() as open_until_the_end:
        enter = open_until_the_end.enter_context
        log, readmodel = (
            enter(closing(open_log(settings))),
            enter(closing(open_readmodel(settings))),
        )
        subscription = CatchUpSubscription(log, readmodel)
        vitals = Vitals(settings.data)
        parts = Health(log, subscription, vitals=vitals)
        enter(watched(subscription, vitals))
        if settings.nats:
            address = enter(nats_at(settings.nats, settings.data / NATS_FOLDER, settings.nats_ca))
            enter(jetstream(parts, vitals, subscription, address))
        yield parts


@contextmanager
def timers(settings: Settings) -> Iterator[Health]:
    """Timers and reactions as a process: they act like any caller, so need all that the service
    needs."""
    with closing(open_runtime(settings)) as runtime:
        runtime.readmodel.create(DEADLINES)
        runtime.readmodel.create(REACTIONS)
        clockwork = Timers(runtime.readmodel, runtime.dispatcher, runtime.clock)
        reactor = Reactor(runtime.readmodel, runtime.dispatcher)
        sweeper = sweeper_of(runtime)
        vitals = vitals_of(runtime, clockwork)
        with (
            watched(clockwork, vitals),
            watched(reactor, vitals),
            watched(sweeper, vitals),
            looking_after(runtime, vitals),
        ):
            yield Health(runtime.log, parts=runtime.parts, vitals=vitals)


QUIET_IN_A_DEMONSTRATION = 3.0  # seconds


def sweeper_of(runtime: Runtime) -> RedFlagSweeper:
    """What raises red flags. In a demonstration nobody waits a minute for them."""
    quiet = QUIET_IN_A_DEMONSTRATION if runtime.settings.demo else LEDGER_QUIET_FOR
    return RedFlagSweeper(
        *(runtime.log, runtime.readmodel, runtime.dispatcher, runtime.clock),
        data=runtime.settings.data,
        quiet=quiet,
    )


WORKERS: dict[Work, Callable[[Settings], AbstractContextManager[Health]]] = {
    "relay": relay,
    "projector": projector,
    "timers": timers,
    "webhooks": webhooks,
}


def work(kind: Work, settings: Settings) -> None:
    """Runs one worker until the process is told to stop (SIGINT, SIGTERM)."""
    refuse_half_restored(settings.data)
    told = told_to_stop()
    with WORKERS[kind](settings) as parts:
        log.info("worker", kind=kind)
        spare_what_stays()
        if settings.health_port is None:
            told.wait()
        else:  # loaded here: the child of `anjuan serve` has no HTTP, and starts sooner without
            from services.api.app import create_health_app
            from services.processes.http_server import listen

            listen(create_health_app(parts), settings, settings.health_port, told)
