"""One text, one answer: DuckDB, SQLite and PostgreSQL over random ledgers; and what comes in
batches, with open leads asked again, is what one full run finds."""

import random
from collections.abc import Iterator, Sequence
from contextlib import closing

import pytest

from services.red_flags.asking import EvidenceLine, Window, leads_found
from services.red_flags.rules import RedFlagRule, read_rules
from services.red_flags.sweeping import Changes, LeadKey, RaisedLead, changes_in
from tests.support.postgres import Postgres
from tests.support.published_tables import (
    DAY,
    Engine,
    Fact,
    InDuckDB,
    InPostgres,
    InSqlite,
    random_ledger,
)

pytest_plugins = ["tests.support.store_fixtures"]

TIGHT = {
    "days": 5,
    "within": 10,
    "limit": 250,
    "percent": 45,
    "at_least": 3,
    "more_than": 100,
    "chi_thousandths": 500,
    "unit": 100,
}
"""Limits under which small ledgers have leads of every flag."""
RULES = [RedFlagRule(rule.text, rule.query, TIGHT) for rule in read_rules()]
TODAY = DAY + 45
Found = dict[LeadKey, tuple[EvidenceLine, ...]]


def last_of(facts: Sequence[Fact]) -> int:
    return max(one.position for one in facts)


def in_full(engine: Engine, upto: int) -> Found:
    window = Window.whole(upto, TODAY)
    leads = [one for rule in RULES for one in leads_found(rule, window, engine)]
    return {(one.rule, one.name): one.evidence for one in leads}


def taken_over(known: dict[LeadKey, RaisedLead], changes: Changes) -> None:
    for lead in changes.found:
        known[lead.rule, lead.name] = RaisedLead(lead.rule, lead.name, lead.evidence)
    for gone in changes.fallen:
        known[gone.key] = RaisedLead(*gone.key, gone.evidence, stands=False)


def in_batches(engine: Engine, facts: Sequence[Fact], seed: int) -> tuple[Found, int]:
    """What increments come to, and how many leads fell on the way."""
    draw, known, since, fallen = random.Random(seed), dict[LeadKey, RaisedLead](), -1, 0
    engine.empty()
    for upto in [*sorted(draw.sample(range(2, last_of(facts)), 12)), last_of(facts)]:
        engine.add([one for one in facts if since < one.position <= upto])
        changes = changes_in(RULES, Window(since, upto, upto, TODAY), engine, known)
        taken_over(known, changes)
        since, fallen = upto, fallen + len(changes.fallen)
    return {key: one.evidence for key, one in known.items() if one.stands}, fallen


@pytest.fixture(scope="module")
def engines(postgres_server: Postgres) -> Iterator[tuple[Engine, ...]]:
    postgres_server.create_database("ledger_of_flags")
    opened = InDuckDB(), InSqlite(), InPostgres(postgres_server.url(dbname="ledger_of_flags"))
    yield opened
    for engine in opened:
        engine.close()


def agree(engines: tuple[Engine, ...], seeds: range) -> set[str]:
    """The flags that found something, all engines alike."""
    flags: set[str] = set()
    for seed in seeds:
        facts = random_ledger(seed)
        answers = []
        for engine in engines:
            engine.empty()
            engine.add(facts)
            answers.append(in_full(engine, last_of(facts)))
        assert answers[1:] == answers[:-1], seed
        flags |= {rule for rule, _ in answers[0]}
    return flags


def increments_are_full_runs(engine: Engine, seeds: range) -> int:
    all_fallen = 0
    for seed in seeds:
        facts = random_ledger(seed)
        found, fallen = in_batches(engine, facts, seed)
        assert found == in_full(engine, last_of(facts)), seed
        all_fallen += fallen
    return all_fallen


def test_all_engines_give_one_answer(engines: tuple[Engine, ...]) -> None:
    assert len(agree(engines, range(3))) >= 20


def test_batches_with_open_leads_asked_again_come_to_a_full_run() -> None:
    with closing(InSqlite()) as engine:
        assert increments_are_full_runs(engine, range(5)) > 20


@pytest.mark.soak
def test_all_engines_give_one_answer_over_many_ledgers(engines: tuple[Engine, ...]) -> None:
    assert agree(engines, range(100, 160)) == {rule.id for rule in RULES}


@pytest.mark.soak
def test_batches_come_to_a_full_run_on_postgresql_too(engines: tuple[Engine, ...]) -> None:
    assert increments_are_full_runs(engines[2], range(200, 230)) > 100
    assert increments_are_full_runs(engines[1], range(300, 500)) > 1000
