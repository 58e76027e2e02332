"""The shipped regulation files and the invented ones, as complete texts."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import tomli

from services.regulation_files import regulation_files

FOLDER = files("domain") / "regulations"
INVENTED = Path(__file__).parents[1] / "regulations" / "invented"
RELEASED = Path(__file__).parents[1] / "regulations" / "released"
"""Complete texts as an earlier release shipped them."""
COMPLETE = {file.name: file.text or "" for file in regulation_files(INVENTED)}
HOUSE_TEXT = COMPLETE["house.toml"]
SICHUAN_TEXT = COMPLETE["sichuan.toml"]
INNER_MONGOLIA_TEXT = COMPLETE["inner_mongolia.toml"]
SUZHOU_TEXT = COMPLETE["suzhou.toml"]
THREE_TIERS_TEXT = COMPLETE["three_tiers.toml"]
ONE_CITY_TEXT = COMPLETE["one_city.toml"]


def catalogue(text: str) -> dict[str, Any]:
    table = tomli.loads(text)
    del table["regime"]
    return table | {"industries": tuple(table["industries"])}


CATALOGUE = catalogue((FOLDER / "sichuan.industries.toml").read_text("utf-8"))
CATALOGUES = {
    "SC": CATALOGUE,
    "IM": catalogue((FOLDER / "inner_mongolia.industries.toml").read_text("utf-8")),
    "SZ": catalogue((FOLDER / "suzhou.industries.toml").read_text("utf-8")),
    "UNO": catalogue((INVENTED / "one_city.industries.toml").read_text("utf-8")),
}
