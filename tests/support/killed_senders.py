"""Senders of webhooks in processes of their own, which are killed as a power cut would do it."""

from contextlib import closing
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import sleep

from services.health import Health
from services.liveness.vitals import Vitals
from services.processes.webhook_work import webhooks_beside
from services.runtime import open_log
from services.settings import Settings

FORKING = get_context("forkserver")
FORKING.set_forkserver_preload([__name__])
LONG = 600.0  # seconds; the kill comes sooner


def send_until_killed(folder: Path, database: str | None) -> None:
    settings = Settings(data=folder, database=database, demo=True, webhook_networks="127.0.0.0/8")
    with closing(open_log(settings)) as log:
        vitals = Vitals(folder)
        with webhooks_beside(Health(log, vitals=vitals), vitals, settings):
            sleep(LONG)


def sender_process(settings: Settings) -> BaseProcess:
    """A sender that has begun; whoever asks for it kills it."""
    work = settings.data, settings.database
    process = FORKING.Process(target=send_until_killed, args=work)
    process.start()
    return process
