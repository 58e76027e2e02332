"""The ledger of the read model, as red flags are asked of it: SQLite or PostgreSQL."""

from collections.abc import Iterable, Mapping
from typing import Any

from adapters.read_model.writer import Readmodel
from projections.ledger.tables import TABLES
from services.subscriptions.catalogue import LEDGER


class LedgerInReadmodel:
    """Answers from the projection's own tables, with their indexes."""

    names: Mapping[str, str] = {table.name: f"{{{table.name}}}" for table in TABLES}

    def __init__(self, rows: Readmodel) -> None:
        self.rows, self.dialect = rows, rows.dialect

    def answer(self, sql: str) -> Iterable[tuple[str, str, str, int, int, str]]:
        return (
            (str(lead), str(centre), str(project), int(position), int(line), str(role))
            for lead, centre, project, position, line, role in self.ask(sql)
        )

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query without values. Its per cent signs are remainders, which psycopg
        would take for places of values."""
        text = sql.replace("%", "%%") if self.dialect == "postgres" else sql
        return self.rows.ask(LEDGER, text)

    def last_fact(self, upto: int) -> int:
        """The position of the last fact up to one; 0 where there is none."""
        asked = " UNION ALL ".join(
            f"SELECT coalesce(max(position), 0) FROM {{{table.name}}} WHERE position <= {upto:d}"
            for table in TABLES
        )
        return max(int(row[0]) for row in self.ask(asked))

    def places(self) -> dict[str, tuple[str, str]]:
        """Regulation and division of each centre, as it was last said."""
        rows = self.ask("SELECT centre, regulation, division FROM {centre} ORDER BY position, line")
        return {str(centre): (str(code), str(division)) for centre, code, division in rows}
