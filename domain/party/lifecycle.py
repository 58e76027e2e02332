"""Registers and renames units (parties) under their credit codes."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from domain.card import Card
from domain.case import Case, Command
from domain.context import UNITS, Actor, Context
from domain.credit_code import CreditCodeInvalid, credit_code
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule
from domain.typed_text import AnyCode

UnitName = Annotated[str, Meta(min_length=2, max_length=100)]


class Party(Case, frozen=True):
    """State of a registered unit."""

    credit_code: str = ""
    name: str = ""

    def is_open_to(self, actor: Actor) -> bool:
        """Whether another unit is registered is no unit's business."""
        return actor.role not in UNITS or actor.organ == self.credit_code

    def territory(self, name: str, day: object, places: object) -> str | None:
        return self.credit_code


class RegisterParty(Command, frozen=True, kw_only=True):
    """登记单位: the case's id is the unit's credit code (GB 32100-2015)."""

    opens = True
    uscc: AnyCode
    name: UnitName

    def check(self, matter: Matter[Party]) -> Iterable[Refusal]:
        try:
            code = credit_code(self.uscc)
        except CreditCodeInvalid as invalid:
            yield wrong_code(Text(invalid.zh, invalid.en), "/uscc")
            return
        if code != matter.id:
            yield wrong_code(Text(f"案卷编号 {matter.id}", f"case id {matter.id}"), "/id")
        if matter.context.actor.role in UNITS and code != matter.context.actor.organ:
            yield wrong_code(Text("不是本单位的代码", "not the code of the own unit"), "/uscc")

    def decide(self, matter: Matter[Party]) -> "PartyRegistered":
        return PartyRegistered(credit_code=credit_code(self.uscc), name=self.name)


def wrong_code(asked: Text, field: str) -> Refusal:
    allowed = Text("GB 32100-2015 统一社会信用代码", "a unified social credit code, GB 32100-2015")
    return file_rule("credit-code", "统一社会信用代码准确", asked, allowed, "form", (field,))


class PartyRegistered(Event, frozen=True, kw_only=True, tag="party-registered"):
    credit_code: str
    name: str

    @property
    def card(self) -> Card:
        return Card(owner=self.credit_code, title=self.name)

    def evolve(self, case: Party, context: Context) -> Party:
        return replace(case, credit_code=self.credit_code, name=self.name)


class PartyRenamed(Event, frozen=True, kw_only=True, tag="party-renamed"):
    name: str

    @property
    def card(self) -> Card:
        return Card(title=self.name)

    def evolve(self, case: Party, context: Context) -> Party:
        return replace(case, name=self.name)


class RenameParty(Command, frozen=True, kw_only=True):
    """变更单位名称: the name under the same credit code has changed."""

    recorded_as = PartyRenamed

    name: UnitName
