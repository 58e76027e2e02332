"""Benchmark of pages: processor time of desk, case, a case of 1,000 events and the registry, each
beside that of the same as JSON, asked in turn.

What an empty answer costs here (the client's own work) is taken off both. `CENTRES` in the
environment bounds the registry, which otherwise is what two minutes fill; `EVENTS` is the length
of the case.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from msgspec import Struct

from services.runtime import open_runtime
from services.settings import Settings
from services.subscriptions.catalogue import CENTRES
from tests.support.calling import Caller, calling, eventually
from tests.support.demonstrations import PASSWORD
from tests.support.page_reading import PageReader
from tools.benches.histories import lengthened
from tools.benches.registry_pages import centre, history
from tools.benches.results import Baseline, Result

EVENTS = int(os.environ.get("EVENTS") or 1_000)
MOST_CENTRES = int(os.environ.get("CENTRES") or 1_000_000)
FILLING, AT_ONCE = 120.0, 10_000  # seconds; centres
CALLS = 25
RATIO = "ratio <= 2"


class PageAsked(Struct, frozen=True):
    """A page of somebody's, and what the API answers with the same in it."""

    name: str
    what: str
    who: str | None
    page: str
    beside: tuple[str, ...]
    aim: str = RATIO


OF_THE_DEMONSTRATION = (
    PageAsked(
        "desk", "the desk of a bureau", "pref.510100", "/desk", ("/worklist", "/deadlines?limit=20")
    ),
    PageAsked(
        "case",
        "an application with its whole form",
        "pref.510100",
        "/applications/demo-2",
        ("/applications/demo-2", "/applications/demo-2/events", "/deadlines"),
    ),
)


def pages() -> list[Result]:
    with demonstration() as caller:
        found = [compared(caller, one) for one in OF_THE_DEMONSTRATION]
        found.append(compared(caller, of_the_registry(filled(caller))))
    with long_case() as caller:
        return [*found, *(compared(caller, one) for one in of_the_long_case())]


@contextmanager
def demonstration() -> Iterator[Caller]:
    with TemporaryDirectory(prefix="anjuan-bench-") as folder:
        settings = Settings(data=Path(folder) / "data", demo=True, demo_password=PASSWORD)
        with calling(settings, timers=False) as caller:
            yield caller


def filled(caller: Caller) -> int:
    """Fills the registry for two minutes; how many centres it has then."""
    readmodel, random, number = caller.runtime.readmodel, Random(1), 0
    end = time.monotonic() + FILLING
    while time.monotonic() < end and number < MOST_CENTRES:
        numbers = range(number, number + min(AT_ONCE, MOST_CENTRES - number))
        rows = [(f"c{one:07}", centre(random, one)) for one in numbers]
        changes = [(key, change) for key, row in rows for change in history(random, row)]
        at = readmodel.checkpoint(CENTRES)
        readmodel.apply(CENTRES, changes, since=at, checkpoint=at)
        number = numbers.stop
    return number


def of_the_registry(size: int) -> PageAsked:
    beside = ("/registry/centres?sort=-recognised_on", "/registry/counts")
    what = f"the registry of {size:,} centres"
    return PageAsked("registry", what, None, "/registry/centres", beside)


@contextmanager
def long_case() -> Iterator[Caller]:
    with TemporaryDirectory(prefix="anjuan-bench-") as folder:
        settings = Settings(data=Path(folder), demo=True)
        with closing(open_runtime(settings)) as runtime:
            lengthened(runtime, EVENTS)
        with calling(settings, timers=False) as caller:
            end = caller.runtime.log.end()
            assert end
            checkpoints = caller.service.subscription.checkpoints
            eventually(lambda: checkpoints["cases"] >= end[0], 600)
            yield caller


def of_the_long_case() -> Iterator[PageAsked]:
    case, who, what = "/applications/a1", "applicant.1", f"a case of {EVENTS:,} events, each a form"
    due = "/deadlines?stream=applications&id=a1"
    few, all = ((case, f"{case}/events?outline=1&limit={n}", due) for n in (50, 1000))
    yield PageAsked("long_case", f"{what}: newest 50", who, case, few, "value <= 100")
    yield PageAsked("long_case_ratio", f"{what}: newest 50", who, case, few)
    yield PageAsked("long_case_whole", f"{what}: all of them", who, f"{case}?steps=1000", all)


def compared(caller: Caller, one: PageAsked) -> Result:
    """Medians of calls in turn, without what an empty answer costs."""
    reader = PageReader(caller, one.who)
    headers = caller.bearer(one.who)

    def page() -> None:
        assert reader.client.get(one.page).status_code == 200, one.page

    def answers() -> None:
        for path in one.beside:
            answer = caller.client.get(f"/api/v1{path}", headers=headers)
            assert answer.status_code == 200, (path, answer.text)

    def empty() -> None:
        assert caller.client.get("/healthz").status_code == 200

    shown, told, bare = medians(page, answers, empty)
    value, beside = shown - bare, told - bare * len(one.beside)
    return Result(
        name=f"pages_{one.name}",
        what=one.what,
        value=value,
        unit="ms",
        baseline=Baseline(f"ms of its {len(one.beside)} JSON answers", beside),
        ratio=value / beside,
        aim=one.aim,
    )


def medians(*calls: Callable[[], None]) -> list[float]:
    """Milliseconds of processor time, all calls in turn, after each was made once."""
    taken: list[list[float]] = [[] for _ in calls]
    for round in range(CALLS + 1):
        for call, times in zip(calls, taken, strict=True):
            begun = time.process_time()
            call()
            if round:
                times.append(1000 * (time.process_time() - begun))
    return [median(times) for times in taken]
