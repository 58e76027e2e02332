"""Bank accounts whose statements are held and shown to the reader; all others are in the dark."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from domain.refusal import Text
from services.queries.tracing.ledger_moment import LedgerMoment

Seen = Callable[[str], bool]
"""Whether the reader is shown a case, by its name (`bank-accounts/ID`)."""
HELD = "SELECT position, account, centre, holder, party FROM {bank_account} WHERE "


class HeldAccount(Struct, frozen=True):
    """`party` is the reference by which statements of others call the account."""

    account: str
    centre: str
    holder: str
    party: str


class HeldAccounts:
    """What is held, looked up as it is met. An account that the reader is not shown is as one that
    nobody holds: it goes by its reference, and none of its lines is read."""

    def __init__(self, ledger: LedgerMoment, seen: Seen) -> None:
        self._ledger, self._seen = ledger, seen
        self._by_name: dict[str, HeldAccount | None] = {}

    def find(self, names: Iterable[str]) -> None:
        """Looks up accounts, or references of their numbers, that were not met before. A reference
        is the first account's of those that are held under one number."""
        new = {one for one in names if one and one not in self._by_name}
        self._by_name |= dict.fromkeys(new)
        for column in ("account", "party"):
            for _, *row in sorted(self._ledger.known_among(HELD + column, new), reverse=True):
                held = HeldAccount(*row)
                if self._seen(f"bank-accounts/{held.account}"):
                    self._by_name |= {held.account: held, held.party: held}
                    new |= {held.party} - {""}
        self._by_name.pop("", None)

    def named(self, name: str) -> HeldAccount | None:
        """The held account of that id or reference, if the reader is shown it."""
        return self._by_name.get(name)

    def key(self, other: str, party: str) -> str:
        """By what name the other side of a line is traced."""
        held = self.named(other) or self.named(party)
        return held.account if held else party or other


HOLDERS = {
    "CENTRE": Text("中心账户", "the centre's account"),
    "OWN": Text("建设主体其他账户", "another account of the builder"),
    "OTHER": Text("他人账户", "somebody else's account"),
}
PARTY_KINDS = {
    "PERSON": Text("个人", "a person"),
    "FIRM": Text("企业", "a firm"),
    "ORGAN": Text("机关单位", "an organ"),
    "UNKNOWN": Text("未知对方", "unknown"),
}
NOT_NAMED = Text("未列明对方", "nobody named")
SEEN_NOWHERE = Text("未见流水", "not on any statement")


class PartyShown(Struct, frozen=True):
    """Who stands on one side, as far as that may be said: never a name. `held`: the statement is
    there, and the reader is shown it."""

    words: Text
    kind: str
    held: bool = False
    centre: str = ""
