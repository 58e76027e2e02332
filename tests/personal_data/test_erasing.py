"""Erasing: after it nothing of a person opens, anywhere, and nobody else suffers."""

import sqlite3
from contextlib import closing
from pathlib import Path

from msgspec.structs import replace

from adapters.personal_data.vault import ERASED, KEY_LOST, Vault
from tests.support.citing import invariant
from tests.support.persons import Form, Member, keystore_in

pytest_plugins = ["tests.support.vault_fixtures"]


@invariant(60)
def test_after_erasure_the_value_is_gone_and_everything_else_opens(vault: Vault) -> None:
    gone, stays = Member("张三", "138", "510101"), Member("李四", "139", "510102")
    form = vault.seal(Form(team=(gone, stays)), "c1", "a")
    elsewhere = vault.seal(gone, "c2", "b")
    vault.destroy(str(form.team[0].person))
    opened = vault.open(form)
    assert opened.team[0] == replace(form.team[0], name=ERASED, phone=ERASED, id_number=ERASED)
    assert opened.team[1] == replace(stays, person=form.team[1].person)
    assert vault.open(elsewhere).name == ERASED


@invariant(60)
def test_after_erasure_another_process_cannot_open_either(vault: Vault, place: Path) -> None:
    with closing(keystore_in(place)) as elsewhere:
        sealed = vault.seal(Member("张三", "138"), "c1", "a")
        assert Vault(elsewhere).open(sealed).name == "张三"
        vault.destroy(str(sealed.person))
        assert Vault(elsewhere).open(sealed).name == ERASED
        again = Vault(elsewhere).seal(Member("张三", "138"), "c2", "a")
        assert again.person != sealed.person
        assert vault.open(again).name == "张三"


@invariant(60)
def test_after_erasure_no_stored_byte_of_the_key_remains(vault: Vault, place: Path) -> None:
    sealed = vault.seal(Member("张三", "138"), "c1", "a")
    person = str(sealed.person).encode()
    assert any(person in path.read_bytes() for path in place.iterdir())
    vault.destroy(str(sealed.person))
    assert not any(person in path.read_bytes() for path in place.iterdir())


@invariant(60)
def test_an_erased_person_who_comes_back_is_someone_new(vault: Vault) -> None:
    known = vault.seal(Member("张三", "138"), "c1", "a")
    vault.destroy(str(known.person))
    back = vault.seal(replace(known, phone="139"), "c2", "a")
    assert back.person not in (None, known.person)
    assert vault.open(back) == replace(back, name=ERASED, phone="139")


def test_erasing_twice_or_nobody_does_no_harm(vault: Vault) -> None:
    sealed = vault.seal(Member("张三", "138"), "c1", "a")
    vault.destroy("nobody")
    assert vault.open(sealed).name == "张三"
    vault.destroy(str(sealed.person))
    vault.destroy(str(sealed.person))


def test_a_key_that_is_gone_without_having_been_destroyed_is_lost(
    vault: Vault, tmp_path: Path
) -> None:
    sealed = vault.seal(Member("张三", "138"), "c1", "a")
    with closing(keystore_in(tmp_path / "other")) as other:
        assert Vault(other).open(sealed).name == KEY_LOST
    vault.destroy(str(sealed.person))
    assert vault.open(sealed).name == ERASED


def test_keys_of_an_earlier_release_did_not_note_who_was_erased(vault: Vault, place: Path) -> None:
    sealed = vault.seal(Member("张三", "138"), "c1", "a")
    with closing(sqlite3.connect(place / "keys.db", isolation_level=None)) as file:
        file.execute("DELETE FROM keys")
        file.execute("DROP TABLE destroyed")
    with closing(keystore_in(place)) as upgraded:
        assert Vault(upgraded).open(sealed).name == ERASED
