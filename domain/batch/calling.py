"""Opens a batch with a call for applications (申报通知). Domain.md A01."""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from domain.batch.case import Batch
from domain.card import Card
from domain.case import CaseId, Command
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule


class OpenCallBatch(Command, frozen=True, kw_only=True):
    """发布申报通知: a round under a regime, with the window for applications (both days in it)."""

    opens = True
    regime: CaseId
    title: Reason
    window_from: date
    window_to: date

    def check(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        if self.window_from > self.window_to:
            yield file_rule(
                "window",
                "申报期起止日",
                Text(
                    f"{self.window_from} 至 {self.window_to}",
                    f"{self.window_from} to {self.window_to}",
                ),
                Text("起始日不晚于截止日", "start not after end"),
                "form",
                ("/window_from", "/window_to"),
            )

    def decide(self, matter: Matter[Batch]) -> "CallBatchOpened":
        return self.as_event(CallBatchOpened)


class CallBatchOpened(Event, frozen=True, kw_only=True, tag="call-batch-opened"):
    regime: str
    title: str
    window_from: date
    window_to: date

    @property
    def card(self) -> Card:
        return Card(title=self.title)

    def evolve(self, case: Batch, context: Context) -> Batch:
        return replace(
            case,
            regime=self.regime,
            title=self.title,
            window_from=self.window_from,
            window_to=self.window_to,
        )
