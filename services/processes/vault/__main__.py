"""Runs the vault's process: its settings are a line on standard input, and it ends with that."""

import os

from domain.discipline_case.vault_stream import load_discipline_cases

POLITE = 10
"""How far the vault stands back on a machine that it shares with the case service."""


def main() -> None:
    os.nice(POLITE)
    load_discipline_cases()
    from services.processes.vault.serving import run  # what reads the table of kinds comes after

    run()


if __name__ == "__main__":
    main()
