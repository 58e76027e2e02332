"""Looks at the accounts: each can be read, its role and duties are known ones."""

from collections.abc import Iterator

from adapters.data_folder import ACCOUNTS_DB
from adapters.read_only.accounts import stored_accounts
from domain.words.actors import DUTIES, ROLES
from services.consistency.findings import Finding, right, wrong
from services.doctor.databases import NAMED_AT_MOST
from services.doctor.examination import Examination


def look_at_accounts(examination: Examination) -> Iterator[Finding]:
    """Every account decodes, and says nothing that no rule knows."""
    count, unfit = 0, list[str]()
    for username, actor in stored_accounts(examination.file(ACCOUNTS_DB)):
        count += 1
        if actor is None or actor.role not in ROLES or not DUTIES.keys() >= set(actor.duties):
            unfit.append(username)
    if unfit:
        named = ", ".join(unfit[:NAMED_AT_MOST])
        zh = f"{len(unfit)} 个账号读不出或角色、职责不明：{named}"
        en = f"{len(unfit)} cannot be read, or of unknown role or duty: {named}"
        yield wrong("accounts", zh, en, f"anjuan user disable {unfit[0]}")
    else:
        yield right("accounts", f"{count} 个账号", f"{count} accounts")
