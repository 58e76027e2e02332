"""Backups of the vault: its own house as any other's, and beside that what only a vault has.

They are dated folders like those of the case service, in a folder of their own, which no backup of
the case service has, and which has none: whoever keeps the one need not know of the other.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from adapters.copies.databases import copy_database
from adapters.copies.keys_archive import archive_keys, read_archive, write_archive
from adapters.data_folder import (
    ESCROW_KEY,
    EVENTS_DB,
    MIRROR_DB,
    MIRROR_FOLDER,
    PACKAGES_FOLDER,
    READS_DB,
    VAULT_PUBLIC_KEY,
)
from adapters.folders import write_private
from services.backup.dated_set import bytes_to_copy, make_backup, make_shared
from services.backup.evidence import copied_files, files_kept
from services.backup.half import RestoreRefused
from services.backup.manifest import BACKUP_FOLDER, BytesTold, KeptFiles
from services.processes.vault_beside import SIGNING_KEY
from services.settings import Settings

VAULT_BACKUPS = "anjuan-vault-backup"
"""The file by which a folder of the vault's backups is known: no other command takes it for one."""
MIRROR_KEYS, OWN_SECRETS = "mirror-keys.anjuan", "vault-keys.anjuan"
PACKAGES = KeptFiles(PACKAGES_FOLDER, "packages.jsonl")
VAULT_SECRETS = (ESCROW_KEY, VAULT_PUBLIC_KEY, SIGNING_KEY)
"""What opens the keys in escrow, and signs checkpoints of evidence packages."""


class OtherHouse(RestoreRefused):
    """A place for copies of the vault that lies within another house's."""


def back_up_vault(folder: Path, target: Path, passphrase: str, told: BytesTold) -> Path:
    """Makes a dated folder in `target`, while the vault is served or not. Raises OtherHouse, and as
    `make_backup` does."""
    refuse_within_others(target)

    def more(draft: Path) -> list[int]:
        return copied_vault_parts(folder, draft, passphrase, told)

    own = Settings(data=folder)
    return make_backup(own, target, passphrase, told, known_by=VAULT_BACKUPS, more=more)


def copied_vault_parts(folder: Path, draft: Path, passphrase: str, told: BytesTold) -> list[int]:
    """Copies the mirror, then its keys, for it takes keys before what needs them; the log of reads
    last, so that it has every read of what is copied. Gives the sizes of the packages."""
    mirror = folder / MIRROR_FOLDER
    copy_database(mirror / MIRROR_DB, draft / MIRROR_DB, told)
    archive_keys(mirror, draft / MIRROR_KEYS, passphrase)
    write_archive(draft / OWN_SECRETS, secrets_told(folder), passphrase)
    make_shared(draft.parent, PACKAGES)
    sizes = copied_files(folder, draft.parent, draft, told, PACKAGES)
    copy_database(folder / READS_DB, draft / READS_DB, told)
    return sizes


def bytes_of_vault(folder: Path) -> int:
    """About as many bytes as `back_up_vault` will tell of, for a bar."""
    databases = (folder / MIRROR_FOLDER / MIRROR_DB, folder / READS_DB)
    files = (one for one in (*databases, *files_kept(folder, PACKAGES)) if one.exists())
    return bytes_to_copy(Settings(data=folder)) + sum(one.stat().st_size for one in files)


def secrets_told(folder: Path) -> Iterator[bytes]:
    secrets = {name: (folder / name).read_text() for name in VAULT_SECRETS}
    yield msgspec.json.encode(secrets)


def unpack_secrets(archive: Path, passphrase: str, folder: Path) -> None:
    """Writes the vault's own secrets into its folder. Raises ArchiveRefused."""
    content = b"".join(read_archive(archive, passphrase))
    for name, text in msgspec.json.decode(content, type=dict[str, str]).items():
        write_private(folder / Path(name).name, text)


def refuse_within_others(target: Path) -> None:
    """Raises OtherHouse for a folder within a data folder, or within backups of the case service:
    these are copied, moved and looked through by others."""
    for above in (target.resolve(), *target.resolve().parents):
        for name in (EVENTS_DB, BACKUP_FOLDER):
            if (above / name).exists():
                raise OtherHouse(
                    f"{target}: 在 {above} 之内，纪检监察库的备份要另放"
                    f" / lies within {above}; backups of the vault are kept apart"
                )
