"""Opens the file of a bank account. Its id is a keyed hash of the account's number: neither the
log nor a list of its streams shows a number."""

from collections.abc import Iterable
from typing import Annotated, ClassVar

from msgspec import Meta
from msgspec.structs import replace

from domain.bank_account.case import AccountKind, BankAccount, Holder
from domain.card import Card
from domain.case import CaseId, Command
from domain.centre.case import Centre
from domain.context import UNITS, Context
from domain.counterparty import Tail
from domain.event import Event
from domain.matter import Matter
from domain.personal import HoldsPersons, Personal, Sealed, Subject
from domain.refusal import Refusal, Text, file_rule
from domain.typed_text import ShortText

Number = Annotated[str, Meta(min_length=4, max_length=64)] | Sealed


class OpenBankAccount(HoldsPersons, Command, frozen=True, kw_only=True):
    """登记银行账户: an account whose statements are kept; one file for each number."""

    opens = True
    at_any_time = True
    id_claimed_by: ClassVar[tuple[str, str] | None] = ("account", "account")
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(
            fields=("account",),
            identity=(("account",),),
            purpose="account",
            ref="ref",
            everywhere=(("account",),),
        ),
    )

    regime: CaseId
    centre: CaseId
    holder: Holder
    account: Number
    bank: ShortText
    account_kind: AccountKind = "GENERAL"
    tail: Tail = ""
    ref: Annotated[str, Meta(max_length=64)] = ""

    def check(self, matter: Matter[BankAccount]) -> Iterable[Refusal]:
        centre = centre_named(matter, self.centre, self.regime)
        if centre is None:
            yield no_such_centre(self.centre)
        elif matter.context.actor.role in UNITS and self.holder == "OTHER":
            yield not_the_own()

    def decide(self, matter: Matter[BankAccount]) -> "BankAccountOpened":
        centre = centre_named(matter, self.centre, self.regime)
        assert centre is not None
        return BankAccountOpened(
            regime=self.regime,
            centre=self.centre,
            owner=centre.owner,
            division=centre.division,
            holder=self.holder,
            account=self.account,
            ref=self.ref,
            tail=self.tail,
            bank=self.bank,
            account_kind=self.account_kind,
        )


def centre_named(matter: Matter[BankAccount], id: str, regime: str) -> Centre | None:
    """The centre of that id under that regime, where the one who acts may speak for it."""
    found = matter.reader.state("centres", id)
    if not isinstance(found, Centre) or found.regime != regime:
        return None
    actor = matter.context.actor
    return None if actor.role in UNITS and actor.organ != found.owner else found


def no_such_centre(id: str) -> Refusal:
    return file_rule(
        "account-centre",
        "账户归入已有的中心",
        Text(f"没有本规定下的中心 {id}", f"no centre {id} under this regulation"),
        Text("已有的、本单位或者本辖区的中心", "a centre that there is, of the own unit or area"),
        "form",
        ("/centre", "/regime"),
    )


def not_the_own() -> Refusal:
    return file_rule(
        "account-holder",
        "中心只登记本单位的账户",
        Text("他人的账户", "somebody else's account"),
        Text("中心的项目账户，或者本单位的其他账户", "the centre's account, or another of its own"),
        "form",
        ("/holder",),
    )


class BankAccountOpened(Event, frozen=True, kw_only=True, tag="bank-account-opened"):
    """`ref` names the account where it is the counterparty of a line elsewhere."""

    regime: str
    centre: str
    owner: str
    division: str
    holder: str
    account: Personal
    bank: str
    ref: str = ""
    tail: str = ""
    account_kind: str = "GENERAL"

    @property
    def card(self) -> Card:
        """Somebody else's account stands in no list of the centre's unit."""
        owner = None if self.holder == "OTHER" else self.owner
        return Card(owner=owner, title=f"{self.bank} {self.tail}".strip())

    def evolve(self, case: BankAccount, context: Context) -> BankAccount:
        return replace(
            case,
            regime=self.regime,
            centre=self.centre,
            owner=self.owner,
            division=self.division,
            holder=self.holder,
            account=self.account,
            ref=self.ref,
            tail=self.tail,
            bank=self.bank,
            account_kind=self.account_kind,
        )
