"""Looks at the webhooks: whether each goes on, how far behind it is, and whether the settings let
its URL be reached."""

from collections.abc import Iterator

from adapters.data_folder import ACCOUNTS_DB
from adapters.read_only.accounts import stored_webhooks
from services.consistency.findings import Finding, right, wrong
from services.doctor.examination import Examination
from services.webhooks.registration import NotRegistered, refuse_url
from services.webhooks.standing import WebhookStanding, standings


def look_at_webhooks(examination: Examination) -> Iterator[Finding]:
    """None is parked, or kept waiting by its receiver."""
    found = standings(stored_webhooks(examination.file(ACCOUNTS_DB)), examination.end)
    for one in found:
        yield followed_by_webhook(examination, one)
    if not found:
        yield right("webhooks", "没有推送地址", "there are no webhooks")


def followed_by_webhook(examination: Examination, one: WebhookStanding) -> Finding:
    what, behind = f"webhooks {one.name}", one.behind
    again = f"anjuan bureau webhook replay {one.name} --after {one.place}"
    try:
        refuse_url(one.url, examination.settings)
    except NotRegistered as refused:
        mend = f"anjuan bureau webhook remove {one.name}"
        return wrong(what, refused.words.zh, refused.words.en, mend)
    if notice := one.notice:
        zh, _, en = notice.partition(" / ")
        return wrong(what, zh, en, again)
    if one.trouble:
        zh, _, en = one.trouble.partition(" / ")
        told = f"{one.tries} 次未被接收，落后 {behind}：{zh}"
        return wrong(what, told, f"{one.tries} tries failed, {behind} behind: {en or zh}", again)
    return right(what, f"落后 {behind}", f"{behind} positions behind")
