"""Everything that may be asked of an application, and everything that may happen to it."""

from domain.application import (
    day_shortfalls,
    facts,
    form_facts,
    form_shortfalls,
    objection_facts,
    shortfalls,
)
from domain.application.accepting import (
    AcceptanceRefused,
    AcceptApplication,
    ApplicationAccepted,
    RefuseAcceptance,
)
from domain.application.admitting import (
    CheckObjectionForm,
    EntryRefusedForObjection,
    ObjectionAdmitted,
    ObjectionRefused,
    RefuseObjection,
)
from domain.application.avoiding import RecusalRequested, RequestRecusal
from domain.application.correcting import (
    CorrectionLapsed,
    CorrectionRequested,
    CorrectionSupplied,
    LapseCorrection,
    RequestCorrection,
    SupplyCorrection,
)
from domain.application.drafting import (
    ApplicationSubmitted,
    CreateDraft,
    DraftCreated,
    DraftRevised,
    ReviseDraft,
    SubmitApplication,
)
from domain.application.ending import (
    ApplicationDataChanged,
    ApplicationWithdrawn,
    ChangeApplicationData,
    ProcedureTerminated,
    TerminateProcedure,
    WithdrawApplication,
)
from domain.application.expert_review import CompleteExpertReview, ExpertReviewCompleted
from domain.application.filing import (
    LocalFilingRecorded,
    ReceiveLocalFiling,
    RecordLocalFiling,
)
from domain.application.interruption import (
    EntryInterrupted,
    EntryRestarted,
    InterruptEntry,
    RestartEntry,
)
from domain.application.investigating import (
    AnswerObjection,
    ApplicantHeard,
    HearApplicant,
    InvestigationStarted,
    ObjectionAnswered,
    StartInvestigation,
)
from domain.application.listing import (
    ClearEntry,
    DropFromList,
    DroppedFromList,
    EntryCleared,
    EntryProposed,
    EntryPublished,
    ProposeEntry,
    PublishEntry,
)
from domain.application.local_review import (
    ApplicationRecommended,
    CompleteMaterialAudit,
    CompleteQualificationReview,
    DeclineRecommendation,
    LocalReviewStarted,
    MaterialAudited,
    QualificationReviewed,
    RecommendApplication,
    RecommendationDeclined,
    StartLocalReview,
)
from domain.application.lodging import LodgeObjection, ObjectionKeptAsLead, ObjectionLodged
from domain.application.panelling import (
    AssignPanel,
    ExpertReviewReopened,
    PanelAssigned,
    PanelReleased,
    ReleasePanel,
    ReopenExpertReview,
)
from domain.application.recheck import (
    FailRecheck,
    PassRecheck,
    RecheckFailed,
    RecheckPassed,
    RecheckStarted,
    StartRecheck,
)
from domain.application.recognising import ApplicationRecognised, RecogniseCentre
from domain.application.republishing import EntryRepublished, RepublishEntry
from domain.application.resolving import (
    ObjectionResolved,
    ObjectionWithdrawn,
    ResolveObjection,
    WithdrawObjection,
)
from domain.application.scoring import ScoreSubmitted, SubmitScore

__all__ = [
    "ApplicationCommand",
    "ApplicationEvent",
    "day_shortfalls",
    "facts",
    "form_facts",
    "form_shortfalls",
    "objection_facts",
    "shortfalls",
]

ApplicationCommand = (
    CreateDraft
    | ReviseDraft
    | SubmitApplication
    | RecordLocalFiling
    | ReceiveLocalFiling
    | RequestCorrection
    | SupplyCorrection
    | LapseCorrection
    | RefuseAcceptance
    | AcceptApplication
    | StartLocalReview
    | CompleteQualificationReview
    | CompleteMaterialAudit
    | RecommendApplication
    | DeclineRecommendation
    | StartRecheck
    | PassRecheck
    | FailRecheck
    | RequestRecusal
    | AssignPanel
    | ReleasePanel
    | SubmitScore
    | CompleteExpertReview
    | ReopenExpertReview
    | ProposeEntry
    | DropFromList
    | PublishEntry
    | InterruptEntry
    | RestartEntry
    | RepublishEntry
    | ClearEntry
    | RecogniseCentre
    | LodgeObjection
    | CheckObjectionForm
    | RefuseObjection
    | StartInvestigation
    | HearApplicant
    | AnswerObjection
    | ResolveObjection
    | WithdrawObjection
    | WithdrawApplication
    | TerminateProcedure
    | ChangeApplicationData
)
ApplicationEvent = (
    DraftCreated
    | DraftRevised
    | ApplicationSubmitted
    | LocalFilingRecorded
    | CorrectionRequested
    | CorrectionSupplied
    | CorrectionLapsed
    | AcceptanceRefused
    | ApplicationAccepted
    | LocalReviewStarted
    | QualificationReviewed
    | MaterialAudited
    | ApplicationRecommended
    | RecommendationDeclined
    | RecheckStarted
    | RecheckPassed
    | RecheckFailed
    | RecusalRequested
    | PanelAssigned
    | PanelReleased
    | ScoreSubmitted
    | ExpertReviewCompleted
    | ExpertReviewReopened
    | EntryProposed
    | DroppedFromList
    | EntryPublished
    | EntryInterrupted
    | EntryRestarted
    | EntryRepublished
    | EntryCleared
    | ApplicationRecognised
    | ObjectionLodged
    | ObjectionKeptAsLead
    | ObjectionAdmitted
    | EntryRefusedForObjection
    | ObjectionRefused
    | InvestigationStarted
    | ApplicantHeard
    | ObjectionAnswered
    | ObjectionResolved
    | ObjectionWithdrawn
    | ApplicationWithdrawn
    | ProcedureTerminated
    | ApplicationDataChanged
)
