"""Passphrase of the archive of keys: from a file, a variable, or typed unseen."""

import os
import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from adapters.credentials.passwords import SHORTEST, is_weak
from services.cli.failures import WRONG_USAGE, stop
from services.settings import content

VARIABLE = "ANJUAN_PASSPHRASE"
PassphraseFile = Annotated[
    Path | None, typer.Option(help=f"file with the passphrase of the keys; else {VARIABLE}")
]


def passphrase(file: Path | None, new: bool = False) -> str:
    """The passphrase of a file, of ANJUAN_PASSPHRASE or its _FILE, or as typed unseen; a `new` one
    is typed twice, and must not be easily guessed."""
    given = named_secret(file) or os.environ.get(VARIABLE)
    if given is None:
        given = typed_unseen(new) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if new and is_weak(given):
        stop(
            f"密钥口令（{VARIABLE} 或 --passphrase-file）至少 {SHORTEST} 个字符，且不易猜中"
            f" / passphrase of the keys: at least {SHORTEST} characters, and not easily guessed",
            WRONG_USAGE,
        )
    return given


def named_secret(file: Path | None) -> str | None:
    """The content of the file that an option or a variable names."""
    variable = os.environ.get(f"{VARIABLE}_FILE")
    chosen = file or (Path(variable) if variable else None)
    return content("passphrase", chosen) if chosen else None


def typed_unseen(twice: bool) -> str:
    given = getpass("密钥口令 passphrase of the keys: ")
    if twice and getpass("再次输入 again: ") != given:
        stop("两次输入不同 / not the same twice", WRONG_USAGE)
    return given
