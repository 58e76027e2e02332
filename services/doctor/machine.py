"""Looks at the machine: the clock against the last event, and the space that is left."""

from collections.abc import Iterator
from datetime import timedelta

from adapters.event_store.log import AHEAD_AT_MOST
from services.consistency.findings import Finding, right, wrong
from services.doctor.examination import Examination
from services.liveness.disk import MIB, DiskSpace


def clock(examination: Examination) -> Iterator[Finding]:
    """The clock is not behind the last event: the store takes nothing before it."""
    now, end = examination.clock.now(), examination.log.end()
    if end is None:
        yield right("clock", "尚无事件", "no event yet")
        return
    behind = end[1] - now
    told = f"{now:%Y-%m-%d %H:%M:%S}Z / {end[1]:%Y-%m-%d %H:%M:%S}Z"
    if behind > AHEAD_AT_MOST:
        late = timedelta(seconds=round(behind.total_seconds()))
        zh = f"时钟比最后一件事件慢 {late}（{told}），此前不能办理"
        en = f"the clock is {late} behind the last event ({told}): nothing is taken until then"
        yield wrong("clock", zh, en, "timedatectl set-ntp true")
    else:
        yield right("clock", f"此刻 / 最后一件 {told}", f"now / the last event {told}")


def space(examination: Examination) -> Iterator[Finding]:
    """There is room to go on."""
    disk = DiskSpace(examination.settings.data)
    if amiss := disk.look():
        zh, _, en = amiss.partition(" / ")
        yield wrong("space", zh, en, f"df -h {examination.settings.data}")
    else:
        free = disk.free // MIB
        yield right("space", f"尚余 {free} MiB", f"{free} MiB are free")
