"""Checks a backup of the vault: its own house as any other's, the mirror, packages, keys."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.copies.databases import is_sound
from adapters.copies.keys_archive import ArchiveRefused
from adapters.data_folder import (
    ESCROW_KEY,
    EVENTS_DB,
    KEK,
    KEYS_DB,
    MIRROR_DB,
    READS_DB,
    VAULT_PUBLIC_KEY,
)
from adapters.event_store.codec import decode
from adapters.evidence.checkpoint import CheckpointKey
from adapters.personal_data.escrow import EscrowOpener, WrongEscrowKey
from adapters.personal_data.keystore import Keystore
from adapters.read_only.log import ReadOnlyLog
from adapters.read_only.sqlite import ReadOnlySQLite
from domain.discipline_case.custody import EvidencePackageSealed
from services.backup.check import check_backup, checked_keys, memory_folder, unlooked
from services.backup.events_check import CHECKED_AT_ONCE, EventsCheck
from services.backup.files_check import FilesCheck
from services.backup.manifest import KEYS_ARCHIVE, BytesTold
from services.consistency.findings import Diagnosis, Finding, right, wrong
from services.processes.vault.copies import MIRROR_KEYS, OWN_SECRETS, PACKAGES, unpack_secrets
from services.processes.vault_beside import SIGNING_KEY


def check_vault_backup(
    folder: Path, passphrase: str, told: BytesTold = lambda bytes: None
) -> list[Finding]:
    """Looks at everything in a dated folder of the vault's; `told` is called with bytes as they are
    read. Raises NoBackup."""
    found = check_backup(folder, passphrase, told)
    if any(one.answer is Diagnosis.WRONG for one in found):
        return [*found, unlooked("mirror", "packages")]
    return [*found, *vault_contents(folder, passphrase, told)]


def vault_contents(folder: Path, passphrase: str, told: BytesTold) -> Iterator[Finding]:
    for name in (MIRROR_DB, READS_DB):
        fault = is_sound(folder / name)
        yield wrong(name, fault, fault) if fault else right(name, "数据库完好", "is sound")
    with closing(ReadOnlyLog(ReadOnlySQLite(folder / MIRROR_DB))) as mirror:
        yield EventsCheck(None, "mirror").run(mirror)
    with TemporaryDirectory(dir=memory_folder()) as made:
        mirrors, own = Path(made) / "mirror", Path(made) / "own"
        for one in (mirrors, own):
            one.mkdir()
        yield checked_keys("mirror's keys", folder / MIRROR_KEYS, passphrase, mirrors)
        yield checked_own_secrets(folder / OWN_SECRETS, passphrase, own)
        checked_keys("keys", folder / KEYS_ARCHIVE, passphrase, own)
        with closing(Keystore(own / KEYS_DB, own / KEK)) as keystore:
            checking = FilesCheck(folder, keystore.secret("files"), told, PACKAGES)
            yield checking.run(None, sealed_packages(folder))


def checked_own_secrets(archive: Path, passphrase: str, folder: Path) -> Finding:
    """Whether the archive opens, and what it holds are keys."""
    try:
        unpack_secrets(archive, passphrase, folder)
        EscrowOpener(folder / ESCROW_KEY, folder / VAULT_PUBLIC_KEY)
        CheckpointKey(folder / SIGNING_KEY)
    except (ArchiveRefused, WrongEscrowKey, ValueError, OSError) as error:
        return wrong("vault's keys", f"打不开或已损坏：{error}", f"do not open: {error}")
    return right("vault's keys", "口令打得开", "open with the passphrase")


def sealed_packages(folder: Path) -> set[str]:
    """Hashes of the packages that cases know: each has to be there."""
    tag = str(EvidencePackageSealed.__struct_config__.tag)
    found = set()
    after = 0
    with closing(ReadOnlyLog(ReadOnlySQLite(folder / EVENTS_DB))) as log:
        while events := log.follow(after, CHECKED_AT_ONCE):
            for stored in (one for one in events if one.topic == tag):
                event = decode(stored.topic, stored.state).event
                assert isinstance(event, EvidencePackageSealed)
                found.add(event.sha256)
            after = events[-1].position
    return found
