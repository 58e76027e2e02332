"""List of red flags: one row a flag, with its evidence, for those who look into money."""

from msgspec import Struct
from msgspec.structs import replace

from domain.red_flag.answering import RedFlagOpenedAsLead
from domain.red_flag.case import LedgerLine
from domain.red_flag.raising import RedFlagExtended, RedFlagFell, RedFlagRaised
from projections.recorded import RecordedEvent
from projections.spec import ProjectionSpec


class ListedFlag(Struct, frozen=True):
    """One red flag of the list. `kind` is the rule's id; `weight` LEAD, or HINT for statistics;
    `status` its stage, `stands` "yes" until a later fact takes its ground away. `centre` and
    `project` are those of its first evidence; `evidence` may be of others too. `since` is the day
    of its last change of status."""

    id: str
    kind: str
    found: str
    weight: str
    title_zh: str
    title_en: str
    articles: tuple[str, ...]
    centre: str
    project: str
    regulation: str
    division: str
    status: str
    stands: str
    opened: str
    since: str
    evidence: tuple[LedgerLine, ...]
    violation: str = ""


def list_flag(row: ListedFlag | None, recorded: RecordedEvent) -> ListedFlag | None:
    event, day = recorded.event, recorded.record.context.occurred_on.isoformat()
    if isinstance(event, RedFlagRaised):
        row = raised_anew(row, recorded, event, day)
    if row is None:
        return None
    match event:
        case RedFlagExtended(evidence=evidence):
            row = replace(row, evidence=evidence, stands="yes")
        case RedFlagFell():
            row = replace(row, stands="no")
        case RedFlagOpenedAsLead(violation=violation):
            row = replace(row, violation=violation)
    status = event.stage or row.status
    return replace(row, status=status, since=day if status != row.status else row.since)


def raised_anew(
    row: ListedFlag | None, recorded: RecordedEvent, event: RedFlagRaised, day: str
) -> ListedFlag:
    return ListedFlag(
        id=recorded.id,
        kind=event.flag,
        found=event.found,
        weight="HINT" if event.hint else "LEAD",
        title_zh=event.title_zh,
        title_en=event.title_en,
        articles=event.articles,
        centre=event.centre,
        project=event.project,
        regulation=event.regime,
        division=event.division,
        status=row.status if row else "",
        stands="yes",
        opened=row.opened if row else day,
        since=row.since if row else day,
        evidence=event.evidence,
    )


PROJECTION = ProjectionSpec(
    name="red_flags",
    row=ListedFlag,
    keys=lambda recorded: (recorded.id,) if recorded.stream == "flags" else (),
    fold=lambda row, event, key: list_flag(row, event),
    streams=frozenset({"flags"}),
    sorts=("since", "opened"),
    filters=("kind", "weight", "centre", "project", "status", "stands", "regulation", "division"),
)
