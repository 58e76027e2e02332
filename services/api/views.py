"""What of a case a reader is shown: the case at all, and which of its parts."""

from msgspec.structs import replace
from starlette.exceptions import HTTPException
from starlette.requests import Request

from domain.application.case import Application
from domain.application.lodging import LodgeObjection
from domain.batch.case import Batch
from domain.case import Actor, Case
from domain.deciding import rules_for
from domain.expert_pool.case import ExpertPool
from domain.matter import CaseReader
from domain.regulation.rules import Rules
from domain.streams import Stream
from services.access.redaction import blinded
from services.access.visibility import OFFICIALS, PUBLIC_STREAMS, SUPERVISED, may_see, supervises
from services.api.requests import actor_of
from services.runtime import Runtime


def reader_of(request: Request, stream: Stream) -> Actor:
    return actor_of(request, needed=stream.name not in PUBLIC_STREAMS)


def visible(runtime: Runtime, actor: Actor, stream: Stream, id: str) -> tuple[Case, int]:
    """The case as stored; 404 where it is absent or hidden."""
    case, version = runtime.store.current(f"{stream.name}/{id}")
    today, reader = runtime.clock.today(), CaseReader(runtime.store.current, runtime.vault.claim_id)
    if case is None or not may_see(actor, stream.name, case, today, reader):
        raise HTTPException(404)
    file, _ = runtime.store.held(f"regulations/{case.regime}")
    if stream.name in SUPERVISED and not supervises(actor, file, today):
        raise HTTPException(404)
    return case, version


def masked(runtime: Runtime, stream: Stream, case: Case, actor: Actor) -> Case:
    """Lists that are not public yet, and what became a lead, are for the administration; the
    experts' work is for those who may know them."""
    if isinstance(case, Application | Batch | ExpertPool):
        rules = rules_of(runtime, stream, case)
        panel = rules.text.panel
        case = blinded(case, actor, rules.about.authority, panel.staff_papers if panel else ())
    if actor.role in OFFICIALS:
        return case
    if isinstance(case, Batch):
        return replace(case, lists=tuple(one for one in case.lists if one.period))
    return without_leads(case) if isinstance(case, Application) else case


def without_leads(case: Application) -> Application:
    """The application as if nothing had come late or without a name."""
    standing = tuple(one for one in case.objections if one.standing)
    if standing or not case.objections:
        return replace(case, objections=standing)
    return replace(
        case,
        objections=(),
        done=tuple(name for name in case.done if name != LodgeObjection.__name__),
        duties=tuple(one for one in case.duties if one[1] != "objections"),
    )


def rules_of(runtime: Runtime, stream: Stream, case: Case) -> Rules:
    """The rules that the case stands under today."""
    reader = CaseReader(runtime.store.held, runtime.vault.claim_id)
    return rules_for(stream.name, case, None, reader, runtime.clock.today())


def authority_of(runtime: Runtime, stream: Stream, case: Case) -> str:
    return rules_of(runtime, stream, case).about.authority
