"""Runs `anjuan backup` and `anjuan restore` with a passphrase."""

from pathlib import Path
from typing import Any

from services.settings import Settings
from tests.support.command_line import Terminal

PASSPHRASE = "seven lanterns over Jinjiang 1998"


def at(folder: Path, **settings: Any) -> Terminal:
    """A terminal over a data folder, with the passphrase in its environment."""
    terminal = Terminal(Settings(data=folder, **settings))
    terminal.environment["ANJUAN_PASSPHRASE"] = PASSPHRASE
    return terminal
