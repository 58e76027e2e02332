"""What anybody may do without saying who they are, and what keeps that from being misused.

Who is logged in and no official lodges an objection as nobody in particular: were the account kept,
whoever reads the record would know the objector.
"""

from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request

from domain.application.case import Application
from domain.application.lodging import LodgeObjection, paper_aside
from domain.application.objection import Objection, numbered
from domain.application.resolving import WithdrawObjection, objector_of
from domain.case import Actor, Case, Command
from domain.matter import CaseReader
from services.access.policy import OFFICIALS
from services.access.visibility import ANYBODY, published
from services.api.problems import WrongForm
from services.api.rate_limit import neighbour, take_turn
from services.api.reply_keys import KEY_HEADER
from services.commands.messages import CommandRequest
from services.runtime import Runtime

LONGEST_BODY = 256 * 1024
MOST_EVIDENCE = 20
FOR_OFFICIALS = ("occurred_on", "effective_on", "document_no", "overrides", "late_reason")


def asks_as_anybody(caller: Actor, kind: type[Command]) -> bool:
    return kind.public and caller.role not in OFFICIALS


def slow_down(request: Request, what: str = "") -> None:
    """429 with `Retry-After` for an address that asks too often."""
    take_turn(request.app.state.public, what + neighbour(request))


async def in_nobodys_name(
    request: Request, runtime: Runtime, requested: CommandRequest, case: Case | None
) -> CommandRequest:
    """The command without anything that would tell who gives it. 404 for a case of which the public
    knows nothing; a key is kept with the body and the objector's secret, so that no two strangers
    ever share one."""
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
    """Nobody, or who has shown the secret of an objection. 404 for a wrong one."""
    command, keys = requested.command, request.app.state.reply_keys
    if not isinstance(command, WithdrawObjection):
        return ANYBODY
    found = objection_of(runtime, requested.id, case, command.no)
    await keys.require(request, runtime, requested.id, command.no, found)
    return objector_of(command.no)


def objection_of(runtime: Runtime, id: str, case: Case | None, no: int) -> Objection | None:
    """What was lodged against an application under a number, also where it is kept as a lead."""
    if not isinstance(case, Application):
        return None
    reader = CaseReader(runtime.store.current, runtime.vault.claim_id)
    return numbered(case.objections, no) or paper_aside(reader, id, no)


def nothing_but_command_and_evidence(requested: CommandRequest) -> None:
    """Days, documents and exceptions are for officials to state."""
    for name in FOR_OFFICIALS:
        if getattr(requested, name):
            raise WrongForm(f"/{name}", "仅由经办机关填写 / for officials only")
    if len(requested.evidence) > MOST_EVIDENCE:
        raise WrongForm("/evidence", f"至多 {MOST_EVIDENCE} 件 / at most {MOST_EVIDENCE}")


def files_for_it(runtime: Runtime, caller: Actor, evidence: tuple[str, ...]) -> None:
    """Evidence is what the caller has uploaded for an objection: without a token there is none."""
    for index, hash in enumerate(evidence):
        if caller == ANYBODY or not runtime.accounts.held_back(hash, caller.organ):
            text = "应为本人以 ?for=objection 上传的文件 / a file of your own upload ?for=objection"
            raise WrongForm(f"/evidence/{index}", text)


def names_nobody(command: Command) -> None:
    """The applicant will read the facts of an objection: they must not say who objects."""
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
