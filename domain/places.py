"""Names of organs, each with its code: a bureau by its division, the authority by its regime."""

from typing import Any

from domain.divisions import name_of
from domain.matter import Matter
from domain.refusal import Text


def organ_words(matter: Matter[Any], organ: str | None) -> Text:
    """An organ's name on the day of the act, with its code; the code alone where it has no name."""
    if not organ:
        return Text("没有对应的推荐单位", "no recommending unit")
    if name := name_of(organ, matter.day):
        return Text(f"{name}（{organ}）", f"{name} ({organ})")
    if organ == matter.rules.about.authority and (own := matter.rules.authority):
        return Text(f"{own.zh}（{organ}）", f"{own.en} ({organ})")
    return Text(organ, organ)
