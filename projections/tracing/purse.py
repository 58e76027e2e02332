"""What an account holds of traced money: FIFO layers, pro rata share, lowest intermediate balance.

All three at once, in whole fen. First in, first out keeps layers, oldest first, neighbours of one
kind as one. Pro rata gives each payment the share that the account holds (largest remainder of two
parts; half and half goes to the traced money, and is named). The lowest intermediate balance
(LIBR) spends other money first.
"""

from collections import deque
from collections.abc import Iterable

from msgspec import Struct

MoneyLayer = tuple[int, int]
"""Fen, and how many of these are traced at most: all, none, or some of what came from the dark."""


class TracedShare(Struct, gc=False):
    """What a sum of money is of, under each method. Without `layers` first in, first out was given
    up."""

    fen: int
    fifo: int = 0
    prorata: int = 0
    libr: int = 0
    layers: tuple[MoneyLayer, ...] | list[MoneyLayer] = ()
    missing: int = 0
    tie: bool = False

    def add(self, more: "TracedShare") -> None:
        self.fen += more.fen
        self.fifo += more.fifo
        self.prorata += more.prorata
        self.libr += more.libr


def other(fen: int) -> TracedShare:
    """Money that is not traced."""
    return TracedShare(fen, layers=((fen, 0),))


def known_traced(share: TracedShare, fen: int, ahead: int) -> TracedShare:
    """Of which this many fen are known to be traced, behind those `ahead`, whatever the giver's
    share was."""
    kept = share.fifo >= fen
    layers = share.layers if kept else _layers(share.fen, ahead, fen)
    fifo, prorata = max(share.fifo, fen), max(share.prorata, fen)
    return TracedShare(share.fen, fifo, prorata, max(share.libr, fen), layers)


def _layers(fen: int, ahead: int, traced: int) -> tuple[MoneyLayer, ...]:
    whole = ((ahead, 0), (traced, traced), (fen - ahead - traced, 0))
    return tuple(layer for layer in whole if layer[0])


class Purse:
    """The holdings of one account."""

    __slots__ = ("fen", "layers", "libr", "prorata")

    def __init__(self) -> None:
        self.fen = self.prorata = self.libr = 0
        self.layers: deque[MoneyLayer] = deque()

    def pay(self, fen: int, layered: bool) -> TracedShare:
        """Takes money out. What is `missing` came from nobody knows where: it is paid last."""
        missing = fen - self.fen if fen > self.fen else 0
        have = self.fen + missing
        prorata, rest = divmod(fen * self.prorata, have) if self.prorata else (0, 0)
        tie = rest > 0 and 2 * rest == have
        if rest and 2 * rest >= have:
            prorata += 1
        untraced = have - self.libr
        libr = fen - untraced if fen > untraced else 0
        fifo, layers = self._oldest(fen - missing) if layered else (0, [])
        if missing and layered:
            layers.append((missing, 0))
        self.fen = have - fen
        self.prorata -= prorata
        self.libr -= libr
        return TracedShare(fen, fifo, prorata, libr, layers, missing, tie)

    def _oldest(self, fen: int) -> tuple[int, list[MoneyLayer]]:
        layers, fifo, taken = self.layers, 0, []
        while fen:
            most, traced = layers[0]
            if most <= fen:
                layers.popleft()
            else:
                rest = most - fen
                layers[0] = (rest, traced if traced < rest else rest)
                most, traced = fen, traced if traced < fen else fen
            fen -= most
            fifo += traced
            taken.append((most, traced))
        return fifo, taken

    def receive(self, share: TracedShare, layered: bool) -> None:
        """Puts money in, as the newest."""
        self.fen += share.fen
        self.prorata += share.prorata
        self.libr += share.libr
        if layered:
            self._put(share.layers)

    def _put(self, new: Iterable[MoneyLayer]) -> None:
        layers = self.layers
        for layer in new:
            fen, traced = layer
            most, before = layers[-1] if layers else (-1, 0)
            if most > 0 and (before == most if traced == fen else not before and not traced):
                layers[-1] = (most + fen, before + traced)
            else:
                layers.append(layer)

    def first_in(self) -> int:
        """What it holds of traced money by first in, first out."""
        return sum(traced for _, traced in self.layers)
