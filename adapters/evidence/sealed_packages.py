"""Where sealed evidence packages are kept: encrypted, by their hash."""

from adapters.files import Files, Receiver
from adapters.unavailable import reaching_disk

LARGEST_SEALED = 2 * 2**30  # bytes
PACKAGE_KIND = "zip"


class SealedPackages(Files):
    """A file store of packages alone, beside that of evidence, which takes no archives."""

    @reaching_disk()
    def receive(self, limit: int = LARGEST_SEALED) -> Receiver:
        return PackageReceiver(self._folder, self._secret, LARGEST_SEALED)


class PackageReceiver(Receiver):
    """Takes a package in, which the vault has packed itself."""

    def _kind(self) -> str:
        return PACKAGE_KIND
