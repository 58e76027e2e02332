"""The child process of `anjuan serve`: projections, relay and embedded NATS, apart from HTTP.

HTTP and these would share one interpreter, and take turns at every step. The parent starts this
module, says the settings in a line on standard input, and sends a line whenever it has stored
something; when it ends, the input does, and so does the child. The child tells on standard output,
twice a second, how its parts are.
"""

import os
import signal
import sys
from typing import Any

import msgspec
from msgspec import Struct
from prometheus_client import generate_latest

from adapters.nats.process import NatsFailed
from services.health import Health, WorkersReport
from services.logs import log_as_json
from services.metrics import BACKGROUND
from services.periodic import PeriodicThread
from services.processes.at_work import at_work
from services.processes.long_lived import spare_what_stays
from services.processes.workers import background
from services.settings import Settings, path

TOLD_EVERY = 0.5  # seconds
STDIN, STDOUT = 0, 1


class Failed(Struct, frozen=True, tag=True):
    """The child could not start, and why."""

    reason: str


class ChildReport(Struct, frozen=True, tag=True):
    """How the child's parts are."""

    report: WorkersReport


_encoder = msgspec.json.Encoder(enc_hook=str)
decode_settings = msgspec.json.Decoder(Settings, dec_hook=path).decode
message_of = msgspec.json.Decoder(Failed | ChildReport).decode


def as_line(value: Any) -> bytes:
    """A message between the two processes: JSON, one a line."""
    return _encoder.encode(value) + b"\n"


def tell(message: Failed | ChildReport) -> None:
    os.write(STDOUT, as_line(message))


def report_of(parts: Health) -> ChildReport:
    report = parts.report()
    return ChildReport(WorkersReport(report, generate_latest(BACKGROUND).decode()))


def run() -> None:
    """Runs until standard input ends, or SIGTERM."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends the input
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    log_as_json()
    settings = decode_settings(sys.stdin.buffer.readline())
    try:
        with background(settings) as (parts, wake):
            reports = PeriodicThread("reports", lambda: tell(report_of(parts)), every=TOLD_EVERY)
            spare_what_stays()
            with at_work(reports):
                while os.read(STDIN, 65_536):
                    wake()
    except NatsFailed as failed:
        tell(Failed(str(failed)))
        sys.exit(1)


if __name__ == "__main__":
    run()
