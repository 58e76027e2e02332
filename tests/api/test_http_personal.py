"""Personal data: opened for who may see them, in clear nowhere else."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from services.settings import Settings
from tests.support.calling import Caller, calling, done, whole_form
from tests.support.citing import invariant
from tests.support.sichuan import SKILLS

pytest_plugins = ["tests.support.http_fixtures"]

PEOPLE = ("欧阳乙", "司马丙", "上官丁", "诸葛戊", "东方己")
NUMBERS = (
    "510100199001011234",
    "510100199001012345",
    "510100199001013456",
    "510100199001014567",
    "51010019900101567X",
)
PHONES = ("13987654321", "028-87654321")
SECRET = (*PEOPLE, *NUMBERS, *PHONES, "夏侯甲", "皇甫庚")


def named() -> dict[str, Any]:
    team = [
        {
            "name": name,
            "title": "工程师",
            "skills": SKILLS,
            "assignment": "运营",
            "id_number": number,
        }
        for name, number in zip(PEOPLE, NUMBERS, strict=True)
    ]
    handler = {"name": "皇甫庚", "phone": PHONES[1]}
    contact = {"contact_name": "夏侯甲", "contact_phone": PHONES[0]}
    return {"team": team, "applicant_handler": handler, **contact}


@pytest.fixture(scope="module")
def told(kind: str, shared: Caller) -> Caller:
    """An application with everybody's names and numbers, recommended by its bureau."""
    shared.walk("p1", until="RecommendApplication", **named())
    return shared


@invariant(57)
@pytest.mark.parametrize("who", ["applicant.1", "pref.510100", "prov.sc"])
def test_people_are_named_to_the_applicant_and_to_its_bureaus(told: Caller, who: str) -> None:
    shown = told.state(who, "applications", "p1")["state"]["form"]
    assert [one["name"] for one in shown["team"]] == list(PEOPLE)
    assert (shown["contact_name"], shown["contact_phone"]) == ("夏侯甲", PHONES[0])
    assert shown["applicant_handler"]["phone"] == PHONES[1]
    history = told.get(who, "/applications/p1/events").text
    assert "欧阳乙" in history


@invariant(57)
@pytest.mark.parametrize("who", ["applicant.1", "pref.510100", "prov.sc", "prov.sc.decider"])
@pytest.mark.parametrize("tail", ["", "/events", "/diff"])
def test_identity_numbers_are_shown_to_nobody(told: Caller, who: str, tail: str) -> None:
    text = told.get(who, f"/applications/p1{tail}").text
    assert "欧阳乙" in text
    assert not [number for number in NUMBERS if number in text]


@invariant(57)
@pytest.mark.parametrize("who", [None, "applicant.2", "pref.510700", "prov.im", "expert.1"])
def test_whoever_may_not_see_the_case_reads_no_name_anywhere(told: Caller, who: str | None) -> None:
    paths = ["/applications/p1", "/applications/p1/events", "/batches/sc-2026-1/events"]
    paths += ["/registry/centres?q=欧阳", "/deadlines", "/parties/91510100MA6T000121"]
    for path in paths:
        text = told.get(who, path).text
        assert not [value for value in SECRET if value in text]


def test_the_answer_to_a_command_names_nobody(told: Caller) -> None:
    answer = told.do("applicant.1", "applications", "p1", "withdraw-application", {"reason": "无"})
    assert not [value for value in SECRET if value in answer.text]


@invariant(57)
def test_no_name_or_number_is_stored_or_logged_in_clear(
    demonstration: Settings, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with calling(demonstration) as caller:
        caller.runtime.store.every = 1
        caller.walk("p1", until="RecommendApplication", **named())
        faulty = {"form": whole_form(**named(), office_area=-1)}
        caller.do("applicant.1", "applications", "p1", "revise-draft", faulty)
        done(caller.get("applicant.1", "/applications/p1"), 200)
        caller.service.subscription.catch_up()
        everything = [*in_files(demonstration.data), *in_tables(demonstration.database)]
    out, err = capfd.readouterr()
    everything += [("logs", (out + err).encode())]
    assert len(everything) > 5
    for value in SECRET:
        spellings = {value.encode(), value.encode("utf-16-le"), json.dumps(value).encode()}
        for place, content in everything:
            assert not any(spelling in content for spelling in spellings), (value, place)


def in_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path), path.read_bytes()


def in_tables(database: str | None) -> Iterator[tuple[str, bytes]]:
    """Every row of every table of ours; TOAST compresses them in the server's own files."""
    if database is None:
        return
    with psycopg.connect(make_conninfo(database, user="postgres")) as connection:
        tables = connection.execute(
            "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname LIKE 'anjuan%'"
        ).fetchall()
        assert ("anjuan.events",) in tables
        for (table,) in tables:
            for row in connection.execute(f"SELECT * FROM {table}"):
                for value in row:
                    yield table, value if isinstance(value, bytes) else str(value).encode()
