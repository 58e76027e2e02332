"""Invariants that must hold of a centre's whole life, whatever happens and in whatever order."""

from collections.abc import Iterator

from domain.case import Case
from domain.centre.case import Centre
from domain.hold.lifecycle import HOLD, Hold
from domain.in_force import NumberedRecord, as_corrected, struck_in
from domain.record import Record
from domain.running import term_key
from domain.streams import replay
from domain.violation.case import Violation
from domain.working_days import years_later
from projections.registry import status_at
from tests.support.centre_life import CENTRE
from tests.support.centre_lives import NAME, CentreLives
from tests.support.deciding_again import decided_again, state_at
from tests.support.folded import periods_of, rows_of
from tests.support.world import World, claim

AFTER_AN_END = {
    *("RestoreQualification", "WithdrawPlaque", "StopUsingName"),
    *("ProposeCentreCorrection", "ConfirmCentreCorrection", "SetAsideCentreDecision"),
}
"""What may still be done on the file of a centre that has ended (Inv. 43)."""
FAILING = ("OrderRectification", "FailRectification", "NotifyIntendedCancellation")
PAPERS = {"SubmitAnnualSummary", "SubmitSelfEvaluation", "SubmitSelfCheck", "SendPaperStraight"}


def do_of(record: Record) -> str:
    return type(record.command).__name__


def fresh(life: CentreLives) -> Iterator[tuple[str, int, Record]]:
    """Every record since the last look, with its stream and its version."""
    for name, history in life.life.world.histories.items():
        begun = life.looked.get(name, 0)
        yield from ((name, n, one) for n, one in enumerate(history[begun:], begun + 1))


def fresh_acts(life: CentreLives) -> Iterator[tuple[Centre, int, Record, list[Record]]]:
    """What was newly done on the centre: the state before, the version, the record, and the whole
    history before it as far as it was in force then."""
    history = life.life.world.histories[NAME]
    for name, version, record in fresh(life):
        if name == NAME:
            before = state_at(life.life.world.histories, NAME, version - 1)
            assert isinstance(before, Centre)
            yield before, version, record, standing(history[: version - 1])


def standing(history: list[Record]) -> list[Record]:
    """The records of a history that are in force."""
    numbered: list[NumberedRecord] = list(enumerate(history, 1))
    struck = struck_in(numbered)
    return [record for version, record in numbered if version not in struck]


def alone(life: CentreLives) -> World:
    """A world with the centre's history and no other."""
    world = World()
    world.histories[NAME] = life.life.world.histories[NAME]
    return world


def in_proceeding(history: list[Record], id: str) -> list[Record]:
    return [one for one in history if getattr(one.event, "proceeding", None) == id]


def replaying_gives_the_state(life: CentreLives) -> None:
    """Inv. 55."""
    world = life.life.world
    for name in {name for name, *_ in fresh(life)}:
        assert replay(name.split("/")[0], world.histories[name]) == world.states[name]


def deciding_again_gives_the_same_records(life: CentreLives) -> None:
    """A decision rests on what its record names, and on nothing else."""
    histories, acts = life.life.world.histories, dict[str, tuple[str, Record]]()
    for name, _, record in fresh(life):
        if record.context.command_id not in acts and not type(record.command).entailed:
            acts[record.context.command_id] = (name, record)
    for name, record in acts.values():
        for one in decided_again(histories, name, record):
            assert histories[one.stream][one.version - 1] == one.record


def the_state_is_the_fold_of_what_is_in_force(life: CentreLives) -> None:
    """Inv. 32, 33, 64: what was struck out left no trace in it but who acted, and how often."""
    history = life.life.world.histories[NAME]
    numbered: list[NumberedRecord] = list(enumerate(history, 1))
    struck, right, case = struck_in(numbered), as_corrected(numbered), Centre()
    if not struck:
        return
    for version, record in numbered:
        stands = right.get(version, record)
        after: Case = (record.counted if version in struck else stands.evolve)(case)
        assert isinstance(after, Centre)
        case = after
    assert case == life.centre


def the_registry_shows_the_stage_of_the_case(life: CentreLives) -> None:
    """Inv. 32, 35: one word for both, and an unrecognised centre is not called an active one."""
    row = rows_of(alone(life), "registry")[CENTRE]
    assert row.status == status_at(life.centre.stage or "", life.centre.recognised_on)


def the_deadlines_are_the_periods_that_run(life: CentreLives) -> None:
    """Whatever the case is told to wait for is on the list of deadlines, and nothing else is."""
    rows = periods_of(alone(life)).values()
    shown = {row.key: (row.period, row.interrupted) for row in rows}
    terms = [one for one in life.centre.periods if one.running]
    assert shown == {term_key(one.own_name): (one.period, one.stands_still) for one in terms}


def failed_rectification_cancels_after_order_assessment_and_notice(life: CentreLives) -> None:
    """Inv. 36, 39."""
    for _, _, record, before in fresh_acts(life):
        ground = getattr(record.event, "ground", None)
        if do_of(record) != "CancelQualification":
            continue
        road = life.road.rules.cancel_ground(str(ground))
        assert road is not None
        if road.needs == "rectification":
            own = in_proceeding(before, f"rectification/{record.event.rectification}")  # type: ignore[attr-defined]
            names = [do_of(one) for one in own]
            assert [name for name in names if name in FAILING] == [*FAILING]
            assert "SubmitRectificationReport" in names or "RemindRectification" in names


def misconduct_cancels_where_it_was_established_and_as_the_ground_wants_it(
    life: CentreLives,
) -> None:
    """Inv. 37, 38."""
    for before, _, record, _ in fresh_acts(life):
        violation = getattr(record.command, "violation", None)
        if do_of(record) != "CancelQualification" or violation is None:
            continue
        ground = life.road.rules.cancel_ground(str(record.event.ground))  # type: ignore[attr-defined]
        name = f"violations/{violation}"
        case = state_at(life.life.world.histories, name, record.reads[name])
        assert ground and isinstance(case, Violation) and case.established
        assert case.owner == before.owner
        assert case.established.violation_type in ground.types
        assert case.established.grave or not ground.grave


def nothing_is_promoted_while_rectifying_or_while_an_inquiry_is_open(life: CentreLives) -> None:
    """Inv. 40."""
    for before, _, record, _ in fresh_acts(life):
        if do_of(record) in ("RecommendToNational", "PublishTypicalCase", "CommendCentre"):
            assert before.stage == "ACTIVE"
            held = life.life.world.states.get(f"holds/{claim(HOLD, before.owner)}")
            opened = isinstance(held, Hold) and held.inquiries
            assert not opened or life.day > record.context.occurred_on


def a_cycle_lasts_three_years_where_there_is_one(life: CentreLives) -> None:
    """Inv. 42. One that ran out before a restoration was given the days that were left of it."""
    cycles = [one for one in life.centre.periods if one.name == "cycle" and one.period]
    assert not cycles or "cycle" in life.road.rules.text.period
    for one in cycles:
        years = life.road.rules.text.period["cycle"].years
        assert one.period and years
        if one.again and one.period.unit == "calendar_day":
            assert one.period.ends > years_later(life.centre.began_on or one.opened_on, years)
            continue
        assert one.period.ends == years_later(one.period.began, years)


def after_its_end_nothing_happens_to_a_centre_but_what_follows_an_end(life: CentreLives) -> None:
    """Inv. 43."""
    for before, _, record, _ in fresh_acts(life):
        assert not before.final or do_of(record) in AFTER_AN_END


def a_rectification_has_a_limit_to_come_and_one_extension_in_time(life: CentreLives) -> None:
    """Inv. 44."""
    for before, _, record, earlier in fresh_acts(life):
        id = getattr(record.event, "proceeding", "")
        number = int(id.rpartition("/")[2]) if id else 0
        if do_of(record) == "OrderRectification":
            assert record.event.until > record.context.occurred_on  # type: ignore[attr-defined]
        if do_of(record) == "ExtendRectification":
            known = before.rectification(number)
            assert known and known.until and record.context.occurred_on <= known.until
            names = [do_of(one) for one in in_proceeding(earlier, id)]
            assert "ExtendRectification" not in names


def a_paper_is_received_after_the_audit_of_that_very_paper_or_with_its_copy(
    life: CentreLives,
) -> None:
    """Inv. 45, 46."""
    for _, _, record, earlier in fresh_acts(life):
        own = in_proceeding(earlier, getattr(record.event, "proceeding", ""))
        papers = [n for n, one in enumerate(own) if do_of(one) in PAPERS]
        if do_of(record) == "ForwardAnnualPaper":
            audits = [one for one in own[papers[-1] :] if do_of(one) == "AuditAnnualPaper"]
            assert audits[-1].event.outcome == "PASS"
        if do_of(record) == "CopyToLocalBureau":
            sent = own[papers[-1]]
            assert do_of(sent) == "SendPaperStraight"
            assert sent.context.occurred_on == record.context.occurred_on


def a_year_has_one_result_and_only_while_there_is_a_centre(life: CentreLives) -> None:
    """Inv. 47."""
    for before, _, record, earlier in fresh_acts(life):
        if do_of(record) == "EvaluateCentre":
            own = in_proceeding(earlier, record.event.proceeding)  # type: ignore[attr-defined]
            assert "EvaluateCentre" not in [do_of(one) for one in own]
            since = before.recognised_on or before.started_on
            assert since and since.year <= record.command.year  # type: ignore[attr-defined]


def nobody_does_two_duties_that_exclude_each_other(life: CentreLives) -> None:
    """Inv. 63: within one proceeding, what was struck out included."""
    for before, _, record, _ in fresh_acts(life):
        kind, _, key = str(getattr(record.event, "proceeding", "")).partition("/")
        found, person = before.proceeding(kind, key), record.context.actor.person
        if found and record.duty and record.context.actor.role != "SYSTEM":
            done = {duty for who, duty in found.duties if who == person}
            assert not done & {*life.road.rules.conflicting(record.duty)}


CHECKS = (
    replaying_gives_the_state,
    deciding_again_gives_the_same_records,
    the_state_is_the_fold_of_what_is_in_force,
    the_registry_shows_the_stage_of_the_case,
    the_deadlines_are_the_periods_that_run,
    failed_rectification_cancels_after_order_assessment_and_notice,
    misconduct_cancels_where_it_was_established_and_as_the_ground_wants_it,
    nothing_is_promoted_while_rectifying_or_while_an_inquiry_is_open,
    a_cycle_lasts_three_years_where_there_is_one,
    after_its_end_nothing_happens_to_a_centre_but_what_follows_an_end,
    a_rectification_has_a_limit_to_come_and_one_extension_in_time,
    a_paper_is_received_after_the_audit_of_that_very_paper_or_with_its_copy,
    a_year_has_one_result_and_only_while_there_is_a_centre,
    nobody_does_two_duties_that_exclude_each_other,
)


def look(life: CentreLives) -> None:
    """Holds all of it against what has happened since the last look."""
    if not any(True for _ in fresh(life)):
        return
    for check in CHECKS:
        check(life)
    life.looked = {name: len(h) for name, h in life.life.world.histories.items()}
