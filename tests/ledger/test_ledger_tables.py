"""The ledger over its tables: balances on any day as known at any moment, and what is wrong is
found. Both databases."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.read_model.writer import Readmodel
from projections.journal import JournalRow
from projections.ledger.book_rows import DaySumRow, LegRow
from projections.ledger.legs import CORRECTING, OUTSIDE_BOOKS, purse
from projections.ledger.numbers import day_of
from services.queries.ledger import LedgerClock, budget_use, legs_of, short_days, source_balances
from services.queries.ledger_check import faults
from tests.support.citing import invariant
from tests.support.ledgers import PROJECTS, MoneyAct, acts, booked, filled

pytest_plugins = ["tests.support.readmodel_fixtures"]
NOW = LedgerClock(day_of(30_000))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
several = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def legs_in(events: list[tuple[JournalRow, ...]]) -> list[LegRow]:
    return [row for rows in events for row in rows if isinstance(row, LegRow)]


@invariant(51)
@several
@given(acts)
def test_nothing_is_wrong_with_a_ledger_whose_projects_spent_what_was_there(
    readmodel: Readmodel, some: list[MoneyAct]
) -> None:
    keeper = booked(some)
    filled(readmodel, keeper.events)
    assert [*faults(readmodel)] == []
    for project in PROJECTS:
        found = {one.source: one.fen for one in source_balances(readmodel, project, NOW)}
        assert found == {source: keeper.left[project, source] for source in found}
        assert all(fen >= 0 for fen in found.values())
        assert {s for p, s in keeper.left if p == project} <= found.keys()


@invariant(51)
@several
@given(acts.filter(lambda some: any(one.kind == "disburse" for one in some)), st.data())
def test_one_fen_that_is_amiss_anywhere_is_found(
    readmodel: Readmodel, some: list[MoneyAct], data: st.DataObject
) -> None:
    events = booked(some).events
    places = [
        (event, index)
        for event, rows in enumerate(events)
        for index, row in enumerate(rows)
        if isinstance(row, LegRow | DaySumRow)
    ]
    event, index = data.draw(st.sampled_from(places))
    wrong = list(events[event])
    row = wrong[index]
    assert isinstance(row, LegRow | DaySumRow)
    wrong[index] = row._replace(delta=row.delta + 1)
    filled(readmodel, [*events[:event], tuple(wrong), *events[event + 1 :]])
    assert [*faults(readmodel)] != []


@invariant(51)
def test_some_projects_are_looked_at_alone(readmodel: Readmodel) -> None:
    some = [
        MoneyAct(kind, one, 7, 20_000) for one in ("p1", "p2") for kind in ("disburse", "spend")
    ]
    one, *others = booked(some).events
    filled(readmodel, [tuple(with_a_fen_more(row) for row in one), *others])
    found = {fault.words.en for fault in faults(readmodel)}
    assert {fault.words.en for fault in faults(readmodel, ["p1"])} == found
    assert found
    assert [*faults(readmodel, ["p2"])] == [*faults(readmodel, [])] == []


def with_a_fen_more(row: JournalRow) -> JournalRow:
    return row._replace(delta=row.delta + 1) if isinstance(row, LegRow) else row


@invariant(51)
def test_a_purse_that_was_ever_below_nothing_is_found_though_it_ended_well(
    readmodel: Readmodel,
) -> None:
    spent = MoneyAct("own", "p1", 7, 20_000)
    [rows] = booked([spent]).events
    out = tuple(
        row._replace(account=purse("p1"), source="SPECIAL")
        if isinstance(row, LegRow) and row.account.startswith(f"{OUTSIDE_BOOKS}own")
        else row
        for row in rows
    )
    later = booked([spent, MoneyAct("disburse", "p1", 7, 19_000)]).events[1]
    filled(readmodel, [out, later])
    below = [one for one in faults(readmodel) if one.words.en.startswith("a balance below")]
    assert [(one.position, one.account, one.fen) for one in below] == [(1, "project:p1", -7)]


@several
@given(acts, st.integers(17_999, 21_001), st.integers(0, 25))
def test_a_balance_is_the_sum_of_what_is_of_that_day_among_what_was_known_then(
    readmodel: Readmodel, some: list[MoneyAct], day: int, known: int
) -> None:
    events = booked(some).events
    filled(readmodel, events)
    moment = EPOCH + timedelta(microseconds=10**15 + known)
    clock = LedgerClock(day_of(day), moment)
    for project in PROJECTS:
        expected: Counter[str] = Counter()
        for leg in legs_in(events):
            if (leg.account, leg.day <= day) == (
                purse(project),
                True,
            ) and leg.position - 1 <= known:
                expected[leg.source] += leg.delta
        found = source_balances(readmodel, project, clock)
        assert {one.source: one.fen for one in found} == dict(expected)
        for one in found:
            assert sum(one.moved.values()) == one.fen
            assert not any(kind.startswith(CORRECTING) for kind in one.moved)


def test_a_payment_that_was_recorded_late_is_told_by_its_day_and_is_no_fault(
    readmodel: Readmodel,
) -> None:
    """Inv. 51 goes by the order of records; by days the purse was short for a while."""
    some = [MoneyAct("disburse", "p1", 100, 20_010), MoneyAct("expense", "p1", 40, 20_000)]
    filled(readmodel, booked(some).events)
    assert [*faults(readmodel)] == []
    [short] = short_days(readmodel, "p1", NOW)
    assert (short.code, short.day, short.fen) == ("NEGATIVE_BY_DAY", day_of(20_000), -40)
    assert short_days(readmodel, "p1", NOW, "MATCH") == ()
    assert short_days(readmodel, PROJECTS[1], NOW) == ()


def test_legs_come_by_pages_in_the_order_of_positions_and_budget_lines_say_what_is_used(
    readmodel: Readmodel,
) -> None:
    some = [
        MoneyAct("disburse", "p1", 100, 20_000),
        MoneyAct("expense", "p1", 40, 20_001),
        MoneyAct("match", "p1", 30, 19_000),
        MoneyAct("own", PROJECTS[1], 5, 19_000),
    ]
    events = booked(some).events
    filled(readmodel, events)
    pages, after = list[str](), (0, 0, 0)
    while page := legs_of(readmodel, "p1", NOW, None, after, 4):
        pages += [one.cursor for one in page]
        after = (page[-1].position, page[-1].line, page[-1].leg)
    assert pages == [f"{position}:1:{leg}" for position in (1, 2, 3) for leg in (1, 2)]
    [of_match, _] = legs_of(readmodel, "p1", NOW, "MATCH", (0, 0, 0), 9)
    assert (of_match.kind, of_match.fen, of_match.day) == ("match", -30, day_of(19_000))
    assert [(one.budget_line, one.limit, one.used) for one in budget_use(readmodel, "p1", NOW)] == [
        ("设备", 0, 40)
    ]
