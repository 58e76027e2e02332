"""The centres of a unit, from the list of cases."""

from adapters.read_model.reader import Rows
from services.queries.pages import all_listed
from services.subscriptions.catalogue import CASES

CENTRES_AT_ONCE = 500


def own_centres(readmodel: Rows, owner: str) -> list[str]:
    """The ids of the centres that are a unit's now."""
    where = {"owner": [owner], "stream": ["centres"]}
    listed = all_listed(
        lambda after, size: readmodel.page(CASES, where=where, after=after, limit=size),
        CENTRES_AT_ONCE,
    )
    return [CASES.decoded(row.row.decode()).id for row in listed]
