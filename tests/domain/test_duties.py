"""What a bureau is told of a centre's duties: each year and rectification when what was done; and
that it is told of any day, as it was known then."""

from datetime import date, timedelta

from msgspec.structs import replace

from domain.case import Command
from domain.centre.restoring import RestoreQualification
from domain.proceeding import proceeding_id
from projections.duties import CENTRE, PROJECTION, Duty
from projections.proceedings import PROCEEDING_KINDS
from projections.recorded import RecordedEvent
from projections.two_clocks import STILL, Slice, ask
from services.subscriptions.catalogue import projection
from tests.domain.test_annual import (
    DECEMBER,
    FORWARD,
    GOOD,
    LAST,
    NEW_YEAR,
    NOVEMBER,
    PASS,
    RETURN,
    SPRING,
    SUMMARY,
)
from tests.domain.test_rectification import (
    DEFEND,
    EXTEND,
    FAIL,
    INTEND,
    JULY,
    LATER,
    LIMIT,
    MAY,
    ORDER,
    ORDERED,
    REPORT,
    VISIT,
    cancel,
)
from tests.domain.test_rectification import PASS as PASSES
from tests.support.centre_life import CENTRE as A1
from tests.support.centre_life import CentreLife
from tests.support.citing import invariant, rule
from tests.support.folded import happenings

YEAR, FIRST = f"{A1}#annual/2026", f"{A1}#rectification/1"
DUTIES = projection("duties")
Slices = dict[str, list[Slice[Duty]]]


def events(life: CentreLife) -> list[RecordedEvent]:
    return [one for one in happenings(life.world) if one.stream in PROJECTION.streams]


def slices(life: CentreLife) -> Slices:
    """The rows of the duties on both clocks."""
    found = Slices()
    for event in events(life):
        for key in DUTIES.touched(event):
            before = found.get(key, [])
            found[key] = DUTIES.change_after(before, event, key).onto(before)
    return found


def duty(life: CentreLife, key: str, day: date = date(2040, 1, 1)) -> Duty:
    row = ask(slices(life)[key], day, STILL)
    assert row is not None
    return row


def filed_late() -> CentreLife:
    life = CentreLife()
    for act, day in ((SUMMARY, NOVEMBER), (RETURN, DECEMBER), (SUMMARY, LAST)):
        life.act(act, day)
    life.pass_days(SPRING)
    return life


def cancelled() -> CentreLife:
    life = CentreLife()
    life.act(ORDER, ORDERED)
    life.act(REPORT, MAY)
    life.act(replace(FAIL, served_on=MAY), MAY)
    life.act(INTEND, MAY)
    life.act(DEFEND, MAY)
    life.act(cancel(JULY), JULY)
    return life


@rule("SC-13.1", "SC-13.2", "SC-13.3")
def test_a_year_says_when_it_was_filed_returned_audited_received_and_evaluated() -> None:
    life = CentreLife()
    acts: list[tuple[Command, date]] = [
        *((SUMMARY, NOVEMBER), (RETURN, DECEMBER), (SUMMARY, DECEMBER)),
        *((PASS, DECEMBER), (FORWARD, LAST), (GOOD, SPRING)),
    ]
    for act, day in acts:
        life.act(act, day)
    row = duty(life, YEAR)
    assert (row.due, row.filed_on, row.returned, row.late) == (LAST, DECEMBER, 1, "no")
    assert (row.audited_on, row.received_on) == (DECEMBER, LAST)
    assert (row.evaluated_on, row.grade, row.stage) == (SPRING, "GOOD", "EVALUATED")


@rule("SC-13.2")
def test_what_is_late_stays_late_and_is_due_before_anything_was_done() -> None:
    assert duty(CentreLife(), YEAR).due == LAST
    assert duty(CentreLife(), YEAR).stage == ""
    late = duty(filed_late(), YEAR)
    assert (late.late, late.stage, late.received_on) == ("yes", "OVERDUE", None)


@invariant(48)
def test_on_the_last_day_nobody_is_late_on_the_next_one_they_are() -> None:
    life = filed_late()
    assert [duty(life, YEAR, day).late for day in (LAST, NEW_YEAR)] == ["no", "yes"]


@rule("SC-13.7")
def test_a_rectification_says_until_when_whether_extended_and_how_it_ended() -> None:
    life = CentreLife()
    life.act(ORDER, ORDERED)
    assert duty(life, A1).within == "rectification/1"
    for act, day in ((EXTEND, MAY), (REPORT, JULY), (VISIT, JULY), (PASSES, LATER)):
        life.act(act, day)
    row = duty(life, FIRST)
    assert (row.ordered_on, row.until, row.due, row.extended) == (ORDERED, LATER, LATER, "yes")
    assert (row.reported_on, row.inspected_on, row.result) == (JULY, JULY, "PASSED")
    assert duty(life, FIRST, ORDERED).until == LIMIT
    assert [duty(life, A1, day).stage for day in (MAY, LATER)] == ["RECTIFYING", "ACTIVE"]


@invariant(32)
def test_an_end_says_its_day_document_and_ground_and_a_restoration_its_own_day() -> None:
    life = cancelled()
    row = duty(life, A1)
    assert (row.stage, row.since, row.ended, row.year) == ("CANCELLED", JULY, "yes", "2026")
    assert (row.document, bool(row.ground), bool(row.reason)) == ("样1号", True, True)
    version = life.centre.version
    before = events(life)[-1].recorded_at
    autumn = JULY + timedelta(days=60)
    life.act(RestoreQualification(of=(version,), reason="复议撤销"), autumn)
    again, known = duty(life, A1), slices(life)[A1]
    assert (again.stage, again.ended, again.restored_on) == ("RECTIFYING", "no", autumn)
    then = ask(known, autumn, before)
    assert then is not None and then.stage == "CANCELLED"


def test_the_row_of_a_centre_says_what_its_state_says_on_every_day() -> None:
    life = cancelled()
    for event in events(life):
        row = duty(life, A1, event.effective_on)
        ended = event.effective_on >= JULY
        assert (row.stage == "CANCELLED") == ended, event.type


def test_each_proceeding_of_a_centre_has_its_row_with_its_stage() -> None:
    life = filed_late()
    for one in life.centre.proceedings:
        assert one.kind in PROCEEDING_KINDS
        assert duty(life, f"{A1}#{proceeding_id(one.kind, one.key)}").stage == one.stage
    assert duty(life, A1).proceeding_kind == CENTRE
