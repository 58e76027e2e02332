"""Everything that may be asked of a batch, and everything that may happen to it."""

from domain.batch import facts, shortfalls
from domain.batch.calling import CallBatchOpened, OpenCallBatch
from domain.batch.declaring import DeclareNoConflict, NoConflictDeclared
from domain.batch.dissolving import DissolvePanel, PanelDissolved
from domain.batch.drawing import AppointPanel, PanelAppointed
from domain.batch.interrupting import (
    InterruptPublicity,
    PublicityInterrupted,
    PublicityRestarted,
    RestartPublicity,
)
from domain.batch.publicity import (
    ClosePublicity,
    PublicityClosed,
    PublicityStarted,
    StartPublicity,
)
from domain.batch.recognising import ListRecognised, RecogniseList
from domain.batch.recusing import ExpertRecused, RecuseExpert, RecuseOneself
from domain.batch.republicising import EntryRepublicised, Republicise
from domain.batch.shortlisting import DetermineList, ListDetermined

__all__ = ["BatchCommand", "BatchEvent", "facts", "shortfalls"]

BatchCommand = (
    OpenCallBatch
    | AppointPanel
    | DissolvePanel
    | DeclareNoConflict
    | RecuseExpert
    | RecuseOneself
    | DetermineList
    | StartPublicity
    | InterruptPublicity
    | RestartPublicity
    | Republicise
    | ClosePublicity
    | RecogniseList
)
BatchEvent = (
    CallBatchOpened
    | PanelAppointed
    | PanelDissolved
    | NoConflictDeclared
    | ExpertRecused
    | ListDetermined
    | PublicityStarted
    | PublicityInterrupted
    | PublicityRestarted
    | EntryRepublicised
    | PublicityClosed
    | ListRecognised
)
