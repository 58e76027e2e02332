"""Measures services side by side: each in turn, several times over; gives the medians."""

from collections.abc import Mapping
from statistics import median

from msgspec import Struct

from tools.benches.services import Service

ROUNDS = 4
SECONDS = 1.2


class Under(Struct, frozen=True):
    """A service and the requests to load it with."""

    service: Service
    requests: tuple[bytes, ...]
    counts: bool = True

    def counted(self) -> dict[str, float]:
        """What the service has counted; the plain route counts nothing."""
        return self.service.counted() if self.counts else {}


class Measured(Struct, frozen=True):
    """Commands a second (median of the rounds), and what the service counted over all of them."""

    rate: float
    commit_size: float
    decisions: float
    p99: float


def in_turn(subjects: Mapping[str, Under]) -> dict[str, Measured]:
    """Measures all subjects in every round, so that other load on the machine hits all alike."""
    rates: dict[str, list[float]] = {name: [] for name in subjects}
    late: dict[str, list[float]] = {name: [] for name in subjects}
    counted: dict[str, dict[str, float]] = {name: {} for name in subjects}
    for _ in range(ROUNDS):
        for name, subject in subjects.items():
            before = subject.counted()
            count = subject.service.under(subject.requests, SECONDS)
            after = subject.counted()
            rates[name].append(count.rate)
            late[name].append(count.p99)
            for key in after:
                grown = after[key] - before[key]
                counted[name][key] = counted[name].get(key, 0.0) + grown
    return {
        name: Measured(
            rate=median(rates[name]),
            commit_size=per(sums, "anjuan_commit_size_sum", "anjuan_commit_size_count"),
            decisions=per(sums, "anjuan_decisions_total", "anjuan_commands_total"),
            p99=median(late[name]),
        )
        for name, sums in counted.items()
    }


def per(sums: Mapping[str, float], what: str, each: str) -> float:
    return sums[what] / sums[each] if sums.get(each) else 0.0
