"""Runs `anjuan` with the kind of case that the discipline vault alone has: what reads or goes on
with a vault's own store begins here."""

from domain.discipline_case.vault_stream import load_discipline_cases

if __name__ == "__main__":
    load_discipline_cases()
    from services.cli.main import app  # after it, for it reads the table

    app()
