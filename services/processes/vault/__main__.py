"""Runs the vault's process: its settings are a line on standard input, and it ends with that."""

import os

from domain.discipline_case.vault_stream import load_discipline_cases

POLITE = 10
"""How far the vault stands back on a machine that it shares with the case service."""


def start_vault() -> None:
    os.nice(POLITE)
    load_discipline_cases()
    from services.processes.vault.serving import run_vault  # after it, for it reads the table

    run_vault()


if __name__ == "__main__":
    start_vault()
