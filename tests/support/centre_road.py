"""What comes before each step of a centre's life, by the regulation of a road."""

from msgspec.structs import replace

from domain.case import SYSTEM
from tests.support.centre_life import CentreLife
from tests.support.centre_requests import ANNOUNCED, CYCLE_OVER, REQUESTS
from tests.support.road import Road
from tests.support.successors import of_successor

REPORTED = ("OrderRectification", "SubmitRectificationReport")
FAILED = (*REPORTED, "FailRectification")
NOTIFIED = (*FAILED, "NotifyIntendedCancellation")
BEFORE: dict[str, tuple[str, ...]] = {
    "CopyToLocalBureau": ("SendPaperStraight",),
    "AuditAnnualPaper": ("@paper",),
    "ForwardAnnualPaper": ("@paper", "AuditAnnualPaper"),
    "EvaluateCentre": ("@paper", "AuditAnnualPaper", "ForwardAnnualPaper"),
    "PublishTypicalCase": ("@paper", "AuditAnnualPaper", "ForwardAnnualPaper", "EvaluateCentre"),
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
    "NotifyIntendedCancellation": FAILED,
    "DefendAgainstCancellation": NOTIFIED,
    "RequestHearing": NOTIFIED,
    "HoldHearing": (*NOTIFIED, "RequestHearing"),
    "CancelQualification": NOTIFIED,
    "ExitVoluntarily": ("ApplyToExit",),
    "RestoreQualification": ("AnnulRecognition",),
    "ReinstateEnd": ("AnnulRecognition", "RestoreQualification"),
    "WithdrawPlaque": ("AnnulRecognition",),
    "StopUsingName": ("AnnulRecognition",),
    "RenewCycle": ("@cycle",),
    "EndCycle": ("@cycle",),
}
"""What has to have happened before each."""
PAPERS = ("SubmitAnnualSummary", "SubmitSelfEvaluation")


def before(road: Road, do: str) -> CentreLife:
    """The centre just before a step: what comes before it has been done, by whom the file says."""
    life = CentreLife(road)
    for one in BEFORE.get(do, ()):
        if one == "@cycle":
            life.pass_days(CYCLE_OVER)
            continue
        if one == "@announced":
            life.world.act(**life.asked(of_successor(life), ANNOUNCED))
            continue
        name = next(name for name in PAPERS if road.step(name)) if one == "@paper" else one
        take(life, name)
    return life


def take(life: CentreLife, do: str) -> None:
    command, day = REQUESTS[do]
    by = SYSTEM if type(command).timed else None
    life.world.act(**life.asked(command, day, by))


def relax(life: CentreLife, text: str) -> CentreLife:
    """The same centre, where its regulation's text had said something else all the time."""
    name = f"regulations/{life.road.code}"
    file = life.world.states[name]
    versions = tuple(replace(one, text=text) for one in file.versions)  # type: ignore[attr-defined]
    life.world.states[name] = replace(file, versions=versions)
    return life
