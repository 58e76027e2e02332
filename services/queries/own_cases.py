"""The centres of a unit, from the list of cases."""

from adapters.read_model.reader import Rows
from services.subscriptions.catalogue import CASES

MOST_CENTRES = 500


def own_centres(readmodel: Rows, owner: str) -> list[str]:
    """The ids of the centres that are a unit's now."""
    where = {"owner": [owner], "stream": ["centres"]}
    listed = readmodel.page(CASES, where=where, limit=MOST_CENTRES)
    return [CASES.decoded(row.row.decode()).id for row in listed]
