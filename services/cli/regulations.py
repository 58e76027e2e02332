"""`anjuan regulation`: lists, shows, checks and issues regulation files."""

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from domain.case import stream_id
from domain.context import SYSTEM
from domain.refusal import Refusal, Refused
from domain.regime.catalogue_file import industries_in
from domain.regime.lifecycle import IssueRegime, RegimeFile, regime_in
from domain.regulation.rules import Rules, rules_of, text_hash
from services.cli.cases import Data, DatabaseOption, opened
from services.cli.failures import stop
from services.cli.named_regulations import (
    complete_text,
    file_at,
    issued_regime,
    issued_text,
    named_file,
)
from services.cli.terminal import print
from services.commands.messages import CommandRequest
from services.regulation_files import (
    CATALOGUE,
    regulation_files,
    tried_regulation,
)
from services.seeding import differences_of

regulation_app = typer.Typer(help="规定 regimes as data: list, show, check, issue")
Folder = Annotated[Path | None, typer.Option("--regulations", help="folder of further regimes")]


@regulation_app.command(name="list")
def list_(data: Data = None, database: DatabaseOption = None, regulations: Folder = None) -> None:
    """The shipped regulations and a folder's; with --data those that are issued, and since when."""
    if data or database:
        with closing(opened(data, database)) as runtime:
            for name in runtime.log.streams("regulations/"):
                list_issued(name, regime_in(runtime.store.current(name)[0]))
        return
    for file in regulation_files(regulations):
        if file.text and file.code:
            describe(rules_of(file.text), str(rules_of(file.text).about.issued_on))
        else:
            print(f"{file.name}: 有误 / at fault: anjuan regulation check")


def list_issued(name: str, file: RegimeFile) -> None:
    if file.closed_on:
        by = f"，由 superseded by {file.successor}" if file.successor else ""
        print(f"{name}: 已失效 closed, 最后一日 last day {file.closed_on}{by}")
    for number, version in enumerate(file.versions, 1):
        ends = version.term.ends or "…"
        term = f"第 {number} 版 version {number}  {version.term.begins} – {ends}"
        describe(rules_of(version.text), term)


def describe(rules: Rules, when: str) -> None:
    about = rules.about
    counts = f"{len(rules.text.rule)} rules, {len(rules.text.step)} steps"
    print(f"{about.code:<6} {about.title}  {when}  {counts}  {rules.sha256[:12]}")
    if about.parent:
        print(f"       依据 based on {about.parent}")
    if about.interpreted_by:
        print(f"       解释 interpreted by {about.interpreted_by}")


@regulation_app.command()
def show(
    regulation: Annotated[str, typer.Argument(help="a code, or a file")],
    whole: Annotated[bool, typer.Option("--whole", help="resolved, nothing referred to")] = False,
    data: Data = None,
    database: DatabaseOption = None,
    regulations: Folder = None,
) -> None:
    """A regulation as it was written; --whole: the complete text, as it is issued and hashed; with
    --data: as it was issued last, and what was said in interpretation of it."""
    if data or database:
        with closing(opened(data, database)) as runtime:
            print(issued_text(runtime, regulation), end="")
            for said in issued_regime(runtime, regulation).interpretations:
                print(f"# 解释 interpretation {said.issued_on} {said.document_no}")
                print(f"#   {'、'.join(said.rules)}：{said.text}")
        return
    file = named_file(regulation, regulations)
    print(complete_text(file) if whole else file.source, end="")


@regulation_app.command()
def check(files: Annotated[list[Path], typer.Argument(help="regulation files")]) -> None:
    """Everything wrong with a file, by line and key, and its cases acted out; exit status 1 where
    there is something. WARN is what is lawful but odd."""
    wrong = 0
    for path in files:
        if path.name.endswith(CATALOGUE):
            wrong += check_catalogue(path)
            continue
        file = file_at(path, tried_regulation)
        wrong += len(file.faults)
        for fault in (*file.faults, *file.warnings):
            print(f"{path}: {fault}")
        if file.text and not file.faults:
            print(f"{path}: 无误 no fault  {text_hash(file.text)}")
    if wrong:
        raise typer.Exit(1)


def check_catalogue(path: Path) -> int:
    """What is wrong with a list of industries, and how much of it."""
    found = industries_in(file_at(path).source)
    print(f"{path}: 这是产业目录，不是规定 a list of industries, and no regulation")
    for fault in found.faults:
        print(f"{path}: {fault}")
    if not found.faults:
        print(f"{path}: 无误 no fault  {found.regime}，{found.industries} 个产业 industries")
    return len(found.faults)


@regulation_app.command()
def issue(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="the changed regulation file")],
    begins: Annotated[datetime, typer.Option("--from", help="the first day in force")],
    yes: Annotated[bool, typer.Option("--yes", help="without asking")] = False,
    data: Data = None,
    database: DatabaseOption = None,
) -> None:
    """Issue a changed regulation file as a new version. What changes is shown first; cases stay
    under the version that they were opened under."""
    file = file_at(path, tried_regulation)
    text, code = complete_text(file), file.code or ""
    with closing(opened(data, database)) as runtime:
        stream = stream_id("regulations", code)
        issued = regime_in(runtime.store.current(stream)[0])
        tell_changes(issued, text)
        if not yes and not typer.confirm(f"登记为新版本，自 {begins:%Y-%m-%d} 施行？ Issue it?"):
            raise typer.Exit(1)
        command = IssueRegime(regime=code, text=text, begins=begins.date())
        key = f"issue:{code}:{text_hash(text)}:{begins:%Y-%m-%d}"
        request = CommandRequest("regulations", code, command, SYSTEM, key=key, body=key.encode())
        try:
            runtime.dispatcher.act(request)
        except Refused as refused:
            stop("\n".join(map(in_a_sentence, refused.refusals)), 1)
    print(f"{code} 已登记，自 {begins:%Y-%m-%d} 施行 / issued, in force from {begins:%Y-%m-%d}")


def tell_changes(issued: RegimeFile, text: str) -> None:
    """Prints what the text says otherwise than the last version; exit status 1 where nothing."""
    if not issued.versions:
        return
    changes = differences_of(issued, text)
    if not changes:
        stop("与已登记的版本没有不同 / says the same as the version that is issued", 1)
    for change in changes:
        print(f"  {change}")


def in_a_sentence(refusal: Refusal) -> str:
    asked, allowed = refusal.asked, refusal.allowed
    return f"{asked.zh}；应为 {allowed.zh} / {asked.en}; {allowed.en}"
