"""Runs `anjuan backup` and `anjuan restore` with a passphrase."""

from pathlib import Path
from typing import Any

from services.consistency.findings import Diagnosis
from services.settings import Settings
from tests.support.command_line import Terminal
from tests.support.examined import look

PASSPHRASE = "seven lanterns over Jinjiang 1998"


def at(folder: Path, **settings: Any) -> Terminal:
    """A terminal over a data folder, with the passphrase in its environment."""
    terminal = Terminal(Settings(data=folder, **settings))
    terminal.environment["ANJUAN_PASSPHRASE"] = PASSPHRASE
    return terminal


def assert_sound(folder: Path) -> None:
    """The doctor finds nothing wrong; what no service has made there yet it has not seen."""
    found = look(Settings(data=folder, demo=True))
    assert not [one for one in found if one.answer is Diagnosis.WRONG], found
