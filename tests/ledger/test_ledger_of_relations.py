"""Relations become rows, what two share without saying so is found, and the closure is what every
chain of up to four ties says, however pages come."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.counterparty import Counterparty
from domain.relation.case import Contact, RelationLine, StaffLine
from domain.relation.page import ImportRelationPage
from projections.ledger.numbers import OPEN_DAY, day_number
from projections.ledger.party_rows import RelatedRow, RelationRow, StaffRow
from tests.support.asking import OVER, Ask, do
from tests.support.folded import happenings
from tests.support.journals import JournalInMemory
from tests.support.statements import FINANCE, recognised
from tests.support.world import World

PARTIES = tuple(
    Counterparty(name=f"某人{n}", account=f"62220000{n}", ref=f"r{n}") for n in range(7)
)
DAY = date(2020, 1, 1)
days = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted)
ties = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), days), max_size=9).map(
    lambda some: [one for one in some if one[0] != one[1]]
)


def page(world: World, number: int, **lines: object) -> None:
    command = ImportRelationPage(
        regime="SC",
        file="c" * 64,
        page=number,
        counterparties=PARTIES,
        **lines,  # type: ignore[arg-type]
    )
    do(world, Ask(command=command, actor=FINANCE, stream="relations", id="a1"), OVER)


def staff(party: int, span: list[int]) -> StaffLine:
    return StaffLine(party, DAY + timedelta(span[0]), DAY + timedelta(span[1]))


def tie(a: int, b: int, span: list[int]) -> RelationLine:
    first, last = (DAY + timedelta(day) for day in span)
    return RelationLine(a, b, "RELATIVE", first, last)


def ledger(world: World) -> JournalInMemory:
    return JournalInMemory().take(happenings(world))


def test_staff_relations_and_what_is_shared_are_rows() -> None:
    world = recognised()
    shareholder = RelationLine(0, 1, "SHAREHOLDER", DAY, share=3_000)
    page(
        world,
        1,
        staff=(StaffLine(0, DAY),),
        relations=(shareholder,),
        contacts=(Contact(1, "PHONE", "13800000000", "same"),),
    )
    contacts = (Contact(2, "PHONE", "13800000000", "same"), Contact(3, "ADDRESS", "某路", "same"))
    page(world, 2, contacts=contacts)
    journal = ledger(world)
    [works] = journal.of(StaffRow)
    assert (works.centre, works.party, works.until_day) == ("a1", "r0", OPEN_DAY)
    said, found = journal.of(RelationRow)
    assert (said.line, said.a, said.b, said.kind, said.share, said.declared) == (
        *(2, "r0", "r1", "SHAREHOLDER", 3_000, 1),
    )
    assert (found.line, found.a, found.b, found.kind, found.declared) == (
        *(3, "r1", "r2", "SAME_PHONE", 0),
    )
    assert [(one.party, one.depth) for one in journal.of(RelatedRow)] == [
        ("r0", 0),
        ("r1", 1),
        ("r2", 2),
    ]


def related(journal: JournalInMemory, day: int) -> dict[str, int]:
    """Who is tied to the centre on a day, and how near."""
    wanted = day_number(DAY) + day
    found: dict[str, int] = {}
    for one in journal.of(RelatedRow):
        if one.from_day <= wanted <= one.until_day:
            found[one.party] = min(one.depth, found.get(one.party, one.depth))
    return found


def near(
    people: list[tuple[int, list[int]]], some: list[tuple[int, int, list[int]]], day: int
) -> dict[str, int]:
    """The same by walking all ties of that day from its staff."""
    found = {f"r{party}": 0 for party, (first, last) in people if first <= day <= last}
    for depth in range(4):
        for a, b, (first, last) in some:
            for one, other in ((f"r{a}", f"r{b}"), (f"r{b}", f"r{a}")):
                if first <= day <= last and found.get(one) == depth:
                    found.setdefault(other, depth + 1)
    return found


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), days), max_size=2), ties, st.permutations(range(11)))
def test_the_closure_of_any_day_is_what_all_chains_of_that_day_say(
    people: list[tuple[int, list[int]]],
    some: list[tuple[int, int, list[int]]],
    order: list[int],
) -> None:
    """Each line comes on a page of its own, in any order."""
    lines: list[dict[str, object]] = [{"staff": (staff(*one),)} for one in people]
    lines += [{"relations": (tie(*one),)} for one in some]
    world = recognised()
    for number, index in enumerate(order, 1):
        if index < len(lines):
            page(world, number, **lines[index])
    journal = ledger(world)
    for day in range(10):
        assert related(journal, day) == near(people, some, day)
    assert len({(one.position, one.line) for one in journal.of(RelatedRow)}) == len(
        journal.of(RelatedRow)
    )


def test_a_chain_of_five_ties_is_too_long() -> None:
    world = recognised()
    whole = [0, 9]
    chain = tuple(tie(n, n + 1, whole) for n in range(6))
    page(world, 1, staff=(staff(0, whole),), relations=chain)
    assert related(ledger(world), 5) == {f"r{n}": n for n in range(5)}
