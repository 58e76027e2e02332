"""Keys are wrapped for the vault as they are made, for everybody; what it has taken outlives an
erasure outside, which takes the same course with and without a vault."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import structlog

from adapters.mirror.escrowed_keys import EscrowedKeys
from adapters.personal_data.escrow import Escrow, EscrowOpener, WrongEscrowKey, make_escrow_keys
from adapters.personal_data.keystore import Keystore, Person
from adapters.personal_data.vault import ERASED, Vault
from adapters.read_only.sqlite import ReadOnlySQLite
from domain.discipline_case.linking import LinkEvidence
from domain.violation.lead import RegisterLead
from services.access.visibility import PURPOSES
from tests.support.citing import invariant

LEAD = RegisterLead(regime="SC", source="HOTLINE", facts="反映王某")


class Office:
    """A case service's keys, and the vault that has a copy of them."""

    def __init__(self, folder: Path) -> None:
        self.cases, self.own = folder / "cases", folder / "vault"
        for place in (self.cases, self.own):
            place.mkdir()
        make_escrow_keys(self.own / "escrow.key", self.cases / "vault.pub")

    def keystore(self, with_vault: bool = True) -> Keystore:
        escrow = Escrow(self.cases / "vault.pub", frozenset(PURPOSES)) if with_vault else None
        return Keystore(self.cases / "keys.db", self.cases / "kek", escrow)

    def take(self, own: Keystore) -> int:
        opener = EscrowOpener(self.own / "escrow.key", self.cases / "vault.pub")
        with closing(ReadOnlySQLite(self.cases / "keys.db")) as theirs:
            return EscrowedKeys(theirs, own, opener, self.own / "taken.db").take()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def own(office: Office) -> Iterator[Keystore]:
    with closing(Keystore(office.own / "keys.db", office.own / "kek")) as own:
        yield own


@invariant(58)
def test_the_vault_opens_what_was_sealed_without_asking(office: Office, own: Keystore) -> None:
    with closing(office.keystore()) as keystore:
        sealed = Vault(keystore).seal(LEAD, "c1", "u1")
        assert office.take(own) == 2  # the key, and the secret of files
        assert Vault(own).open(sealed).facts == "反映王某"
        assert own.secret("files") == keystore.secret("files")
        assert office.take(own) == 0


def test_keys_from_before_there_was_a_vault_are_wrapped_when_there_is_one(
    office: Office, own: Keystore
) -> None:
    with closing(office.keystore(with_vault=False)) as keystore:
        sealed = Vault(keystore).seal(LEAD, "c1", "u1")
    office.keystore().close()
    office.keystore().close()  # once is enough
    assert office.take(own) == 2
    assert Vault(own).open(sealed).facts == "反映王某"


def test_what_was_wrapped_for_another_vault_is_left_to_that_one(
    office: Office, own: Keystore
) -> None:
    with closing(office.keystore()) as keystore:
        earlier = Vault(keystore).seal(LEAD, "c1", "u1")
    for key in (office.own / "escrow.key", office.cases / "vault.pub"):
        key.unlink()  # the data folder was restored, and its vault is new
    make_escrow_keys(office.own / "escrow.key", office.cases / "vault.pub")
    with closing(office.keystore()) as keystore, structlog.testing.capture_logs() as lines:
        later = Vault(keystore).seal(LEAD, "c2", "u2")
        assert office.take(own) == 1
    assert Vault(own).open(later).facts == "反映王某"
    assert Vault(own).open(earlier).facts != "反映王某"
    assert [one["under"] for one in lines] == [1]


@invariant(59)
def test_an_erasure_outside_is_one_and_the_copy_of_the_vault_outlives_it(
    office: Office, own: Keystore
) -> None:
    with closing(office.keystore()) as keystore:
        vault = Vault(keystore)
        sealed, late = vault.seal(LEAD, "c1", "u1"), vault.seal(LEAD, "c2", "u2")
        subject, unseen = sealed.facts.subject, late.facts.subject  # type: ignore[union-attr]
        vault.destroy(unseen)
        office.take(own)
        vault.destroy(subject)
        assert vault.open(sealed).facts == vault.open(late).facts == ERASED
        assert office.take(own) == 0
    assert Vault(own).open(sealed).facts == "反映王某"
    assert own.key(unseen, "lead", 1) is None
    kept = b"".join(file.read_bytes() for file in office.cases.iterdir())
    assert subject.encode() not in kept and unseen.encode() not in kept


def test_purposes_that_the_vault_may_not_open_are_not_wrapped(
    office: Office, own: Keystore
) -> None:
    with closing(office.keystore()) as keystore:
        [key] = keystore.keys_for([Person(None, None, "reply-key")])
        assert office.take(own) == 1
        assert own.key(key.subject, "reply-key", 1) is None


def test_a_transaction_that_was_undone_leaves_no_key_that_nobody_can_open(
    office: Office, own: Keystore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(office.keystore(with_vault=False)):
        pass
    with closing(office.keystore()) as keystore:
        keystore.keys_for([Person(None, None, "lead")])
        with monkeypatch.context() as patch, pytest.raises(ZeroDivisionError):
            patch.setattr(keystore, "_load", lambda *_: 1 / 0)
            keystore.keys_for([Person(None, None, "lead")])
        [key] = keystore.keys_for([Person(None, None, "lead")])
        assert office.take(own) == 3
        assert own.key(key.subject, "lead", 1)


def test_killed_between_taking_and_noting_it_takes_the_same_again(
    office: Office, own: Keystore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(office.keystore()) as keystore:
        sealed = Vault(keystore).seal(LEAD, "c1", "u1")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(EscrowedKeys, "_note", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        office.take(own)
    assert office.take(own) == 2
    assert Vault(own).open(sealed).facts == "反映王某"


def test_another_key_opens_nothing(office: Office, tmp_path: Path, own: Keystore) -> None:
    with closing(office.keystore()) as keystore:
        Vault(keystore).seal(LEAD, "c1", "u1")
    (office.own / "escrow.key").unlink()
    make_escrow_keys(office.own / "escrow.key", tmp_path / "other.pub")
    with pytest.raises(WrongEscrowKey):
        office.take(own)


def test_links_hold_nothing_that_has_to_be_sealed() -> None:
    assert not getattr(LinkEvidence, "subjects", ())
