"""`anjuan regulation`: lists, shows and checks regulation files."""

import tomllib
from pathlib import Path
from typing import Annotated

import typer

import domain.streams  # noqa: F401 # makes every command and fact known to the checker
from domain.regulation.checking import faults_in
from domain.regulation.rules import rules_of, text_hash
from services.cli.failures import stop
from services.cli.terminal import print
from services.seeding import regulation_texts

regulation_app = typer.Typer(help="规定 regimes as data: list, show, check")


@regulation_app.command(name="list")
def list_() -> None:
    """The shipped regulations: what each rests on, and who interprets it."""
    for text in regulation_texts(None):
        rules = rules_of(text)
        about = rules.about
        counts = f"{len(rules.text.rule)} rules, {len(rules.text.step)} steps"
        print(f"{about.code:<6} {about.title}  {about.issued_on}  {counts}  {rules.sha256[:12]}")
        if about.parent:
            print(f"       依据 based on {about.parent}")
        if about.interpreted_by:
            print(f"       解释 interpreted by {about.interpreted_by}")


@regulation_app.command()
def show(code: str) -> None:
    """The whole text of a shipped regulation."""
    for text in regulation_texts(None):
        if tomllib.loads(text)["regulation"]["code"] == code:
            print(text, end="")
            return
    stop(f"{code}: 没有这个规定 / no such regulation", 1)


def regulation_text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        stop(f"{file}: 无法读取 / cannot be read: {error.strerror}", 2)
    except UnicodeDecodeError:
        stop(f"{file}: 不是 UTF-8 文本 / not UTF-8 text", 2)


@regulation_app.command()
def check(files: Annotated[list[Path], typer.Argument(help="regulation files")]) -> None:
    """Everything wrong with a file, by line and key; exit status 1 where there is something."""
    wrong = 0
    for file in files:
        text = regulation_text(file)
        faults = faults_in(text)
        wrong += len(faults)
        for fault in faults:
            print(f"{file}: {fault}")
        if not faults:
            print(f"{file}: 无误 no fault  {text_hash(text)}")
    if wrong:
        raise typer.Exit(1)
