"""State of the case store's own file: the keys that belong to it, restorations, accepted losses."""

from msgspec import Struct

from domain.case import Case

STORE_FILE = "CN"


class Restoration(Struct, frozen=True):
    """An older store took the place of a newer one: its last position was `kept_to`, its next is
    `goes_on_from`. What stood between is lost; others may have been told of it."""

    kept_to: int
    goes_on_from: int

    def lost(self, position: int) -> bool:
        return self.kept_to < position < self.goes_on_from


class StoreFile(Case, frozen=True):
    """`keys` is the mark of the keystore whose secrets the store's claims and sealed values need;
    `lost` the parts that a person has given up, each with what was said."""

    keys: str | None = None
    restorations: tuple[Restoration, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def generation(self) -> int:
        """1, and one more with each restoration."""
        return 1 + len(self.restorations)
