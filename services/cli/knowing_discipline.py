"""Runs `anjuan` with the kind of case that the discipline vault alone has: what reads or goes on
with a vault's own store begins here."""

import os
import sys

from domain.discipline_case.vault_stream import DISCIPLINE_CASES, load_discipline_cases
from domain.streams import STREAMS


def know_discipline_cases() -> None:
    """Begins the command of this process anew, where it has not loaded that kind of case: it must
    be there before anything that reads the table of kinds."""
    if DISCIPLINE_CASES.name not in STREAMS:
        module = "services.cli.knowing_discipline"
        os.execv(sys.executable, (sys.executable, "-m", module, *sys.argv[1:]))


if __name__ == "__main__":
    load_discipline_cases()
    from services.cli.main import app  # after it, for it reads the table

    app()
