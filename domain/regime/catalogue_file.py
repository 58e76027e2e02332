"""Reads a list of industries as an officer wrote it (`x.industries.toml`), with its faults by line
and key."""

from collections.abc import Iterator
from typing import Any

import msgspec
import tomli
from msgspec import Struct

from domain.folding import folded, is_blank
from domain.regime.lifecycle import PublishCatalogue
from domain.regulation.checking import broken_line
from domain.regulation.fault import Fault
from domain.regulation.locating import Lines
from domain.regulation.nearest import known_ones

KEYS_KNOWN = ("regime", *PublishCatalogue.__struct_fields__)
KEYS_WANTED = ("regime", "title", "issued_on", "industries")


class ListOfIndustries(Struct, frozen=True):
    """What a file says: whose list it is, of how many industries; and its faults."""

    regime: str
    industries: int
    faults: tuple[Fault, ...] = ()


def industries_in(text: str) -> ListOfIndustries:
    """A list of industries, as it is written."""
    try:
        table = tomli.loads(text)
    except (tomli.TOMLDecodeError, RecursionError) as error:
        fault = Fault(broken_line(error, text), "", f"不是 TOML：{error}", f"not TOML: {error}")
        return ListOfIndustries("", 0, (fault,))
    faults = tuple(unfit_keys(table, Lines(text)))
    named = table.get("industries", ())
    return ListOfIndustries(str(table.get("regime", "")), len(named) if not faults else 0, faults)


def unfit_keys(table: dict[str, Any], lines: Lines) -> Iterator[Fault]:
    """Faults: keys that the list has not, or lacks; values of another kind; industries twice."""
    for key in (key for key in table if key not in KEYS_KNOWN):
        near = known_ones(key, KEYS_KNOWN)
        yield at_key(lines, key, f"未知的名称 {key}{near.zh}", f"unknown name {key}{near.en}")
    missing = [key for key in KEYS_WANTED if key not in table]
    yield from (Fault(1, key, f"缺少 {key}", f"{key} is missing") for key in missing)
    known = {key: value for key, value in table.items() if key in KEYS_KNOWN[1:]}
    if not missing:
        try:
            yield from empty_or_repeated(msgspec.convert(known, PublishCatalogue).industries, lines)
        except msgspec.ValidationError as error:
            wrong = next((key for key in known if f"$.{key}" in str(error)), "industries")
            yield at_key(lines, wrong, f"不合格式：{error}", str(error))


def at_key(lines: Lines, key: str, zh: str, en: str) -> Fault:
    """A fault of a key that stands in no part."""
    return Fault(lines.of("", 0, key), key, zh, en)


def empty_or_repeated(industries: tuple[str, ...], lines: Lines) -> Iterator[Fault]:
    """Faults: a list of nothing, an industry without a name, or twice in some spelling."""
    spelt = [folded(one) for one in industries]
    twice = [one for n, one in enumerate(industries) if spelt[n] in spelt[:n]]
    if not industries or any(is_blank(one) for one in industries):
        zh, en = "没有产业，或者产业没有名称", "no industry, or one without a name"
        yield at_key(lines, "industries", zh, en)
    for one in twice:
        yield at_key(lines, "industries", f"{one} 重复", f"{one} twice")
