"""`anjuan vault backup`, `restore`: copies of a discipline vault, apart from its service's."""

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from adapters.data_folder import ESCROW_KEY
from adapters.folders import refuse_foreign
from domain.discipline_case.vault_stream import DISCIPLINE_CASES
from domain.streams import STREAMS
from services.backup.check import bytes_to_check
from services.backup.manifest import backup_at
from services.cli.backup import (
    Why,
    adding,
    refuse_inside,
    show_parts,
    tell_made,
    tell_restored,
)
from services.cli.cases import AsJson, settings_of
from services.cli.failures import WRONG_USAGE, stop
from services.cli.passphrase import PassphraseFile, passphrase
from services.cli.progress import telling_progress
from services.cli.vault import CasesFolder, vault_app
from services.consistency.findings import Diagnosis, Finding
from services.processes.preconditions import held
from services.processes.vault.copies import back_up_vault, bytes_of_vault
from services.processes.vault.copies_back import restore_vault
from services.processes.vault.copies_check import check_vault_backup
from services.runtime import refuse_half_restored

OwnFolder = Annotated[
    Path | None, typer.Option("--data", help="the vault's own folder; else ANJUAN_VAULT")
]


@vault_app.command("backup")
def back_up_or_check(
    target: Annotated[Path, typer.Argument(help="folder of the vault's backups alone")],
    folder: OwnFolder = None,
    check: Annotated[bool, typer.Option("--check", help="check a backup; change nothing")] = False,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """Back up the vault while it is served, or --check a backup. No other command shows these."""
    know_discipline_cases()
    if check:
        show_parts(checked_copies(backup_at(target), passphrase(passphrase_file)), as_json)
        return
    own = require_vault(folder)
    secret = passphrase(passphrase_file, new=True)
    refuse_inside(target, own)
    with telling_progress(bytes_of_vault(own), "备份 backup") as reached:
        tell_made(back_up_vault(own, target, secret, adding(reached)))


@vault_app.command("restore")
def restore_copies(
    source: Annotated[Path, typer.Argument(help="a backup of the vault, or a folder of them")],
    folder: OwnFolder = None,
    of: CasesFolder = None,
    reason: Why = None,
    instead_of: Annotated[
        Path | None, typer.Option(help="folder of the vault that is lost; it stays as it is")
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Restore the vault into an empty --data folder, as a new generation of its own store."""
    if not folder or not reason or not reason.strip():
        stop("要有 --data 和 --reason / --data and --reason are needed", WRONG_USAGE)
    know_discipline_cases()
    if instead_of:
        require_vault(instead_of)
    dated, secret = backup_at(source), passphrase(passphrase_file)
    parts = checked_copies(dated, secret)
    if any(part.answer is Diagnosis.WRONG for part in parts):
        show_parts(parts, as_json=False)
    cases = settings_of({"data": of}).data
    with (
        held(instead_of) if instead_of else nullcontext(),
        telling_progress(bytes_to_check(dated), "恢复 restore") as reached,
    ):
        done = restore_vault(dated, folder, cases, secret, reason, instead_of, adding(reached))
    tell_restored(done)


def checked_copies(dated: Path, secret: str) -> list[Finding]:
    with telling_progress(bytes_to_check(dated), "检查 check") as reached:
        return check_vault_backup(dated, secret, adding(reached))


def require_vault(folder: Path | None) -> Path:
    """The folder of a vault that is there and whole; the one of the settings, where none is named.
    Exit status 2 otherwise."""
    own = folder or settings_of({}).vault_folder
    if own is None or not (own / ESCROW_KEY).exists():
        stop(f"{own or '--data'}: 没有纪检监察库 / no discipline vault", WRONG_USAGE)
    refuse_foreign(own, {ESCROW_KEY}, empty=False)
    refuse_half_restored(own)
    return own


def know_discipline_cases() -> None:
    """Begins the command of this process anew, where it has not loaded the vault's kind of case: it
    must be there before anything that reads the table of kinds."""
    if DISCIPLINE_CASES.name not in STREAMS:
        module = "services.cli.knowing_discipline"
        os.execv(sys.executable, (sys.executable, "-m", module, *sys.argv[1:]))
