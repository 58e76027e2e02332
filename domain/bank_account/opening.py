"""Opens the file of a bank account. Its id is a keyed hash of the account's number: neither the
log nor a list of its streams shows a number."""

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar

from msgspec import Meta
from msgspec.structs import asdict, replace

from domain.bank_account.case import AccountKind, BankAccount, Holder
from domain.bank_account.whose import centre_spoken_for
from domain.card import Card
from domain.case import CaseId, Command
from domain.context import UNITS, Context
from domain.counterparty import AccountTail
from domain.event import Event
from domain.matter import Matter
from domain.page_reason import PageReason
from domain.personal import HoldsPersons, Personal, Sealed, Subject
from domain.refusal import Refusal, Text
from domain.typed_text import ShortText

GivenNumber = Annotated[str, Meta(min_length=4, max_length=64)] | Sealed
NO_SUCH_CENTRE = PageReason(
    "account-centre",
    "账户归入已有的中心",
    Text("没有本规定下的中心 {id}", "no centre {id} under this regulation"),
    Text("已有的、本单位或者本辖区的中心", "a centre that there is, of the own unit or area"),
    ("/centre", "/regime"),
)
NOT_THE_OWN = PageReason(
    "account-holder",
    "中心只登记本单位的账户",
    Text("他人的账户", "somebody else's account"),
    Text("中心的项目账户，或者本单位的其他账户", "the centre's account, or another of its own"),
    ("/holder",),
)


class OpenBankAccount(HoldsPersons, Command, frozen=True, kw_only=True):
    """登记银行账户: an account whose statements are kept; one file for each number."""

    opens = True
    at_any_time = True
    own_place = True
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
    account: GivenNumber
    bank: ShortText
    account_kind: AccountKind = "GENERAL"
    tail: AccountTail = ""
    ref: Annotated[str, Meta(max_length=64)] = ""

    def check(self, matter: Matter[BankAccount]) -> Iterable[Refusal]:
        if centre_spoken_for(matter, self.centre, self.regime) is None:
            yield NO_SUCH_CENTRE.said(id=self.centre)
        elif matter.context.actor.role in UNITS and self.holder == "OTHER":
            yield NOT_THE_OWN.said()

    def decide(self, matter: Matter[BankAccount]) -> "BankAccountOpened":
        centre = centre_spoken_for(matter, self.centre, self.regime)
        assert centre is not None
        whose: dict[str, Any] = {"owner": centre.owner, "division": centre.division}
        return BankAccountOpened(**whose, **asdict(self))


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
        said = {k: v for k, v in asdict(self).items() if k not in Event.__struct_fields__}
        return replace(case, **said)
