"""How a regulation has applications judged: its panel, what they are judged by, and pass marks."""

from typing import Annotated

from msgspec import Meta

from domain.regulation.block import Block

Points = Annotated[int, Meta(ge=1, le=10000)]
"""Hundredths of a point."""


class Share(Block, frozen=True, kw_only=True):
    """A fraction: `parts` of `of`, such as two of three."""

    parts: Annotated[int, Meta(ge=1, le=100)]
    of: Annotated[int, Meta(ge=1, le=100)]


class PanelRules(Block, frozen=True, kw_only=True):
    """`[panel]`: 评审组. How many experts at least, whether an odd number, what share of them must
    have scored. `staff_papers` are the attachments that experts are not shown: conditions that they
    prove, or words in their kind. `pass_mark`, in hundredths of a point, is what an application
    must reach to enter a list."""

    least: Annotated[int, Meta(ge=1, le=99)]
    odd: bool = True
    quorum: Share
    staff_papers: tuple[str, ...] = ()
    pass_mark: Points | None = None
    rule: str


class Criterion(Block, frozen=True, kw_only=True):
    """`[[criterion]]`: what experts judge; `most`, and `least` that the average must reach to enter
    a list, in hundredths of a point."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    most: Points
    least: Points | None = None
    rule: str
