"""`anjuan accept-loss`: a person says that keys, files or accounts are lost for good."""

from contextlib import closing
from pathlib import Path
from typing import Annotated, Literal

import typer

from adapters.data_folder import ACCOUNTS_DB, KEK, KEYS_DB
from adapters.event_store.store_marks import STORE_STREAM
from adapters.marks.sqlite_files import damage_of, set_aside
from adapters.personal_data.kek import KekRefused
from adapters.personal_data.keystore import Keystore
from domain.context import SYSTEM
from domain.store.case import STORE_FILE
from domain.store.keeping import AcceptLoss, GivenUp
from services.cli.cases import Data, DatabaseOption, settings_of
from services.cli.terminal import print
from services.commands.messages import CommandRequest
from services.consistency.claims import keep_claims
from services.consistency.misfits import ACCOUNTS, FILES, KEYS
from services.consistency.starting import unfit_files
from services.processes.preconditions import folder_held
from services.runtime import Runtime, keys_changed, open_runtime
from services.seeding import seed

PartLost = Literal["keys", "files", "accounts"]
AS_GIVEN_UP: dict[PartLost, GivenUp] = {"keys": "KEYS", "files": "FILES", "accounts": "ACCOUNTS"}
SAID = {
    KEYS: "密钥已确认丢失：旧密钥封存的个人信息今后显示“［密钥遗失 key lost］”，新的由新密钥封存"
    " / the keys are given up: what they sealed reads as lost, what is new is sealed by new ones",
    FILES: "附件已确认丢失：缺失和损坏的 {count} 份不再提供"
    " / the files are given up: {count} that are missing or damaged are not offered any more",
    ACCOUNTS: "账号已确认丢失：请用 anjuan user add 重新建立"
    " / the accounts are given up: make them anew with anjuan user add",
}


def accept_loss(
    part: Annotated[PartLost, typer.Argument(help="what is lost for good")],
    reason: Annotated[str, typer.Option(help="why there is no copy; stays in the record")],
    data: Data = None,
    database: DatabaseOption = None,
) -> None:
    """Record that keys, files or accounts are lost for good, and go on without them. Stop the
    service first; look for a backup first: this cannot be undone."""
    settings = settings_of({"data": data, "database": database})
    with folder_held(settings):
        make_way(settings.data, part)
        with closing(open_runtime(settings, given_up=part)) as runtime:
            count, unknown = give_up(runtime, part, reason)
    print(SAID[part].format(count=count))
    if unknown:
        print(
            f"另有 {len(unknown)} 项占用或线索的原文已不可知，不能重新登记"
            f" / {len(unknown)} claims or leads whose text nobody knows any more cannot be renewed:"
            f" {', '.join(unknown)}"
        )


def give_up(runtime: Runtime, part: PartLost, reason: str) -> tuple[int, tuple[str, ...]]:
    """Records the loss, and takes what there is now for what belongs to the store. Gives how many
    files are not offered any more, and the claims that cannot be renewed."""
    seed(runtime)
    _, version = runtime.store.current(STORE_STREAM)
    command = AcceptLoss(given_up=AS_GIVEN_UP[part], reason=reason)
    key = f"loss:{part}:{version}"
    runtime.dispatcher.act(
        CommandRequest("stores", STORE_FILE, command, SYSTEM, key=key, body=key.encode())
    )
    lost = give_up_files(runtime) if part == FILES else 0
    keys_changed(runtime)
    seed(runtime)
    unknown = keep_claims(runtime.store, runtime.keystore, runtime.vault) if part == KEYS else ()
    runtime.parts.accept(part)
    return lost, unknown


def give_up_files(runtime: Runtime) -> int:
    missing, damaged = unfit_files(runtime.files, runtime.accounts.uploads.hashes())
    runtime.files.give_up(missing | damaged)
    return len(missing | damaged)


def make_way(data: Path, part: PartLost) -> None:
    """Sets aside the files of a part that cannot be opened, so that others can be made."""
    if part == ACCOUNTS and damage_of(data / ACCOUNTS_DB):
        set_aside(data / ACCOUNTS_DB)
    for name in (KEYS_DB, KEK) if part == KEYS else ():
        if can_be_opened(data):
            return
        if (data / name).exists():
            set_aside(data / name)


def can_be_opened(data: Path) -> bool:
    """Whether there are keys, and a key-encryption key that opens them; both are made if absent."""
    if damage_of(data / KEYS_DB):
        return False
    try:
        Keystore(data / KEYS_DB, data / KEK).close()
    except KekRefused:
        return False
    return True
