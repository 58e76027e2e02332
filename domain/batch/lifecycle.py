"""Everything that may be asked of a batch, and everything that may happen to it."""

from domain.batch import facts
from domain.batch.calling import CallBatchOpened, OpenCallBatch
from domain.batch.publicity import (
    ClosePublicity,
    PublicityClosed,
    PublicityStarted,
    StartPublicity,
)
from domain.batch.shortlisting import DetermineList, ListDetermined

__all__ = ["BatchCommand", "BatchEvent", "facts"]

BatchCommand = OpenCallBatch | DetermineList | StartPublicity | ClosePublicity
BatchEvent = CallBatchOpened | ListDetermined | PublicityStarted | PublicityClosed
