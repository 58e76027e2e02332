"""Names of organs, each with its code: the authority by its regime, a bureau by its division."""

from typing import Any

from domain.matter import Matter
from domain.refusal import Text


def organ_words(matter: Matter[Any], organ: str | None) -> Text:
    """An organ's name on the day of the act, with its code; the code alone where it has no name."""
    if not organ:
        return Text("没有对应的推荐单位", "no recommending unit")
    own = matter.rules.authority if organ == matter.rules.about.authority else None
    if name := own or matter.rules.places.name_of(organ, matter.day):
        return Text(f"{name.zh}（{organ}）", f"{name.en} ({organ})")
    return Text(organ, organ)
