"""The usual order of an application's life, and what a step waits for without a rule saying so."""

from typing import Any

from domain.application.accepting import AcceptApplication
from domain.application.avoiding import RequestRecusal
from domain.application.constructing import StartConstruction
from domain.application.correcting import SupplyCorrection
from domain.application.drafting import CreateDraft, SubmitApplication
from domain.application.expert_review import CompleteExpertReview
from domain.application.filing import RecordLocalFiling
from domain.application.investigating import HearApplicant
from domain.application.listing import ClearEntry
from domain.application.local_consent import AffixGovernmentStamp, GiveConsent, SeekConsent
from domain.application.local_review import (
    CompleteMaterialAudit,
    CompleteQualificationReview,
    RecommendApplication,
    StartLocalReview,
)
from domain.application.lodging import LodgeObjection
from domain.application.party_group import ApproveByPartyGroup, SubmitToPartyGroup
from domain.application.recheck import PassRecheck, StartRecheck
from domain.application.recognising import RecogniseCentre
from domain.application.resolving import ResolveObjection, WithdrawObjection
from domain.application.scoring import SubmitScore
from domain.batch.calling import OpenCallBatch
from domain.batch.declaring import DeclareNoConflict
from domain.batch.dissolving import DissolvePanel
from domain.batch.drawing import AppointPanel
from domain.batch.publicity import ClosePublicity, StartPublicity
from domain.batch.recognising import RecogniseList
from domain.batch.recusing import RecuseExpert, RecuseOneself
from domain.batch.republicising import Republicise
from domain.batch.shortlisting import DetermineList
from domain.case import Command
from domain.centre.cancelling import CancelQualification
from domain.centre.hearing import DefendAgainstCancellation
from domain.centre.restoring import ReinstateEnd, RestoreQualification
from domain.expert_pool.keeping import AddExpert, OpenExpertPool, RemoveExpert
from domain.expert_pool.relating import DeclareRelation, RecordRelation
from domain.violation.lead import RegisterLead

NEW_NAME = "示例新名有限公司"


def command_names(*commands: type[Command]) -> tuple[str, ...]:
    return tuple(do.__name__ for do in commands)


USUAL_ORDER = (
    *command_names(OpenCallBatch, OpenExpertPool, AddExpert),
    *command_names(CreateDraft, SeekConsent, GiveConsent, AffixGovernmentStamp),
    *command_names(SubmitApplication, RecordLocalFiling, AcceptApplication),
    *command_names(StartLocalReview, CompleteQualificationReview, CompleteMaterialAudit),
    *command_names(RecommendApplication, StartRecheck, PassRecheck),
    *command_names(AppointPanel, DeclareNoConflict, SubmitScore, CompleteExpertReview),
    *command_names(DetermineList, StartPublicity, ClearEntry, RecogniseCentre),
    *command_names(SubmitToPartyGroup, ApproveByPartyGroup, StartConstruction),
)
"""The life of an application that goes well; each regulation has its part of it."""
OF_EACH_MEMBER = command_names(DeclareNoConflict, SubmitScore)
"""What every member of the panel does."""
COMMAND_AWAITED: dict[type[Command], type[Command]] = {
    RequestRecusal: SubmitApplication,
    RecuseExpert: AppointPanel,
    RecuseOneself: AppointPanel,
    DeclareRelation: AddExpert,
    RecordRelation: AddExpert,
    RemoveExpert: AddExpert,
    ClosePublicity: StartPublicity,
    RecogniseList: ClearEntry,
    LodgeObjection: StartPublicity,
    RegisterLead: OpenCallBatch,
    ResolveObjection: HearApplicant,
    Republicise: StartPublicity,
    DissolvePanel: AppointPanel,
    DeclareNoConflict: AppointPanel,
    CancelQualification: DefendAgainstCancellation,
    ReinstateEnd: RestoreQualification,
}
WAITS_FOR = {do.__name__: command_names(awaited) for do, awaited in COMMAND_AWAITED.items()}
"""Steps that wait for another without any regulation saying so."""
ON_PAPER = command_names(WithdrawObjection)
"""What an official does only on somebody's letter."""
FIELDS_OF: dict[str, dict[str, Any]] = {
    SupplyCorrection.__name__: {"answers": ("已补正",)},
    Republicise.__name__: {"unit_name": NEW_NAME},
}
"""Fields that mean something else in one command."""
