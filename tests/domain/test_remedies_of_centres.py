"""A remedy against the end of a centre: what executes it waits, and the restoration cites it."""

from datetime import date, timedelta

from msgspec.structs import replace

from domain.centre.afterwards import StopUsingName, WithdrawPlaque
from domain.centre.ends import AnnulRecognition
from domain.centre.restoring import RestoreQualification
from tests.support.asking import do
from tests.support.centre_life import CentreLife
from tests.support.citing import invariant, rule
from tests.support.remedies import examined, filed, remedy_in
from tests.support.roads import SICHUAN
from tests.support.sichuan import APPLICANT

JUNE = date(2026, 6, 1)
LATER = JUNE + timedelta(days=10)
NAME = StopUsingName(note="停用")
PLAQUE = WithdrawPlaque(note="已收回")
CENTRE = replace(APPLICANT, person="centre.1", role="CENTRE")


def contested(*acts: str) -> CentreLife:
    """The recognition was annulled, and the centre asked for a reconsideration."""
    life = CentreLife()
    annul = AnnulRecognition(reason="认定程序违法", served_on=JUNE)
    life.act(annul, JUNE, effective_on=JUNE)
    against = {"case": "centres/a1", "decision": "recognition-annulled", "served_on": JUNE}
    do(life.world, filed(SICHUAN, "RECONSIDERATION", **against).by(CENTRE), JUNE)
    organ = remedy_in(life.world).organ
    for name in acts:
        ask = examined(SICHUAN, "RECONSIDERATION", LATER)[name]
        do(life.world, ask.by(replace(ask.actor, organ=organ)), LATER)
    return life


@rule("IMPLICIT:suspension")
def test_what_executes_a_decision_waits_while_its_execution_is_suspended() -> None:
    contested().act(PLAQUE, LATER)  # a remedy alone suspends nothing
    suspended = contested("SuspendExecution")
    assert suspended.refused(PLAQUE, LATER) == ["IMPLICIT:suspension"]
    upheld = contested("SuspendExecution", "AdmitRemedy", "UpholdDecision")
    upheld.act(PLAQUE, LATER)
    reversed_ = contested("AdmitRemedy", "ReverseDecision")
    assert reversed_.refused(PLAQUE, LATER) == ["IMPLICIT:suspension"]


@rule("IMPLICIT:plaque")
def test_the_name_is_not_given_up_while_a_remedy_goes_on() -> None:
    no_remedy = date(2026, 12, 2)
    going_on = contested("AdmitRemedy")
    [refusal] = going_on.refusals(NAME, no_remedy)
    assert (refusal.rule, "行政复议" in refusal.asked.zh) == ("IMPLICIT:plaque", True)
    contested("AdmitRemedy", "UpholdDecision").act(NAME, no_remedy)


@invariant(64)
def test_a_restoration_that_cites_a_reversal_closes_it() -> None:
    life = contested("AdmitRemedy")
    end = len(life.world.histories["centres/a1"])
    restore = RestoreQualification(of=(end,), reason="行政复议决定撤销", remedy="r1")
    [refusal] = life.refusals(restore, LATER)
    assert refusal.fields == ("/remedy", "/of")
    do(life.world, examined(SICHUAN, "RECONSIDERATION", LATER)["ReverseDecision"].by(REVIEW), LATER)
    assert remedy_in(life.world).stage == "REVERSED"
    life.act(restore, LATER)
    assert (life.centre.stage, life.centre.against_unit) == ("ACTIVE", ())
    assert remedy_in(life.world).stage == "CLOSED"


REVIEW = replace(APPLICANT, person="r", role="REVIEW", organ="510000", duties=("remedies",))
