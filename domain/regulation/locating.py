"""Line numbers of the keys of a TOML text: tomli gives only values, and officers need lines."""

import re
from collections import Counter

TABLE_HEADER = re.compile(r"^\s*(\[\[|\[)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
KEY = re.compile(r'^\s*(?:"([^"]*)"|([A-Za-z0-9_-]+))(?:\.[A-Za-z0-9_."-]+)?\s*=')


class Lines:
    """Line numbers (from 1) of tables and keys. Arrays of tables count from 0."""

    def __init__(self, text: str) -> None:
        self.tables: dict[tuple[str, int], int] = {}
        self.keys: dict[tuple[str, int, str], int] = {}
        seen: Counter[str] = Counter()
        table, index = "", 0
        for number, line in enumerate(text.splitlines(), 1):
            if header := TABLE_HEADER.match(line):
                table = header[2].replace('"', "")
                index, seen[table] = seen[table], seen[table] + 1
                self.tables[table, index] = number
            elif key := KEY.match(line):
                self.keys.setdefault((table, index, key[1] or key[2]), number)

    def of(self, table: str, index: int = 0, key: str | None = None) -> int:
        """The key's line; its table's where the key is absent; 1 where the table is too."""
        line = self.keys.get((table, index, key)) if key else None
        return line or self.tables.get((table, index), 1)

    def found(self, table: str, index: int, key: str | None) -> int | None:
        """The line of exactly this key, or of this table; None where it is not there."""
        if key is None:
            return self.tables.get((table, index))
        return self.keys.get((table, index, key))
