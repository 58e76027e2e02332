"""Expert panels: who sits on which, searched by expert."""

from msgspec import Struct
from msgspec.structs import replace

from domain.batch.dissolving import PanelDissolved
from domain.batch.drawing import PanelAppointed
from domain.batch.recusing import ExpertRecused
from projections.recorded import RecordedEvent
from projections.spec import ProjectionSpec


class Seats(Struct, frozen=True):
    """One panel. `order` is the order of the draw without the recused; `seated` are the first
    `size` of it, as `|expert.1|expert.2|`, for search. `due` is the last day for scores."""

    batch: str
    panel_no: str
    regulation: str
    division: str
    since: str
    due: str
    size: int
    order: tuple[str, ...]
    seated: str


def keys(recorded: RecordedEvent) -> tuple[str, ...]:
    match recorded.event:
        case PanelAppointed(panel_no=no) | PanelDissolved(panel_no=no):
            return (f"{recorded.id}#{no}",)
        case ExpertRecused(panels=panels):
            return tuple(f"{recorded.id}#{no}" for no in panels)
    return ()


def project(row: Seats | None, recorded: RecordedEvent) -> Seats | None:
    match recorded.event, row:
        case PanelAppointed() as panel, _:
            return Seats(
                batch=recorded.id,
                panel_no=panel.panel_no,
                regulation=recorded.regulation,
                division=recorded.division,
                since=recorded.record.context.occurred_on.isoformat(),
                due=panel.scores_by.isoformat(),
                size=panel.size,
                order=panel.order,
                seated=seated(panel.order, panel.size),
            )
        case ExpertRecused(expert=expert), Seats():
            order = tuple(one for one in row.order if one != expert)
            return replace(row, order=order, seated=seated(order, row.size))
        case PanelDissolved(), _:
            return None
    return row


def seated(order: tuple[str, ...], size: int) -> str:
    return "|".join(("", *order[:size], ""))


PROJECTION = ProjectionSpec(
    name="panels",
    row=Seats,
    keys=keys,
    fold=lambda row, event, key: project(row, event),
    streams=frozenset({"batches"}),
    sorts=("due",),
    filters=("batch",),
    search=("seated",),
    members=True,
)
