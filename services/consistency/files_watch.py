"""Watches the uploaded files while the service runs: that all are there, and by turns that their
headers and lengths are what was written."""

from collections.abc import Callable

from adapters.files import Files
from services.consistency.misfits import FILES, files_missing
from services.consistency.watch import PartsWatch

READ_AT_START = 1000  # files whose header is read; `doctor` reads more
READ_IN_A_LOOK = 200  # with 50,000 files each has its turn every four hours


class FilesWatch:
    """`uploaded` gives the hashes of all files that were uploaded."""

    def __init__(self, files: Files, uploaded: Callable[[], set[str]], parts: PartsWatch) -> None:
        self.files, self.uploaded, self.parts = files, uploaded, parts
        self._damaged: set[str] = set()
        self._last = ""

    def look(self, read: int = READ_IN_A_LOOK) -> None:
        """Tells the watch of all parts what is missing or damaged, or that nothing is any more.
        `read` files are opened."""
        uploaded = self.uploaded()  # first: a file is there before it is noted as uploaded
        missing = self.files.missing(uploaded)
        here = uploaded - missing - self.files.given_up()
        turn = self._next(sorted(here), read)
        self._damaged = self.files.damaged({*turn, *(self._damaged & here)})
        found = len(missing), len(self._damaged)
        self.parts.found_lasting(FILES, files_missing(*found) if any(found) else None)

    def _next(self, hashes: list[str], read: int) -> list[str]:
        """Those whose turn it is; after the last the first again."""
        behind = [one for one in hashes if one > self._last] or hashes
        turn = behind[:read]
        self._last = turn[-1] if turn else ""
        return turn
