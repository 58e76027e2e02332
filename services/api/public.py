"""Anonymous access: objections without a token, and the limits against its misuse.

A signed-in caller who is no official lodges an objection anonymously too: were the account stored,
readers of the record would know the objector.
"""

from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from domain.application.case import Application
from domain.application.lodging import LodgeObjection, paper_aside
from domain.application.objection import Objection, numbered
from domain.application.resolving import WithdrawObjection, objector_of
from domain.case import Case, Command
from domain.context import Actor
from services.access.policy import OFFICIALS
from services.access.visibility import ANYBODY, published
from services.api.problems import WrongForm
from services.api.rate_limit import neighbour, take_turn
from services.api.reply_keys import KEY_HEADER
from services.commands.messages import CommandRequest
from services.runtime import Runtime

LONGEST_PUBLIC_BODY = 256 * 1024
MOST_EVIDENCE = 20
FOR_OFFICIALS = (
    "occurred_on",
    "effective_on",
    "document_no",
    "overrides",
    "late_reason",
    "minutes_no",
    "minutes_on",
)


def asks_as_anybody(caller: Actor, kind: type[Command]) -> bool:
    """Whether the command is carried out anonymously: a public one, from anyone but an official."""
    return kind.public and caller.role not in OFFICIALS


def slow_down(request: Request, what: str = "") -> None:
    """429 with `Retry-After` for an address that sends too many requests."""
    take_turn(request.app.state.public, what + neighbour(request))


async def in_nobodys_name(
    request: Request, runtime: Runtime, requested: CommandRequest, case: Case | None
) -> CommandRequest:
    """The request without anything that identifies the caller. 404 for a case that is not public.
    Its idempotency key is a keyed hash of key, objector's secret and body, so that no two strangers
    share one."""
    if not published(case):
        raise HTTPException(404)
    nothing_but_command_and_evidence(requested)
    secret = request.headers.get(KEY_HEADER, "").encode()
    own = b"\n".join(((requested.key or "").encode(), secret, requested.body))
    key = requested.key and runtime.vault.fingerprint(own).hex()
    actor = await stand_in(request, runtime, requested, case)
    return replace(requested, actor=actor, key=key, if_match=None)


async def stand_in(
    request: Request, runtime: Runtime, requested: CommandRequest, case: Case | None
) -> Actor:
    """The anonymous actor, or the objector whose reply key the request shows. 404 for a wrong
    one."""
    command, keys = requested.command, request.app.state.reply_keys
    if not isinstance(command, WithdrawObjection):
        return ANYBODY
    objection = await run_in_threadpool(objection_of, runtime, requested.id, case, command.no)
    await keys.require(request, runtime, requested.id, command.no, objection)
    return objector_of(command.no)


def objection_of(runtime: Runtime, id: str, case: Case | None, no: int) -> Objection | None:
    """The objection to an application under a number, also where it is kept as a lead."""
    if not isinstance(case, Application):
        return None
    return numbered(case.objections, no) or paper_aside(runtime.current_reader(), id, no)


def nothing_but_command_and_evidence(requested: CommandRequest) -> None:
    """Refuses days, documents and exceptions, which only officials may state."""
    for name in FOR_OFFICIALS:
        if getattr(requested, name):
            raise WrongForm(f"/{name}", "仅由经办机关填写 / for officials only")
    if len(requested.evidence) > MOST_EVIDENCE:
        raise WrongForm("/evidence", f"至多 {MOST_EVIDENCE} 件 / at most {MOST_EVIDENCE}")


def files_for_it(runtime: Runtime, caller: Actor, evidence: tuple[str, ...]) -> None:
    """Refuses evidence that the caller has not uploaded for an objection; without a token there is
    none."""
    for index, hash in enumerate(evidence):
        if caller == ANYBODY or not runtime.accounts.held_back(hash, caller.organ):
            text = "应为本人以 ?for=objection 上传的文件 / a file of your own upload ?for=objection"
            raise WrongForm(f"/evidence/{index}", text)


def names_nobody(command: Command) -> None:
    """Refuses facts that name the objector: the applicant will read them."""
    if not (isinstance(command, LodgeObjection) and command.objector):
        return
    objector = command.objector
    for value in (objector.name, objector.contact, objector.uscc):
        if value and str(value) in str(command.facts):
            raise WrongForm(
                "/command/facts",
                "申报单位将看到事实部分，请勿写明异议人的名称、联系方式"
                " / the applicant will read the facts: do not name the objector there",
            )
