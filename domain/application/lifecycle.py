"""Everything that may be asked of an application, and everything that may happen to it."""

from domain.application import facts
from domain.application.accepting import (
    AcceptanceRefused,
    AcceptApplication,
    ApplicationAccepted,
    RefuseAcceptance,
)
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
from domain.application.interruption import (
    EntryInterrupted,
    EntryRestarted,
    InterruptEntry,
    RestartEntry,
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
from domain.application.recheck import (
    CompleteExpertReview,
    ExpertReviewCompleted,
    FailRecheck,
    PassRecheck,
    RecheckFailed,
    RecheckPassed,
    RecheckStarted,
    StartRecheck,
)
from domain.application.recognising import ApplicationRecognised, RecogniseCentre
from domain.application.republishing import EntryRepublished, RepublishEntry

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
    | CompleteExpertReview
    | ProposeEntry
    | DropFromList
    | PublishEntry
    | InterruptEntry
    | RestartEntry
    | RepublishEntry
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
    | ExpertReviewCompleted
    | EntryProposed
    | DroppedFromList
    | EntryPublished
    | EntryInterrupted
    | EntryRestarted
    | EntryRepublished
    | EntryCleared
    | ApplicationRecognised
    | ApplicationWithdrawn
    | ProcedureTerminated
    | ApplicationDataChanged
)
