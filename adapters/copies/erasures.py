"""Finds the people who were erased after a backup was made, by the tombstones in the newer keys: a
restoration must not bring their keys back."""

import sqlite3
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path

from adapters.copies.databases import connected_to


def erased_since(newer: Path, restored: Path) -> list[str]:
    """Subjects whose keys are in the restored keystore, and whose tombstones are in the newer one;
    none where that cannot be read."""
    with suppress(sqlite3.Error), closing(connected_to(newer, "rw")) as keys:
        tombstones = {digest for (digest,) in keys.execute("SELECT digest FROM destroyed")}
        with closing(connected_to(restored, "rw")) as own:
            subjects = [row[0] for row in own.execute("SELECT DISTINCT subject FROM keys")]
        return [one for one in subjects if sha256(one.encode()).hexdigest() in tombstones]
    return []
