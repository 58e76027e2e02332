"""Draws a sample by hashed names, so that what is drawn need not be listed first."""

import random
from collections.abc import Iterator
from zlib import crc32

from msgspec import Struct

from services.doctor.examination import Examination

EVENTS_IN_A_SAMPLE = 5_000
EVENTS_IN_A_PART = 40_000
"""Of a look at all rows: what it keeps in memory at once."""


class Sample(Struct, frozen=True):
    """One of several equal parts, by the hash of a name."""

    nth: int
    parts: int

    def holds(self, name: str) -> bool:
        return crc32(name.encode()) % self.parts == self.nth


def drawn_sample(examination: Examination) -> Sample:
    """What is to be looked at: a part that is drawn anew each time, or all in one."""
    parts = 1 if examination.whole else 1 + examination.end // EVENTS_IN_A_SAMPLE
    return Sample(random.randrange(parts), parts)


def samples(examination: Examination) -> Iterator[Sample]:
    """The same for what is kept in memory meanwhile: all of it part by part."""
    if not examination.whole:
        yield drawn_sample(examination)
        return
    parts = 1 + examination.end // EVENTS_IN_A_PART
    yield from (Sample(nth, parts) for nth in range(parts))


def share(examination: Examination) -> tuple[str, str]:
    """How much of everything that is, in words."""
    parts = 1 + examination.end // EVENTS_IN_A_SAMPLE
    if examination.whole or parts == 1:
        return "全部", "all"
    return f"抽取其 {parts} 分之一，--all 查全部", f"one in {parts} was drawn; --all for all"
