"""Restores a backup into an empty folder, and opens a new generation of its store there.

A marker stands in the folder from the first file to the last: no service starts over it, and a
restoration that was killed begins anew.
"""

import shutil
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from msgspec import Struct

from adapters.copies.erasures import erased_since
from adapters.copies.hashed import copy_hashed, to
from adapters.copies.keys_archive import unpack_keys
from adapters.data_folder import KEYS_DB, NATS_FOLDER
from adapters.event_store.log import Log, receipt_hash
from adapters.folders import make_private_folder
from adapters.nats.process import STREAM_FOLDER
from adapters.nats.reader import ask_stream
from services.backup.generation import NewGeneration, Seeding, open_generation
from services.backup.half import RestoreRefused, half_restored
from services.backup.manifest import (
    EVIDENCE,
    KEYS_ARCHIVE,
    LISTED,
    BytesTold,
    KeptFiles,
    Manifest,
    listed_files,
    read_manifest,
    stored_file,
)
from services.backup.told import StreamPlace, identity_in, seen_in, stream_place
from services.runtime import Runtime, open_log, open_parts, open_runtime
from services.seeding import seed
from services.settings import Settings


class Restored(Struct, frozen=True):
    """A restoration as it was done. `stream`: the stream on NATS was taken over, set aside for it
    tells another history, or there is none (None)."""

    generation: NewGeneration
    stream: bool | None


def restore_backup(
    folder: Path,
    settings: Settings,
    passphrase: str,
    reason: str,
    old: Path | None = None,
    told: BytesTold = lambda bytes: None,
) -> Restored:
    """Restores a dated folder into the settings' data folder; the database, where they name one,
    was restored by its own tools before. `old` is the folder of the store that was lost, as far as
    it can be read; it stays as it is. Raises RestoreRefused, NoBackup, ArchiveRefused, NatsAway."""
    manifest = read_manifest(folder)
    refuse_another_store(manifest, old)
    refuse_wrong_dump(settings, manifest)
    with half_restored(settings.data):
        copy_back(folder, manifest, settings.data, passphrase, told)
        if old:
            take_stream_along(old, settings.data)
        with closing(open_parts(settings)) as runtime:
            if old:
                erase_again(runtime, old)
            seen = max(manifest.position, seen_in(old) if old else 0)
            return go_on(runtime, seen, reason)


def accept_loss_of_events(settings: Settings, reason: str) -> Restored:
    """Opens a new generation over the store that stands in a folder or database: what is missing in
    it is given up. Raises RestoreRefused, NatsAway."""
    with closing(open_runtime(settings)) as runtime:
        if runtime.log.end() is None:
            raise RestoreRefused("案卷库是空的，没有可以接续的 / the store is empty")
        seen = max(seen_in(settings.data), runtime.readmodel.highest_checkpoint())
        return go_on(runtime, seen, reason)


def go_on(runtime: Runtime, seen: int, reason: str, seeding: Seeding = seed) -> Restored:
    """Opens the generation beyond what was seen here and on NATS."""
    place = place_of_stream(runtime)
    own = runtime.settings.nats is None
    if place and not place.agrees:
        if not own:
            raise RestoreRefused(
                "NATS 上的流 EV 与案卷库不是同一段历史；请管理员移走它（nats stream rm EV），"
                "再执行一次 / the stream EV on NATS tells another history than the store; let its"
                " administrator remove it (nats stream rm EV), and do this again"
            )
        set_stream_aside(runtime.settings.data / NATS_FOLDER)
    generation = open_generation(
        runtime, max(seen, place.position if place else 0), reason, seeding
    )
    return Restored(generation, place.agrees if place else None)


def place_of_stream(runtime: Runtime) -> StreamPlace | None:
    settings = runtime.settings
    where = settings.nats, settings.data / NATS_FOLDER, settings.nats_ca
    return ask_stream(*where, "anjuan restore", lambda link: stream_place(link, runtime.log))


def set_stream_aside(nats: Path) -> None:
    """Puts a stream out of the way, under a name that tells why: nothing is deleted."""
    numbers = (n for n in range(1, 10_000))
    free = next(n for n in numbers if not nats.with_name(f"nats.set-aside-{n}").exists())
    nats.rename(nats.with_name(f"nats.set-aside-{free}"))


def erase_again(runtime: Runtime, old: Path) -> None:
    """Destroys the restored keys of people who were erased since the backup."""
    for subject in erased_since(old / KEYS_DB, runtime.settings.data / KEYS_DB):
        runtime.keystore.destroy(subject)


def refuse_another_store(manifest: Manifest, old: Path | None) -> None:
    identity = identity_in(old) if old else None
    if identity and identity != manifest.store:
        raise RestoreRefused(f"{old}: 与备份不是同一个案卷库 / is not the store of the backup")


def refuse_wrong_dump(settings: Settings, manifest: Manifest) -> None:
    """The dump must be of this store, and older than the backup: keys and files of later events
    would be missing."""
    if settings.database:
        with closing(open_log(settings)) as log:
            require_of_backup(log, manifest)


def require_of_backup(log: Log, manifest: Manifest) -> None:
    first, end = log.follow(0, 1), log.end()
    if not first or receipt_hash(first[0]).hex() != manifest.store:
        raise RestoreRefused(
            "数据库与备份不是同一个案卷库 / the database is not the store that the backup is of"
        )
    if end and end[0] > manifest.position:
        raise RestoreRefused(
            f"数据库到 {end[0]}，备份只到 {manifest.position}：请用转储之后做的备份"
            f" / the database is at {end[0]}, the backup at {manifest.position}: take a backup that"
            " was made after the dump"
        )


def copy_back(
    folder: Path,
    manifest: Manifest,
    data: Path,
    passphrase: str,
    told: BytesTold,
    left: Collection[str] = (),
) -> None:
    """Copies all parts but those that are `left` to others. Raises RestoreRefused for one that has
    changed since."""
    for part in manifest.parts:
        if part.name not in (KEYS_ARCHIVE, LISTED, *left):
            put_back(folder / part.name, data / part.name, part.sha256, told)
    unpack_keys(folder / KEYS_ARCHIVE, passphrase, data)
    put_files_back(folder, data, told)


def put_files_back(folder: Path, data: Path, told: BytesTold, kept: KeptFiles = EVIDENCE) -> None:
    files = data / kept.folder
    files.mkdir(mode=0o700)
    for one in listed_files(folder, kept):
        put_back(stored_file(folder, one.stored, kept), files / one.hash, one.stored, told)


def put_back(source: Path, path: Path, sha256: str, told: BytesTold) -> None:
    if copy_hashed(source, to(path), told) != sha256:
        raise RestoreRefused(f"{path.name}: 与清单中的哈希不符 / is not what the manifest says")


def take_stream_along(old: Path, data: Path) -> None:
    """Copies the embedded stream: what it has told stays known, and subscribers go on in it."""
    if (old / NATS_FOLDER / STREAM_FOLDER).is_dir():
        kept = shutil.ignore_patterns("lock", "pid", "port", "ports", "log")
        shutil.copytree(old / NATS_FOLDER, data / NATS_FOLDER, ignore=kept)
        make_private_folder(data / NATS_FOLDER)
