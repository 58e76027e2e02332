"""Routes that only the vault has: the list of one's own discipline cases, and evidence packages."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import msgspec
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.evidence.checkpoint import CheckpointKey
from adapters.evidence.sealed_packages import SealedPackages
from domain.context import Actor
from domain.discipline_case.case import DisciplineCase
from domain.discipline_case.custody import CustodyParty, SealEvidencePackage
from domain.discipline_case.vault_stream import DISCIPLINE_CASES
from domain.violation.case import Told
from services.api import problems
from services.api.commands import body_of, key_of
from services.api.problems import WrongForm
from services.api.receipts import receipt
from services.api.requests import actor_of, id_of, runtime_of
from services.api.responses import Page, json
from services.api.route import API
from services.commands.json_bodies import read_json
from services.commands.messages import CommandRequest, CommandResult
from services.processes.vault.evidence import NothingThere, PackedEvidence, packed_evidence
from services.processes.vault.houses import MirrorHouse
from services.runtime import Runtime

BASE = f"{API}/{DISCIPLINE_CASES.name}"


class OwnCase(Struct, frozen=True):
    """A line of the list of one's own cases."""

    id: str
    version: int
    stage: str | None
    handler: str
    reviewer: str
    received_on: date | None


class Sealing(Struct, frozen=True, forbid_unknown_fields=True):
    """What is said when a package is sealed: who has it in keeping, why, on which document."""

    recipient: CustodyParty
    why: Told
    document_no: str | None = None


class EvidenceDesk:
    """Seals packages out of the mirror, and gives out those that were opened."""

    def __init__(self, mirror: MirrorHouse, packages: SealedPackages, key: CheckpointKey) -> None:
        self.mirror, self.packages, self.key = mirror, packages, key

    def packed(self, id: str, case: DisciplineCase) -> PackedEvidence:
        return packed_evidence(id, case, self.mirror.mirror, self.mirror.runtime.files, self.key)

    def sealed(
        self, runtime: Runtime, actor: Actor, id: str, said: Sealing, key: str | None
    ) -> CommandResult:
        """Keeps the package, then seals it in the case by its hash: killed between the two, there
        is a file that no case knows. Raises NothingThere, Refused."""
        made = self.packed(id, own_case(runtime, actor, id))
        kept = self.packages.put([made.content])
        command = SealEvidencePackage(
            sha256=kept.hash,
            events_held=made.events,
            files_held=made.files,
            log_upto=made.upto,
            recipient=said.recipient,
            why=said.why,
        )
        request = CommandRequest(
            *(DISCIPLINE_CASES.name, id, command, actor),
            document_no=said.document_no,
            key=key,
            body=msgspec.json.encode(said),
        )
        return runtime.dispatcher.act(request)


def own_case(runtime: Runtime, actor: Actor, id: str) -> DisciplineCase:
    """The case, where it names this person; 404 otherwise."""
    case, _ = runtime.store.current(f"{DISCIPLINE_CASES.name}/{id}")
    if isinstance(case, DisciplineCase) and case.is_open_to(actor):
        return case
    raise HTTPException(404)


async def list_own_cases(request: Request) -> Response:
    """`GET /discipline-cases`: those that name the reader."""
    runtime, actor = runtime_of(request), actor_of(request)
    return json(Page(await run_in_threadpool(lambda: tuple(lines_of_own(runtime, actor)))))


def lines_of_own(runtime: Runtime, actor: Actor) -> list[OwnCase]:
    prefix = f"{DISCIPLINE_CASES.name}/"
    found = []
    after = ""
    while names := runtime.log.streams(prefix, after):
        for name in names:
            case, version = runtime.store.current(name)
            if isinstance(case, DisciplineCase) and case.is_open_to(actor):
                found.append(line_of(name.removeprefix(prefix), case, version))
        after = names[-1]
    return found


def line_of(id: str, case: DisciplineCase, version: int) -> OwnCase:
    return OwnCase(id, version, case.stage, case.handler, case.reviewer, case.received_on)


def evidence_routes(desk: EvidenceDesk) -> list[Route]:
    """Routes that are tried before those that every kind of case has."""
    below = f"{BASE}/{{id}}/evidence-packages"
    return [
        Route(BASE, list_own_cases, methods=["GET"]),
        Route(below, partial(seal, desk), methods=["POST"]),
        Route(f"{below}/{{sha256}}", partial(give_out, desk), methods=["GET"]),
    ]


class OwnRoutes:
    """ASGI middleware with routes of its own, before those that every kind of case has: commands
    are taken off there before any router looks."""

    def __init__(self, app: ASGIApp, routes: Sequence[Route]) -> None:
        self.app, self.routes = app, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        for route in self.routes if scope["type"] == "http" else ():
            match, found = route.matches(scope)
            if match is Match.FULL:
                request = Request({**scope, **found}, receive, send)
                try:
                    response = await route.endpoint(request)
                except Exception as error:
                    response = await problems.answer(request, error)
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)


async def seal(desk: EvidenceDesk, request: Request) -> Response:
    """`POST /discipline-cases/{id}/evidence-packages`: packs what the case links, and seals it."""
    runtime, actor, id = runtime_of(request), actor_of(request), id_of(request)
    said = read_json(await body_of(request), Sealing, runtime.clock.today())
    key = key_of(request)
    try:
        done = await run_in_threadpool(desk.sealed, runtime, actor, id, said, key)
    except NothingThere as error:
        text = f"案卷系统里没有所关联的 {error} / not in the case service: {error}"
        raise WrongForm("/linked_lines", text) from error
    return receipt(runtime, done, actor)


async def give_out(desk: EvidenceDesk, request: Request) -> Response:
    """`GET /discipline-cases/{id}/evidence-packages/{sha256}`: for who has opened it, by the chain
    of custody, and has not returned it."""
    runtime, actor, id = runtime_of(request), actor_of(request), id_of(request)
    case = await run_in_threadpool(own_case, runtime, actor, id)
    package = case.package(request.path_params["sha256"])
    if package is None:
        raise HTTPException(404)
    if not package.is_opened_by(actor.person):
        text = "先办理“开启证据包”，归还前可以下载 / open the package first; until it is returned"
        raise WrongForm("/sha256", text, 403)
    name = f'attachment; filename="{package.sha256}.zip"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    content = desk.packages.open(package.sha256)
    return StreamingResponse(content, 200, headers, "application/zip")
