"""Findings of `anjuan doctor` and `anjuan backup --check`: looked at and right, wrong with what to
do, or not looked at."""

from enum import StrEnum

from msgspec import Struct

from domain.refusal import Text


class Diagnosis(StrEnum):
    """What a look came to."""

    RIGHT = "right"
    WRONG = "wrong"
    UNSEEN = "not looked at"


MOST_NAMED = 5  # faults of one kind
CHECK_NAMES = {
    "databases": "数据文件",
    "file": "数据文件",
    "kek": "主密钥",
    "permissions": "权限",
    "belonging": "同属一库",
    "events": "事件",
    "answers": "办理答复",
    "projections": "列表",
    "projection": "列表",
    "ledger": "账目",
    "snapshots": "快照",
    "keys": "密钥",
    "personal-data": "个人信息",
    "files": "附件",
    "accounts": "账号",
    "calendar": "工作日历",
    "regulations": "规定",
    "stream": "消息流",
    "bureaus": "订阅机关",
    "webhooks": "推送地址",
    "attacks": "已知攻击",
    "clock": "时钟",
    "space": "磁盘空间",
}


class Finding(Struct, frozen=True, omit_defaults=True):
    """One thing that was to be looked at: what came of it, in words, and the command that mends
    it where it is wrong."""

    what: str
    answer: Diagnosis
    words: Text
    mend: str = ""

    @property
    def name(self) -> str:
        """What was looked at, in Chinese and English."""
        return f"{CHECK_NAMES[self.what.partition(' ')[0]]} {self.what}"


class NotLookedAt(Exception):
    """A thing that cannot be looked at, and why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = Text(zh, en)


def right(what: str, zh: str, en: str) -> Finding:
    return Finding(what, Diagnosis.RIGHT, Text(zh, en))


def wrong(what: str, zh: str, en: str, mend: str = "") -> Finding:
    return Finding(what, Diagnosis.WRONG, Text(zh, en), mend)


def faulty(what: str, faults: list[str]) -> Finding:
    """A finding that names the first of the faults."""
    return wrong(what, "; ".join(faults[:MOST_NAMED]), f"{len(faults)} faults")


def unseen(what: str, zh: str, en: str) -> Finding:
    return Finding(what, Diagnosis.UNSEEN, Text(zh, en))
