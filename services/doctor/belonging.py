"""Looks at the marks: keys, accounts, files and read model are this store's, none knows of a newer
state of it, and none is an older copy."""

from collections.abc import Iterator

from adapters.data_folder import ACCOUNTS_DB, FILES_FOLDER, KEYS_DB
from adapters.marks.kept import MarkInFolder
from adapters.read_only.marks import ReadOnlyMark
from services.consistency.findings import Finding, right, wrong
from services.consistency.misfits import ACCOUNTS, FILES, KEYS, RESTORED, STORE, accepting
from services.consistency.watch import Marked, PartsWatch
from services.doctor.examination import Examination

BELONGING = "belonging"


def belonging(examination: Examination) -> Iterator[Finding]:
    """What does not belong together, with the command where nothing can be put back."""
    misfits = watch_of(examination).found()
    for part, words in misfits.items():
        mend = RESTORED if part == STORE else accepting(part)
        yield wrong(BELONGING, words.zh, words.en, mend)
    if not misfits:
        yield right(
            BELONGING, "各部分同属一库，步调一致", "all parts are of one store and one state"
        )


def watch_of(examination: Examination) -> PartsWatch:
    marked: dict[str, Marked] = {
        KEYS: ReadOnlyMark(examination.file(KEYS_DB)),
        ACCOUNTS: ReadOnlyMark(examination.file(ACCOUNTS_DB)),
        FILES: MarkInFolder(examination.settings.data / FILES_FOLDER),
    }
    return PartsWatch(examination.log, marked, examination.rows.farthest, lambda: None)
