"""Each red flag finds what it is for, and nothing a fen, a day or a line short of it.

超过 is beyond the number, 以内 up to it (Civil Code 1259). What was corrected is no lead.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing

import pytest

from services.red_flags.asking import Lead, Window, leads_found
from services.red_flags.rules import RedFlagRule, read_rules
from tests.support.published_tables import ROW_TYPES, Fact, InDuckDB, InSqlite
from tests.support.red_flag_cases import FURTHER_SHORT, P2, PAIRS, Pair, voucher

RULES = {rule.id: rule for rule in read_rules()}


@pytest.fixture(scope="module")
def ledger() -> Iterator[InSqlite]:
    with closing(InSqlite()) as engine:
        yield engine


def found(ledger: InSqlite | InDuckDB, flag: str, facts: Sequence[Fact], pair: Pair) -> list[Lead]:
    rule = RULES[flag]
    limited = RedFlagRule(rule.text, rule.query, {**rule.limits, **pair.limits})
    ledger.empty()
    ledger.add(facts)
    return leads_found(
        limited, Window.whole(max(one.position for one in facts), pair.today), ledger
    )


def test_every_flag_has_its_boundary() -> None:
    assert PAIRS.keys() == RULES.keys()


@pytest.mark.parametrize("flag", sorted(PAIRS))
def test_a_flag_finds_what_it_is_for_and_nothing_short_of_it(ledger: InSqlite, flag: str) -> None:
    pair = PAIRS[flag]
    assert found(ledger, flag, pair.hits, pair)
    assert not found(ledger, flag, pair.short, pair)


@pytest.mark.parametrize(("flag", "why", "pair"), FURTHER_SHORT, ids=lambda one: str(one)[:60])
def test_a_flag_ends_where_its_words_say(ledger: InSqlite, flag: str, why: str, pair: Pair) -> None:
    assert found(ledger, flag, pair.hits, pair), why
    assert not found(ledger, flag, pair.short, pair), why


AMOUNTS = sorted(
    flag for flag, pair in PAIRS.items() if "fen" in ROW_TYPES[pair.hits[-1].table]._fields
)


@pytest.mark.parametrize("flag", [flag for flag in AMOUNTS if flag not in ("BACKDATED", "BENFORD")])
def test_what_was_corrected_is_no_lead(ledger: InSqlite, flag: str) -> None:
    """Every line is taken back by its counter-line; then nothing is left to find."""
    pair = PAIRS[flag]
    counters = [
        Fact(one.table, tuple(row._replace(position=50, fen=-row.fen, line=line)))
        for line, one in enumerate(pair.hits, 1)
        if "fen" in ROW_TYPES[one.table]._fields
        for row in [ROW_TYPES[one.table](*one.row)]
    ]
    assert not found(ledger, flag, (*pair.hits, *counters), pair)


def test_a_lead_names_all_its_evidence_of_every_centre(ledger: InSqlite) -> None:
    facts = voucher(5), voucher(6, 3, **P2)
    [lead] = found(ledger, "DUPLICATE_INVOICE", facts, PAIRS["DUPLICATE_INVOICE"])
    assert (lead.name, [(one.position, one.line, one.centre) for one in lead.evidence]) == (
        "/26510000000000000017",
        [(5, 1, "c1"), (6, 3, "c2")],
    )
