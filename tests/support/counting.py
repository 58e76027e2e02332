"""Counts the reads and transactions of the log and of the read model."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from adapters.event_store.log import Log
from adapters.read_model.databases import Within
from adapters.read_model.writer import Readmodel

LOG_READS = ("history", "follow", "at", "answered", "heads", "streams", "end")


class Asked:
    """Reads of the log by kind; reads of the read model, within transactions and without; and its
    transactions."""

    def __init__(self, log: Log, rows: Readmodel, monkeypatch: pytest.MonkeyPatch) -> None:
        self.counted: Counter[str] = Counter()
        for name in LOG_READS:
            self._count(monkeypatch, log, name, f"log {name}")
        self._count(monkeypatch, rows._database, "read", "rows")
        self._count(monkeypatch, Within, "read", "rows")
        self._count(monkeypatch, rows._database, "writing", "transactions")

    def _count(self, patch: pytest.MonkeyPatch, owner: Any, name: str, kind: str) -> None:
        whole: Callable[..., Any] = getattr(owner, name)

        def counted(*given: Any, **more: Any) -> Any:
            self.counted[kind] += 1
            return whole(*given, **more)

        patch.setattr(owner, name, counted)

    def during(self, what: Callable[[], object]) -> dict[str, int]:
        self.counted.clear()
        what()
        return dict(self.counted)
