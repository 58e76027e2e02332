"""Recognises a list in a process of its own, to be killed: arguments DATA and DATABASE."""

import sys
from pathlib import Path

from services.runtime import open_house
from services.settings import Settings
from tests.support.asking import RECOGNISE_LIST
from tests.support.houses import wanted

if __name__ == "__main__":
    data, database = sys.argv[1:]
    house = open_house(Settings(data=Path(data), database=database or None, demo=True))
    house.store.current("batches/b1")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    house.office.submit(wanted(RECOGNISE_LIST)).result()
    house.close()
