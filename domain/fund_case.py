"""State of a fund project (专项资金项目): what was issued, paid, matched, spent and given back.

Domain.md 2.7. Every amount is a whole number of fen, and a sum over the records in force, so that
the order of the records does not matter to it (Inv. 53).
"""

from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import asdict, replace

from domain.case import Case
from domain.divisions import Divisions
from domain.money import Fen

MoneySource = Literal["SPECIAL", "MATCH", "OWN"]
FundLevel = Literal["NATIONAL", "PROVINCIAL", "MUNICIPAL", "PREFECTURE", "COUNTY"]


class BudgetLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """预算科目: what a part of the money is for, and how much may be spent on it, in fen."""

    name: str
    limit: Fen


class IssuedBudget(Struct, frozen=True, kw_only=True):
    """预算下达: on which document, from which fund, until when, for what, in which lines."""

    document_no: str
    source: str
    amount: Fen
    deadline: date
    purposes: tuple[str, ...] = ()
    lines: tuple[BudgetLine, ...] = ()


class ProjectContract(Struct, frozen=True, kw_only=True):
    """项目合同书: its number, what is to be reached, and from when until when."""

    contract_no: str
    indicators: tuple[str, ...]
    begins: date
    ends: date


TrancheStanding = Literal["requested", "approved", "paid"]


class Tranche(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A tranche by its number in the project: asked for, approved and paid by whom."""

    number: int
    amount: Fen
    requested_by: str = ""
    approved_by: str = ""
    paid_by: str = ""
    paid_on: date | None = None

    @property
    def standing(self) -> TrancheStanding:
        if self.paid_by:
            return "paid"
        return "approved" if self.approved_by else "requested"


class BookedSums(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the project's money comes to, in fen: special money `disbursed`, `matched` money
    received and `match_returned`, what was `spent` of each and of the unit's own, what was
    `returned` of the balance, and `repaid` out of it on an order."""

    disbursed: int = 0
    matched: int = 0
    match_returned: int = 0
    spent_special: int = 0
    spent_match: int = 0
    spent_own: int = 0
    returned: int = 0
    repaid: int = 0

    def plus(self, **deltas: int) -> "BookedSums":
        return replace(self, **{name: getattr(self, name) + by for name, by in deltas.items()})

    def together_with(self, other: "BookedSums") -> "BookedSums":
        return self.plus(**asdict(other))

    @property
    def special_left(self) -> int:
        """The balance of the special money."""
        return self.disbursed - self.spent_special - self.returned - self.repaid

    @property
    def match_left(self) -> int:
        """The balance of the matching money."""
        return self.matched - self.match_returned - self.spent_match

    @property
    def net_match(self) -> int:
        """Matching money received and not given back."""
        return self.matched - self.match_returned


class LineTotal(Struct, frozen=True, array_like=True):
    """What was spent on one budget line, in fen."""

    budget_line: str
    fen: int


class Recovery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """追回: the `principal` that was ordered back, the `charges` decided beside it (interest and
    fines), what was `received` and `written_off`; all in fen."""

    principal: int = 0
    charges: int = 0
    received: int = 0
    written_off: int = 0

    @property
    def owed(self) -> int:
        return self.principal + self.charges - self.received - self.written_off

    def with_order(self, principal: int, charges: int) -> "Recovery":
        more = {"principal": self.principal + principal, "charges": self.charges + charges}
        return replace(self, **more)


class FundProject(Case, frozen=True):
    """State of a fund project: of which `centre`, whose (`owner`, a credit code), in which
    `division`. `held_in` is the stage in which a hold found it, `held_by`
    what holds it: itself, its centre's end, decisions. It keeps no version of the regulation: what
    is done about it is decided under the one in force on the day. `corrected` are
    the lines that were corrected, by the version of their record and their number there."""

    keeps_text = False

    owner: str = ""
    centre: str = ""
    division: str = ""
    name: str = ""
    asked_amount: Fen = 0
    budgets: tuple[IssuedBudget, ...] = ()
    match_percent: int = 0
    contract: ProjectContract | None = None
    tranches: tuple[Tranche, ...] = ()
    pledged: Fen = 0
    sums: BookedSums = BookedSums()
    spent_by_line: tuple[LineTotal, ...] = ()
    carried_over: Fen = 0
    carried_until: date | None = None
    settled_on: date | None = None
    held_in: str = ""
    held_by: tuple[str, ...] = ()
    recovery: Recovery = Recovery()
    corrected: tuple[str, ...] = ()

    @property
    def may_be_paid(self) -> bool:
        """Whether anything may be paid to it yet: it goes on, and nothing was ordered back."""
        return not self.final and self.recovery == Recovery()

    @property
    def is_settled(self) -> bool:
        """Whether it has come to its end, or its money is settled, and nobody owes any of it."""
        return (self.final or self.settled_on is not None) and self.recovery.owed == 0

    @property
    def issued(self) -> int:
        """What the budgets come to."""
        return sum(one.amount for one in self.budgets)

    @property
    def asked_for(self) -> int:
        """What was paid, and what is asked for and not paid yet."""
        return self.sums.disbursed + sum(one.amount for one in self.tranches if not one.paid_by)

    @property
    def deadline(self) -> date:
        """The last day on which the money may be spent, as carried over."""
        return max([self.carried_until or date.min, *(one.deadline for one in self.budgets)])

    def tranche(self, number: int) -> Tranche | None:
        return next((one for one in self.tranches if one.number == number), None)

    def with_tranche(self, changed: Tranche) -> "FundProject":
        others = (one for one in self.tranches if one.number != changed.number)
        ordered = sorted((*others, changed), key=lambda one: one.number)
        return replace(self, tranches=tuple(ordered))

    @property
    def budget_lines(self) -> tuple[str, ...]:
        """The names of the lines of all its budgets."""
        names = (one.name for issued in self.budgets for one in issued.lines)
        return tuple(dict.fromkeys(names))

    def booked(self, added: BookedSums, totals: tuple[LineTotal, ...] = ()) -> "FundProject":
        """The project after these amounts were added to its sums, and spent on its lines."""
        sums = self.sums.together_with(added)
        return replace(self, sums=sums, spent_by_line=self.spent_with(totals))

    def spent_with(self, totals: tuple[LineTotal, ...]) -> tuple[LineTotal, ...]:
        spent: dict[str, int] = {}
        for one in (*self.spent_by_line, *totals):
            spent[one.budget_line] = spent.get(one.budget_line, 0) + one.fen
        return tuple(LineTotal(line, fen) for line, fen in sorted(spent.items()))

    def seat(self, day: date) -> str | None:
        return self.division

    def territory(self, name: str, day: date, places: Divisions) -> str | None:
        return self.owner if name == "owner" else self.division
