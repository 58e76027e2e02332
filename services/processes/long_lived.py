"""What a process has loaded when it begins its work stays until it ends, and is not looked through
for garbage again."""

import gc

OBJECTS_BETWEEN = 10_000
"""Made and not yet let go, before the youngest are looked through: the requests under way at one
time make a few thousand, and let go of nearly all of them without a collector."""


def spare_what_stays() -> None:
    """Keeps garbage collection off what there is now: two hundred thousand objects, for which every
    thread would stand still for a tenth of a second, again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN, *gc.get_threshold()[1:])
