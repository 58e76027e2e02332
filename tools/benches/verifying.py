"""Benchmark of deciding a whole store again, beside a rebuild of its projections and only reading
its events. `APPLICATIONS` in the environment says how many applications there are.
"""

import os
from contextlib import closing
from pathlib import Path

from services.queries.verification_run import VerificationRun, kept_in
from services.runtime import Runtime, open_runtime
from services.seeding import seed
from services.settings import Settings
from services.subscriptions.catalogue import PROJECTIONS
from services.subscriptions.rebuild import rebuild
from tests.support.rounds import bring_before_the_experts, ids
from tools.benches.databases import place_for
from tools.benches.projecting import PER_SECOND, SCANNED, scan
from tools.benches.rebuilding import seconds
from tools.benches.results import Baseline, Result

APPLICATIONS = int(os.environ.get("APPLICATIONS") or 1_000)
REBUILT = "rebuild of all projections"


def verifications() -> list[Result]:
    return [*verified("sqlite"), *verified("postgres")]


def verified(database: str) -> list[Result]:
    """Each taken before and after the pass, so that other load on the machine hits all alike."""
    with place_for(database) as (folder, url):
        settings = Settings(data=Path(folder), database=url or None, demo=True)
        with closing(open_runtime(settings)) as runtime:
            seed(runtime)
            bring_before_the_experts(runtime, ids(range(1, APPLICATIONS + 1)))
            end = runtime.log.end()
            assert end
            before = rebuilding(runtime), seconds(lambda: scan(runtime.log))
            verifying = seconds(lambda: verify_all(runtime))
            after = rebuilding(runtime), seconds(lambda: scan(runtime.log))
    rebuilt, scanned = ((one + other) / 2 for one, other in zip(before, after, strict=True))
    events = end[0]
    what = f"{events:,} events of {APPLICATIONS} applications decided again, {database}"
    return [
        Result(
            name=f"verify_{database}_{name}",
            what=what,
            value=events / verifying,
            unit=PER_SECOND,
            baseline=Baseline(beside, events / taken),
            ratio=taken / verifying,
            aim=aim,
        )
        for name, beside, taken, aim in (
            ("beside_rebuild", REBUILT, rebuilt, "ratio >= 0.5"),
            ("beside_scan", SCANNED, scanned, None),
        )
    ]


def rebuilding(runtime: Runtime) -> float:
    return seconds(lambda: rebuild(runtime.log, runtime.readmodel, PROJECTIONS))


def verify_all(runtime: Runtime) -> None:
    with closing(kept_in(runtime.settings.data, runtime.log)) as kept:
        run = VerificationRun(runtime.log, runtime.vault.claim_id, kept)
        if found := list(run.differences(lambda place: None)):
            raise RuntimeError(f"a sound store differs: {found[:3]}")
    kept.remove()
