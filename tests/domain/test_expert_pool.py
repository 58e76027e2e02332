"""The authority's experts: who keeps them, and what is known of their relations."""

import pytest
from msgspec.structs import replace

from domain.application.form import Unit
from domain.expert_pool.case import Expert, ExpertPool, Relation
from domain.folding import folded
from tests.support.asking import (
    ADD_EXPERT,
    OPEN_POOL,
    OWN_RELATION,
    RELATE,
    REMOVE_EXPERT,
    at,
    do,
    refused,
    state,
)
from tests.support.citing import rule
from tests.support.sichuan import POOL, expert, form
from tests.support.world import World

pytestmark = pytest.mark.rule("IMPLICIT:expert-pool")


def kept(world: World, person: str) -> Expert:
    pool = state(world, "510000", "expert-pools")
    assert isinstance(pool, ExpertPool)
    found = pool.expert(person)
    assert found
    return found


def test_a_pool_is_the_authoritys_own_and_there_is_one() -> None:
    assert refused(at("Founded"), OPEN_POOL.on("510100")) == ["IMPLICIT:expert-pool"]
    assert refused(at("OpenExpertPool"), OPEN_POOL) == ["IMPLICIT:open"]


def test_an_employer_has_a_valid_code_or_none() -> None:
    wrong = ADD_EXPERT.saying(employer="91510100MA6T000122")
    assert refused(at("OpenExpertPool"), wrong) == ["IMPLICIT:expert-pool"]
    world = at("OpenExpertPool")
    do(world, ADD_EXPERT.saying(employer="91510100ma6t000121 "))
    assert kept(world, "expert.4").employer == "91510100MA6T000121"


@rule("IMPLICIT:recusal")
def test_a_relation_stays_known_whatever_else_changes() -> None:
    world = at("OpenCallBatch")
    do(world, RELATE)
    do(world, OWN_RELATION)
    do(world, OWN_RELATION)
    do(world, REMOVE_EXPERT)
    assert kept(world, "expert.4").removed
    do(world, ADD_EXPERT.saying(employer_name="另一研究所"))
    found = kept(world, "expert.4")
    assert (found.removed, found.employer_name) == (False, "另一研究所")
    grounds = [tie.ground for tie in found.relations]
    assert grounds == ["SHAREHOLDING", "EMPLOYMENT"]


@rule("IMPLICIT:recusal")
def test_another_relation_is_explained() -> None:
    other = RELATE.saying(ground="OTHER")
    assert refused(at("OpenCallBatch"), other) == ["IMPLICIT:relation"]
    assert do(at("OpenCallBatch"), other.saying(note="同门"))


def test_nothing_is_recorded_of_an_expert_who_is_not_there() -> None:
    world = at("OpenCallBatch")
    do(world, REMOVE_EXPERT)
    for ask in (REMOVE_EXPERT, RELATE, RELATE.saying(expert="nobody"), OWN_RELATION):
        assert refused(world, ask) == ["IMPLICIT:expert-pool"]
    stranger = replace(POOL[0], person="stranger")
    assert refused(world, OWN_RELATION.by(stranger)) == ["IMPLICIT:expert-pool"]


@rule("IMPLICIT:recusal")
@pytest.mark.parametrize(
    "named",
    [
        "成都示例新能源有限公司",
        "成都示例新能源有限公司 ",
        "９１５１０１００ＭＡ６Ｔ０００１２１",
        "联建单位（集团）",
        "联建单位(集团)",
    ],
)
def test_a_tie_is_found_whatever_the_width_of_letters_and_brackets(named: str) -> None:
    whole = form(co_builders=(Unit(name="联建单位（集团）"),))
    bodies = frozenset(map(folded, (str(whole.unit_name), str(whole.uscc), "联建单位（集团）")))
    one = expert(1)
    known = Expert(
        person="expert.1", name="甲乙", phone="", fields=(), employer_name=one.employer_name
    )
    tied = replace(known, relations=(Relation(named, "SHAREHOLDING"),))
    assert known.tie(bodies) is None
    assert tied.tie(bodies) == tied.relations[0]
    assert replace(known, employer_name=named).tie(bodies) == Relation(named, "EMPLOYMENT")
