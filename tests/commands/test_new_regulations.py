"""A regulation comes in only when it is safe and complete; what was issued stays issued."""

import pytest

from domain.case import Command
from domain.claim.lifecycle import ReleaseClaim
from domain.refusal import Refused
from domain.regime.lifecycle import IssueRegime
from services.commands.new_regulations import MOST_TOLD, refuse_unfit
from tests.support.released import RELEASED, step_changed


def issuing(text: str) -> Command:
    return IssueRegime(regime="SC", text=text)


@pytest.mark.parametrize("text", RELEASED.values(), ids=RELEASED)
def test_a_safe_and_complete_text_may_be_issued(text: str) -> None:
    refuse_unfit(issuing(text))
    refuse_unfit(ReleaseClaim())


def test_an_unsafe_text_is_refused_with_every_fault_and_what_to_write() -> None:
    text = step_changed("RecogniseCentre", 'elapsed = "publicity"\n', "")
    text = step_changed("RecogniseCentre", 'duty = "decision"\n', "", text)
    with pytest.raises(Refused) as caught:
        refuse_unfit(issuing(text))
    told = [refusal.asked.zh for refusal in caught.value.refusals]
    assert len(told) == 2 <= MOST_TOLD
    assert 'duty = "decision"' in told[0] and 'elapsed = "publicity"' in told[1]
    assert {refusal.fields for refusal in caught.value.refusals} == {("/text",)}
