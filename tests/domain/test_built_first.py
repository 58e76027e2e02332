"""Build first, recognise afterwards (先建设、后认定), where a regulation asks for it. Inv. 11."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.context import SYSTEM
from domain.regime.lifecycle import IssueRegime
from tests.support.asking import do, refused
from tests.support.citing import invariant
from tests.support.roads import SICHUAN as ROAD
from tests.support.world import DAY

BUILT_FIRST = """
[[guard]]
rule = "SC-07.2"
on = ["SubmitApplication"]
fact = "operating_before_submission"
op = "is"
value = true
"""
SUBMIT = ROAD.asks["SubmitApplication"]
TEXT = ROAD.text + BUILT_FIRST


@invariant(11)
@given(since=st.dates(date(2020, 1, 1), DAY + timedelta(days=400)))
def test_a_centre_runs_before_the_day_of_the_application(since: date) -> None:
    case = ROAD.at("CreateDraft", TEXT, operating_since=since)
    if since < DAY:
        assert do(case, SUBMIT)
    else:
        assert refused(case, SUBMIT) == ["SC-07.2"]


@invariant(11)
def test_who_names_no_day_does_not_run_yet() -> None:
    assert refused(ROAD.at("CreateDraft", TEXT), SUBMIT) == ["SC-07.2"]
    assert do(ROAD.at("CreateDraft"), SUBMIT), "no regulation of a province asks for it"


def test_such_a_file_may_be_issued() -> None:
    assert ROAD.world().act("regulations", "SC", IssueRegime(regime="SC", text=TEXT), SYSTEM)
