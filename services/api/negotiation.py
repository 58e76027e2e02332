"""Reads Accept-Language, If-Match and If-None-Match as RFC 9110 says."""

import re

ENTITY_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
LISTED_TAGS = re.compile(rf"{ENTITY_TAG.pattern}(?:[ \t]*,[ \t,]*{ENTITY_TAG.pattern})*")
QUALITY = re.compile(r"(0(\.\d{0,3})?|1(\.0{0,3})?)", re.ASCII)
LONGEST = 4096
"""Characters of a header that are read; a longer one is as if it were not there."""


def prefers_english(header: str) -> bool:
    """Whether English has a higher weight than Chinese (RFC 9110, 12.5.4); what is equal, absent or
    not readable is Chinese, unless English alone is named."""
    weights = weighed(header[:LONGEST])
    other = weights.get("*", 0.0)
    english, chinese = weights.get("en", other), weights.get("zh", other)
    return english > chinese


def weighed(header: str) -> dict[str, float]:
    """The highest weight of each language, by its first subtag."""
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        tag, *parameters = (piece.strip() for piece in part.split(";"))
        language = tag.split("-")[0]
        weights[language] = max(weights.get(language, 0.0), quality(parameters))
    return weights


def quality(parameters: list[str]) -> float:
    """The q-value: 1 where none is given, 0 where it cannot be read."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return float(value) if QUALITY.fullmatch(value.strip()) else 0.0
    return 1.0


def entity_tags(header: str) -> list[str] | None:
    """The opaque parts of a list of entity tags, weak or strong; None where it is no such list."""
    text = header.strip(" \t,")
    if len(header) > LONGEST or not LISTED_TAGS.fullmatch(text):
        return None
    return [match.group(2) for match in ENTITY_TAG.finditer(text)]
