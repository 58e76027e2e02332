"""The case store's own file: which keys belong to it, that it was restored, what was given up.

Only the service itself adds to it, told by who operates it.
"""

from collections.abc import Iterable
from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from domain.case import Command
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule
from domain.store.case import Restoration, StoreFile
from domain.typed_text import Typed

KeysMark = Annotated[
    str,
    Meta(pattern=r"^[0-9a-f]{64}\Z"),
    Typed(Text("64 位小写十六进制数", "64 hexadecimal digits in lower case")),
]
Position = Annotated[int, Meta(ge=0)]
GivenUp = Literal["KEYS", "FILES", "ACCOUNTS"]


class RecordKeys(Command, frozen=True, kw_only=True):
    """登记密钥标记: the mark of the keystore, at the first start, or once other keys have been
    accepted. It proves later that the keys are those of this store, and shows nothing of them."""

    opens = True
    at_any_time = True
    mark: KeysMark

    def decide(self, matter: Matter[StoreFile]) -> "KeysRecorded":
        return KeysRecorded(mark=self.mark)


class KeysRecorded(Event, frozen=True, kw_only=True, tag="keys-recorded"):
    mark: str

    def evolve(self, case: StoreFile, context: Context) -> StoreFile:
        return replace(case, keys=self.mark)


class RecordRestoration(Command, frozen=True, kw_only=True):
    """登记案卷库恢复: an older store goes on in place of the one that was lost. Positions after
    `kept_to` and before `goes_on_from` are never given again: others may have been told of them."""

    opens = True
    at_any_time = True
    kept_to: Position
    goes_on_from: Position
    reason: Reason

    def check(self, matter: Matter[StoreFile]) -> Iterable[Refusal]:
        if self.goes_on_from <= self.kept_to:
            yield file_rule(
                "restoration",
                "恢复后的序号接在已经用过的序号之后",
                Text(
                    f"{self.kept_to} 之后从 {self.goes_on_from} 起",
                    f"{self.goes_on_from} after {self.kept_to}",
                ),
                Text(f"至少从 {self.kept_to + 1} 起", f"at least {self.kept_to + 1}"),
                "form",
                ("/goes_on_from",),
            )

    def decide(self, matter: Matter[StoreFile]) -> "StoreRestored":
        return StoreRestored(
            kept_to=self.kept_to, goes_on_from=self.goes_on_from, reason=self.reason
        )


class StoreRestored(Event, frozen=True, kw_only=True, tag="store-restored"):
    kept_to: int
    goes_on_from: int
    reason: str

    def evolve(self, case: StoreFile, context: Context) -> StoreFile:
        restored = Restoration(self.kept_to, self.goes_on_from)
        return replace(case, restorations=(*case.restorations, restored))


class AcceptLoss(Command, frozen=True, kw_only=True):
    """确认丢失: a person says that the keys, the files or the accounts are lost for good. Personal
    fields that only the old keys open then read as lost, and claims are made anew."""

    opens = True
    at_any_time = True
    given_up: GivenUp
    reason: Reason

    def decide(self, matter: Matter[StoreFile]) -> "LossAccepted":
        return LossAccepted(given_up=self.given_up, reason=self.reason)


class LossAccepted(Event, frozen=True, kw_only=True, tag="loss-accepted"):
    given_up: str
    reason: str

    def evolve(self, case: StoreFile, context: Context) -> StoreFile:
        keys = None if self.given_up == "KEYS" else case.keys
        return replace(case, keys=keys, lost=(*case.lost, self.given_up))
