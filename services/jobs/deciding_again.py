"""Decides stored commands again: of one case, of a batch, of all cases that somebody is shown; or
the whole store in one pass."""

from collections.abc import Callable, Iterator
from contextlib import closing

from adapters.event_store.verified import VerificationRuns
from domain.case import stream_and_id
from domain.context import Actor
from domain.refusal import Text
from services.jobs.progress import DifferenceFound, JobOutcome, JobProgress
from services.jobs.seen_cases import case_seen, names_seen
from services.queries.verification import Difference
from services.queries.verification_case import check
from services.queries.verification_run import VerificationRun, kept_in
from services.runtime import Runtime

MOST_DIFFERENCES = 500  # differences
ANOTHER = Text(
    "另一次核对正在进行，请等它结束后再试。", "Another verification is running; try again after it."
)


def redecided(
    runtime: Runtime, actor: Actor, asked: dict[str, str], progress: JobProgress
) -> JobOutcome:
    """`case` is one case, `batch` those of a batch; without either all that the person is shown."""
    names = [asked["case"]] if asked.get("case") else [*seen_names(runtime, actor, asked)]
    heads = runtime.log.heads(names)
    progress.reached(0, sum(heads.values()))
    done, found = 0, list[Difference]()
    for name in names:
        for verdict in check(runtime, name):
            found += verdict.differences
            done += 1
            progress.reached(done)
    return outcome_told(runtime, actor, done, found)


def seen_names(runtime: Runtime, actor: Actor, asked: dict[str, str]) -> Iterator[str]:
    return names_seen(runtime, actor, asked.get("batch", ""))


def whole_verified(
    runtime: Runtime, actor: Actor, asked: dict[str, str], progress: JobProgress
) -> JobOutcome:
    """All events of the store, in their order, from where a stopped pass has ended."""
    end = runtime.log.end()
    progress.reached(0, end[0] if end else 0)
    try:
        kept = kept_in(runtime.settings.data, runtime.log)
    except VerificationRuns:
        return JobOutcome(refused=ANOTHER)
    with closing(kept):
        run = VerificationRun(runtime.log, runtime.vault.claim_id, kept)
        found = [*run.known(), *run.differences(progress.reached)]
    kept.remove()
    return outcome_told(runtime, actor, run.position, found)


def outcome_told(
    runtime: Runtime, actor: Actor, looked_at: int, found: list[Difference]
) -> JobOutcome:
    differing = len({one.position for one in found})
    told = [one for one in map(teller(runtime, actor), found[:MOST_DIFFERENCES]) if one]
    return JobOutcome(looked_at, differing, tuple(told))


def teller(runtime: Runtime, actor: Actor) -> Callable[[Difference], DifferenceFound | None]:
    """Tells differences to this person: of cases that they are shown, by their own numbers."""

    def tell(one: Difference) -> DifferenceFound | None:
        seen = case_seen(runtime, actor, one.stream) if one.stream else None
        if seen is None:
            return None
        number = seen.numbering.number(one.version)
        return DifferenceFound(*stream_and_id(one.stream), number, one.type, one.words)

    return tell
