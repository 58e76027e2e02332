"""The vault's process at work: it mirrors, projects and answers, until its input ends or it is told
to stop."""

import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from pathlib import Path

import msgspec
import structlog
import uvicorn
from fastapi import FastAPI

from adapters.data_folder import PACKAGES_FOLDER, READS_DB
from adapters.evidence.checkpoint import CheckpointKey
from adapters.evidence.sealed_packages import SealedPackages
from services.api.app import create_app
from services.api.discipline_door import socket_in
from services.logs import log_as_json
from services.pages.mounting import with_pages
from services.periodic import PeriodicThread
from services.processes.at_work import at_work
from services.processes.http_limits import LimitedProtocol
from services.processes.http_server import Server, config_of
from services.processes.preconditions import folder_held
from services.processes.stopping import told_to_stop
from services.processes.vault.case_routes import EvidenceDesk, OwnRoutes, evidence_routes
from services.processes.vault.entry import VaultEntry
from services.processes.vault.houses import MirrorHouse, followed_clock, mirror_house, own_house
from services.processes.vault.listener import VaultListener
from services.processes.vault.reads_log import ReadsLog
from services.processes.vault.sessions import PassedSessions
from services.processes.vault.sight import see_everything
from services.processes.vault_beside import SIGNING_KEY, VaultSettings
from services.reactions.timers import Timers
from services.runtime import Runtime
from services.settings import Settings, path
from services.subscriptions.catch_up import CatchUpSubscription

log = structlog.get_logger()
MIRRORED_EVERY = 0.5  # seconds
decode_vault_settings = msgspec.json.Decoder(VaultSettings, dec_hook=path).decode


def run_vault() -> None:
    """Reads the settings from standard input, and serves until that ends, or SIGTERM."""
    told = told_to_stop()
    log_as_json()
    settings = decode_vault_settings(sys.stdin.buffer.readline())
    see_everything()
    threading.Thread(target=stop_with_input, args=(told,), name="input", daemon=True).start()
    with folder_held(Settings(data=settings.folder)), vault_entry(settings) as (entry, own):
        if settings.listens:
            listener = VaultListener(entry, own, own.state.runtime.accounts)
            config = config_of(listener, settings.cases, settings.cases.port)
            Server(config, own.state.notifier, told).run()
        else:
            serve_on_socket(entry, own, socket_in(settings.folder), told)


def stop_with_input(told: threading.Event) -> None:
    while sys.stdin.buffer.read(1):
        pass
    told.set()


@contextmanager
def vault_entry(settings: VaultSettings) -> Iterator[tuple[VaultEntry, FastAPI]]:
    """The vault's application over both houses, with their threads at work."""
    clock = followed_clock(settings)
    with ExitStack() as open_until_the_end:
        enter = open_until_the_end.enter_context
        own = enter(own_house(settings, clock))
        mirror = enter(mirror_house(settings, clock))
        sessions = PassedSessions(timedelta(minutes=settings.cases.idle_minutes))
        for runtime in (own, mirror.runtime):
            runtime.accounts.bearer = sessions.bearer
        reads = enter(closing(ReadsLog(settings.folder / READS_DB)))
        own_app, mirror_app = enter(house_application(own)), enter(mirrored(mirror))
        desk = desk_of(settings.folder, own, mirror)
        own_app.add_middleware(OwnRoutes, routes=evidence_routes(desk))
        yield VaultEntry(own_app, mirror_app, own.files, sessions, reads), own_app


def desk_of(folder: Path, own: Runtime, mirror: MirrorHouse) -> EvidenceDesk:
    packages = SealedPackages(folder / PACKAGES_FOLDER, own.keystore)
    return EvidenceDesk(mirror, packages, CheckpointKey(folder / SIGNING_KEY))


@contextmanager
def house_application(runtime: Runtime) -> Iterator[FastAPI]:
    """The same routes as the case service has, over one of the vault's houses."""
    subscription = CatchUpSubscription(runtime.log, runtime.readmodel)
    timers = Timers(runtime.readmodel, runtime.dispatcher, runtime.clock)
    app = with_pages(create_app(runtime, subscription, timers))
    runtime.dispatcher.listeners.append(subscription.wake)
    with closing(app.state.jobs), at_work(subscription):
        yield app


@contextmanager
def mirrored(house: MirrorHouse) -> Iterator[FastAPI]:
    """The mirror's application, with the thread that keeps it up."""
    with house_application(house.runtime) as app:

        def follow() -> None:
            if house.follow():
                app.state.subscription.wake()
                app.state.notifier.ring()

        with at_work(PeriodicThread("mirror", follow, every=MIRRORED_EVERY)):
            yield app


def serve_on_socket(app: VaultEntry, first: FastAPI, socket: Path, told: threading.Event) -> None:
    """Serves on a Unix socket in the vault's own folder, which nobody else can open."""
    socket.unlink(missing_ok=True)
    config = uvicorn.Config(
        app,
        uds=str(socket),
        http=LimitedProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    Server(config, first.state.notifier, told).run()
