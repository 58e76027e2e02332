"""How each webhook follows: how far it has come, what keeps it, whether it is parked."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from prometheus_client import Gauge

from adapters.webhooks.table import Webhook
from services.metrics import BACKGROUND

WEBHOOK_BEHIND = Gauge(
    "anjuan_webhook_behind_events", "positions not sent yet", ["webhook"], registry=BACKGROUND
)
WEBHOOK_PARKED = Gauge(
    "anjuan_webhook_parked", "1: nothing is sent to it", ["webhook"], registry=BACKGROUND
)


class WebhookStanding(Struct, frozen=True):
    """How far a webhook has come: `behind` counts positions of the log. While its receiver does not
    accept what it is sent: since when, how often, how it answers. A `parked` one is sent nothing
    until somebody sends it on from a place."""

    name: str
    url: str
    place: int
    behind: int
    failing_since: str | None = None
    tries: int = 0
    trouble: str | None = None
    parked: bool = False

    @property
    def notice(self) -> str | None:
        """What an administrator is to know of it, if anything: in Chinese / in English."""
        zh, _, en = (self.trouble or "").partition(" / ")
        parked = f"对方不接收，已停止推送：{zh} / parked, it does not accept: {en or zh}"
        return parked if self.parked else None


def standings(webhooks: Iterable[Webhook], end: int) -> list[WebhookStanding]:
    """How each webhook stands beside the end of the log."""
    return [webhook_standing(one, end) for one in webhooks]


def webhook_standing(one: Webhook, end: int) -> WebhookStanding:
    at, since = one.progress, one.progress.failing_since
    behind, failing = max(0, end - at.place), since.isoformat() if since else None
    reached = one.name, one.url, at.place, behind
    return WebhookStanding(*reached, failing, at.tries, at.trouble, at.parked)


def measured(before: Sequence[WebhookStanding], now: Sequence[WebhookStanding]) -> None:
    """Sets the gauges of those that are there, and takes away those of the others."""
    for one in now:
        WEBHOOK_BEHIND.labels(one.name).set(one.behind)
        WEBHOOK_PARKED.labels(one.name).set(one.parked)
    no_longer_measured({one.name for one in before} - {one.name for one in now})


def no_longer_measured(names: set[str]) -> None:
    for gauge in (WEBHOOK_BEHIND, WEBHOOK_PARKED):
        for name in names:
            gauge.remove(name)
