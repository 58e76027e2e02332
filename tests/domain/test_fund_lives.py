"""Whatever happens to a centre's fund projects, and in whatever order, their money adds up."""

import ast
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import invariant as after_every_step
from hypothesis.stateful import run_state_machine_as_test

import domain.fund_project
from domain.fund_case import BookedSums, FundProject
from domain.working_days import years_later
from tests.support.citing import invariant
from tests.support.fund_lives import PROJECTS, SEEN, FundLives
from tests.support.road import FUNDS, Road
from tests.support.roads import INNER_MONGOLIA, SICHUAN, SUZHOU

CAP, TERM = 500_000_000, 3
FEW = settings(
    max_examples=30,
    stateful_step_count=12,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class TrueFundLives(FundLives):
    """Lives whose every step is looked at."""

    @after_every_step()
    def everything_holds(self) -> None:
        if not hasattr(self, "life"):
            return
        known = [id for id in PROJECTS if f"{FUNDS}/{id}" in self.life.world.states]
        projects = {id: self.life.project(id) for id in known}
        the_citys_cap_and_term_are_kept(self)
        each_settlement_had_its_match(self)
        nothing_is_lost_or_overdrawn(self, projects)
        nothing_is_paid_while_held(self, projects)
        sums_are_whole_and_have_no_order(self, projects)
        support_is_the_money_of_projects(self, projects)


def the_citys_cap_and_term_are_kept(lives: FundLives) -> None:
    """Inv. 49."""
    if lives.life.road is not SUZHOU:
        return
    total, start = 0, lives.life.centre.funds.support_start
    for one in lives.books.entries:
        if one.kind == "TRANCHE":
            total += one.fen
            assert total <= CAP or one.fen < 0
            assert start and (one.fen < 0 or one.day <= years_later(start, TERM))


def each_settlement_had_its_match(lives: FundLives) -> None:
    """Inv. 50."""
    if lives.life.road is SUZHOU:
        assert all(match >= support for match, support in lives.books.settled)


def nothing_is_lost_or_overdrawn(lives: FundLives, projects: dict[str, FundProject]) -> None:
    """Inv. 51."""
    for id, case in projects.items():
        sums, books = case.sums, lives.books
        assert sums.special_left >= 0 and sums.match_left >= 0
        received = books.total("TRANCHE", "MATCH", project=id)
        spent = books.total("SPENT_SPECIAL", "SPENT_MATCH", project=id)
        back = books.total("RETURNED", "REPAID", project=id)
        back -= books.total("MATCH_RETURNED", project=id)
        assert received == spent + sums.special_left + sums.match_left + back
        assert lives.life.world.replayed(FUNDS, id) == case


def nothing_is_paid_while_held(lives: FundLives, projects: dict[str, FundProject]) -> None:
    """Inv. 52. A correction of what was paid is no payment."""
    payable = ("IN_PROGRESS", "MIDTERM_CHECKED")
    corrected = Counter(one.project for one in lives.books.entries if one.fen < 0)
    for one in lives.books.entries:
        if one.kind == "TRANCHE" and one.fen > 0 and not corrected[one.project]:
            assert one.found_in in payable and not one.centre_over
    for id, case in projects.items():
        principal = sum(one.fen for one in lives.books.ordered if one.project.endswith(id))
        assert principal <= case.sums.disbursed
        assert case.recovery.owed >= 0


def sums_are_whole_and_have_no_order(lives: FundLives, projects: dict[str, FundProject]) -> None:
    """Inv. 53."""
    for id, case in projects.items():
        own = [one for one in lives.books.entries if one.project.endswith(id)]
        Random(len(own)).shuffle(own)
        added = BookedSums()
        for one in own:
            added = added.plus(**{FIELD[one.kind]: one.fen})
        assert added == case.sums
        assert all(type(getattr(case.sums, name)) is int for name in FIELD.values())


FIELD = {
    "TRANCHE": "disbursed",
    "MATCH": "matched",
    "MATCH_RETURNED": "match_returned",
    "SPENT_SPECIAL": "spent_special",
    "SPENT_MATCH": "spent_match",
    "SPENT_OWN": "spent_own",
    "RETURNED": "returned",
    "REPAID": "repaid",
}


def support_is_the_money_of_projects(lives: FundLives, projects: dict[str, FundProject]) -> None:
    """Inv. 54."""
    funds = lives.life.centre.funds
    assert all(paid == said for paid, said in lives.books.counted)
    assert funds.support == sum(one.sums.disbursed for one in projects.values())
    assert funds.match == sum(one.sums.net_match for one in projects.values())
    assert set(funds.projects) == projects.keys()


def live(road: Road, number: int) -> None:
    kind = type("Lives", (TrueFundLives,), {"roads": (road,), "seen": frozenset(SEEN)})
    run_state_machine_as_test(seed(number)(kind), settings=FEW)


def reached(road: Road) -> set[str]:
    return {do for name, do in SEEN if name == road.name}


def wanted(road: Road) -> set[str]:
    return {one.do for one in road.rules.text.step if one.stream == FUNDS and one.by}


@invariant(49, 50, 51, 52, 53, 54)
def test_the_money_of_random_lives_adds_up() -> None:
    live(SUZHOU, 1)
    assert len(reached(SUZHOU)) > len(wanted(SUZHOU)) * 2 // 3


@pytest.mark.soak
@invariant(49, 50, 51, 52, 53, 54)
@pytest.mark.parametrize("road", [SICHUAN, INNER_MONGOLIA, SUZHOU], ids=lambda road: road.name)
def test_every_step_of_a_project_is_reached_and_its_money_adds_up(road: Road) -> None:
    """More seeds only where a step is still missing."""
    for number in range(60):
        if number > 9 and wanted(road) <= reached(road):
            break
        live(road, number)
    assert sorted(wanted(road) - reached(road)) == []


@invariant(53)
def test_no_module_of_money_has_a_float() -> None:
    """Neither a number with a fraction nor a division that makes one."""
    [folder] = domain.fund_project.__path__
    for file in sorted(Path(folder).glob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        for node in ast.walk(tree):
            assert not isinstance(node, ast.Div), file.name
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), file.name
            assert not (isinstance(node, ast.Name) and node.id == "float"), file.name
