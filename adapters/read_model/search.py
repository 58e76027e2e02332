"""Text search by a few characters: an n-gram index of each character with its right neighbour;
where the text is a list, as `|a|b|`, an index of its members.

The index names candidates, and the text itself decides. Two characters, because most words that
officers look for have two. A text that many rows hold is met sooner by scanning the list.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol

from msgspec import Struct

from adapters.read_model.tables import Condition

WALKED = 20  # rows that are scanned for each that a page wants
ENOUGH = 5  # where they fill one row in so many, scanning on fills the page
COUNTED = 50  # in a count: a text is common when so many of the rows scanned hold it
MOST_PIECES = 32  # of a long text: more would leave out hardly a row

_APART = {0: " "} | {
    code: chr(0xE000 + code) for code in range(1, 128)
}  # FTS5 splits and folds ASCII


class SearchIndex(Struct, frozen=True):
    """SQL statements of a search index; `{table}` is the table, `{index}` its index's name."""

    make: tuple[str, ...]
    follow: tuple[str, ...]  # after rows have changed
    drop: tuple[str, ...]
    candidates: str
    asked: Callable[[str], object]  # None: the index cannot tell

    def condition(self, table: str, index: str, text: str) -> Condition:
        """The candidates: rows that may hold the text; no other row holds it."""
        asked = self.asked(text)
        if asked is None:
            return "1 = 1", ()
        return self.candidates.format(table=table, index=index), (asked,)


class RowsQuery(Protocol):
    def __call__(self, *conditions: Condition) -> list[tuple[Any, ...]]: ...


def by_text(
    rows: RowsQuery, near: Condition | None, holds: Condition, may_hold: Condition, limit: int
) -> list[tuple[Any, ...]]:
    """The first rows that hold a text, by scan or by index. The rows `near` the start of the page
    tell whether the text is common: a scan finds it soon; a rare one has few candidates."""
    if near is None:  # the end of the list is as near
        return rows(holds)
    matches = rows(holds, near)
    if len(matches) == limit:
        return matches
    return rows(holds, may_hold) if len(matches) * ENOUGH < limit else rows(holds)


def pieces(text: str) -> list[str]:
    """N-grams of a text: each character with its right neighbour, the last one alone. Digits and
    Latin letters are few and recur: with both neighbours too."""
    pairs = [text[at : at + 2] for at in range(len(text))]
    return pairs + [text[at - 1 : at + 2] for at in range(1, len(text) - 1) if text[at] < "\x80"]


def pieces_asked(text: str) -> list[str]:
    """N-grams that every row with the text has; the text's last character may have a neighbour."""
    if len(text) == 1:
        return [text]
    return [piece for piece in dict.fromkeys(pieces(text)) if len(piece) > 1][-MOST_PIECES:]


@lru_cache(maxsize=1024)  # what events cite comes again and again
def words(text: str) -> str:
    """The n-grams of a text, as words that FTS5 reads."""
    return "\0".join(pieces(text)).translate(_APART)


def words_asked(text: str) -> str:
    return "\0".join(pieces_asked(text)).translate(_APART) + ("*" if len(text) == 1 else "")


def members(text: str) -> str:
    """The members of a list, as words that FTS5 reads."""
    return text.replace("|", "\0").translate(_APART)


def member_asked(text: str) -> list[str] | None:
    """The member `a` where `|a|` is searched for; None for any other text."""
    match text.split("|"):
        case ["", member, ""] if member:
            return [member]
    return None


def member_word_asked(text: str) -> str | None:
    asked = member_asked(text)
    return members(asked[0]) if asked else None


def fts5(words: str, asked: Callable[[str], object]) -> SearchIndex:
    """SQLite FTS5 index. Triggers note changed rows with their indexed text, and the index follows
    in one step: FTS5 writes to the file after each statement that a trigger belongs to."""
    note = "INSERT INTO {index}_changed VALUES"
    return SearchIndex(
        make=(
            "CREATE VIRTUAL TABLE IF NOT EXISTS {index}"
            " USING fts5(words, content='', tokenize='ascii', detail=none)",
            f"INSERT INTO {{index}} (rowid, words) SELECT rowid, {words}(search) FROM {{table}}"
            " WHERE NOT EXISTS (SELECT 1 FROM {index})",
            "CREATE TABLE IF NOT EXISTS {index}_changed (number INTEGER PRIMARY KEY, was TEXT)",
            "CREATE TRIGGER IF NOT EXISTS {index}_new AFTER INSERT ON {table} BEGIN"
            f" {note} (new.rowid, NULL) ON CONFLICT DO NOTHING; END",
            "CREATE TRIGGER IF NOT EXISTS {index}_other AFTER UPDATE OF search ON {table}"
            " WHEN new.search <> old.search BEGIN"
            f" {note} (old.rowid, old.search) ON CONFLICT DO NOTHING; END",
            "CREATE TRIGGER IF NOT EXISTS {index}_gone AFTER DELETE ON {table} BEGIN"
            f" {note} (old.rowid, old.search) ON CONFLICT DO NOTHING; END",
        ),
        follow=(
            "INSERT INTO {index} ({index}, rowid, words)"
            f" SELECT 'delete', number, {words}(was) FROM {{index}}_changed WHERE was IS NOT NULL",
            f"INSERT INTO {{index}} (rowid, words) SELECT t.rowid, {words}(t.search)"
            " FROM {index}_changed JOIN {table} t ON t.rowid = number",
            "DELETE FROM {index}_changed",
        ),
        drop=("DROP TABLE IF EXISTS {index}", "DROP TABLE IF EXISTS {index}_changed"),
        candidates="rowid IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)",
        asked=asked,
    )


def gin(array: str, asked: Callable[[str], list[str] | None]) -> SearchIndex:
    """PostgreSQL GIN index on an array of n-grams or members."""
    return SearchIndex(
        make=(f"CREATE INDEX IF NOT EXISTS {{index}} ON {{table}} USING gin ({array})",),
        follow=(),
        drop=(),
        candidates=f"ctid = ANY (ARRAY(SELECT ctid FROM {{table}} WHERE {array} @> %s::text[]))",
        asked=asked,
    )


class Searching(Struct, frozen=True):
    """The search indexes of a database: for a few characters, and for a member of a list."""

    text: SearchIndex
    members: SearchIndex

    def of(self, members: bool) -> SearchIndex:
        return self.members if members else self.text


FTS5 = Searching(fts5("words", words_asked), fts5("members", member_word_asked))
GIN = Searching(
    gin("anjuan_read.pieces(search)", pieces_asked),
    gin("anjuan_read.members(search)", member_asked),
)
