"""Maps of tiles: a tile for each prefecture of a province, a link with its number of centres. No
borders are drawn, so no approved map is needed."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import tomli
from msgspec import Struct

from services.pages.words import in_english, phrased

TILE_PLACES = Path(__file__).with_name("tiles.toml")
DEEP = (0, 1, 3, 6)
"""From how many centres on a tile is of the next depth."""
Href = Callable[[str], str]


class Tile(Struct, frozen=True):
    """One tile: its place in the map (from 1 on), what it is called, how many centres."""

    row: int
    column: int
    words: str
    whole_words: str
    count: int
    depth: int
    href: str


class TileMap(Struct, frozen=True):
    """The tiles of one province, called as its own division is."""

    words: Any
    tiles: tuple[Tile, ...]


@cache
def tile_places() -> dict[str, dict[str, tuple[int, int, str]]]:
    """By province, and in it by division: row, column, short name."""
    read: dict[str, dict[str, Any]] = tomli.loads(TILE_PLACES.read_text("utf-8"))
    return {province: dict(places_in_rows(one["rows"])) for province, one in read.items()}


def places_in_rows(rows: list[list[str]]) -> Iterator[tuple[str, tuple[int, int, str]]]:
    for down, row in enumerate(rows, 1):
        for across, text in enumerate(row, 1):
            code, _, name = text.partition(" ")
            if code:
                yield code, (down, across, name)


def tile_maps(divisions: list[dict[str, Any]], href: Href) -> list[TileMap]:
    """The maps of those provinces of which the registry counts divisions."""
    told = {one["value"]: one for one in divisions}
    return [
        TileMap(told[province]["words"], tuple(tiles_of(places, told, href)))
        for province, places in tile_places().items()
        if province in told and any(code in told for code in places)
    ]


def tiles_of(
    places: dict[str, tuple[int, int, str]], told: dict[str, dict[str, Any]], href: Href
) -> Iterator[Tile]:
    for code, (row, column, name) in places.items():
        if one := told.get(code):
            whole, count = phrased(one["words"]), one["count"]
            short = whole.split()[0] if in_english.get() else name
            depth = sum(count >= least for least in DEEP) - 1
            yield Tile(row, column, short, whole, count, depth, href(code))
