"""What comes before each step of a centre's life, by the regulation of a road."""

from datetime import date, timedelta

from msgspec.structs import replace

from domain.application.succeeding import AnnounceTransfer
from domain.case import Command
from domain.centre.restoring import ReinstateEnd, RestoreQualification
from domain.context import SYSTEM
from tests.support.centre_life import CentreLife
from tests.support.centre_requests import (
    ANNOUNCED,
    APRIL,
    CYCLE_OVER,
    REQUESTS,
    in_its_words,
)
from tests.support.road import Road
from tests.support.successors import of_successor

REPORTED = ("OrderRectification", "SubmitRectificationReport")
FAILED = (*REPORTED, "FailRectification")
EVALUATED = ("@paper", "AuditAnnualPaper", "ForwardAnnualPaper", "EvaluateCentre")
NOTIFIED = (*FAILED, "NotifyIntendedCancellation")
BEFORE: dict[str, tuple[str, ...]] = {
    "CopyToLocalBureau": ("SendPaperStraight",),
    "AuditAnnualPaper": ("@paper",),
    "ForwardAnnualPaper": ("@paper", "AuditAnnualPaper"),
    "EvaluateCentre": EVALUATED[:-1],
    "RecommendToNational": EVALUATED,
    "PublishTypicalCase": EVALUATED,
    "ApproveChange": ("RequestChange",),
    "RefuseChange": ("RequestChange",),
    "RecordTransferObjection": ("@announced",),
    "AnswerTransferObjections": ("@announced", "RecordTransferObjection"),
    "TransferBuilder": ("@announced",),
    "RefuseTransfer": ("@announced",),
    "ExtendRectification": ("OrderRectification",),
    "SubmitRectificationReport": ("OrderRectification",),
    "MissRectification": ("OrderRectification",),
    "RemindRectification": ("OrderRectification", "MissRectification"),
    "InspectOnSite": REPORTED,
    "PassRectification": (*REPORTED, "InspectOnSite"),
    "FailRectification": REPORTED,
    "ReverseAssessment": (*NOTIFIED, "DefendAgainstCancellation"),
    "NotifyIntendedCancellation": FAILED,
    "DefendAgainstCancellation": NOTIFIED,
    "RequestHearing": NOTIFIED,
    "HoldHearing": (*NOTIFIED, "RequestHearing"),
    "CancelQualification": NOTIFIED,
    "ExitVoluntarily": ("ApplyToExit",),
    "EndProject": FAILED,
    "RestoreQualification": ("@end",),
    "ReinstateEnd": ("@end", "RestoreQualification"),
    "WithdrawPlaque": ("AnnulRecognition",),
    "StopUsingName": ("AnnulRecognition",),
    "RenewCycle": ("@cycle",),
    "EndCycle": ("@cycle",),
}
"""What has to have happened before each."""
MAY_BE_ASKED = frozenset({*REQUESTS, AnnounceTransfer.__name__})
"""The steps on a centre that there is a request for."""
PAPERS = ("SubmitAnnualSummary", "SubmitSelfEvaluation", "SubmitSelfCheck")
ENDS = ("AnnulRecognition", "EndProject")


def before(road: Road, do: str) -> CentreLife:
    """The centre just before a step: what comes before it has been done, by whom the file says."""
    life, path = CentreLife(road), [*expanded(road, BEFORE.get(do, ()))]
    ordered = "OrderRectification" in (*path, do)
    if ordered and any(one.evaluated for one in road.rules.text.ground):
        poor = in_its_words(REQUESTS["EvaluateCentre"][0], road.rules.text, good=False)
        life.world.act(**life.asked(poor, APRIL))
    for one in path:
        if one == "@cycle":
            life.pass_days(CYCLE_OVER)
        elif one == "@announced":
            life.world.act(**life.asked(of_successor(life), ANNOUNCED))
        elif road.step(one):
            take(life, one)
    return life


def expanded(road: Road, names: tuple[str, ...]) -> list[str]:
    """The steps by which a road does what is the same under several names."""
    path: list[str] = []
    for one in names:
        if one == "@paper":
            path.append(next(name for name in PAPERS if road.step(name)))
        elif one == "@end":
            end = next(name for name in ENDS if road.step(name))
            path += [*expanded(road, BEFORE.get(end, ())), end]
        else:
            path.append(one)
    return path


def asked_for(life: CentreLife, do: str) -> tuple[Command, date]:
    """The request for a step, as this centre has come to it, and its day."""
    if do == AnnounceTransfer.__name__:
        return of_successor(life), ANNOUNCED
    command, day = REQUESTS[do]
    if isinstance(command, RestoreQualification | ReinstateEnd):
        return replace(command, of=(life.centre.version,)), max(day, life.centre.last_day)
    if do == "ReachCycleEnd":
        cycle = life.centre.named_term("cycle")
        assert cycle and cycle.period
        return command, cycle.period.ends + timedelta(days=1)
    return in_its_words(command, life.road.rules.text), day


def take(life: CentreLife, do: str) -> None:
    command, day = asked_for(life, do)
    by = SYSTEM if type(command).timed else None
    life.world.act(**life.asked(command, day, by))


def relax(life: CentreLife, text: str) -> CentreLife:
    """The same centre, where its regulation's text had said something else all the time."""
    name = f"regulations/{life.road.code}"
    file = life.world.states[name]
    versions = tuple(replace(one, text=text) for one in file.versions)  # type: ignore[attr-defined]
    life.world.states[name] = replace(file, versions=versions)
    return life
