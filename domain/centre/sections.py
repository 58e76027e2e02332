"""Sections of a paper (章节): what it says under each provision that wants to be spoken of."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from domain.context import Reason
from domain.folding import is_blank
from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.regulation.serving import WantedSection
from domain.typed_text import ShortText
from domain.words import joined


class Section(Struct, frozen=True, forbid_unknown_fields=True):
    """What a paper says under one provision, by the id of its rule."""

    rule: ShortText
    text: Reason


Sections = Annotated[tuple[Section, ...], Meta(max_length=50)]


def ill_sectioned(
    matter: Matter[Any], of: Literal["annual", "supervision"], given: tuple[Section, ...]
) -> Iterable[Refusal]:
    """Refuses a paper without a section that is obligatory, under the provision that wants it; and
    sections of which the regulation says nothing."""
    wanted = {one.rule: one for one in matter.rules.text.section if one.of == of}
    said = {one.rule for one in given if not is_blank(one.text)}
    for rule, one in wanted.items():
        if one.obligatory and rule not in said:
            none = Text(f"没有写“{one.zh}”", f"nothing said of: {one.en}")
            yield matter.rules.refuse(rule, none, one.called, "form", ("/sections",))
    yield from unknown_sections(matter, wanted, given)


def unknown_sections(
    matter: Matter[Any], wanted: dict[str, WantedSection], given: tuple[Section, ...]
) -> Iterable[Refusal]:
    step = matter.step(type(matter.command).__name__)
    known = joined(Text(f"{one.rule} {one.zh}", f"{one.rule} {one.en}") for one in wanted.values())
    for one in given:
        if step and one.rule not in wanted:
            asked = Text(f"章节 {one.rule}", f"a section about {one.rule}")
            allowed = Text(known.zh or "不分章节", known.en or "no sections")
            yield matter.rules.refuse(step.rule, asked, allowed, "form", ("/sections",))
