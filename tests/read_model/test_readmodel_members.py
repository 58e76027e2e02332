"""A row whose searched field is a list, as `|a|b|`, is found by its members."""

from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.read_model import reader as paging
from adapters.read_model.writer import Readmodel
from domain.folding import folded
from tests.support.read_samples import DUTIES, Duty, advance, explaining

pytest_plugins = ["tests.support.readmodel_fixtures"]
_numbers = count(1)
LISTED = replace(DUTIES, name="listed", search=("subject",), members=True)
member = st.text('SC-7.Ａ a"*专家\0\ue061', min_size=1, max_size=4)
listing = st.lists(member, max_size=3).map(lambda some: "|".join(("", *some, "")))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.lists(st.tuples(st.integers(0, 5), st.none() | listing), max_size=6), max_size=4),
    st.lists(member.map(lambda one: f"|{one}|") | member | listing, min_size=1, max_size=4),
)
def test_a_member_finds_the_rows_that_list_it_and_no_others(
    readmodel: Readmodel,
    monkeypatch: pytest.MonkeyPatch,
    batches: list[list[tuple[int, str | None]]],
    texts: list[str],
) -> None:
    """Whatever is no member is looked for in the text, as anywhere."""
    monkeypatch.setattr(paging, "WALKED", 0)
    readmodel.create(LISTED)
    organ, rows = f"organ {next(_numbers)}", dict[str, Duty]()
    for batch in batches:
        changes = [
            (f"{organ}:{n}", None if said is None else Duty(due=f"{n}", organ=organ, subject=said))
            for n, said in batch
        ]
        advance(readmodel, LISTED, changes)
        rows = {key: duty for key, duty in {**rows, **dict(changes)}.items() if duty}
    for text in (*texts, *[f"|{one}|" for row in rows.values() for one in row.subject.split("|")]):
        holding = sorted(k for k, row in rows.items() if folded(text) in folded(row.subject))
        where = {"organ": organ}
        found = readmodel.page(LISTED, where=where, text=text, limit=100)
        assert [row.key for row in found] == holding
        assert readmodel.count(LISTED, where=where, text=text) == len(holding)


def test_a_rare_member_is_not_looked_for_in_every_row(
    place_of_rows: Path | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "WALKED", 0)
    many = [(f"{n:04}", Duty(due=f"{n:04}", subject=f"|SC-{n}|SC-A1|")) for n in range(5000)]
    database = explaining(place_of_rows)
    with closing(Readmodel(database)) as rows:
        rows.create(LISTED)
        advance(rows, LISTED, many)
        database.plans.clear()
        assert [row.key for row in rows.page(LISTED, text="|SC-77|", limit=5)] == ["0077"]
        asking = database.plans[-1]
        assert f"{LISTED.physical}_search" in asking
        assert "Seq Scan" not in asking
