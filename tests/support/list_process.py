"""Recognises a list in a process of its own, to be killed: arguments DATA and DATABASE.

Each line of standard input has one more such process forked off, which says its process id when it
is about to begin: loading the code takes longer than the act. It ends with its input.
"""

import os
import sys
from pathlib import Path

from services.runtime import open_runtime
from services.settings import Settings
from tests.support.asking import RECOGNISE_LIST
from tests.support.dispatching import requested


def recognise(data: str, database: str) -> None:
    runtime = open_runtime(Settings(data=Path(data), database=database or None, demo=True))
    runtime.store.current("batches/b1")
    sys.stdout.write(f"{os.getpid()}\n")
    sys.stdout.flush()
    runtime.dispatcher.submit(requested(RECOGNISE_LIST)).result()
    runtime.close()


if __name__ == "__main__":
    for _ in sys.stdin:
        forked = os.fork()
        if not forked:
            recognise(*sys.argv[1:])
            os._exit(0)
        os.waitpid(forked, 0)
        sys.stdout.write("ended\n")
        sys.stdout.flush()
