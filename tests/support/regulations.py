"""The shipped regulation files and the invented ones, as texts."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

FOLDER = files("domain") / "regulations"
INVENTED = Path(__file__).parents[1] / "regulations" / "invented"
HOUSE_TEXT = (FOLDER / "house.toml").read_text("utf-8")
SICHUAN_TEXT = (FOLDER / "sichuan.toml").read_text("utf-8")
INNER_MONGOLIA_TEXT = (FOLDER / "inner_mongolia.toml").read_text("utf-8")
THREE_TIERS_TEXT = (INVENTED / "three_tiers.toml").read_text("utf-8")
ONE_CITY_TEXT = (INVENTED / "one_city.toml").read_text("utf-8")


def catalogue(text: str) -> dict[str, Any]:
    table = tomllib.loads(text)
    del table["regime"]
    return table | {"industries": tuple(table["industries"])}


CATALOGUE = catalogue((FOLDER / "sichuan.industries.toml").read_text("utf-8"))
CATALOGUES = {
    "SC": CATALOGUE,
    "IM": catalogue((FOLDER / "inner_mongolia.industries.toml").read_text("utf-8")),
    "UNO": catalogue((INVENTED / "one_city.industries.toml").read_text("utf-8")),
}
