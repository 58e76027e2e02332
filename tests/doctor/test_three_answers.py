"""The doctor says of each thing whether it is right, wrong, or was not looked at; never "ok" for
what it has not seen."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from msgspec.structs import replace

from adapters.nats.server import nats_at, running_in
from adapters.personal_data.keystore import Keystore
from services.consistency.findings import Diagnosis
from services.doctor import ledger, sampling
from services.doctor.checks import CHECKS
from services.liveness import disk
from services.settings import Settings
from tests.support.command_line import Terminal, demonstrated
from tests.support.demonstrations import opened
from tests.support.doctors_harms import HARMS, in_journal
from tests.support.examined import answers_to, completed, contents, look

pytest_plugins = ["tests.support.http_fixtures"]


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
