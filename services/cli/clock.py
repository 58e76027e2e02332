"""`anjuan accept-clock`: a person says that the clock is right though long nothing was heard, or
though it jumped."""

from contextlib import closing

from services.cli.cases import Data, DatabaseOption, settings_of
from services.cli.failures import REFUSED, WRONG_USAGE, stop
from services.cli.terminal import print
from services.clock import Clock, local_time
from services.commands.clock_guard import ClockGuard
from services.runtime import open_log


def accept_clock(data: Data = None, database: DatabaseOption = None) -> None:
    """Say that this machine's clock is right, after weeks without a sign of life, or a jump."""
    settings = settings_of({"data": data, "database": database})
    if not settings.data.exists():
        stop(f"{settings.data}: 没有这个数据目录 / no such data folder", WRONG_USAGE)
    with closing(open_log(settings)) as log:
        guard = ClockGuard(log, Clock(), settings.data)
        guard.sign.write(guard.clock.now(), accepted=True)
        if fault := guard.look():
            stop(fault, REFUSED)
        print(f"时钟 {local_time(guard.clock.now())} 已确认 the clock was accepted")
