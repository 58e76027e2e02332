"""Tells in the log how far the filling of lists has come, where that takes long: after an upgrade
that has changed their code, or over a restored store."""

from collections.abc import Mapping

import structlog

log = structlog.get_logger()
MUCH_TO_READ = 2_000
"""Events; fewer are read before anybody would ask."""


class FillingProgress:
    """How far the projections that are much behind have come; said at the beginning, for every
    tenth, and at the end."""

    def __init__(self, checkpoints: Mapping[str, int], end: int) -> None:
        self.end = end
        self.names = sorted(n for n, at in checkpoints.items() if end - at > MUCH_TO_READ)
        self._begun = self._slowest(checkpoints)
        self._tenths = -1
        self.tell(checkpoints)

    def tell(self, checkpoints: Mapping[str, int]) -> None:
        """Says how far the slowest of them is, unless that has been said."""
        if not self.names:
            return
        at = min(self._slowest(checkpoints), self.end)
        tenths = 10 * (at - self._begun) // (self.end - self._begun)
        if tenths > self._tenths:
            self._tenths = tenths
            done = (
                "列表已补齐 lists are filled"
                if tenths == 10
                else "列表补建中 lists are being filled"
            )
            log.info(done, projections=self.names, position=at, of=self.end)

    def _slowest(self, checkpoints: Mapping[str, int]) -> int:
        return min((checkpoints[name] for name in self.names), default=0)
