"""Finds the line of an officer's file from which a part of the resolved text comes."""

from collections.abc import Mapping, Sequence

from domain.regulation.locating import Lines


class Origins(Lines):
    """Lines for the parts of a resolved text: where the file changes or cites them; of parts that
    it leaves as they are, the line that names the procedure."""

    def __init__(
        self,
        own: Lines,
        names: Mapping[str, Sequence[str]] | None = None,
        cited: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        self.tables, self.keys = own.tables, own.keys
        self.names, self.cited = names or {}, cited or {}

    def of(self, table: str, index: int = 0, key: str | None = None) -> int:
        names = self.names.get(table, ())
        if index < len(names):
            return self.of_part(table, names[index], key)
        if table == "division":
            return self.keys.get(("", 0, "divisions"), self.base)
        found = self.found(table, index, key) or self.by_citation(table, "", key)
        return found or self.found(table, index, None) or self.base

    def of_part(self, table: str, name: str, key: str | None = None) -> int:
        """The line of a named part, or of one of its keys."""
        kind = "articles" if table == "rule" else table
        for place in ((f"{kind}.{name}", 0, key), (kind, 0, name), (f"{kind}.{name}", 0, None)):
            if line := self.found(*place):
                return line
        listed, _, number = name.rpartition("-")
        for own in (key, None) if listed == table else ():
            if line := self.found(table, int(number) - 1, own):
                return line
        return self.by_citation(table, name, key) or self.base

    def by_citation(self, table: str, name: str, key: str | None) -> int | None:
        provision = self.cited.get((table, name))
        known = provision and key and key.endswith("rule")
        return self.keys.get(("cites", 0, str(provision))) if known else None

    @property
    def base(self) -> int:
        return self.keys.get(("", 0, "extends"), 1)
