"""A partner organ consents to a joint act on a batch: its list, its publicity, its recognition."""

from domain.batch.case import Batch
from domain.consenting import Consented, Consenting
from domain.matter import Matter


class ConsentToBatchAct(Consenting, frozen=True, kw_only=True):
    """批次会签: a partner organ agrees to an act on this batch, or does not."""

    consents_on = "batches"

    def decide(self, matter: Matter[Batch]) -> "BatchActConsented":
        return BatchActConsented(**self.given())


class BatchActConsented(Consented, frozen=True, kw_only=True, tag="batch-act-consented"):
    """A partner organ's word on an act on this batch."""
