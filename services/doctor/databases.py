"""Looks at the files themselves: none is missing, SQLite finds them whole, no one else may read."""

from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISLNK

from adapters.data_folder import ACCOUNTS_DB, EVENTS_DB, KEK, KEYS_DB, READ_DB
from adapters.folders import FILE_MODE, FOLDER_MODE, everything_in
from adapters.personal_data.kek import Kek
from adapters.unavailable import DatabaseAway
from services.consistency.findings import Finding, right, unseen, wrong
from services.doctor.examination import Examination

RESTORE = "anjuan restore"
OF_A_STORE = (EVENTS_DB, READ_DB)
OF_A_FOLDER = (KEYS_DB, ACCOUNTS_DB)
MENDS = {READ_DB: "anjuan rebuild"}
NAMED_AT_MOST = 3


def databases(examination: Examination) -> Iterator[Finding]:
    """SQLite's own check of each file; `--all` holds indexes against their tables, too."""
    names = OF_A_FOLDER if examination.settings.database else (*OF_A_STORE, *OF_A_FOLDER)
    for name in names:
        yield one_database(examination, name)


def one_database(examination: Examination, name: str) -> Finding:
    what, mend = f"file {name}", MENDS.get(name, RESTORE)
    if not (examination.settings.data / name).is_file():
        return wrong(what, "没有这个文件", "there is no such file", mend)
    check = "integrity_check" if examination.whole else "quick_check"
    try:
        found = [
            str(row[0]) for row in examination.file(name).read(f"PRAGMA {check}({NAMED_AT_MOST})")
        ]
    except DatabaseAway as error:
        if error.damaged:
            return wrong(what, f"已损坏：{error}", f"damaged: {error}", mend)
        return unseen(what, f"读不到：{error}", f"cannot be reached: {error}")
    except Exception as error:
        return wrong(what, f"已损坏：{error}", f"damaged: {error}", mend)
    if found != ["ok"]:
        told = "; ".join(found)
        return wrong(what, f"已损坏：{told}", f"damaged: {told}", mend)
    return right(what, f"完好（{check}）", f"whole ({check})")


def key_encryption_key(examination: Examination) -> Iterator[Finding]:
    """The key-encryption key is there and has its length; whether it is the right one, the keys
    tell."""
    Kek(examination.settings.data / KEK)
    yield right("kek", "在", "there")


def permissions(examination: Examination) -> Iterator[Finding]:
    """The folder is 0700 and all in it 0700 or 0600: no other user of the machine reads it."""
    folder = examination.settings.data
    paths = [folder, *(Path(entry.path) for entry in everything_in(folder))]
    if wide := [path for path in paths if is_wide(path)]:
        named = ", ".join(str(path) for path in wide[:NAMED_AT_MOST])
        zh = f"{len(wide)} 处可由本机其他用户打开：{named}"
        en = f"{len(wide)} open to other users of this machine: {named}"
        yield wrong("permissions", zh, en, f"chmod -R u=rwX,go= {folder}")
    else:
        yield right(
            "permissions", f"{len(paths)} 处均只有所有者可读", f"{len(paths)} for the owner alone"
        )


def is_wide(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:  # what SQLite and others keep beside a file comes and goes
        return False
    wanted = FOLDER_MODE if S_ISDIR(mode) else FILE_MODE
    return not S_ISLNK(mode) and bool(S_IMODE(mode) & 0o777 & ~wanted)
