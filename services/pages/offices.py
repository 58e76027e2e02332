"""What people call an organ (成都市局) or a unit (its registered name); no codes."""

from domain.context import Actor
from domain.refusal import Text
from domain.words import role_words
from services.access.policy import OFFICIALS
from services.api.organ_names import organ_name
from services.runtime import Runtime

OF_BUREAUS = OFFICIALS - {"CNIPA"}


def office_words(runtime: Runtime, actor: Actor) -> Text:
    """The organ and in which capacity, as the frame of a page says it."""
    return actor_words(runtime, actor.role, actor.organ)


def actor_words(runtime: Runtime, role: str, organ: str) -> Text:
    """An organ by its name and role: a bureau by its place (成都市局)."""
    called, name = role_words((role,)), organ_name(runtime, organ)
    if name is None or role == "SYSTEM":
        return called
    if role in OF_BUREAUS:
        return Text(f"{name.zh}局", f"bureau of {name.en}")
    return Text(f"{name.zh} {called.zh}", f"{name.en}, {called.en}")


def person_words(office: Text, account: str, name: str) -> Text:
    """An office with the person who acts for it: by name, else by the account; nobody's where the
    reader is not told who it is."""
    if not account:
        return office
    who = Text(name, name) if name else Text(f"账号 {account}", f"account {account}")
    return Text(f"{office.zh}（{who.zh}）", f"{office.en} ({who.en})")


def account_in_words(runtime: Runtime, account: str) -> str:
    """The person of an account by name; by the account where nobody has named them."""
    return runtime.accounts.names.of([account]).get(account, account)
