"""Invariants that must hold of every history, whatever happens and in whatever order."""

from collections.abc import Iterator

from domain.application.adverse import Ended
from domain.application.case import Application
from domain.application.filing import LocalFilingRecorded
from domain.application.interruption import EntryInterrupted, EntryRestarted
from domain.application.listing import EntryCleared, EntryPublished
from domain.application.local_consent import GovernmentStampAffixed
from domain.application.recognising import ApplicationRecognised
from domain.application.republishing import EntryRepublished
from domain.batch.case import Batch
from domain.calendar_file import CalendarFile
from domain.centre.case import Centre
from domain.claim.lifecycle import Claim
from domain.divisions import Divisions
from domain.naming import parse
from domain.record import Record
from domain.regime.lifecycle import RegimeFile
from domain.regulation.rules import rules_of
from domain.streams import replay
from domain.violation.case import Violation
from tests.support.deciding_again import decided_again, state_at
from tests.support.life import Life
from tests.support.sichuan import SKILLS

BEGUN = EntryPublished | EntryRestarted | EntryRepublished
ORDER = ("CompleteExpertReview", "ProposeEntry", "PublishEntry", "ClearEntry", "RecogniseCentre")


def commands(history: list[Record]) -> list[str]:
    return [type(record.command).__name__ for record in history]


def fresh_applications(life: Life) -> Iterator[tuple[Application, list[Record]]]:
    """The applications that the last step touched, each with its whole history."""
    for name in dict.fromkeys(one.stream for one in life.fresh):
        if name.startswith("applications/"):
            case = life.world.states[name]
            assert isinstance(case, Application)
            yield case, life.world.histories[name]


def replaying_gives_the_state(life: Life) -> None:
    """Inv. 55."""
    for one in life.fresh:
        history = life.world.histories[one.stream]
        assert replay(one.stream.split("/")[0], history) == life.world.states[one.stream]


def deciding_again_gives_the_same_records(life: Life) -> None:
    """A decision rests on what its record names, and on nothing else."""
    acts = {one.record.context.command_id: one for one in reversed(life.fresh)}
    for first in acts.values():
        again = decided_again(life.world.histories, first.stream, first.record)
        for one in again:
            assert life.world.histories[one.stream][one.version - 1] == one.record


def stages_are_those_of_the_regulation(life: Life) -> None:
    states = life.world.states
    files = [states[name] for name in states if name.startswith("regulations/")]
    versions = [v for file in files if isinstance(file, RegimeFile) for v in file.versions]
    texts = {version.sha256: version.text for version in versions}
    for one in life.fresh:
        kind = one.stream.split("/")[0]
        rules = rules_of(texts[one.record.regulation or ""])
        before = state_at(life.world.histories, one.stream, one.version - 1)
        channel = getattr(before, "channel", None)
        name = type(one.record.command).__name__
        step = rules.step(kind, name, channel or getattr(one.record.command, "channel", None))
        assert step
        end = step.outcomes.get(one.record.event.outcome or "", step)
        final = end.final if end.to else bool(before and before.final)
        assert (one.record.event.stage, one.record.event.final) == (end.to, final)
        assert one.after.stage == (end.to or (before and before.stage))


def on_statutory_roads(life: Life, channel: str) -> Iterator[tuple[Application, list[Record]]]:
    for case, history in fresh_applications(life):
        if case.regime in ("SC", "IM") and case.channel == channel:
            yield case, history


def places_of(life: Life, case: Application) -> Divisions:
    return next(road.rules.places for road in life.roads if road.code == case.regime)


def the_bureau_of_the_place_accepts_and_recommends(life: Life) -> None:
    """Inv. 1."""
    for case, history in on_statutory_roads(life, "ORDINARY"):
        for record in history:
            if type(record.command).__name__ in ("AcceptApplication", "RecommendApplication"):
                assert case.submitted_on
                code, day = case.form.division_code or "", case.submitted_on
                place = places_of(life, case).recommending_unit(code, day)
                assert record.context.actor.organ == place


def nobody_recommends_a_direct_application_and_it_is_filed_before_the_recheck_passes(
    life: Life,
) -> None:
    """Inv. 2."""
    for _, history in on_statutory_roads(life, "DIRECT"):
        names = commands(history)
        assert not {"StartLocalReview", "RecommendApplication"} & {*names}
        if "PassRecheck" in names:
            before = {*names[: names.index("PassRecheck")]}
            assert before & {"RecordLocalFiling", "ReceiveLocalFiling"}


def only_units_of_the_upper_levels_go_directly(life: Life) -> None:
    """Inv. 3."""
    for case, _ in on_statutory_roads(life, "DIRECT"):
        assert not case.submissions or case.form.entity_level in ("PROVINCIAL", "CENTRAL")


def a_filing_moves_nothing(life: Life) -> None:
    """Inv. 4."""
    for one in life.fresh:
        if isinstance(one.record.event, LocalFilingRecorded):
            before = state_at(life.world.histories, one.stream, one.version - 1)
            assert before and (before.stage, before.final) == (one.after.stage, one.after.final)


def a_centre_bears_the_name_that_its_regulation_builds(life: Life) -> None:
    """Inv. 28."""
    for case, _ in fresh_applications(life):
        if case.stage == "RECOGNISED":
            file = life.world.states[f"regulations/{case.regime}"]
            version = file.pinned(case.regulation or "") if isinstance(file, RegimeFile) else None
            assert version is not None
            naming = rules_of(version.text).text.name
            assert naming is None or parse(naming, str(case.form.proposed_name))


def an_end_set_by_an_organ_says_why_and_on_which_document(life: Life) -> None:
    """Inv. 7."""
    for case, history in fresh_applications(life):
        if not case.final:
            continue
        end = next(record for record in history if record.event.final)
        if end.context.actor.role not in ("APPLICANT", "SYSTEM"):
            assert end.context.document_no or end.decided_by
            if case.stage not in ("RECOGNISED", "APPROVED"):
                assert isinstance(end.event, Ended)
                assert end.event.reason and end.event.served_on >= end.context.occurred_on


def five_persons_and_six_skills_from_submission_to_recognition(life: Life) -> None:
    """Inv. 8."""
    for case, history in fresh_applications(life):
        if case.regime != "SC":
            continue
        states = [replay("applications", history[: n + 1]) for n in range(len(history))]
        for state in states if case.stage == "RECOGNISED" else ():
            assert isinstance(state, Application)
            if state.submissions:
                assert len({one.person_ref for one in state.form.team}) >= 5
                assert {skill for one in state.form.team for skill in one.skills} >= {*SKILLS}


def the_order_of_the_steps_is_kept(life: Life) -> None:
    """Inv. 14. What an objection has opened again is cleared again."""
    for _, history in fresh_applications(life):
        done: list[str] = []
        for record in history:
            name = type(record.command).__name__
            done = [one for one in done if one not in record.event.undoes]
            opened_again = record.event.stage == "OBJECTION_PENDING" or name == "RepublishEntry"
            if opened_again and done[-1:] == ["ClearEntry"]:
                done.pop()
            done += [name] if name in ORDER else []
        assert tuple(done) == ORDER[: len(done)]


def a_project_is_approved_after_stamp_and_review_and_never_recognised(life: Life) -> None:
    """Inv. 18, 27, 39."""
    for case, history in fresh_applications(life):
        if case.regime != "SZ":
            continue
        names = commands(history)
        if "ApproveByPartyGroup" in names:
            before = history[: names.index("ApproveByPartyGroup")]
            assert "CompleteExpertReview" in commands(before)
            [*_, stamp] = (r for r in before if isinstance(r.event, GovernmentStampAffixed))
            place = places_of(life, case).recommending_unit(
                case.form.division_code or "", stamp.context.occurred_on
            )
            assert stamp.context.actor.organ == place
        assert case.publicised is None and case.stage not in ("RECOGNISED", "CANCELLED")


def nothing_is_recognised_over_an_open_or_uncured_objection(life: Life) -> None:
    """Inv. 23."""
    for case, history in fresh_applications(life):
        for number, record in enumerate(history):
            if isinstance(record.event, EntryCleared | ApplicationRecognised):
                before = replay("applications", history[:number])
                assert isinstance(before, Application)
                assert not any(one.open for one in before.objections) and not before.uncured
        if case.stage == "OBJECTION_PENDING":
            assert any(one.open for one in case.objections)
        elif not case.final:
            assert not any(one.open for one in case.objections)


def no_objection_disappears(life: Life) -> None:
    """Inv. 24: in time and with a name it is open, or was admitted or refused with a reason; else
    there is a lead."""
    kept = {
        (case.application, case.objection)
        for case in life.world.states.values()
        if isinstance(case, Violation)
    }
    for name in dict.fromkeys(one.stream for one in life.fresh):
        case, id = life.world.states[name], name.partition("/")[2]
        for one in case.objections if isinstance(case, Application) else ():
            is_lead = (id, one.no) in kept
            if one.standing:
                assert one.open or one.term or one.answer or one.stand == "WITHDRAWN"
                assert is_lead or one.ground not in ("LATE", "ANONYMOUS")
            else:
                assert is_lead and one.ground


def the_result_is_that_of_those_who_sit(life: Life) -> None:
    """Inv. 15 and 17, until something is decided upon it."""
    for case, _ in fresh_applications(life):
        batch = life.world.states.get(f"batches/{case.batch}")
        panel = batch.panel(case.panel) if isinstance(batch, Batch) else None
        if case.score is None or case.stage != "EXPERT_REVIEW" or panel is None or panel.dissolved:
            continue
        assert isinstance(batch, Batch)
        counted = [one for one in case.sheets if one.expert in batch.members(panel)]
        total = sum(one.total for one in counted)
        assert -len(counted) < 2 * (case.score * len(counted) - total) <= len(counted)


def recognition_comes_after_five_whole_working_days(life: Life) -> None:
    """Inv. 19, 26: after the last publication, whatever was publicised before."""
    file = life.world.states["calendars/CN"]
    assert isinstance(file, CalendarFile)
    for case, history in fresh_applications(life):
        if case.stage == "RECOGNISED" and case.regime in ("SC", "IM"):
            begun = [r.context.occurred_on for r in history if isinstance(r.event, BEGUN)][-1]
            end = next(r for r in history if isinstance(r.event, ApplicationRecognised))
            days = range(begun.toordinal() + 1, end.context.occurred_on.toordinal())
            whole = map(begun.fromordinal, days)
            assert sum(map(file.calendar.is_working, whole)) >= 5


def nothing_is_cleared_while_interrupted(life: Life) -> None:
    for _, history in fresh_applications(life):
        halted = False
        for record in history:
            halted = isinstance(record.event, EntryInterrupted) or (
                halted and not isinstance(record.event, BEGUN)
            )
            assert not (halted and isinstance(record.event, EntryCleared))


def names_and_open_applications_are_unique(life: Life) -> None:
    """Inv. 29 and 30."""
    states = life.world.states.values()
    names = [case.name for case in states if isinstance(case, Centre) and case.recognised_on]
    assert len(names) == len(set(names))
    open_ones = [
        (case.owner, case.form.industry, case.regime in ("UNO", "SZ"))
        for case in states
        if isinstance(case, Application) and case.submissions and not case.final
    ]
    assert len(open_ones) == len(set(open_ones))


def what_has_ended_holds_nothing(life: Life) -> None:
    """But a project that is approved keeps its name."""
    for case, _ in fresh_applications(life):
        assert not (case.final and case.holds)
    for claim in life.world.states.values():
        if isinstance(claim, Claim):
            holder = life.world.states[claim.holder] if claim.holder else None
            approved = isinstance(holder, Application) and holder.approved_on is not None
            lasting = holder is not None and (approved or not holder.final)
            assert (claim.stage == "HELD") == lasting


CHECKS = (
    replaying_gives_the_state,
    deciding_again_gives_the_same_records,
    stages_are_those_of_the_regulation,
    the_bureau_of_the_place_accepts_and_recommends,
    nobody_recommends_a_direct_application_and_it_is_filed_before_the_recheck_passes,
    only_units_of_the_upper_levels_go_directly,
    a_filing_moves_nothing,
    a_centre_bears_the_name_that_its_regulation_builds,
    an_end_set_by_an_organ_says_why_and_on_which_document,
    five_persons_and_six_skills_from_submission_to_recognition,
    the_order_of_the_steps_is_kept,
    a_project_is_approved_after_stamp_and_review_and_never_recognised,
    nothing_is_recognised_over_an_open_or_uncured_objection,
    no_objection_disappears,
    the_result_is_that_of_those_who_sit,
    recognition_comes_after_five_whole_working_days,
    nothing_is_cleared_while_interrupted,
    names_and_open_applications_are_unique,
    what_has_ended_holds_nothing,
)
