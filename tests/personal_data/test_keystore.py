"""The store of the keys: durable, whole, agreed among threads and processes, refused to others."""

import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from subprocess import run
from time import monotonic

import msgspec
import pytest

from adapters.personal_data.kek import KekRefused
from adapters.personal_data.keystore import Keystore
from adapters.personal_data.vault import Vault
from tests.support.persons import Form, Member, keystore_in, nameless

pytest_plugins = ["tests.support.vault_fixtures"]


def test_no_unwrapped_key_is_kept_longer_than_a_minute(
    keystore: Keystore, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.open(vault.seal(Member("张三"), "c1", "a"))
    assert keystore._keys
    later = monotonic() + 61
    monkeypatch.setattr("adapters.personal_data.keystore.monotonic", lambda: later)
    keystore.key("nobody", "review", 1)
    assert not keystore._keys


def test_keys_survive_a_restart(place: Path) -> None:
    with closing(keystore_in(place)) as before:
        sealed = Vault(before).seal(Member("张三", "138"), "c1", "a")
    with closing(keystore_in(place)) as after:
        assert Vault(after).open(sealed).name == "张三"
        assert Vault(after).seal(Member("张三", "138"), "c2", "a").person == sealed.person


def test_a_key_is_on_disk_before_anything_is_sealed_with_it(place: Path) -> None:
    dies = (
        "import os, sys, msgspec; from pathlib import Path\n"
        "from adapters.personal_data.vault import Vault\n"
        "from tests.support.persons import Member, keystore_in\n"
        "vault = Vault(keystore_in(Path(sys.argv[1])))\n"
        "print(msgspec.json.encode(vault.seal(Member('张三'), 'c1', 'a')).decode(), flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    printed = run([sys.executable, "-c", dies, str(place)], capture_output=True).stdout
    with closing(keystore_in(place)) as after:
        assert Vault(after).open(msgspec.json.decode(printed, type=Member)).name == "张三"


def test_the_new_people_of_one_form_are_one_transaction(keystore: Keystore, vault: Vault) -> None:
    said: list[str] = []
    keystore._db.set_trace_callback(said.append)
    vault.seal(Form(team=tuple(Member(f"张{i}", "138") for i in range(8))), "c1", "a")
    assert said.count("COMMIT") == 1


def test_a_form_that_fails_half_way_leaves_no_person_behind(
    keystore: Keystore, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = iter([os.urandom(32)])
    monkeypatch.setattr(
        "adapters.personal_data.keystore.AESGCM.generate_key", lambda bits: next(keys)
    )
    with pytest.raises(StopIteration):
        vault.seal(Form(team=(Member("张三", "138"), Member("李四", "139"))), "c1", "a")
    assert keystore._db.execute("SELECT count(*) FROM subjects").fetchone() == (0,)
    assert not keystore._keys


def test_threads_agree_who_is_who(vault: Vault) -> None:
    form = Form(team=tuple(Member(f"张{i}", "138") for i in range(5)))

    def ids(number: int) -> tuple[str | None, ...]:
        sealed = vault.seal(form, f"c{number}", "a")
        assert nameless(vault.open(sealed)) == form
        return tuple(member.person for member in sealed.team)

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(ids, range(200)))) == 1


def _first_start(place: Path) -> tuple[bytes, bytes, str | None]:
    with closing(keystore_in(place)) as keystore:
        person = Vault(keystore).seal(Member("张三", "138"), "c1", "a").person
        return keystore.secret("claims"), keystore.secret("made later"), person


def test_processes_that_start_at_once_agree_on_secrets_and_people(tmp_path: Path) -> None:
    with get_context("spawn").Pool(4) as processes:
        for number in range(5):
            place = tmp_path / str(number)
            assert len(set(processes.map(_first_start, [place] * 8, chunksize=1))) == 1
        processes.close()
        processes.join()


def test_nobody_else_may_read_the_keys(place: Path, keystore: Keystore, vault: Vault) -> None:
    vault.seal(Member("张三"), "c1", "a")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()}
    assert {"keys.db", "kek"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def test_without_the_kek_that_its_keys_need_the_keystore_does_not_start(place: Path) -> None:
    keystore_in(place).close()
    (place / "kek").unlink()
    with pytest.raises(KekRefused, match="missing"):
        keystore_in(place)
    assert not (place / "kek").exists()


@pytest.mark.parametrize("text", ["00" * 32, "00", "", "not hex"])
def test_a_wrong_kek_is_refused(place: Path, text: str) -> None:
    keystore_in(place).close()
    (place / "kek").write_text(text)
    with pytest.raises(KekRefused):
        keystore_in(place)
