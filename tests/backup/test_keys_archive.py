"""The archive of the keys opens whole, under its passphrase, or not at all."""

from contextlib import closing
from pathlib import Path

import pytest

from adapters.copies.keys_archive import (
    PIECE_BYTES,
    ArchiveRefused,
    archive_keys,
    read_archive,
    unpack_keys,
    write_archive,
)
from adapters.personal_data.kek import KekRefused
from adapters.personal_data.keystore import Keystore, Person

WORD = "seven lanterns over Jinjiang 1998"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.copies.keys_archive.COSTS", (2**4, 8, 1))


@pytest.mark.parametrize(
    "size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES + 5]
)
def test_what_was_put_in_comes_out_in_any_size(tmp_path: Path, size: int) -> None:
    content = bytes(n % 251 for n in range(size))
    parts = [content[n : n + 1000] for n in range(0, size, 1000)]
    write_archive(tmp_path / "a", parts, WORD)
    assert b"".join(read_archive(tmp_path / "a", WORD)) == content
    with pytest.raises(ArchiveRefused):
        b"".join(read_archive(tmp_path / "a", WORD + "!"))


def test_no_byte_can_be_changed_and_nothing_cut_off_or_swapped(tmp_path: Path) -> None:
    archive = tmp_path / "a"
    write_archive(archive, [b"x" * (2 * PIECE_BYTES + 100)], WORD)
    whole = archive.read_bytes()
    step = len(whole) // 150
    for place in [*range(150), *range(150, len(whole), step)]:
        archive.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(ArchiveRefused):
            b"".join(read_archive(archive, WORD))
    for end in [*range(150), *range(150, len(whole), step)]:
        archive.write_bytes(whole[:end])
        with pytest.raises(ArchiveRefused):
            b"".join(read_archive(archive, WORD))
    box = 4 + PIECE_BYTES + 16
    begin = len(whole) - 2 * box - (4 + 100 + 16)
    first, second = whole[begin : begin + box], whole[begin + box : begin + 2 * box]
    archive.write_bytes(whole[:begin] + second + first + whole[begin + 2 * box :])
    with pytest.raises(ArchiveRefused):
        b"".join(read_archive(archive, WORD))


def test_keys_of_many_people_come_back_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    with closing(Keystore(tmp_path / "keys.db", tmp_path / "kek")) as keystore:
        people = [Person(f"blind {n}".encode(), None, "contact") for n in range(700)]
        keys = keystore.keys_for(people)
        archive_keys(tmp_path, tmp_path / "archive", WORD)
        secrets = [keystore.secret(name) for name in ("claims", "files")]
    assert (tmp_path / "archive").stat().st_size > 2 * PIECE_BYTES
    unpack_keys(tmp_path / "archive", WORD, tmp_path / "new")
    with closing(Keystore(tmp_path / "new" / "keys.db", tmp_path / "new" / "kek")) as again:
        assert [again.secret(name) for name in ("claims", "files")] == secrets
        found = again.keys_for(people)
        assert [one.subject for one in found] == [one.subject for one in keys]
        box = keys[5].cipher.encrypt(bytes(12), b"text", None)
        assert found[5].cipher.decrypt(bytes(12), box, None) == b"text"


def test_keys_that_their_kek_does_not_open_are_not_archived(tmp_path: Path) -> None:
    Keystore(tmp_path / "keys.db", tmp_path / "kek").close()
    (tmp_path / "kek").write_text("ab" * 32)
    with pytest.raises(KekRefused):
        archive_keys(tmp_path, tmp_path / "archive", WORD)
    assert not (tmp_path / "archive").exists()
