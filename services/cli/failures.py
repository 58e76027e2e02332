"""Failures in a sentence: what stops a command is said in Chinese and English, without a traceback.

Exit status: 0 done; 1 refused, not found, or at fault; 2 wrong usage, setting, file or folder;
3 something that is needed is not there or not free: database, NATS, keys, port, disk.
"""

import sqlite3
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from adapters.copies.keys_archive import ArchiveRefused
from adapters.event_store.codec import UnknownEvent
from adapters.event_store.log import StoreAhead, StoreUnavailable
from adapters.folders import ForeignFolder
from adapters.nats.connection import NatsAway, NatsUnfit
from adapters.nats.process import NatsFailed
from adapters.nats.reading import NotRelayed
from adapters.personal_data.kek import KekRefused
from adapters.unavailable import DatabaseAway
from services.backup.dated_set import BackupRuns, NothingStored
from services.backup.half import RestoreRefused
from services.backup.manifest import NoBackup
from services.cli.terminal import print
from services.commands.clock_guard import ClockWrong
from services.commands.messages import AnswerGone, Busy, KeyReused
from services.consistency.misfits import DoesNotBelong, StoreOlder
from services.following.feed_client import FeedAway, FeedRefused
from services.processes.preconditions import FolderTaken, PortTaken
from services.red_flags.in_clickhouse import EngineMissing
from services.regulation_files import UnfitRegulation
from services.runtime import HalfRestored, NoDemonstration
from services.settings import WrongSetting

REFUSED, WRONG_USAGE, NOT_THERE = 1, 2, 3


class SpeakingGroup(TyperGroup):
    """Commands whose foreseen failures end in a sentence and an exit status."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # `| head` has read enough
            raise
        except tuple(SENTENCES) as error:
            sentence, status = next(said for kind, said in SENTENCES.items() if kind in mro(error))
            stop(sentence(error), status)


def stop(text: str, status: int) -> NoReturn:
    """Ends a command with a sentence on standard error."""
    print(text, file=sys.stderr)
    raise typer.Exit(status)


def mro(error: BaseException) -> tuple[type, ...]:
    return type(error).__mro__


def beginning(zh: str, en: str) -> Callable[[Any], str]:
    """What could not be done, in both languages, and then what the error says, on one line."""
    return lambda error: f"{zh} / {en}: {' '.join(str(error).split())}"


def of_a_file(error: OSError) -> str:
    named = f"{error.filename}: " if error.filename else ""
    return f"{named}无法读写 / cannot be read or written: {error.strerror or error}"


SENTENCES: dict[type[Exception], tuple[Callable[[Any], str], int]] = {
    WrongSetting: (beginning("设定有误", "wrong setting"), WRONG_USAGE),
    ForeignFolder: (
        beginning(
            "不是案卷系统的数据目录，未作任何改动",
            "not a data folder of Anjuan; nothing in it was touched",
        ),
        WRONG_USAGE,
    ),
    HalfRestored: (
        beginning(
            "这个数据目录的恢复没有做完，请再执行一次 anjuan restore",
            "a restoration into this data folder was not finished; do anjuan restore once more",
        ),
        WRONG_USAGE,
    ),
    NoBackup: (beginning("没有可用的备份", "no backup to use"), WRONG_USAGE),
    RestoreRefused: (beginning("未恢复", "not restored"), REFUSED),
    ArchiveRefused: (
        beginning(
            "密钥档案打不开，口令不对或档案已损坏",
            "the archive of the keys does not open: another passphrase, or it is damaged",
        ),
        REFUSED,
    ),
    NothingStored: (beginning("没有可备份的", "nothing to back up"), REFUSED),
    BackupRuns: (
        beginning("另一次备份正在进行", "another backup is being made there"),
        NOT_THERE,
    ),
    NoDemonstration: (
        beginning(
            "这里存有真实案卷，不能用作演示，请另用 --data",
            "there are real cases here, which are no demonstration; use another --data",
        ),
        WRONG_USAGE,
    ),
    UnfitRegulation: (
        lambda error: f"规定文件有误，未启动 / a regulation file is at fault\n{error}",
        WRONG_USAGE,
    ),
    DoesNotBelong: (
        beginning(
            "数据目录的各部分不相符，未启动，案卷库未作任何改动",
            "the parts of the data folder do not belong together; nothing was started, nothing in"
            " the store was changed",
        ),
        NOT_THERE,
    ),
    StoreOlder: (
        beginning("案卷库较旧，未办理", "the store is older than was told; nothing was done"),
        NOT_THERE,
    ),
    FolderTaken: (
        beginning(
            "这个数据目录已有一个案卷服务在运行，请先停止它，或者另用 --data",
            "a service of Anjuan already runs over this data folder; stop it or use another --data",
        ),
        NOT_THERE,
    ),
    PortTaken: (
        beginning(
            "端口已被占用，请用 --port（make run PORT=）另选一个",
            "the port is taken; choose another with --port (make run PORT=)",
        ),
        NOT_THERE,
    ),
    EngineMissing: (str, NOT_THERE),
    NatsFailed: (beginning("NATS 服务无法启动", "the NATS server does not start"), NOT_THERE),
    NatsAway: (beginning("NATS 连接不上", "NATS cannot be reached"), NOT_THERE),
    FeedAway: (beginning("服务没有应答", "the service does not answer"), NOT_THERE),
    FeedRefused: (
        beginning(
            "服务不认这个账号和口令，账号用 anjuan user add 建立",
            "the service does not take this account and password; anjuan user add makes one",
        ),
        REFUSED,
    ),
    NatsUnfit: (beginning("NATS 不合用", "NATS is not fit for use"), NOT_THERE),
    NotRelayed: (beginning("NATS 流不是案卷系统的", "the stream is not Anjuan's"), REFUSED),
    StoreUnavailable: (
        beginning(
            "数据库无法使用；库由管理员建立，角色和结构由 anjuan migrate 建立",
            "the database cannot be used; its administrator makes it, `anjuan migrate` the role"
            " and the schema",
        ),
        NOT_THERE,
    ),
    AnswerGone: (
        beginning(
            "库中缺少已答复的事件：被改动，或只恢复了一部分；先运行 anjuan doctor",
            "events that were answered are missing: the store was changed, or restored in part;"
            " run `anjuan doctor`",
        ),
        REFUSED,
    ),
    KeyReused: (
        lambda _: (
            "已办事项的凭据对不上：keys.db 或数据目录不属于这个库；先运行 anjuan doctor"
            " / what was done is not known again: keys.db or the data folder is not this store's;"
            " run `anjuan doctor`"
        ),
        REFUSED,
    ),
    Busy: (
        lambda _: (
            "案卷正被另一进程改动，或其记录不完整；请再试，仍不行时运行 anjuan doctor"
            " / cases are being changed by another process, or their record is not whole;"
            " try again, else run `anjuan doctor`"
        ),
        NOT_THERE,
    ),
    DatabaseAway: (
        beginning(
            "数据文件或数据库暂时无法读写，请稍后再试",
            "a data file or the database cannot be read or written now; try again",
        ),
        NOT_THERE,
    ),
    ClockWrong: (beginning("时钟有误，未办理", "the clock is wrong, nothing was done"), NOT_THERE),
    StoreAhead: (beginning("时钟有误，未办理", "the clock is wrong, nothing was done"), NOT_THERE),
    KekRefused: (
        beginning("个人信息的密钥无法使用", "the keys of personal data cannot be used"),
        NOT_THERE,
    ),
    UnknownEvent: (
        beginning(
            "记录由更新的版本写入，请先升级", "the record was written by a newer release; upgrade"
        ),
        NOT_THERE,
    ),
    sqlite3.Error: (
        beginning("数据文件无法读写", "a data file cannot be read or written"),
        NOT_THERE,
    ),
    OSError: (of_a_file, NOT_THERE),
}
"""The sentence and exit status of each kind of failure; the narrower kind stands first."""
