"""The service process: runtime, HTTP and timers, with a child process for projections and relay,
unless these run apart."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

from fastapi import FastAPI

from services.api.app import create_app
from services.demo import round as demo_round
from services.demo.opening import OpenDemonstration, open_demonstration
from services.demo.password import password_file
from services.health import Health
from services.pages.mounting import with_pages
from services.periodic import PeriodicThread
from services.processes.at_work import watched
from services.processes.http_server import listen
from services.processes.long_lived import spare_what_stays
from services.processes.preconditions import ready_to_serve
from services.processes.stopping import told_to_stop
from services.processes.supervisor import Supervisor
from services.processes.vault_beside import make_vault_ready, vault_beside
from services.processes.workers import looking_after, sweeper_of, vitals_of
from services.reactions.reacting import Reactor
from services.reactions.timers import Timers
from services.runtime import Runtime, open_runtime
from services.seeding import seed
from services.settings import Settings
from services.subscriptions.catch_up import CatchUpSubscription


@dataclass
class Service:
    """A running service."""

    runtime: Runtime
    subscription: CatchUpSubscription
    timers: Timers
    app: FastAPI
    parts: Health
    demonstration: OpenDemonstration | None = None
    supervisor: Supervisor | None = None


@contextmanager
def running_service(
    settings: Settings, timers: bool = True, child: bool = False
) -> Iterator[Service]:
    """Opens the runtime, seeds it at first start, and runs its threads until the end of the block.

    With a `child` process that follows the store for the projections and relays events to NATS;
    else a thread follows it.
    """
    with ExitStack() as open_until_the_end:
        enter = open_until_the_end.enter_context
        runtime = enter(closing(open_runtime(settings)))
        demonstration = seeded(runtime)
        subscription = CatchUpSubscription(runtime.log, runtime.readmodel)
        clockwork = Timers(runtime.readmodel, runtime.dispatcher, runtime.clock)
        app = with_pages(create_app(runtime, subscription, clockwork))
        runtime.jobs.interrupt_running()
        enter(closing(app.state.jobs))
        service = Service(runtime, subscription, clockwork, app, app.state.health, demonstration)
        vitals = service.parts.vitals = vitals_of(runtime, clockwork)
        sessions = PeriodicThread("sessions", runtime.accounts.sessions.keep_use, every=30.0)
        enter(watched(sessions, vitals))
        enter(looking_after(runtime, vitals))
        if not settings.apart:
            subscription.catch_up()
            if timers:
                sweeper = sweeper_of(runtime)
                reactor = Reactor(runtime.readmodel, runtime.dispatcher)
                for worker in (clockwork, reactor, sweeper):
                    subscription.listeners.append(worker.wake)
                    enter(watched(worker, vitals))
            enter(in_a_child(service) if child else in_a_thread(service))
        yield service


@contextmanager
def in_a_thread(service: Service) -> Iterator[None]:
    """Follows the store for the projections in a thread of this process."""
    assert service.parts.vitals
    with watched(service.subscription, service.parts.vitals):
        service.runtime.dispatcher.listeners.append(service.subscription.wake)
        yield


@contextmanager
def in_a_child(service: Service) -> Iterator[None]:
    """Runs projections and relay in a child process."""
    supervisor = service.supervisor = Supervisor(service.runtime.settings)
    listeners = service.runtime.dispatcher.listeners
    assert service.parts.vitals
    look = PeriodicThread("supervision", supervisor.look, every=5.0)
    with watched(supervisor, service.parts.vitals), watched(look, service.parts.vitals):
        service.parts.child = supervisor.report
        listeners.append(supervisor.wake)
        try:
            yield
        finally:
            listeners.remove(supervisor.wake)


def seeded(runtime: Runtime) -> OpenDemonstration | None:
    """Seeds the store, and opens the demonstration where it is one; not a store that is older than
    people have been told."""
    if runtime.parts.refusal():
        return None
    seed(runtime)
    demonstration = open_demonstration(runtime) if runtime.settings.demo else None
    runtime.parts.advance()
    return demonstration


def serve(settings: Settings) -> None:
    """Serves HTTP until it is told to stop (SIGINT, SIGTERM)."""
    told = told_to_stop()
    with ExitStack() as open_until_the_end:
        enter = open_until_the_end.enter_context
        enter(ready_to_serve(settings))
        if settings.vault_folder:
            make_vault_ready(settings.vault_folder, settings)
        service = enter(running_service(settings, child=True))
        enter(vault_beside(service.app, service.runtime))
        print(welcome(settings, service.demonstration), flush=True)  # noqa: T201 # for people at the terminal
        spare_what_stays()
        listen(service.app, settings, settings.port, told)


def welcome(settings: Settings, demonstration: OpenDemonstration | None) -> str:
    lines = [f"Anjuan 案卷  http://{settings.host}:{settings.port}"]
    if demonstration and demonstration.left:
        lines.append(demo_round.left_in_words(demonstration.left))
    if demonstration and not settings.demo_password:
        lines.append(f"演示口令 demonstration password: {demonstration.password}")
        lines.append(f"也在 also in: {password_file(settings.data)}")
    return "\n".join(lines)
