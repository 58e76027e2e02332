"""Checks before a service opens over a data folder: what cannot belong together is not started."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import msgspec

from adapters.data_folder import ACCOUNTS_DB, EVENTS_DB, KEYS_DB
from adapters.event_store.codec import told
from adapters.event_store.log import Log, Stored
from adapters.event_store.store_marks import store_file
from adapters.files import Files
from adapters.marks.sqlite_files import damage_of
from adapters.personal_data.keystore import Keystore
from adapters.personal_data.vault import Vault
from domain.case import stream_id
from domain.context import SYSTEM
from domain.refusal import Text
from domain.regime.lifecycle import HOUSE
from services.consistency.misfits import (
    ACCOUNTS,
    KEYS,
    DoesNotBelong,
    accepting,
    foreign,
    gone,
    keys_lacking,
)

SEALED_TAG = b'"sealed"'
HOUSE_STREAM = stream_id("regulations", HOUSE)
READ_AT_ONCE = 500
OPENED_AT_ONCE = 1000  # files whose header is read at a start; `doctor` reads more
GIVEN_UP_AS = {KEYS_DB: KEYS, ACCOUNTS_DB: ACCOUNTS}


def refuse_damaged(data: Path, embedded: bool) -> None:
    """Raises DoesNotBelong for a file that nothing can replace and that cannot be read; `embedded`:
    the store is a file too."""
    for name in (EVENTS_DB, KEYS_DB, ACCOUNTS_DB)[0 if embedded else 1 :]:
        if damage := damage_of(data / name):
            mend = accepting(GIVEN_UP_AS[name]) if name in GIVEN_UP_AS else None
            raise DoesNotBelong(
                Text(
                    f"{data / name} 损坏（{damage}）。请从备份放回"
                    + (f"；确实没有的，执行 {mend}" if mend else ""),
                    f"{data / name} is damaged ({damage}). Put it back from a backup"
                    + (f", or, where there is none, run {mend}" if mend else ""),
                )
            )


def refuse_without_store(data: Path) -> None:
    """Raises DoesNotBelong where the store's file is gone, and the keys made for it are there."""
    if has(data / KEYS_DB) and not has(data / EVENTS_DB):
        raise DoesNotBelong(store_gone(data / EVENTS_DB))


def refuse_without_keys(log: Log, data: Path) -> None:
    """Raises DoesNotBelong where the keys are gone that the store needs."""
    if not has(data / KEYS_DB) and log.end():
        raise DoesNotBelong(gone(KEYS))


def refuse_other_keys(log: Log, keystore: Keystore, vault: Vault, data: Path) -> None:
    """Raises DoesNotBelong where the keys are not those that the store was written with, and where
    the keys have been used and the store is empty."""
    if log.end() is None:
        if keystore.belongs.belonging():
            raise DoesNotBelong(store_gone(data / EVENTS_DB))
        return
    file = store_file(log)
    ours = (
        file.keys == keystore.mark() if file.keys else "KEYS" in file.lost or sealed_by(log, vault)
    )
    if not ours:
        raise DoesNotBelong(foreign(KEYS))


def has(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def store_gone(where: Path) -> Text:
    return Text(
        f"案卷库（{where} 或者 PostgreSQL 数据库）遗失或为空，而它的密钥还在。请从备份放回；要从头"
        f"开始，请另用空目录",
        f"the store ({where}, or the database in PostgreSQL) is gone or empty, and its keys are"
        f" here. Put it back from a backup; to begin anew, use an empty folder",
    )


def issue_key(code: str, sha256: str) -> str:
    """The idempotency key, and the body, under which a shipped regulation is issued."""
    return f"issue:{code}:{sha256}"


def sealed_by(log: Log, vault: Vault) -> bool:
    """Whether a store of an earlier release, which knows no mark of its keys, was written with
    these: by the fingerprint of the first command that every store begins with."""
    events = [told(stored.state)[0] for stored in log.history(HOUSE_STREAM, 0, 1)]
    keys = [(SYSTEM.person, issue_key(HOUSE, event["sha256"])) for event in events]
    answered = log.answered(keys) if keys else {}
    return all(found[0] == vault.fingerprint(key.encode()) for (_, key), found in answered.items())


def lacking_keys(log: Log, keystore: Keystore) -> Text | None:
    """What to say where persons whose fields were sealed after the keys' mark have no keys."""
    belonging = keystore.belongs.belonging()
    if belonging is None:
        return None
    position = belonging.mark.position
    lacking = set[str]()
    while events := log.follow(position, READ_AT_ONCE):
        lacking |= set(keystore.destroyed.neither_kept_nor_noted(set(subjects_in(events))))
        position = events[-1].position
    return keys_lacking(len(lacking), belonging.mark.position) if lacking else None


def subjects_in(events: Collection[Stored]) -> Iterator[str]:
    """The persons to whom sealed values in these events belong."""
    for stored in events:
        if SEALED_TAG in stored.state:
            yield from subjects_of(msgspec.json.decode(stored.state))


def subjects_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("$") == "sealed":
            yield value["subject"]
        for part in value.values():
            yield from subjects_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from subjects_of(part)


def unfit_files(files: Files, uploaded: set[str]) -> tuple[set[str], set[str]]:
    """The uploaded files that are missing; and of some of the others those that are damaged."""
    missing = files.missing(uploaded)
    here = sorted(uploaded - missing - files.given_up())[:OPENED_AT_ONCE]
    return missing, files.damaged(here)
