"""What is done to a data folder, and what the doctor has to say of it."""

import os
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import rmtree

from msgspec.structs import replace

from adapters.credentials.bureaus import Bureaus
from adapters.nats.keys import new_seed, public_key
from adapters.webhooks.table import Webhooks
from domain.context import Actor
from services.subscriptions.catalogue import LEDGER
from tests.support.examined import change

Harm = Callable[[Path], object]


def remove(name: str) -> Harm:
    return lambda data: (data / name).unlink()


def garble(name: str) -> Harm:
    return lambda data: (data / name).write_bytes(b"not what it should be at all" * 400)


def truncate(name: str) -> Harm:
    return lambda data: os.truncate(data / name, (data / name).stat().st_size // 2)


def altered(name: str, *statements: str) -> Harm:
    return lambda data: change(data / name, *statements)


def in_table(table: str, statement: str) -> Harm:
    """Changes the table of the read model that begins with a name."""

    def harm(data: Path) -> None:
        with closing(sqlite3.connect(data / "read.db")) as database:
            names = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%row%'"
            found = [name for (name,) in database.execute(names) if name.startswith(f"{table}_")]
        name = next(name for name in found if len(name) == len(table) + 13)
        change(data / "read.db", statement.format(table=name))

    return harm


def in_journal(table: str, statement: str) -> Harm:
    """Changes a table of this release's ledger."""
    return lambda data: change(
        data / "read.db", statement.format(table=LEDGER.physical_names[table])
    )


def some_file(data: Path) -> Path:
    return sorted((data / "files").iterdir())[0]


def swapped_files(data: Path) -> None:
    one, other, *_ = sorted((data / "files").iterdir())
    one.write_bytes(other.read_bytes())


def in_another_years_clock(data: Path) -> None:
    (data / "clock").write_text("2044-03-10T09:00:00+08:00\n2020-01-01T00:00:00+00:00\n")


def of_no_demonstration(data: Path) -> None:
    """The machine's clock is then the folder's, and its last event was recorded long after."""
    (data / "clock").unlink()
    (data / "demonstration").unlink()
    change(data / "events.db", "UPDATE events SET recorded_at = 4000000000000000 + rowid")


LAST = "(SELECT max(rowid) FROM events)"


def with_a_bureau(data: Path) -> None:
    """A bureau whose consumer nobody has made."""
    actor = Actor("bureau.chengdu", "PREF", "510100", ())
    Bureaus(data / "accounts.db").add("chengdu", actor, public_key(new_seed()))


def with_a_parked_webhook(data: Path) -> None:
    webhooks = Webhooks(data / "accounts.db")
    actor = Actor("webhook.chengdu", "PREF", "510100", ())
    webhooks.add("chengdu", "https://chengdu.example/", actor, b"", "sysadmin")
    [one] = webhooks.all()
    webhooks.keep([("chengdu", replace(one.progress, trouble="HTTP 500", parked=True))])


HARMS: dict[str, tuple[str, Harm]] = {
    "no store": ("file events.db", remove("events.db")),
    "a garbled store": ("file events.db", garble("events.db")),
    "half a store": ("file events.db", truncate("events.db")),
    "a garbled read model": ("file read.db", garble("read.db")),
    "half a read model": ("file read.db", truncate("read.db")),
    "no read model": ("file read.db", remove("read.db")),
    "garbled accounts": ("file accounts.db", garble("accounts.db")),
    "no accounts": ("file accounts.db", remove("accounts.db")),
    "garbled keys": ("file keys.db", garble("keys.db")),
    "no key-encryption key": ("kek", remove("kek")),
    "a garbled key-encryption key": ("kek", garble("kek")),
    "another key-encryption key": (
        "keys",
        lambda data: (data / "kek").write_text(secrets.token_hex(32)),
    ),
    "a secret less": ("keys", altered("keys.db", "DELETE FROM secrets WHERE name = 'claims'")),
    "no keys": ("personal-data", altered("keys.db", "DELETE FROM keys")),
    "keys of others": (
        "personal-data",
        altered(
            "keys.db",
            "UPDATE keys SET wrapped = (SELECT k.wrapped FROM keys k"
            " WHERE k.subject <> keys.subject LIMIT 1)",
        ),
    ),
    "an open file": ("permissions", lambda data: (data / "kek").chmod(0o644)),
    "an open folder": ("permissions", lambda data: (data / "files").chmod(0o750)),
    "garbled JSON": (
        "events",
        altered("events.db", f"UPDATE events SET state = x'7b' WHERE rowid = {LAST}"),
    ),
    "another release's event": (
        "events",
        altered(
            "events.db",
            "UPDATE events SET state = replace(state, '\"application-accepted\"', '\"moon\"')",
        ),
    ),
    "a gap in a history": (
        "events",
        altered(
            "events.db",
            "DELETE FROM events WHERE originator_id = 'applications/a1' AND originator_version = 2",
        ),
    ),
    "time that goes back": (
        "events",
        altered("events.db", f"UPDATE events SET recorded_at = 0 WHERE rowid = {LAST}"),
    ),
    "an answer whose event is gone": (
        "answers",
        altered("events.db", f"DELETE FROM events WHERE rowid = {LAST}"),
    ),
    "an event that nobody asked for": (
        "answers",
        altered("events.db", "DELETE FROM answered WHERE positions = '[5]'"),
    ),
    "a row less": ("projection worklist", in_table("worklist", "DELETE FROM {table}")),
    "a row more": (
        "projection registry",
        in_table("registry", "UPDATE {table} SET key = key || 'x'"),
    ),
    "a changed row": (
        "projection cases",
        in_table("cases", "UPDATE {table} SET row = replace(row, 'a1', 'a2')"),
    ),
    "a row under another filter": (
        "projection deadlines",
        in_table("deadlines", "UPDATE {table} SET regulation = 'XX'"),
    ),
    "a place beyond the store": (
        "projection papers",
        altered("read.db", "UPDATE places SET position = 9999 WHERE projection = 'papers'"),
    ),
    "a parked row": (
        "projection panels",
        in_table(
            "parked_panels",
            "INSERT INTO {table} (key, search, row) VALUES ('p1', '', '{{}}')",
        ),
    ),
    "a fen more in the ledger": (
        "ledger",
        in_journal("leg", "UPDATE {table} SET delta = delta + 1"),
    ),
    "a payment less in the ledger": ("ledger", in_journal("payment", "DELETE FROM {table}")),
    "a ledger that is balanced and not the cases'": (
        "ledger",
        altered("read.db", "UPDATE places SET position = 1 WHERE projection = 'ledger'"),
    ),
    "a ledger beyond the store": (
        "ledger",
        altered("read.db", "UPDATE places SET position = 9999 WHERE projection = 'ledger'"),
    ),
    "an event that is not booked": (
        "ledger",
        in_table(
            "parked_ledger",
            "INSERT INTO {table} (key, search, row) VALUES"
            """ ('1', '', '{{"position":1,"type":"t","error":"e"}}')""",
        ),
    ),
    "a changed snapshot": (
        "snapshots",
        in_table("case_states", "UPDATE {table} SET row = replace(row, 'ACCEPTED', 'DRAFT')"),
    ),
    "a lost file": ("files", lambda data: some_file(data).unlink()),
    "all files lost": ("files", lambda data: rmtree(data / "files")),
    "a garbled file": ("files", lambda data: some_file(data).write_bytes(b"x" * 400)),
    "a file under another's name": ("files", swapped_files),
    "an account of no role": (
        "accounts",
        altered("accounts.db", "UPDATE accounts SET actor = replace(actor, 'EXPERT', 'KING')"),
    ),
    "a garbled account": (
        "accounts",
        altered("accounts.db", "UPDATE accounts SET actor = '{' WHERE username = 'applicant.1'"),
    ),
    "a year without a calendar": ("calendar", in_another_years_clock),
    "accounts of another store": (
        "belonging",
        altered("accounts.db", "UPDATE belongs SET store = '00', digest = '00'"),
    ),
    "keys that know a newer store": (
        "belonging",
        altered("keys.db", "UPDATE belongs SET position = position + 9"),
    ),
    "an older copy of the keys": (
        "belonging",
        altered("keys.db", "UPDATE belongs SET position = 1, digest = '', all_reached = 0"),
    ),
    "keys that are missing": (
        "personal-data",
        altered("keys.db", "DELETE FROM keys WHERE subject = (SELECT min(subject) FROM keys)"),
    ),
    "a clock that went back": ("clock", of_no_demonstration),
    "a stream that was cut": (
        "stream",
        altered("events.db", "UPDATE events SET salt = zeroblob(16) WHERE rowid = 7"),
    ),
    "a bureau that hears nothing": ("bureaus chengdu", with_a_bureau),
    "a webhook that is parked": ("webhooks chengdu", with_a_parked_webhook),
}
