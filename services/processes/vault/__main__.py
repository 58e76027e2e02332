"""Runs the vault's process: its settings are a line on standard input, and it ends with that."""

from domain.discipline_case.vault_stream import load_discipline_cases


def main() -> None:
    load_discipline_cases()
    from services.processes.vault.serving import run  # what reads the table of kinds comes after

    run()


if __name__ == "__main__":
    main()
