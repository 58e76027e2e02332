"""Words for parts that do not belong to the store: what is wrong, and the command that mends it."""

from adapters.marks.mark import PartMark
from adapters.unavailable import DatabaseAway
from domain.refusal import Text

STORE, KEYS, FILES, ACCOUNTS = "store", "keys", "files", "accounts"
PART_NAMES = {
    KEYS: Text("密钥（keys.db）", "the keys (keys.db)"),
    FILES: Text("附件（files/）", "the files (files/)"),
    ACCOUNTS: Text("账号（accounts.db）", "the accounts (accounts.db)"),
    "read model": Text("读取表", "the read model"),
    "service": Text("运行中的服务", "the running service"),
}
RESTORED = "anjuan restore --accept"


class StoreOlder(DatabaseAway):
    """The store is older than people have been told: no command is taken until somebody decides."""

    def __init__(self, text: Text) -> None:
        super().__init__(bilingual(text))


class DoesNotBelong(Exception):
    """Parts of the data folder that do not belong together: nothing is started."""

    def __init__(self, text: Text) -> None:
        super().__init__(bilingual(text))


def bilingual(text: Text) -> str:
    return f"{text.zh} / {text.en}"


def accepting(part: str) -> str:
    """The command that gives a part up."""
    return f"anjuan accept-loss {part} --reason …"


def store_older(end: int, told: str, mark: PartMark) -> Text:
    part = PART_NAMES[told]
    return Text(
        f"案卷库比{part.zh}旧：库止于 {end} 号，{part.zh}已到 {mark.position} 号，其间已经确认的"
        f"办理不在库中，暂不受理办理。请放回较新的案卷库；确实没有的，执行 {RESTORED}",
        f"the store is older than {part.en}: it ends at {end}, and {part.en} at {mark.position};"
        f" what was acknowledged in between is missing, and no command is taken. Put the newer"
        f" store back, or, where there is none, run {RESTORED}",
    )


def parted(told: str, mark: PartMark) -> Text:
    part = PART_NAMES[told]
    return Text(
        f"案卷库的 {mark.position} 号与{part.zh}所记的不是同一记录：案卷库曾被换成较旧的一份并另有"
        f"办理，暂不受理办理。请放回原来的案卷库；确实没有的，执行 {RESTORED}",
        f"the store has another event at {mark.position} than {part.en} knows: an older store was"
        f" put in its place and went another way; no command is taken. Put the right store back,"
        f" or, where there is none, run {RESTORED}",
    )


def foreign(part: str) -> Text:
    name = PART_NAMES[part]
    return Text(
        f"{name.zh}属于另一个案卷库。请放回这个案卷库的；确实没有的，执行 {accepting(part)}",
        f"{name.en} are another store's. Put this store's back, or, where there are none, run"
        f" {accepting(part)}",
    )


def gone(part: str) -> Text:
    name = PART_NAMES[part]
    return Text(
        f"{name.zh}遗失。请从备份放回；确实没有的，执行 {accepting(part)}",
        f"{name.en} are lost. Put them back from a backup, or, where there is none, run"
        f" {accepting(part)}",
    )


def older(part: str, mark: PartMark, reached: int) -> Text:
    name = PART_NAMES[part]
    return Text(
        f"{name.zh}是较旧的一份，止于 {mark.position} 号，而各部分都曾到 {reached} 号。请放回较新"
        f"的；确实没有的，执行 {accepting(part)}",
        f"{name.en} are an older copy, of {mark.position}, where all parts had been at {reached}."
        f" Put the newer ones back, or, where there are none, run {accepting(part)}",
    )


def keys_lacking(persons: int, since: int) -> Text:
    return Text(
        f"密钥（keys.db）是较旧的一份：{since} 号以后有 {persons} 人的密钥不在其中。请放回较新的；"
        f"确实没有的，执行 {accepting(KEYS)}",
        f"the keys (keys.db) are an older copy: those of {persons} persons since {since} are not in"
        f" it. Put the newer ones back, or, where there are none, run {accepting(KEYS)}",
    )


def files_missing(missing: int, damaged: int) -> Text:
    return Text(
        f"附件（files/）缺 {missing} 份，坏 {damaged} 份。请从备份放回，随后自动恢复；确实没有的，"
        f"执行 {accepting(FILES)}",
        f"of the files (files/) {missing} are missing and {damaged} damaged. Put them back from a"
        f" backup, which is soon seen, or, where there is none, run {accepting(FILES)}",
    )
