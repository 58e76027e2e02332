"""The kind of case that only the discipline vault's process loads, and the vault's own rules."""

from importlib.resources import files

from domain import discipline_case
from domain.discipline_case import clue, custody, disposing, inquiry, linking
from domain.discipline_case.case import DisciplineCase
from domain.streams import STREAMS, stream
from domain.words import streams as kinds

DISCIPLINE_CASES = stream(
    "discipline-cases",
    DisciplineCase,
    *(clue, inquiry, disposing, linking, custody),
    file_rules=True,
)


def load_discipline_cases() -> None:
    """Adds the kind of case to the table of this process. Called before anything that reads the
    table is imported (the codec, the routes), and by the vault alone: no other process can so much
    as decode such a case."""
    STREAMS[DISCIPLINE_CASES.name] = DISCIPLINE_CASES
    kinds.STREAMS.update(kinds.ELSEWHERE)


def vault_rules() -> str:
    """The vault's rules of keeping files: the house's, and those of discipline cases."""
    house = files("domain") / "regulations" / "house.toml"
    own = files(discipline_case) / "rules.toml"
    return house.read_text("utf-8") + "\n" + own.read_text("utf-8")
