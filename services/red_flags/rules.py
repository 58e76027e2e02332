"""Reads the red flags from their files: what each is called, cites, needs and asks.

A file holds `[[red_flag]]` tables: `id, zh, en, article[], parameters {name: unit}, clock, hint,
sql`. `clock`: it may become true by time alone. `hint`: statistics, listed apart from leads.
`across`: facts of one centre may take the ground from a lead about another.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct
from sqlglot import exp

from domain.refusal import Text
from services.red_flags.portable_sql import NotPortable, checked_query, published_columns

SHIPPED_FLAGS = Path(__file__).with_name("redflags")
NOT_WHOLE = Text("界限应当是整数", "limits have to be whole numbers")
LIMITS = "flags.settings.toml"
"""The file with the limits of a service: in its data folder, else as shipped."""


class RedFlagInvalid(ValueError):
    """Raised for a file of red flags that cannot be used: which file, which flag, and why."""

    def __init__(self, file: Path, flag: str, cause: Text) -> None:
        self.file, self.flag, self.cause = file, flag, cause
        named = f" {flag}" if flag else ""
        super().__init__(f"{file.name}{named}：{cause.zh} / {cause.en}")


class RedFlagText(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A red flag as a file states it."""

    id: str
    zh: str
    en: str
    article: tuple[str, ...]
    sql: str
    parameters: dict[str, str] = {}
    clock: bool = False
    hint: bool = False
    across: bool = False


class FlagFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A file of red flags."""

    red_flag: tuple[RedFlagText, ...]


class RedFlagRule:
    """A red flag whose text was checked: its `query`, its digest, and the limits it needs."""

    def __init__(self, text: RedFlagText, query: exp.Query, limits: Mapping[str, int]) -> None:
        self.text, self.query = text, query
        self.id, self.clock, self.hint, self.across = text.id, text.clock, text.hint, text.across
        self.tables = frozenset(table.name for table in query.find_all(exp.Table)) & {
            *published_columns()
        }
        self.sha256 = sha256(msgspec.json.encode(text, order="sorted")).hexdigest()
        self.limits = {name: limits[name] for name in text.parameters if name in limits}

    @property
    def missing(self) -> tuple[str, ...]:
        """The limits that nobody has given: the flag is off while there are any."""
        return tuple(name for name in self.text.parameters if name not in self.limits)

    @property
    def asked(self) -> str:
        """What tells one question from another: the text with its limits."""
        said = f"{self.sha256}:{sorted(self.limits.items())}"
        return sha256(said.encode()).hexdigest()[:16]


def read_rules(folder: Path = SHIPPED_FLAGS, data: Path | None = None) -> tuple[RedFlagRule, ...]:
    """The red flags of a folder, by id, with the limits of a service. Raises RedFlagInvalid."""
    own = data / LIMITS if data else None
    limits_file = own if own and own.exists() else folder / LIMITS
    limits = read_limits(limits_file) if limits_file.exists() else {}
    files = sorted(file for file in folder.glob("*.toml") if file.name != LIMITS)
    rules = [rule for file in files for rule in rules_in(file, limits)]
    only_once(rules, folder)
    for_flags_there_are(limits, rules, limits_file)
    return tuple(sorted(rules, key=lambda rule: rule.id))


def read_limits(file: Path) -> dict[str, dict[str, int]]:
    """The limits by flag. Raises RedFlagInvalid for what is no whole number."""
    said = toml_in(file)
    for flag, limits in said.items():
        if not (isinstance(limits, dict) and all(type(n) is int for n in limits.values())):
            raise RedFlagInvalid(file, flag, NOT_WHOLE)
    return said


def toml_in(file: Path) -> dict[str, dict[str, int]]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RedFlagInvalid(file, "", Text(f"不是 TOML：{error}", f"no TOML: {error}")) from error


def rules_in(file: Path, limits: Mapping[str, Mapping[str, int]]) -> Iterator[RedFlagRule]:
    for text in flag_texts_in(file):
        yield RedFlagRule(text, query_of(text, file), limits.get(text.id, {}))


def flag_texts_in(file: Path) -> tuple[RedFlagText, ...]:
    try:
        return msgspec.convert(toml_in(file), FlagFile).red_flag
    except msgspec.ValidationError as error:
        cause = Text(f"格式不对：{error}", f"ill-formed: {error}")
        raise RedFlagInvalid(file, "", cause) from error


def query_of(text: RedFlagText, file: Path) -> exp.Query:
    try:
        return checked_query(text.sql, text.parameters, text.clock)
    except NotPortable as error:
        raise RedFlagInvalid(file, text.id, error.cause) from error


def only_once(rules: Iterable[RedFlagRule], folder: Path) -> None:
    for id, times in Counter(rule.id for rule in rules).items():
        if times > 1:
            raise RedFlagInvalid(folder, id, Text("重复", "stands twice"))


def for_flags_there_are(
    limits: Mapping[str, Mapping[str, int]], rules: Iterable[RedFlagRule], file: Path
) -> None:
    """Refuses limits of a flag, or of a parameter, that there is not: a misspelt one would be
    off."""
    known = {rule.id: rule.text.parameters for rule in rules}
    for flag, given in limits.items():
        if flag not in known:
            raise RedFlagInvalid(file, flag, Text("没有这个线索", "there is no such flag"))
        for name in given.keys() - known[flag].keys():
            cause = Text(f"没有参数 {name}", f"it has no parameter {name}")
            raise RedFlagInvalid(file, flag, cause)
