"""The two clocks of a page: as of which day, as known at which moment of Beijing time."""

import re

from starlette.requests import Request

CLOCKS = ("as_of", "known_at")
WITHOUT_OFFSET = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")
BEIJING = "+08:00"


def clocks_in(request: Request) -> dict[str, str]:
    """What stands in the address, as the API takes it."""
    asked = {name: request.query_params.get(name, "") for name in CLOCKS}
    return {**asked, "known_at": with_beijing(asked["known_at"])}


def with_beijing(moment: str) -> str:
    """A moment as the API takes it: people give it without an offset."""
    return moment + BEIJING if WITHOUT_OFFSET.fullmatch(moment) else moment
