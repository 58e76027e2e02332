"""Accounts over HTTP, for system administrators: who there is, with which duties, last seen when;
added, given other duties or an audit letter, disabled."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, TypeVar

import structlog
from msgspec import Meta, Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from adapters.accounts import AccountExists, AccountLine, Accounts
from adapters.credentials.audit_letters import AuditLetter
from adapters.credentials.passwords import is_weak
from domain.context import Actor
from domain.refusal import Text
from domain.words import duty_words, role_words
from services.access.eligibility import duties_of, misfits
from services.access.policy import AUDITORS, LETTER
from services.api.commands import body_of
from services.api.lists import rules_today
from services.api.openapi_words import Answered, many, one
from services.api.problems import WrongForm
from services.api.requests import actor_of, runtime_of
from services.api.responses import Page, json
from services.api.route import Route
from services.api.sign_in import TOO_WEAK, sign_in_of
from services.commands.json_bodies import read_json
from services.runtime import Runtime

log = structlog.get_logger()
LONGEST_ACCOUNT_BODY = 4096  # bytes
Short = Annotated[str, Meta(min_length=1, max_length=64)]
AccountName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")]
Asked = TypeVar("Asked", bound=Struct)


class NewAccount(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    username: AccountName
    role: Short
    organ: Short
    duties: tuple[Short, ...] = ()
    name: Annotated[str, Meta(max_length=64)] = ""
    password: Annotated[str, Meta(min_length=1, max_length=256)]


class AccountChange(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Other duties, all of them; another name of its person, empty for none; or an end of the
    account, which is never taken back."""

    duties: tuple[Short, ...] | None = None
    name: Annotated[str, Meta(max_length=64)] | None = None
    disabled: bool = False


class LetterGiven(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An audit letter: its number, its first and its last day."""

    number: Short
    begins: date
    ends: date


class LetterShown(Struct, frozen=True):
    number: str
    begins: date
    ends: date
    in_force: bool


class AccountShown(Struct, frozen=True, kw_only=True):
    """An account, with the `name` of its person where it is known; `usable_duties` are those that
    the regulations in force know for its role."""

    username: str
    name: str
    role: str
    role_words: Text
    organ: str
    duties: tuple[str, ...]
    duties_words: tuple[Text, ...]
    usable_duties: tuple[str, ...]
    usable_words: tuple[Text, ...]
    disabled: bool
    seen_at: str | None
    letters: tuple[LetterShown, ...] = ()


async def list_accounts(request: Request) -> Response:
    """`GET /accounts`: all of them, in the order of their names."""
    administrator(request)
    return json(Page(tuple(await run_in_threadpool(accounts_shown, runtime_of(request)))))


def accounts_shown(runtime: Runtime) -> Iterable[AccountShown]:
    regimes, today = rules_today(runtime).values(), runtime.clock.today()
    lines = runtime.accounts.lines()
    names = runtime.accounts.names.of(line.username for line in lines)
    for line in lines:
        usable = tuple(duties_of(line.actor.role, regimes))
        letters = runtime.accounts.letters.of(line.username) if is_auditor(line.actor) else []
        shown = tuple(letter_shown(one, today) for one in letters)
        yield account_shown(line, names.get(line.username, ""), usable, shown)


def is_auditor(actor: Actor) -> bool:
    return actor.role in AUDITORS


def account_shown(
    line: AccountLine, name: str, usable: tuple[str, ...], letters: tuple[LetterShown, ...]
) -> AccountShown:
    actor = line.actor
    return AccountShown(
        username=line.username,
        name=name,
        role=actor.role,
        role_words=role_words((actor.role,)),
        organ=actor.organ,
        duties=actor.duties,
        duties_words=tuple(map(duty_words, actor.duties)),
        usable_duties=usable,
        usable_words=tuple(map(duty_words, usable)),
        disabled=line.disabled,
        seen_at=line.seen_at.isoformat() if line.seen_at else None,
        letters=letters,
    )


def letter_shown(letter: AuditLetter, day: date) -> LetterShown:
    days = letter.begins, letter.ends
    return LetterShown(letter.number, *days, letter.begins <= day <= letter.ends)


async def add_account(request: Request) -> Response:
    """`POST /accounts`: 201. 422 where role, organ and duties do not go together, or the password
    is weak; 409 where the name is taken."""
    by, runtime = administrator(request), runtime_of(request)
    given = await account_body(request, NewAccount)
    actor = Actor(given.username, given.role, given.organ, given.duties)
    await run_in_threadpool(refuse_misfits, runtime, actor)
    pool = sign_in_of(request).regulars
    if await pool.run(is_weak, given.password, given.username, given.organ):
        raise WrongForm("/password", TOO_WEAK)
    try:
        await pool.run(runtime.accounts.add, given.username, actor, given.password)
    except AccountExists:
        raise WrongForm("/username", "已有这个账号 / there is this account already", 409) from None
    await run_in_threadpool(runtime.accounts.names.give, given.username, given.name.strip())
    log.info("account added", username=given.username, by=by.person)
    return Response(status_code=201)


async def change_account(request: Request) -> Response:
    """`PATCH /accounts/{name}`: other duties, another person's name, or disabled for good."""
    by, runtime = administrator(request), runtime_of(request)
    given, name = await account_body(request, AccountChange), request.path_params["name"]
    actor = await run_in_threadpool(account_named, runtime.accounts, name)
    if given.disabled and name == by.person:
        raise WrongForm("/disabled", "不能停用自己的账号 / not one's own account")
    if given.duties is not None:
        changed = Actor(name, actor.role, actor.organ, given.duties)
        await run_in_threadpool(refuse_misfits, runtime, changed)
        await run_in_threadpool(runtime.accounts.change_duties, name, given.duties)
    if given.name is not None:
        await run_in_threadpool(runtime.accounts.names.give, name, given.name.strip())
    if given.disabled:
        await run_in_threadpool(runtime.accounts.disable, name)
    log.info("account changed", username=name, by=by.person, disabled=given.disabled)
    return Response(status_code=204)


async def give_letter(request: Request) -> Response:
    """`PUT /accounts/{name}/letters`: enters an audit letter, or another term of one."""
    by, runtime = administrator(request), runtime_of(request)
    given, name = await account_body(request, LetterGiven), request.path_params["name"]
    actor = await run_in_threadpool(account_named, runtime.accounts, name)
    if not is_auditor(actor):
        raise WrongForm("/number", "只有审计账号凭通知书查阅 / letters are for auditors")
    if given.ends < given.begins:
        raise WrongForm("/ends", "止期不早于起期 / the last day is not before the first")
    letters = runtime.accounts.letters
    await run_in_threadpool(letters.give, name, given.number, given.begins, given.ends, by.person)
    log.info("audit letter entered", username=name, by=by.person, number=given.number)
    return Response(status_code=204)


async def own_letter(request: Request) -> Response:
    """`GET /letter`: the audit letter by which one reads today; 404 without one."""
    actor, runtime = actor_of(request), runtime_of(request)
    today = runtime.clock.today()
    letters = runtime.accounts.letters
    letter = await run_in_threadpool(letters.in_force, actor.person, today)
    if letter is None or LETTER not in actor.duties:
        raise HTTPException(404)
    return json(letter_shown(letter, today))


def administrator(request: Request) -> Actor:
    actor = actor_of(request)
    if actor.role != "SYSADMIN":
        raise HTTPException(403)
    return actor


def account_named(accounts: Accounts, name: str) -> Actor:
    if (actor := accounts.actor(name)) is None:
        raise HTTPException(404)
    return actor


def refuse_misfits(runtime: Runtime, actor: Actor) -> None:
    """422 with all that does not go together."""
    wrong = [*misfits(actor, rules_today(runtime).values(), runtime.clock.today())]
    if wrong:
        told = "；".join(one.zh for one in wrong), "; ".join(one.en for one in wrong)
        raise WrongForm("/role", " / ".join(told))


async def account_body(request: Request, form: type[Asked]) -> Asked:
    body = await body_of(request, LONGEST_ACCOUNT_BODY)
    return read_json(body, form, runtime_of(request).clock.today())


ACCOUNT_CHANGED = Answered({}, status="204", description="done")
FOR_ADMINISTRATORS = ("401", "403", "404", "413", "422", "503")
ROUTES = (
    Route(
        "GET",
        "/accounts",
        list_accounts,
        "accounts",
        many(AccountShown),
        ("401", "403", "422", "503"),
        {},
        words=Text("账号", "Accounts"),
        tag="accounts",
    ),
    Route(
        "POST",
        "/accounts",
        add_account,
        "addAccount",
        Answered({}, status="201", description="added"),
        ("401", "403", "409", "413", "422", "503"),
        body=NewAccount,
        words=Text("增加账号", "Add an account"),
        tag="accounts",
    ),
    Route(
        "PATCH",
        "/accounts/{name}",
        change_account,
        "changeAccount",
        ACCOUNT_CHANGED,
        FOR_ADMINISTRATORS,
        body=AccountChange,
        words=Text(
            "变更账号的职责、姓名，或者停用", "Change an account's duties or name, or disable it"
        ),
        tag="accounts",
    ),
    Route(
        "PUT",
        "/accounts/{name}/letters",
        give_letter,
        "giveLetter",
        ACCOUNT_CHANGED,
        FOR_ADMINISTRATORS,
        body=LetterGiven,
        words=Text("登记审计通知书", "Enter an audit letter"),
        tag="accounts",
    ),
    Route(
        "GET",
        "/letter",
        own_letter,
        "letter",
        one(LetterShown),
        ("401", "404", "422", "503"),
        {},
        words=Text("本人的审计通知书", "One's own audit letter"),
        tag="auditing",
    ),
)
