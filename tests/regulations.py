"""The shipped regulation files, as texts."""

import tomllib
from importlib.resources import files
from typing import Any

FOLDER = files("domain") / "regulations"
HOUSE_TEXT = (FOLDER / "house.toml").read_text("utf-8")
SICHUAN_TEXT = (FOLDER / "sichuan.toml").read_text("utf-8")


def catalogue(text: str) -> dict[str, Any]:
    table = tomllib.loads(text)
    del table["regime"]
    return table | {"industries": tuple(table["industries"])}


CATALOGUE = catalogue((FOLDER / "sichuan.industries.toml").read_text("utf-8"))
