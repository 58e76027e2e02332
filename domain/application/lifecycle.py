"""Everything that may be asked of an application, and everything that may happen to it."""

from domain.application import facts
from domain.application.accepting import (
    AcceptanceRefused,
    AcceptApplication,
    ApplicationAccepted,
    RefuseAcceptance,
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
from domain.application.scoring import ScoreSubmitted, SubmitScore

__all__ = ["ApplicationCommand", "ApplicationEvent", "facts"]

ApplicationCommand = (
    CreateDraft
    | ReviseDraft
    | SubmitApplication
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
    | ClearEntry
    | RecogniseCentre
    | WithdrawApplication
    | TerminateProcedure
    | ChangeApplicationData
)
ApplicationEvent = (
    DraftCreated
    | DraftRevised
    | ApplicationSubmitted
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
    | EntryCleared
    | ApplicationRecognised
    | ApplicationWithdrawn
    | ProcedureTerminated
    | ApplicationDataChanged
)
