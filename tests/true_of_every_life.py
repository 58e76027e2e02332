"""What must hold of every history, whatever happens and in whatever order."""

from collections.abc import Iterator

from domain.application.adverse import Ended
from domain.application.case import Application
from domain.application.interruption import EntryInterrupted, EntryRestarted
from domain.application.listing import EntryCleared, EntryPublished
from domain.application.republishing import EntryRepublished
from domain.calendar.lifecycle import CalendarFile
from domain.case import Record
from domain.centre.recognition import Centre
from domain.claim.lifecycle import Claim
from domain.divisions import recommending_unit
from domain.regime.lifecycle import RegimeFile
from domain.regulation.rules import rules_of
from domain.streams import replay
from tests.deciding_again import decided_again, state_at
from tests.life import Life
from tests.sichuan import SKILLS

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
    files = life.world.states["regulations/SC"], life.world.states["regulations/HOUSE"]
    versions = [v for file in files if isinstance(file, RegimeFile) for v in file.versions]
    texts = {version.sha256: version.text for version in versions}
    for one in life.fresh:
        kind = one.stream.split("/")[0]
        rules = rules_of(texts[one.record.regulation or ""])
        before = state_at(life.world.histories, one.stream, one.version - 1)
        channel = getattr(before, "channel", None)
        name = type(one.record.command).__name__
        step = rules.step(kind, name, channel or getattr(one.record.command, "channel", None))
        assert step and (one.record.event.stage, one.record.event.final) == (step.to, step.final)
        assert one.after.stage == (step.to or (before and before.stage))


def the_bureau_of_the_place_accepts_and_recommends(life: Life) -> None:
    """Inv. 1."""
    for case, history in fresh_applications(life):
        for record in history:
            if type(record.command).__name__ in ("AcceptApplication", "RecommendApplication"):
                assert case.submitted_on
                place = recommending_unit(case.form.division_code or "", case.submitted_on)
                assert record.context.actor.organ == place


def an_end_set_by_an_organ_says_why_and_on_which_document(life: Life) -> None:
    """Inv. 7."""
    for case, history in fresh_applications(life):
        end = history[-1]
        if case.final and end.context.actor.role not in ("APPLICANT", "SYSTEM"):
            assert end.context.document_no
            if case.stage != "RECOGNISED":
                assert isinstance(end.event, Ended)
                assert end.event.reason and end.event.served_on >= end.context.occurred_on


def five_persons_and_six_skills_from_submission_to_recognition(life: Life) -> None:
    """Inv. 8."""
    for case, history in fresh_applications(life):
        states = [replay("applications", history[: n + 1]) for n in range(len(history))]
        for state in states if case.stage == "RECOGNISED" else ():
            assert isinstance(state, Application)
            if state.submissions:
                assert len({one.person_ref for one in state.form.team}) >= 5
                assert {skill for one in state.form.team for skill in one.skills} >= {*SKILLS}


def the_order_of_the_steps_is_kept(life: Life) -> None:
    """Inv. 14."""
    for _, history in fresh_applications(life):
        done = [name for name in commands(history) if name in ORDER]
        if "RepublishEntry" in commands(history):  # it goes back before ClearEntry
            done = list(dict.fromkeys(done))
        assert tuple(done) == ORDER[: len(done)]


def recognition_comes_after_five_whole_working_days(life: Life) -> None:
    """Inv. 19, 26: after the last publication, whatever was publicised before."""
    file = life.world.states["calendars/CN"]
    assert isinstance(file, CalendarFile)
    for case, history in fresh_applications(life):
        if case.stage == "RECOGNISED":
            begun = [r.context.occurred_on for r in history if isinstance(r.event, BEGUN)][-1]
            days = range(begun.toordinal() + 1, history[-1].context.occurred_on.toordinal())
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
    names = [case.name for case in states if isinstance(case, Centre)]
    assert len(names) == len(set(names))
    open_ones = [
        (case.owner, case.form.industry)
        for case in states
        if isinstance(case, Application) and case.submissions and not case.final
    ]
    assert len(open_ones) == len(set(open_ones))


def what_has_ended_holds_nothing(life: Life) -> None:
    for case, _ in fresh_applications(life):
        assert not (case.final and case.holds)
    for claim in life.world.states.values():
        if isinstance(claim, Claim):
            holder = life.world.states[claim.holder] if claim.holder else None
            assert (claim.stage == "HELD") == (holder is not None and not holder.final)


CHECKS = (
    replaying_gives_the_state,
    deciding_again_gives_the_same_records,
    stages_are_those_of_the_regulation,
    the_bureau_of_the_place_accepts_and_recommends,
    an_end_set_by_an_organ_says_why_and_on_which_document,
    five_persons_and_six_skills_from_submission_to_recognition,
    the_order_of_the_steps_is_kept,
    recognition_comes_after_five_whole_working_days,
    nothing_is_cleared_while_interrupted,
    names_and_open_applications_are_unique,
    what_has_ended_holds_nothing,
)
