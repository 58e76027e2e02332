"""Progress of a long command: a bar on a terminal, a line for every tenth elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress


@contextmanager
def telling_progress(end: int, what: str = "重建 rebuild") -> Iterator[Callable[[int], None]]:
    """Yields a function to call with each position reached on the way to `end`."""
    console = Console(stderr=True)
    if console.is_terminal:
        with Progress(console=console) as bar:
            task = bar.add_task(what, total=end)
            yield lambda place: bar.update(task, completed=place)
    else:
        yield tenths(end)


def tenths(end: int) -> Callable[[int], None]:
    told = 0

    def tell(place: int) -> None:
        nonlocal told
        if place * 10 // max(end, 1) > told:
            told = place * 10 // max(end, 1)
            print(f"{place} / {end}", file=sys.stderr, flush=True)  # for people

    return tell
