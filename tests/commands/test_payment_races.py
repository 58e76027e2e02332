"""A payment that races with the end of its centre, or with a hold on the funding of its unit,
loses, whichever process is the quicker."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from msgspec.structs import replace

from domain.centre.ends import AnnulRecognition
from domain.centre.restoring import RestoreQualification
from domain.context import Actor
from domain.fund_case import FundProject
from domain.fund_project.holding_back import ReleaseProjectFunding
from domain.fund_project.tranches import ApproveTranche, DisburseTranche, RequestTranche
from domain.refusal import Refused
from services.commands.messages import Busy, CommandResult
from services.runtime import Runtime, open_runtime
from services.seeding import seed
from services.settings import Settings
from tests.support.asking import (
    HOLD_FUNDING,
    INQUIRE,
    OVER,
    RECOGNISE_LIST,
    RELEASE_FUNDING,
    TIP,
    TRIAGE,
    Ask,
)
from tests.support.citing import invariant
from tests.support.dispatching import requested
from tests.support.fund_life import RUNNING, requests
from tests.support.road import FUNDS
from tests.support.rounds import enter, publicise
from tests.support.sichuan import APPLICANT, CHENGDU, DECIDER, FILE

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

TRIES = 20
RACES = [10, pytest.param(200, marks=pytest.mark.soak)]
DUTIES = ("funds", "fund_request", "fund_approval", "fund_payment")
CENTRE = replace(APPLICANT, role="CENTRE")
BUREAU, PROVINCE = replace(CHENGDU, duties=DUTIES), replace(DECIDER, duties=DUTIES)
ASKS, APPROVES, PAYS = (Actor(f"finance.{n}", "FINANCE", "510000", DUTIES) for n in (1, 2, 3))
BY = {
    "ApplyForProject": CENTRE,
    "ReviewProject": PROVINCE,
    "IssueBudget": APPROVES,
    "SignContract": BUREAU,
    "ConfirmContract": CENTRE,
}


def act(runtime: Runtime, ask: Ask) -> CommandResult | Refused:
    """As a caller does who comes again when a busy service asks for that."""
    for _ in range(TRIES):
        try:
            return runtime.dispatcher.act(requested(ask, evidence=(FILE,)))
        except Refused as refused:
            return refused
        except Busy:
            continue
    raise AssertionError(f"busy {TRIES} times")


def done(runtime: Runtime, ask: Ask) -> CommandResult:
    result = act(runtime, ask)
    assert isinstance(result, CommandResult), result
    return result


def on_project(command: object, actor: Actor) -> Ask:
    return Ask(command=command, actor=actor, document_no="拨1号", stream=FUNDS, id="p1")  # type: ignore[arg-type]


def on_centre(command: object) -> Ask:
    return Ask(command=command, actor=DECIDER, document_no="撤1号", stream="centres", id="a1")  # type: ignore[arg-type]


ANNUL = on_centre(AnnulRecognition(reason="认定有误", served_on=OVER))


@pytest.fixture
def paying(settings: Settings) -> Iterator[Runtime]:
    """A centre that is recognised, and whose project runs."""
    with closing(open_runtime(settings)) as runtime:
        seed(runtime)
        enter(runtime, ("a1",))
        publicise(runtime, "L1", ("a1",))
        done(runtime, RECOGNISE_LIST)
        for do in RUNNING:
            done(runtime, on_project(requests("SC", OVER)[do], BY[do]))
        yield runtime


@pytest.fixture
def elsewhere(paying: Runtime) -> Iterator[Runtime]:
    """Another process on the same store."""
    with closing(open_runtime(paying.settings)) as other:
        yield other


def ready(runtime: Runtime, number: int) -> Ask:
    """What pays a tranche that was asked for and approved."""
    done(runtime, on_project(RequestTranche(number=number, amount=100, reason="按进度"), ASKS))
    done(runtime, on_project(ApproveTranche(number=number), APPROVES))
    return on_project(DisburseTranche(number=number, account="acc1"), PAYS)


def project(runtime: Runtime) -> FundProject:
    case, _ = runtime.store.current(f"{FUNDS}/p1")
    assert isinstance(case, FundProject)
    return case


@invariant(52, 62)
def test_a_payment_decided_on_what_has_passed_is_decided_again_and_refused(
    paying: Runtime, elsewhere: Runtime
) -> None:
    pay = ready(paying, 1)
    project(paying)
    done(elsewhere, ANNUL)
    lost = act(paying, pay)
    assert isinstance(lost, Refused)
    assert [one.rule for one in lost.refusals] == ["SC-15.1", "IMPLICIT:fund-hold"]
    assert (project(paying).stage, project(paying).sums.disbursed) == ("SUSPENDED", 0)


@pytest.mark.parametrize("races", RACES)
@invariant(52, 62)
def test_whoever_wins_nothing_is_paid_after_the_end_of_the_centre(
    paying: Runtime, elsewhere: Runtime, races: int
) -> None:
    paid = 0
    with ThreadPoolExecutor(2) as pool:
        for number in range(1, races + 1):
            pay = ready(paying, number)
            first, second = (paying, elsewhere) if number % 2 else (elsewhere, paying)
            paying_now, ending = pool.submit(act, first, pay), pool.submit(act, second, ANNUL)
            ended, result = ending.result(), paying_now.result()
            assert isinstance(ended, CommandResult)
            held = max(one.position for one in ended.events)
            if isinstance(result, CommandResult):
                paid += 100
                assert max(one.position for one in result.events) < held
            version = next(one.version for one in ended.events if one.stream == "centres/a1")
            restored = RestoreQualification(of=(version,), reason="自行纠正")
            done(paying, on_centre(restored))
            done(paying, on_project(ReleaseProjectFunding(reason="中心已恢复"), PAYS))
    assert project(paying).sums.disbursed == paid


@pytest.mark.parametrize("races", RACES)
@invariant(52, 62)
def test_nothing_is_paid_while_a_decision_holds_the_funding(
    paying: Runtime, elsewhere: Runtime, races: int
) -> None:
    for ask in (TIP.saying(centre="a1", owner=None), TRIAGE, INQUIRE):
        done(paying, ask)
    paid = 0
    with ThreadPoolExecutor(2) as pool:
        for number in range(1, races + 1):
            pay = ready(paying, number)
            first, second = (paying, elsewhere) if number % 2 else (elsewhere, paying)
            paying_now = pool.submit(act, first, pay)
            held, result = pool.submit(act, second, HOLD_FUNDING).result(), paying_now.result()
            assert isinstance(held, CommandResult)
            if isinstance(result, CommandResult):
                paid += 100
                before = max(one.position for one in result.events)
                assert before < min(one.position for one in held.events)
            assert project(paying).stage == "SUSPENDED"
            done(paying, RELEASE_FUNDING)
    assert (project(paying).stage, project(paying).sums.disbursed) == ("IN_PROGRESS", paid)
