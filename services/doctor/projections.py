"""Looks at the projections: their places against the store, their rows against a fold of it."""

from collections.abc import Iterator

from adapters.event_store.codec import UnknownEvent
from adapters.read_model.databases import FetchedRows
from services.consistency.findings import Finding, NotLookedAt, right, unseen, wrong
from services.doctor.databases import NAMED_AT_MOST
from services.doctor.examination import Examination
from services.doctor.refolding import Refolded
from services.doctor.sampling import Sample, samples, share
from services.subscriptions.catalogue import PROJECTIONS, Projection
from services.subscriptions.projector import dead_letters


class RowComparison:
    """What comparing one projection's rows with the store has come to."""

    def __init__(self, projection: Projection) -> None:
        self.projection, self.place = projection, 0
        self.rows, self.differing, self.parked = 0, list[str](), set[str]()

    @property
    def what(self) -> str:
        return f"projection {self.projection.name}"

    def take(self, refolded: Refolded, stored: dict[str, FetchedRows], parked: set[str]) -> None:
        """Compares the rows of a sample with the same rows folded anew."""
        self.parked |= parked
        for key in {*stored, *refolded.keys} - parked:
            rows = sorted(stored.get(key, []))
            self.rows += len(rows)
            if rows != refolded.stored(key):
                self.differing.append(key)

    def finding(self, examination: Examination) -> Finding:
        mend = f"anjuan rebuild {self.projection.name}"
        if self.differing:
            named = ", ".join(sorted(self.differing)[:NAMED_AT_MOST])
            zh = f"{len(self.differing)} 行与库不符：{named}"
            en = f"{len(self.differing)} rows are not what the store makes of them: {named}"
            return wrong(self.what, zh, en, mend)
        if self.parked:
            named = ", ".join(sorted(self.parked)[:NAMED_AT_MOST])
            zh = f"{len(self.parked)} 行暂不可查：{named}"
            en = f"{len(self.parked)} rows are parked: {named}"
            return wrong(self.what, zh, en, mend)
        zh, en = share(examination)
        place = f"{self.place} / {examination.end}"
        zh = f"至 {place}，{self.rows} 行与库相符（{zh}）"
        return right(self.what, zh, f"at {place}, {self.rows} rows as the store makes them ({en})")


def projections(examination: Examination) -> Iterator[Finding]:
    """Each projection is not beyond the store, and its rows are what its events make of them."""
    comparisons = []
    for projection in PROJECTIONS:
        comparison = RowComparison(projection)
        trouble = trouble_with(examination, comparison)
        if trouble:
            yield trouble
        else:
            comparisons.append(comparison)
    try:
        for sample in samples(examination):
            compare(examination, sample, comparisons)
    except UnknownEvent as error:
        words = f"事件读不懂：{error}", f"an event cannot be read: {error}"
        yield from (unseen(one.what, *words) for one in comparisons)
    else:
        yield from (one.finding(examination) for one in comparisons)


def trouble_with(examination: Examination, comparison: RowComparison) -> Finding | None:
    """What speaks against comparing a projection with the store; None where nothing does."""
    table = comparison.projection.table
    try:
        filled = examination.rows.has(table)
    except NotLookedAt as error:
        return unseen(comparison.what, error.words.zh, error.words.en)
    if not filled:
        zh = "本版本尚未建立此列表；下次启动时建立"
        en = "this release has not filled this table yet; the next start does"
        return unseen(comparison.what, zh, en)
    comparison.place, end = examination.rows.checkpoint(table), examination.end
    if comparison.place > end:
        zh, en = f"在 {comparison.place}，超过库的末尾 {end}", f"at {comparison.place} of {end}"
        return wrong(comparison.what, zh, f"{en}: beyond the store's end", "anjuan rebuild")
    return None


def compare(examination: Examination, sample: Sample, comparisons: list[RowComparison]) -> None:
    """Reads the rows of a sample at one moment, and folds the store up to where they then were."""
    held = []
    with examination.rows.at_one_moment():
        for comparison in comparisons:
            stored, parked = rows_in(examination, sample, comparison.projection)
            place = examination.rows.checkpoint(comparison.projection.table)
            held.append(
                (comparison, Refolded(comparison.projection, sample, place), stored, parked)
            )
    upto = max((refolded.upto for _, refolded, _, _ in held), default=0)
    for event in examination.events(upto):
        for _, refolded, _, _ in held:
            refolded.take(event)
    for comparison, refolded, stored, parked in held:
        comparison.take(refolded, stored, parked)


def rows_in(
    examination: Examination, sample: Sample, projection: Projection
) -> tuple[dict[str, FetchedRows], set[str]]:
    """The stored rows of a sample by their keys, and which keys are parked."""
    table, rows = projection.table, examination.rows
    keys = list(filter(sample.holds, rows.keys(table)))
    found: dict[str, FetchedRows] = {key: [] for key in keys}
    for row in rows.stored(table, keys):
        found[row[0]].append(row)
    lot = dead_letters(table)
    parked = set(filter(sample.holds, rows.keys(lot))) if rows.has(lot) else set[str]()
    return found, parked
