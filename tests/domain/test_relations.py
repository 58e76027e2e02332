"""Relations of a centre's people come in page by page; the centre is not told."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from domain.relation.case import Contact, RelationLine, Relations, StaffLine
from domain.relation.page import ImportRelationPage, RelationPageImported
from tests.support.asking import OVER, Ask, do, refusals, refused
from tests.support.citing import rule
from tests.support.helpful_refusals import faults
from tests.support.statements import (
    CHENGDU_BOOKS,
    FINANCE,
    KEEPER,
    MIANYANG_BOOKS,
    PAYEE,
    PAYER,
    recognised,
)
from tests.support.world import World

SINCE = date(2020, 1, 1)
RELATED = RelationLine(a=0, b=1, kind="SHAREHOLDER", from_day=SINCE, share=3_000)
PAGE = ImportRelationPage(
    regime="SC",
    file="c" * 64,
    page=1,
    counterparties=(PAYER, PAYEE),
    staff=(StaffLine(party=0, from_day=SINCE),),
    relations=(RELATED,),
    contacts=(Contact(party=0, kind="PHONE", value="13800000000"),),
)
ASK = Ask(command=PAGE, actor=FINANCE, stream="relations", id="a1")


def told(world: World, **changes: Any) -> list[tuple[str, ...]]:
    """The fields of each reason, all of them helpful."""
    found = refusals(world, ASK.saying(**changes), OVER)
    assert [faults(one, "relations", ImportRelationPage) for one in found] == [[]] * len(found)
    return [one.fields for one in found]


@rule("IMPLICIT:relation")
def test_pages_of_relations_stand_under_the_centre_s_id_and_are_counted() -> None:
    world = recognised()
    [one] = do(world, ASK, OVER)
    assert isinstance(one.record.event, RelationPageImported)
    do(world, ASK.by(CHENGDU_BOOKS).saying(page=2), OVER)
    case = world.case("relations", "a1")
    assert isinstance(case, Relations)
    assert (case.pages, case.lines, case.files, case.stage) == (2, 6, ("c" * 64,), "KEPT")
    assert world.replayed("relations", "a1") == case


@rule("IMPLICIT:relation")
def test_the_centre_neither_asks_nor_is_told() -> None:
    world = recognised()
    assert refused(world, ASK.by(KEEPER), OVER) == ["IMPLICIT:relation"]
    [one] = do(world, ASK, OVER)
    assert one.record.event.inward
    assert one.record.area == "SC.510000"
    assert not world.case("relations", "a1").is_open_to(KEEPER)


@rule("IMPLICIT:relation")
def test_only_an_organ_of_the_area_imports_and_only_for_a_centre_that_there_is() -> None:
    world = recognised()
    assert refused(world, ASK.by(MIANYANG_BOOKS), OVER) == ["IMPLICIT:relation-centre"]
    assert refused(world, ASK.on("nobody"), OVER) == ["IMPLICIT:relation-centre"]
    assert refused(world, ASK.by(replace(FINANCE, duties=())), OVER) == ["IMPLICIT:duty"]
    do(world, ASK, OVER)
    world.states["relations/a1"] = replace(world.case("relations", "a1"), stage="CLOSED")
    assert refused(world, ASK, OVER) == ["IMPLICIT:relation"]


@rule("IMPLICIT:relation")
def test_every_wrong_line_is_named() -> None:
    world = recognised()
    before = date(2019, 12, 31)
    assert told(world, staff=(StaffLine(party=7, from_day=SINCE),)) == [("/staff/0",)]
    assert told(world, relations=(RELATED, replace(RELATED, b=0))) == [("/relations/1",)]
    assert told(world, relations=(replace(RELATED, until_day=before),)) == [("/relations/0",)]
    assert told(world, contacts=(Contact(party=2, kind="ADDRESS", value="成都市"),)) == [
        ("/contacts/0",)
    ]
    nothing = told(world, staff=(), relations=(), contacts=())
    assert nothing == [("/staff", "/relations", "/contacts")]
