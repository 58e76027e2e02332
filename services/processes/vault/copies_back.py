"""Restores a backup of the vault into an empty folder, and opens a new generation of its own store
there; the mirror goes on from where it was."""

from contextlib import closing
from pathlib import Path

from adapters.copies.keys_archive import unpack_keys
from adapters.data_folder import MIRROR_DB, MIRROR_FOLDER
from adapters.folders import make_private_folder
from services.backup.half import half_restored
from services.backup.manifest import BytesTold, Manifest, read_manifest
from services.backup.restore import (
    Restored,
    copy_back,
    erase_again,
    go_on,
    put_back,
    put_files_back,
    refuse_another_store,
)
from services.backup.told import seen_in
from services.clock import FollowedClock
from services.processes.vault.copies import (
    MIRROR_KEYS,
    OWN_SECRETS,
    PACKAGES,
    refuse_within_others,
    unpack_secrets,
)
from services.processes.vault.houses import seed_vault
from services.runtime import open_parts
from services.settings import Settings

PLACED_APART = (MIRROR_DB, MIRROR_KEYS, OWN_SECRETS, PACKAGES.listed)
"""Parts that do not go into the vault's folder under their own names."""


def restore_vault(
    dated: Path,
    folder: Path,
    cases: Path,
    passphrase: str,
    reason: str,
    old: Path | None = None,
    told: BytesTold = lambda bytes: None,
) -> Restored:
    """Restores a dated folder of the vault's; by the clock of the case service, whose data folder
    `cases` is. `old` is the folder of the vault that was lost, as far as it can be read; it stays
    as it is. Raises RestoreRefused, NoBackup, ArchiveRefused."""
    manifest = read_manifest(dated)
    refuse_another_store(manifest, old)
    refuse_within_others(folder.parent)
    with half_restored(folder):
        copy_back(dated, manifest, folder, passphrase, told, left=PLACED_APART)
        put_vault_parts_back(dated, manifest, folder, passphrase, told)
        settings = Settings(data=folder)
        with closing(open_parts(settings, clock=FollowedClock(cases))) as runtime:
            if old:
                erase_again(runtime, old)
            seen = max(manifest.position, seen_in(old) if old else 0)
            return go_on(runtime, seen, reason, seed_vault)


def put_vault_parts_back(
    dated: Path, manifest: Manifest, folder: Path, passphrase: str, told: BytesTold
) -> None:
    """What only a vault has. The note of how far keys were taken is not among it: all keys are
    taken once more, for the case service may have been restored meanwhile, too."""
    mirror = folder / MIRROR_FOLDER
    make_private_folder(mirror)
    [wanted] = [part.sha256 for part in manifest.parts if part.name == MIRROR_DB]
    put_back(dated / MIRROR_DB, mirror / MIRROR_DB, wanted, told)
    unpack_keys(dated / MIRROR_KEYS, passphrase, mirror)
    unpack_secrets(dated / OWN_SECRETS, passphrase, folder)
    put_files_back(dated, folder, told, PACKAGES)
