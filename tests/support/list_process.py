"""Recognises a list in a process of its own, to be killed: arguments DATA and DATABASE."""

import sys
from pathlib import Path

from services.runtime import open_runtime
from services.settings import Settings
from tests.support.asking import RECOGNISE_LIST
from tests.support.dispatching import requested

if __name__ == "__main__":
    data, database = sys.argv[1:]
    runtime = open_runtime(Settings(data=Path(data), database=database or None, demo=True))
    runtime.store.current("batches/b1")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    runtime.dispatcher.submit(requested(RECOGNISE_LIST)).result()
    runtime.close()
