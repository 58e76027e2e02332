"""The doctor says of each thing whether it is right, wrong, or was not looked at; never "ok" for
what it has not seen."""

import os
import re
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from msgspec.structs import replace

from adapters.credentials.bureaus import Bureaus
from adapters.nats.keys import new_seed, public_key
from adapters.nats.server import nats_at, running_in
from adapters.personal_data.keystore import Keystore
from adapters.webhooks.table import Webhooks
from domain.context import Actor
from services.consistency.findings import Diagnosis
from services.doctor import ledger, sampling
from services.doctor.checks import CHECKS
from services.liveness import disk
from services.settings import Settings
from services.subscriptions.catalogue import LEDGER
from tests.support.command_line import Terminal, demonstrated
from tests.support.demonstrations import opened
from tests.support.examined import answers_to, change, completed, contents, look

pytest_plugins = ["tests.support.http_fixtures"]
Harm = Callable[[Path], object]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Settings:
    """A stopped service's folder, which this module's tests copy."""
    folder = tmp_path_factory.mktemp("sound") / "data"
    return completed(demonstrated(opened("sqlite", folder, request)).settings)


@pytest.fixture
def own(sound: Settings, tmp_path: Path) -> Settings:
    return replace(sound, data=copytree(sound.data, tmp_path / "data"))


def test_all_of_a_sound_folder_is_looked_at_and_nothing_in_it_changes(own: Settings) -> None:
    before = contents(own.data)
    for words in (("doctor",), ("doctor", "--all")):
        found = Terminal(own).lines(*words)
        assert {one["answer"] for one in found} == {"right"}, found
    assert contents(own.data) == before


def test_every_finding_is_said_in_both_languages_and_with_what_mends_it(own: Settings) -> None:
    (own.data / "keys.db").unlink()
    rmtree(own.data / "nats")
    out = Terminal(own).out("doctor", status=1)
    assert "好 ok  事件 events：" in out
    assert "坏 BAD  数据文件 file keys.db：没有这个文件 / there is no such file  → anjuan " in out
    assert "未查 not looked at  个人信息 personal-data：没有 keys.db / keys.db is missing" in out
    for one in look(own):
        assert one.words.zh and one.words.en and not one.words.zh.isascii()
        assert bool(one.mend) == (one.answer is Diagnosis.WRONG)


def test_while_a_service_runs_its_own_server_is_asked(own: Settings) -> None:
    with nats_at(None, own.data / "nats") as address:
        assert answers_to(look(own), "stream") == {Diagnosis.RIGHT}
        assert running_in(own.data / "nats") == address()
    assert running_in(own.data / "nats") is None


def test_a_thing_that_was_not_looked_at_is_a_status_of_its_own(own: Settings) -> None:
    rmtree(own.data / "nats")
    out = Terminal(own).out("doctor", status=3)
    assert out.count("未查 not looked at") == 1 and "no NATS is configured" in out
    assert not (own.data / "nats").exists()


def test_a_hash_that_is_cited_and_was_never_brought_is_counted(own: Settings) -> None:
    [files] = [one for one in look(own) if one.what == "files"]
    assert files.answer is Diagnosis.RIGHT and "1 cited, never brought" in files.words.en


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


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_wrong_is_named_with_what_mends_it(own: Settings, harm: str) -> None:
    what, hurt = HARMS[harm]
    if what not in ("stream", "bureaus chengdu"):
        rmtree(own.data / "nats")  # which takes a second to read
    hurt(own.data)
    found = look(replace(own, demo=False), whole=True)
    assert Diagnosis.WRONG in answers_to(found, what), found
    assert Diagnosis.RIGHT not in answers_to(found, what)
    assert all(one.mend for one in found if one.answer is Diagnosis.WRONG)


def test_every_check_is_shown_to_find_what_is_wrong() -> None:
    shown = {what.split()[0] for what, _ in HARMS.values()}
    asked = {"file": "databases", "projection": "projections"}
    named = {asked.get(one, one) for one in shown} | {"regulations", "space"}
    assert {check.what for check in CHECKS} == named


def test_of_many_projects_the_newest_are_looked_at_and_all_with_all(
    own: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "PROJECTS_IN_A_LOOK", 0)  # the demonstration has one
    [some], [every] = ([one for one in look(own, all_) if one.what == "ledger"] for all_ in BOTH)
    assert re.search(r"0 projects agree \(the newest of 1; --all for all\)", some.words.en)
    assert re.search(r"1 projects agree \(all\)", every.words.en)
    in_journal("leg", "UPDATE {table} SET delta = delta + 1")(own.data)
    found = [answers_to(look(own, all_), "ledger") for all_ in BOTH]
    assert found == [{Diagnosis.RIGHT}, {Diagnosis.WRONG}]


BOTH = (False, True)


def test_a_store_without_regulations_is_said_to_have_none(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    Terminal(settings).run("user", "add", "root", "SYSADMIN", "system", input="a long password\n")
    assert answers_to(look(settings), "regulations") == {Diagnosis.WRONG}


def test_a_disk_that_is_nearly_full_is_said_before_it_is(
    own: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "SCARCE", 1 << 60)
    monkeypatch.setattr(disk, "SCARCE_SHARE", 2.0)
    assert answers_to(look(own), "space") == {Diagnosis.WRONG}


def test_an_erased_person_is_told_from_one_whose_key_is_lost(own: Settings) -> None:
    with closing(Keystore(own.data / "keys.db", own.data / "kek")) as keystore:
        keystore.destroy(any_subject(own.data / "keys.db"))
    [boxes] = [one for one in look(own, whole=True) if one.what == "personal-data"]
    assert boxes.answer is Diagnosis.RIGHT
    assert " of 0 the key was destroyed" not in boxes.words.en


def any_subject(keys: Path) -> str:
    with closing(sqlite3.connect(keys)) as connection:
        return str(connection.execute("SELECT min(subject) FROM keys").fetchone()[0])


def test_what_rests_on_a_part_that_is_missing_was_not_looked_at(own: Settings) -> None:
    (own.data / "events.db").unlink()
    found = look(own)
    for what in ("events", "answers", "projections", "personal-data", "files", "stream", "clock"):
        assert answers_to(found, what) == {Diagnosis.UNSEEN}, what
    assert answers_to(found, "accounts") == {Diagnosis.RIGHT}
    assert not (own.data / "events.db").exists()


def test_of_many_events_a_part_is_drawn_and_all_parts_together_are_all(
    own: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = rows_compared(own, whole=True)
    monkeypatch.setattr(sampling, "EVENTS_IN_A_SAMPLE", 50)
    monkeypatch.setattr(sampling, "EVENTS_IN_A_PART", 50)
    assert rows_compared(own, whole=True) == everything
    assert 0 < rows_compared(own, whole=False) < everything / 2


def rows_compared(settings: Settings, whole: bool) -> int:
    found = look(settings, whole)
    assert {one.answer for one in found} == {Diagnosis.RIGHT}
    words = [one.words.en for one in found if one.what.startswith("projection ")]
    return sum(int(re.findall(r"(\d+) rows", one)[0]) for one in words)
