"""The sweeper raises flags once the ledger is quiet, keeps its place, may die at any moment, and
asks the clock's flags on each new day. Nobody but those who look at money hears of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from adapters.event_store.log import Stored
from adapters.read_model.writer import Readmodel
from domain.bank_account.case import BankLine
from domain.bank_account.correcting_lines import CorrectLines, LineCorrection
from domain.bank_account.opening import OpenBankAccount
from domain.bank_account.statement import ImportStatementPage
from domain.case import Command
from domain.context import Actor
from domain.counterparty import Counterparty
from domain.red_flag.case import RedFlag
from domain.relation.case import StaffLine
from domain.relation.page import ImportRelationPage
from services.commands.imports_at_work import import_at_work
from services.commands.messages import CommandRequest
from services.red_flags.sweeper import RedFlagSweeper
from services.subscriptions.catalogue import RED_FLAGS
from tests.support.midnights import EVE, Office, office
from tests.support.statements import FINANCE, PAYEE, PAYER

STAFF = Counterparty(name="张三", account="6222020200199887766", kind="PERSON")
PAGE = ImportRelationPage(
    regime="SC",
    file="c" * 64,
    page=1,
    counterparties=(STAFF,),
    staff=(StaffLine(party=0, from_day=date(2026, 1, 1)),),
)
ACCOUNT = OpenBankAccount(
    regime="SC", centre="c1", holder="CENTRE", account="5100 1234 5678", bank="某银行成都分行"
)
STATEMENT = ImportStatementPage(
    file="a" * 64,
    page=1,
    opening=1_000_00,
    counterparties=(PAYER, PAYEE),
    lines=(
        BankLine(day=date(2026, 12, 28), side="in", fen=500_00, party=0, balance=1_500_00),
        BankLine(day=date(2026, 12, 29), side="out", fen=200_00, party=1, balance=1_300_00),
    ),
)


class Swept:
    """An office whose ledger is swept."""

    def __init__(self, office: Office) -> None:
        self.office, self.runtime = office, office.runtime
        self.sweeper = self.another()

    def another(self, quiet: float = 0.0, data: Path | None = None) -> RedFlagSweeper:
        """A worker that has just started; for it the ledger is quiet at once."""
        runtime, clock = self.runtime, self.office.clock
        parts = runtime.log, runtime.readmodel, runtime.dispatcher, clock
        return RedFlagSweeper(*parts, data=data, quiet=quiet)

    def end(self) -> int:
        end = self.runtime.log.end()
        assert end
        return end[0]

    def give(self, stream: str, id: str, command: Command, actor: Actor = FINANCE) -> Stored:
        request = CommandRequest(stream=stream, id=id, command=command, actor=actor)
        [stored, *_] = self.runtime.dispatcher.submit(request).result().events
        self.office.follow()
        return stored

    def sweep(self) -> int:
        self.office.follow()
        stored = self.sweeper.tick()
        self.office.follow()
        return stored

    def wait(self, days: int) -> None:
        clock = self.office.clock
        clock.run(timedelta(days=days))
        self.runtime.dispatcher.guard.saw(clock.moment)

    def flags(self) -> dict[str, RedFlag]:
        rows: Readmodel = self.runtime.readmodel
        ids = [one.key for one in rows.page(RED_FLAGS, limit=100)]
        cases = (self.runtime.store.current(f"flags/{id}")[0] for id in ids)
        return {case.flag: case for case in cases if isinstance(case, RedFlag)}


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Swept]:
    with office(tmp_path_factory.mktemp("swept"), EVE, ["c1", "c2"]) as opened:
        yield Swept(opened)


def test_a_person_on_the_staff_of_two_centres_comes_up_once_and_at_no_death_twice(
    swept: Swept,
) -> None:
    first = swept.give("relations", "c1", PAGE).position
    assert swept.sweep() == 0
    second = swept.give("relations", "c2", PAGE).position
    swept.sweeper.quiet = 60.0
    assert swept.sweep() == 0  # facts come in
    swept.sweeper.seen = (swept.sweeper.seen[0], swept.sweeper.seen[1] - 60.0)
    assert swept.sweep() == 1
    flag = swept.flags()["DOUBLE_STAFF"]
    assert [(one.position, one.line, one.centre) for one in flag.evidence] == [
        (first, 1, "c1"),
        (second, 1, "c2"),
    ]
    assert (flag.stage, flag.division, flag.regime) == ("RAISED", "510100", "SC")
    assert swept.sweep() == 0
    kept = swept.runtime.readmodel.checkpoint(swept.sweeper.place)
    assert kept == second
    swept.runtime.readmodel.drop(swept.sweeper.place)  # died before it kept its place
    swept.sweeper = swept.another()
    assert swept.sweep() == 0
    assert swept.runtime.readmodel.checkpoint(swept.sweeper.place) == kept
    assert swept.flags()["DOUBLE_STAFF"].version == 1


def test_time_alone_raises_a_flag_and_a_correction_takes_its_ground(swept: Swept) -> None:
    """The bank shows a payment of 29 December that nobody claims for more than 90 days."""
    account = swept.give("bank-accounts", "acc1", ACCOUNT).stream.partition("/")[2]
    page = swept.give("bank-accounts", account, STATEMENT).position
    assert swept.sweep() == 0
    swept.wait(88)  # 29 March 2027, the 90th day
    assert swept.sweep() == 0
    swept.wait(1)
    assert swept.sweep() == 1
    assert swept.flags()["BANK_WITHOUT_CLAIM"].stands
    later = replace(STATEMENT.lines[1], day=date(2026, 12, 30))
    taken_back = CorrectLines(
        position=page, corrections=(LineCorrection(2, later),), reason="日期有误"
    )
    swept.give("bank-accounts", account, taken_back, replace(FINANCE, person="finance.sc.second"))
    assert swept.sweep() == 1
    assert swept.flags()["BANK_WITHOUT_CLAIM"].stage == "FALLEN"


def test_an_import_that_ends_is_swept_at_once_and_one_that_runs_not_at_all(tmp_path: Path) -> None:
    with office(tmp_path / "office", EVE, ["c1", "c2"]) as opened:
        swept, data = Swept(opened), tmp_path
        swept.sweeper = swept.another(data=data)
        with import_at_work(data, swept.end):
            swept.give("relations", "c1", PAGE)
            swept.give("relations", "c2", PAGE)
            assert swept.sweep() == 0  # quiet, but in the midst of it
        swept.sweeper = swept.another(quiet=3600.0, data=data)
        assert swept.sweep() == 1
        assert swept.flags()["DOUBLE_STAFF"].stands
        swept.give("relations", "c1", replace(PAGE, page=2))
        assert swept.sweep() == 0  # its end was answered: what comes later waits for quiet


def test_an_import_that_dies_asks_for_nothing(tmp_path: Path) -> None:
    with office(tmp_path / "office", EVE, ["c1", "c2"]) as opened:
        swept = Swept(opened)
        swept.sweeper = swept.another(quiet=3600.0, data=tmp_path)
        with pytest.raises(KeyboardInterrupt), import_at_work(tmp_path, swept.end):
            swept.give("relations", "c1", PAGE)
            swept.give("relations", "c2", PAGE)
            raise KeyboardInterrupt
        assert swept.sweep() == 0
        swept.sweeper.quiet = 0.0
        assert swept.sweep() == 1
