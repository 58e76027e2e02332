"""`anjuan vault`: serves a discipline vault, and verifies the evidence packages that it seals."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from adapters.data_folder import EVENTS_DB
from adapters.evidence.checkpoint import CheckpointKey
from adapters.evidence.package_check import PackageReport, PackageWrong, checked_package
from services.cli.cases import AsJson, DatabaseOption, settings_of
from services.cli.failures import stop
from services.cli.terminal import one_line, print
from services.processes.preconditions import refuse_taken_port
from services.processes.vault_beside import (
    SIGNING_KEY,
    VaultSettings,
    become_vault,
    make_vault_ready,
    without_vault,
)

vault_app = typer.Typer(help="纪检监察库 discipline vault: serve it, verify its evidence packages")
VaultFolder = Annotated[Path, typer.Option("--data", help="the vault's own folder")]
CasesFolder = Annotated[Path | None, typer.Option("--of", help="the case service's data folder")]


@vault_app.command()
def serve(
    folder: VaultFolder,
    of: CasesFolder = None,
    database: DatabaseOption = None,
    host: Annotated[str | None, typer.Option(help="with --port: where it listens")] = None,
    port: Annotated[
        int | None, typer.Option(help="listen there, for the vault's own accounts")
    ] = None,
) -> None:
    """Serve the vault by itself, beside a case service, for its door or at --port; Ctrl-C stops
    it."""
    cases = settings_of({"data": of, "database": database, "host": host, "port": port})
    if not cases.database and not (cases.data / EVENTS_DB).exists():
        stop(f"{cases.data}: 没有案卷系统的数据 / no case service's data", 2)
    if port is not None:
        refuse_taken_port(cases.host, port)
    make_vault_ready(folder, cases)
    become_vault(VaultSettings(folder, without_vault(cases), listens=port is not None))


@vault_app.command()
def key(folder: VaultFolder) -> None:
    """The public key by which checkpoints of this vault are verified; made at its first start."""
    if not (folder / SIGNING_KEY).exists():
        stop(f"{folder}: 没有纪检监察库 / no discipline vault", 2)
    print(CheckpointKey(folder / SIGNING_KEY).public)


@vault_app.command()
def verify(
    package: Path,
    key: Annotated[str | None, typer.Option(help="the vault's public key, from itself")] = None,
    sealed_as: Annotated[str | None, typer.Option(help="the hash in the chain of custody")] = None,
    as_json: AsJson = False,
) -> None:
    """Verify an evidence package: its bytes, its events and their place in the log. Needs no
    store."""
    try:
        report = checked_package(package, key, sealed_as)
    except PackageWrong as error:
        stop(f"{one_line(str(package))}: {error}", 1)
    if as_json:
        print(msgspec.json.encode(report).decode())
    else:
        tell_report(report)
    raise typer.Exit(1 if report.wrong else 0)


def tell_report(report: PackageReport) -> None:
    for wrong in report.wrong:
        print(f"有误 wrong  {one_line(wrong.zh)} / {one_line(wrong.en)}")
    manifest = report.manifest
    print(f"SHA-256  {report.sha256}")
    print(
        f"事件 events {len(manifest.positions)}，文件 files"
        f" {sum(file.here for file in manifest.files)}，截至 up to {manifest.upto}"
    )
    if not report.signature_checked:
        print("检查点的签名未核对，用 --key 给出公钥 / signature not checked: give --key")
    print("有误 at fault" if report.wrong else "相符 verified")
