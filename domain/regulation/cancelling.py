"""Grounds of a regulation for cancelling a qualification (`[[cancel]]`), and what each needs."""

from typing import Annotated, Literal

from msgspec import Meta

from domain.refusal import Text
from domain.regulation.block import Block


class CancelGround(Block, frozen=True, kw_only=True):
    """`[[cancel]]`: a ground on which the qualification is cancelled: a `rectification` that
    failed, or an established `violation` of one of these `types`; `grave`: with grave consequences;
    `within_cycle`: for conduct within the centre's cycle."""

    code: Annotated[str, Meta(pattern=r"^[A-Z][A-Z_]{0,31}\Z")]
    zh: str
    en: str
    needs: Literal["rectification", "violation"]
    types: tuple[str, ...] = ()
    grave: bool = False
    within_cycle: bool = False
    rule: str

    @property
    def called(self) -> Text:
        return Text(self.zh, self.en)
