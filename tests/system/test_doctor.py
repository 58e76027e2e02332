"""What was planted in a store is found: by deciding again, and by the doctor."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import psycopg
from msgspec.structs import replace
from psycopg.conninfo import make_conninfo

from adapters.event_store.codec import decode, encode
from adapters.event_store.log import AppendRequest, Entry
from domain.application.accepting import AcceptApplication, ApplicationAccepted
from services.runtime import Runtime
from services.settings import Settings
from tests.support.citing import invariant
from tests.support.command_line import Terminal
from tests.support.sichuan import MIANYANG

pytest_plugins = ["tests.support.terminal_fixtures"]


def write(runtime: Runtime, entry: Entry) -> None:
    append = AppendRequest("planted", entry.stream, b"", (entry,))
    [outcome] = runtime.log.write([append], runtime.clock.now())
    assert outcome.kind == "stored"


@invariant(55)
def test_an_event_that_nobody_could_have_decided_is_found(
    own: Terminal, own_house: Runtime
) -> None:
    """Another prefecture's bureau accepts the application: planted in the store itself."""
    [stored] = own_house.log.history("applications/a1", after=2)
    genuine = decode(stored.topic, stored.state)
    assert isinstance(genuine.command, AcceptApplication)
    own.run("case", "replay", "demo-2", "--check")
    context = replace(genuine.context, actor=MIANYANG)
    planted = genuine.stamped(context=context, reads={**genuine.reads, "applications/demo-2": 2})
    write(own_house, Entry("applications/demo-2", 3, *encode(planted)))
    out = own.out("case", "replay", "applications/demo-2", "--check", status=1)
    assert "SC-07.1" in out
    [answer] = own.lines("case", "replay", "applications/demo-2", "--check", status=1)
    assert [bool(verdict["differences"]) for verdict in answer["verdicts"]] == [False, False, True]


@invariant(55)
def test_an_event_that_says_other_than_its_command_is_found(
    own: Terminal, own_house: Runtime
) -> None:
    [stored] = own_house.log.history("applications/a1", after=2)
    genuine = decode(stored.topic, stored.state)
    assert isinstance(genuine.event, ApplicationAccepted)
    event = replace(genuine.event, stage="RECOMMENDED")
    planted = genuine.stamped(event=event, reads={**genuine.reads, "applications/demo-2": 2})
    write(own_house, Entry("applications/demo-2", 3, *encode(planted)))
    out = own.out("case", "replay", "demo-2", "--check", status=1)
    assert '/event/stage  与规则所定不同 not what the rules say：库中 stored "RECOMMENDED"' in out
    assert out.splitlines()[-1] == "applications/demo-2: 3 件事件 events, 1 件不符 1 differ"


def test_the_doctor_finds_a_sound_store_sound_and_says_what_it_has_not_seen(
    terminal: Terminal,
) -> None:
    findings = terminal.lines("doctor", status=3)
    assert [one["what"] for one in findings if one["answer"] != "right"] == ["stream"]
    assert {"events", "calendar", "regulations"} <= {one["what"] for one in findings}
    assert "坏 BAD" not in terminal.out("doctor", status=3)


def test_the_doctor_finds_an_event_that_this_release_does_not_know(
    own: Terminal, own_house: Runtime
) -> None:
    [stored] = own_house.log.history("applications/a1", after=2)
    newer = stored.state.replace(b'"application-accepted"', b'"moon-landed"')
    write(own_house, Entry("applications/demo-2", 3, "moon-landed", newer))
    out = own.out("doctor", status=1)
    assert "坏 BAD  事件 events" in out
    assert "moon-landed" in out


def test_the_doctor_finds_a_gap_in_a_history(own: Terminal) -> None:
    plant_a_gap(own.settings)
    out = own.out("doctor", status=1)
    assert "version gap" in out


@invariant(55)
def test_the_whole_store_is_decided_again_and_what_was_planted_or_taken_out_is_named(
    own: Terminal,
) -> None:
    sound = own.out("verify", "--decisions")
    assert "全部一致 all as stored" in sound and "not looked at" in sound
    [summary] = own.lines("verify", "--decisions")
    assert (summary["begun"], summary["differing"]) == (0, 0)
    take_out(own.settings, summary["verified"])
    assert f"#{summary['verified']}" in own.out("verify", "--decisions", status=1)
    plant_a_gap(own.settings)
    out = own.out("verify", "--decisions", "--anew", status=1)
    assert "applications/demo-2  第 7 版" in out and "no request has brought it about" in out
    assert "was answered as stored, and is not there" in out
    assert "2 件不符 2 differ" in out
    own.run("verify", status=2)


def take_out(settings: Settings, position: int) -> None:
    """Whoever owns the database can do this too."""
    if settings.database:
        url = make_conninfo(settings.database, user="postgres")
        with psycopg.connect(url) as connection:
            connection.execute("ALTER TABLE anjuan.events DISABLE TRIGGER ALL")
            connection.execute("DELETE FROM anjuan.events WHERE notification_id = %s", (position,))
        return
    with closing(sqlite3.connect(settings.data / "events.db")) as file, file:
        triggers = file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            file.execute(f"DROP TRIGGER {name}")
        file.execute("DELETE FROM events WHERE rowid = ?", (position,))


def plant_a_gap(settings: Settings) -> None:
    """Whoever owns the database can do this; nothing else can."""
    values = ("applications/demo-2", 7, "application-accepted", b"{}", b"0" * 16)
    if settings.database:
        url = make_conninfo(settings.database, user="postgres")
        with psycopg.connect(url) as connection:
            connection.execute("ALTER TABLE anjuan.events DISABLE TRIGGER ALL")
            connection.execute(
                "INSERT INTO anjuan.events (originator_id, originator_version, topic, state, salt,"
                " recorded_at) VALUES (%s, %s, %s, %s, %s, %s)",
                (*values, datetime(2026, 3, 3, tzinfo=UTC)),
            )
        return
    with closing(sqlite3.connect(settings.data / "events.db")) as file, file:
        file.execute("DROP TRIGGER IF EXISTS events_next")
        file.execute(
            "INSERT INTO events (originator_id, originator_version, topic, state, salt,"
            " recorded_at) VALUES (?, ?, ?, ?, ?, ?)",
            (*values, 1_800_000_000_000_000),
        )
