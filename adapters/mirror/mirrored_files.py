"""Reads the files of another house, by its secret that was wrapped for this one."""

from pathlib import Path

from adapters.files import Files
from adapters.marks.kept import MarkInFolder
from adapters.personal_data.keystore import Keystore


class MirroredFiles(Files):
    """Files in the other house's folder, to be read; nothing is made or cleared away there. The
    secret is asked for each time, for it may come after this was opened."""

    def __init__(self, folder: Path, keystore: Keystore) -> None:
        self._folder, self._keystore = folder, keystore
        self.mark = MarkInFolder(folder)

    @property
    def _secret(self) -> bytes:  # type: ignore[override] # read only, as all of it is
        return self._keystore.secret("files")
