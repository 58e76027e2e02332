"""A Hypothesis state machine: random lives of two fund projects of a centre, under any regulation.

What is asked is mostly what has its turn, by whom the file lets; amounts lie about the bounds. The
books are kept beside it, from what was asked alone.
"""

from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from msgspec.structs import replace

from domain.case import Command
from domain.centre.ends import EndByDissolution
from domain.centre.evaluating import EvaluateCentre
from domain.corrected import RightField
from domain.deciding import CaseMissing, Decided
from domain.fund_case import FundProject
from domain.fund_project.correcting_lines import CorrectProjectLines, CountersignProjectLines
from domain.fund_project.counter_lines import RightLine, lines_of_record, taken_back_by
from domain.fund_project.expenses import ImportVoucherPage, ReportExpense
from domain.fund_project.page_lines import DisbursementLine, PageLine, PaymentLine
from domain.fund_project.righting_records import ConfirmFundCorrection, ProposeFundCorrection
from domain.refusal import Refused
from tests.support.books import Books
from tests.support.centre_requests import REQUESTS, in_its_words
from tests.support.fund_life import RUNNING, FundLife, paid_in, payment
from tests.support.road import FUNDS, Road
from tests.support.roads import INNER_MONGOLIA, SICHUAN, SUZHOU

PROJECTS = ("p1", "p2")
SEEN: set[tuple[str, str]] = set()
"""Every command that was accepted in some life, with the road on which it was."""
TRIES = 3
"""How much is asked for, one after the other, until something is accepted."""
FENS = (1, 99, 100_00, 4_999_999_99, 500_000_000, 2_500_000_00, 1_000_000_00)


class FundLives(RuleBasedStateMachine):
    """What happens; what must hold meanwhile is added by whoever runs it."""

    roads: ClassVar[tuple[Road, ...]] = (SICHUAN, INNER_MONGOLIA, SUZHOU)
    seen: ClassVar[frozenset[tuple[str, str]]] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.books = Books()

    @initialize(data=st.data())
    def a_centre_is_there(self, data: st.DataObject) -> None:
        self.life = FundLife(data.draw(st.sampled_from(self.roads), label="road"))
        luck = Random(data.draw(st.integers(0, 2**32 - 1), label="seed"))
        for id in PROJECTS[: luck.choice([0, 1, 2, 2])]:
            for do in RUNNING:
                self.attempt(self.life.doing(self.about(id, do, luck), id))

    @rule(days=st.sampled_from([1, 30, 200, 400]))
    def days_pass(self, days: int) -> None:
        self.life.day += timedelta(days=days)

    @rule(seed=st.integers(0, 2**32 - 1), steps=st.sampled_from([4, 8, 16]))
    def a_project_goes_on(self, seed: int, steps: int) -> None:
        luck = Random(seed)
        for _ in range(steps):
            self.one_act(luck.choice(PROJECTS), luck)

    @rule(seed=st.integers(0, 2**32 - 1))
    def the_centre_is_evaluated_or_ends(self, seed: int) -> None:
        luck = Random(seed)
        usual = REQUESTS["EvaluateCentre"][0]
        assert isinstance(usual, EvaluateCentre)
        said = in_its_words(usual, self.life.road.rules.text, good=luck.random() < 0.5)
        said = replace(said, year=self.life.day.year - 1)
        end = EndByDissolution(dissolved_on=self.life.day, note="主体注销")
        command: Command = end if luck.random() < 0.2 else said
        self.attempt(self.life.asked(command, self.life.day))

    def one_act(self, id: str, luck: Random) -> None:
        for do in self.by_preference(id, luck)[:TRIES]:
            command = self.about(id, do, luck)
            asked = self.life.doing(command, id, **self.by_whom(command, luck))
            if luck.random() < 0.15:
                earlier = self.life.day - timedelta(days=luck.choice([1, 50, 1200]))
                asked |= {"on": earlier, "late_reason": "补记"}
            if self.attempt(asked):
                break

    def attempt(self, asked: dict[str, Any]) -> bool:
        """Asks for it, and says whether it was done; where it is refused, nothing at all has
        changed."""
        before = dict(self.life.world.states)
        acted: list[Decided] = []
        with suppress(Refused, CaseMissing):
            acted = self.life.world.act(**asked)
        if not acted:
            assert self.life.world.states == before
            return False
        SEEN.add((self.life.road.name, type(asked["command"]).__name__))
        self.books.keep(acted, before)
        return True

    def by_preference(self, id: str, luck: Random) -> list[str]:
        """Steps that have their turn, mostly, and what no life has come to first; one that ends the
        project, seldom."""
        case = self.life.world.states.get(f"{FUNDS}/{id}")
        steps = [one for one in self.life.road.rules.text.step if one.stream == FUNDS and one.by]
        ready = [one for one in steps if case and (case.stage in one.during or not one.during)]
        staying = [one for one in ready if not one.leads_to]
        some = staying if luck.random() < 0.8 else ready if luck.random() < 0.9 else steps
        some = some or ready or steps[:1]
        new = [one for one in ready if (self.life.road.name, one.do) not in self.seen]
        groups = (new, some) if luck.random() < 0.6 else (some,)
        return [one.do for group in groups for one in luck.sample(group, len(group))]

    def about(self, id: str, do: str, luck: Random) -> Command:
        """The usual request, with amounts, numbers and days of its own."""
        project = self.life.world.states.get(f"{FUNDS}/{id}")
        fen = luck.choice((*FENS, *outstanding(project)))
        usual, day = self.life.requests[do], self.life.day
        known = {
            "amount": 1_000_000_000 if do == "IssueBudget" else fen,
            "number": self.number(project, do, luck),
            "deadline": day + timedelta(days=400),
            "until": day + timedelta(days=luck.choice([10, 900])),
            "served_on": day,
            "begins_on": day,
            "ends_on": day + timedelta(days=300),
            "paid_from": luck.choice(["SPECIAL", "OWN"]),
            "lines": () if do == "IssueBudget" else self.page(luck),
            "payment": f"{luck.randint(1, 9)}:1" if do == "Reconcile" else self.spent(luck),
            "payments": tuple(self.spent(luck) for _ in range(3)),
            "proposed_version": getattr(project, "version", 1) or 1,
            "wrong_version": luck.randint(1, getattr(project, "version", 1) or 1),
            "interest": luck.choice([0, 1]),
        }
        own = {k: v for k, v in known.items() if k in usual.__struct_fields__}
        if isinstance(usual, ReportExpense | ImportVoucherPage):
            empty: dict[str, Any] = {"contract": None, "voucher": None}
            empty |= {"contracts": (), "vouchers": ()}
            own |= {k: v for k, v in empty.items() if k in usual.__struct_fields__}
        command = replace(usual, **own)
        if isinstance(command, CorrectProjectLines):
            return self.correction(id, command, luck)
        if isinstance(command, ProposeFundCorrection):
            return replace(command, right=(RightField("opinion", "另一意见"),))
        return command

    def number(self, project: Any, do: str, luck: Random) -> int:
        """The number of a tranche: a new one to ask for, else one that waits."""
        known = [one.number for one in getattr(project, "tranches", ()) if not one.paid_by]
        new = 1 + max((one.number for one in getattr(project, "tranches", ())), default=0)
        return new if do == "RequestTranche" or not known else luck.choice(known)

    def spent(self, luck: Random) -> PaymentLine:
        source = luck.choice(["SPECIAL", "SPECIAL", "MATCH", "OWN"])
        return payment(luck.choice(FENS), self.life.day, source=source)

    def page(self, luck: Random) -> tuple[DisbursementLine, ...]:
        start = luck.randint(20, 9000)
        days = (self.life.day - timedelta(days=n) for n in (luck.choice([0, 40]), 0))
        tranches = [
            paid_in(luck.choice(FENS), day, start + number) for number, day in enumerate(days)
        ]
        match = DisbursementLine(self.life.day, "MATCH", luck.choice(FENS), payer="gov1")
        return (*tranches[: luck.randint(0, 2)], match)

    def correction(self, id: str, usual: CorrectProjectLines, luck: Random) -> CorrectProjectLines:
        """Puts some line of a record of money right, or takes it back."""
        history = self.life.world.histories.get(f"{FUNDS}/{id}", [])
        versions = [n for n, one in enumerate(history, 1) if lines_of_record(one)]
        version = luck.choice(versions or [1])
        lines = lines_of_record(history[version - 1]) if versions else ()
        if not lines:
            return usual
        first = taken_back_by(history[version - 1])
        number = luck.randint(min(first, len(lines) - 1), len(lines) - 1)
        right = self.otherwise(lines[number], luck)
        return replace(usual, wrong_version=version, lines=(replace(right, line=number + 1),))

    def otherwise(self, line: PageLine, luck: Random) -> RightLine:
        fen = luck.choice((line.fen + 1, max(1, line.fen - 1), luck.choice(FENS)))
        if luck.random() < 0.3:
            return RightLine(line=1)
        if isinstance(line, PaymentLine):
            return RightLine(line=1, payment=replace(line, fen=fen, payee=-1))
        if isinstance(line, DisbursementLine):
            return RightLine(line=1, disbursement=replace(line, fen=fen))
        return RightLine(line=1)

    def by_whom(self, command: Command, luck: Random) -> dict[str, Any]:
        """One of three persons of whom the file lets; corrections by those who recorded."""
        kinds = CorrectProjectLines | CountersignProjectLines
        corrects = isinstance(command, kinds | ProposeFundCorrection | ConfirmFundCorrection)
        usual = self.life.official(type(command).__name__)
        if corrects and luck.random() < 0.6:
            usual = self.life.official(
                luck.choice(["ReportExpense", "MatchFunds", "ReviewProject"])
            )
        return {"actor": replace(usual, person=f"{usual.person}.{luck.randint(1, 2)}")}


def outstanding(project: Any) -> list[int]:
    """The amounts on which a project turns: what is left of each source, and what is owed back."""
    if not isinstance(project, FundProject):
        return []
    every = (project.sums.special_left, project.sums.match_left, project.recovery.owed)
    return [fen for fen in every if fen > 0]
