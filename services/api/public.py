"""What anybody may do without saying who they are, and what keeps that from being misused.

Who is logged in and no official lodges an objection as nobody in particular: were the account kept,
whoever reads the record would know the objector.
"""

import hmac
from dataclasses import replace
from hashlib import sha256
from math import ceil

from starlette.exceptions import HTTPException
from starlette.requests import Request

from domain.application.case import Application
from domain.application.lodging import LodgeObjection
from domain.application.objection import Objection, numbered
from domain.application.resolving import WithdrawObjection, objector_of
from domain.case import Actor, Case, Command
from services.access.policy import OFFICIALS
from services.access.visibility import ANYBODY, published
from services.api.problems import WrongForm
from services.api.rate_limit import neighbourhood
from services.commands.messages import CommandRequest
from services.runtime import Runtime

LONGEST_BODY = 256 * 1024
MOST_EVIDENCE = 20
FOR_OFFICIALS = ("occurred_on", "effective_on", "document_no", "overrides", "late_reason")


def asks_as_anybody(caller: Actor, kind: type[Command]) -> bool:
    return kind.public and caller.role not in OFFICIALS


def slow_down(request: Request, what: str = "") -> None:
    """429 with `Retry-After` for an address that asks too often."""
    address = request.client.host if request.client else ""
    wait = request.app.state.public.take(what + neighbourhood(address))
    if wait:
        raise HTTPException(429, headers={"Retry-After": str(ceil(wait))})


def in_nobodys_name(
    request: Request, runtime: Runtime, requested: CommandRequest, case: Case | None
) -> CommandRequest:
    """The command without anything that would tell who gives it. 404 for a case of which the public
    knows nothing; a key is kept with the body, so that no two strangers ever share one."""
    if not published(case):
        raise HTTPException(404)
    nothing_but_command_and_evidence(requested)
    key = (
        requested.key
        and runtime.vault.fingerprint(requested.key.encode() + b"\n" + requested.body).hex()
    )
    actor = stand_in(request, requested.command, case)
    return replace(requested, actor=actor, key=key, if_match=None)


def stand_in(request: Request, command: Command, case: Case | None) -> Actor:
    """Nobody, or who has shown the secret of an objection. 404 for a wrong one."""
    if not isinstance(command, WithdrawObjection):
        return ANYBODY
    if not shows_secret(request, objection_of(case, command.no)):
        raise HTTPException(404)
    return objector_of(command.no)


def objection_of(case: Case | None, no: int) -> Objection | None:
    return numbered(case.objections, no) if isinstance(case, Application) else None


def shows_secret(request: Request, objection: Objection | None) -> bool:
    """`Objection-Key` is the secret whose SHA-256 was given with the objection."""
    secret = request.headers.get("objection-key", "")
    shown = sha256(secret.encode()).hexdigest()
    kept = objection.reply_key if objection else None
    return kept is not None and hmac.compare_digest(shown, kept)


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
        organs = {organ for organ, _ in runtime.accounts.kept_back(hash)}
        if caller == ANYBODY or caller.organ not in organs:
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
