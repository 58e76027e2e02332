"""What a regime calls its steps and stages stands wherever they are spoken of."""

from tests.support.asked_by_one import ASKING
from tests.support.asking import refusals
from tests.support.roads import ONE_CITY


def test_a_refusal_speaks_of_the_stage_and_the_step_as_the_regime_calls_them() -> None:
    [refusal] = refusals(ASKING.at("AcceptApplication"), ASKING.asks["AcceptApplication"])
    assert refusal.asked.zh == "案件处于“评议中”，请求办理“初审”"
    assert refusal.asked.en == "first review while the case is being assessed"


def test_a_regime_that_names_nothing_keeps_the_general_names() -> None:
    [refusal] = refusals(ONE_CITY.at("AcceptApplication"), ONE_CITY.asks["AcceptApplication"])
    assert refusal.asked.zh == "案件处于“专家评审中”，请求办理“受理”"


def test_what_has_to_be_done_first_has_its_own_name_too() -> None:
    called = ASKING.rules.step_called("AcceptApplication")
    assert (called.zh, called.en) == ("初审", "first review")
    assert ASKING.rules.stage_called(None).zh == "未立案"
