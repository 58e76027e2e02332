"""Puts a regulation's own names into the texts of its procedure: `$area`, `$organ`, `$title`."""

import re
from collections.abc import Mapping
from typing import Any

from domain.regulation.rules import NO_ORGAN
from domain.regulation.sources import TomlTable
from domain.words import role_words

PLACEHOLDER = re.compile(r"\$(area|organ|title|article)(?![a-z])")
ARTICLE = re.compile(r"第[^条]+条")


def variables(whole: TomlTable, divisions: list[TomlTable]) -> dict[str, str]:
    """The words that stand for the placeholders: of the authority's division, of the role that acts
    there, of the regulation, and of the article that the publicity rests on."""
    about = whole.get("regulation", {})
    places = {row.get("code"): row.get("name", "") for row in divisions}
    return {
        "title": str(about.get("title", "")),
        "area": places.get(about.get("authority")) or "",
        "organ": organ(whole),
        "article": article(whole),
    }


def organ(whole: TomlTable) -> str:
    """What the regulation calls the role that acts at its authority."""
    own = (step for step in whole.get("step", ()) if step.get("territory") == "authority")
    role = next((role for step in own for role in step.get("by", ()) if role not in NO_ORGAN), "")
    named = whole.get("words", {}).get("roles", {}).get(role, {})
    return str(named.get("zh") or role_words((role,)).zh)


def article(whole: TomlTable) -> str:
    cited = whole.get("publicity", {}).get("rule")
    rules = (rule for rule in whole.get("rule", ()) if rule.get("id") == cited)
    where = next((rule.get("article", "") for rule in rules), "")
    found = ARTICLE.match(where)
    return found[0] if found else ""


def substitute(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return PLACEHOLDER.sub(lambda found: words[found[1]], value)
    if isinstance(value, dict):
        return {key: substitute(inner, words) for key, inner in value.items()}
    return [substitute(one, words) for one in value] if isinstance(value, list) else value
