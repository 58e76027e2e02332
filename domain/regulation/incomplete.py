"""Parts of a regulation file about text that is not at hand: what is unknown, and what is assumed
in its place."""

from typing import Annotated

from msgspec import Meta, field

from domain.regulation.block import Block


class Unknown(Block, frozen=True, kw_only=True):
    """`[unknown]`: what the regulation has and its text at hand does not say. A step named here
    exists, and stops whoever asks for it, under `rule`; a step that is neither here nor in the
    file is none of this regulation. `blocks` are the parts that the file therefore does not give;
    `only` says of a step who alone may take it, where that is known, under `only_rule`."""

    steps: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    only: dict[str, tuple[str, ...]] = field(default_factory=dict)
    only_rule: str | None = None
    rule: str


class Variant(Block, frozen=True, kw_only=True):
    """`[variant]`: this file is no law. It assumes a procedure in place of the text that is not at
    hand `of` another regulation. `zh` and `en` label every act, refusal, list and notice."""

    of: Annotated[str, Meta(min_length=1)]
    zh: Annotated[str, Meta(min_length=1, max_length=60)]
    en: Annotated[str, Meta(min_length=1, max_length=120)]
    rule: str
