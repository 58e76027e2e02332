"""Runs `anjuan` with one thing changed: no durable store, or no group commit."""

import sys
from contextlib import AbstractContextManager
from unittest.mock import patch

from adapters.event_store.log import Log
from services import runtime
from services.cli import main as cli
from services.commands import dispatcher as acting
from tools.benches.memory import MemoryLog


def memory() -> Log:
    return MemoryLog()


def main() -> None:
    kind = sys.argv.pop(1)
    if kind == "bare":
        sys.argv.append("--apart")  # nothing follows a store that only this process sees
    changes: dict[str, AbstractContextManager[object]] = {
        "bare": patch.object(runtime, "open_log", lambda settings: memory()),
        "alone": patch.object(acting, "LARGEST_COMMIT", 1),
    }
    with changes[kind]:
        cli.main()


if __name__ == "__main__":
    main()
