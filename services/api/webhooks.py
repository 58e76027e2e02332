"""Webhooks over HTTP: a bureau's own, for its officials, and all of them for system administrators;
registered, listed, given another secret, sent on from a position, removed."""

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from adapters.webhooks.table import Webhook
from domain.context import Actor
from domain.refusal import Text
from services.access.policy import OFFICIALS, WEBHOOK_ADMINISTRATORS
from services.api.accounts import account_body, refuse_misfits
from services.api.openapi_words import Answered, many, one
from services.api.problems import WrongForm
from services.api.requests import actor_of, runtime_of
from services.api.responses import Page, json
from services.api.route import Route
from services.api.webhook_forms import (
    PlaceAsked,
    SecretAsked,
    SecretRotated,
    WebhookAdded,
    WebhookAsked,
    WebhookShown,
    webhook_shown,
)
from services.runtime import Runtime
from services.webhooks.registration import (
    NewWebhook,
    NotRegistered,
    bureau_actor,
    is_theirs,
    register_webhook,
    rotate_secret,
    webhooks_of,
)

log = structlog.get_logger()


async def list_webhooks(request: Request) -> Response:
    """`GET /webhooks`: in the order of their names, each with how far it has come."""
    actor, runtime = webhook_keeper(request), runtime_of(request)
    return json(Page(tuple(await run_in_threadpool(webhooks_shown, runtime, actor))))


def webhooks_shown(runtime: Runtime, actor: Actor) -> list[WebhookShown]:
    """The webhooks that somebody may see."""
    end = runtime.log.end()
    every = webhooks_of(runtime.settings).all()
    return [webhook_shown(one, end[0] if end else 0) for one in every if is_theirs(actor, one)]


async def add_webhook(request: Request) -> Response:
    """`POST /webhooks`: 201 with its secret, which is shown this once. 422 where URL or bureau are
    not such; 409 where the name is taken, or there are as many as there may be."""
    by, runtime = webhook_keeper(request), runtime_of(request)
    given = await account_body(request, WebhookAsked)
    actor = bureau_asked(given, by)
    await run_in_threadpool(refuse_misfits, runtime, actor)
    new = NewWebhook(given.name, given.url, actor, given.after)
    try:
        secret = await run_in_threadpool(register_webhook, runtime, new, by.person)
    except NotRegistered as wrong:
        raise WrongForm(f"/{wrong.part}", str(wrong), 409 if wrong.taken else 422) from None
    log.info("webhook added", webhook=new.name, url=new.url, organ=actor.organ, by=by.person)
    return json(WebhookAdded(new.name, secret), {"Cache-Control": "no-store"}, 201)


def bureau_asked(given: WebhookAsked, by: Actor) -> Actor:
    """The bureau that a webhook is for; officials name no other, and no duties."""
    if by.role in WEBHOOK_ADMINISTRATORS:
        if not given.role or not given.organ:
            raise WrongForm("/role", "请写明 role 和 organ / say role and organ")
        return bureau_actor(given.name, given.role, given.organ, given.duties)
    own = by.role, by.organ
    if given.duties or (given.role or by.role, given.organ or by.organ) != own:
        raise HTTPException(403)
    return bureau_actor(given.name, *own)


async def remove_webhook(request: Request) -> Response:
    """`DELETE /webhooks/{name}`: nothing more is sent to it."""
    webhook, by, runtime = await own_webhook(request)
    await run_in_threadpool(webhooks_of(runtime.settings).remove, webhook.name)
    log.info("webhook removed", webhook=webhook.name, by=by.person)
    return Response(status_code=204)


async def replay_webhook(request: Request) -> Response:
    """`PUT /webhooks/{name}/place`: sends again, or goes on, after a position; where it was
    parked, it is so no more."""
    webhook, by, runtime = await own_webhook(request)
    given = await account_body(request, PlaceAsked)
    webhooks = webhooks_of(runtime.settings)
    await run_in_threadpool(webhooks.send_again_after, webhook.name, given.after)
    log.info("webhook replayed", webhook=webhook.name, after=given.after, by=by.person)
    return Response(status_code=204)


async def rotate_webhook(request: Request) -> Response:
    """`PUT /webhooks/{name}/secret`: another secret, which is shown this once; for some
    hours the one before it signs, too."""
    webhook, by, runtime = await own_webhook(request)
    given = await account_body(request, SecretAsked)
    made = await run_in_threadpool(rotate_secret, runtime, webhook.name, given.grace_hours)
    if made is None:  # removed meanwhile
        raise HTTPException(404)
    log.info("webhook secret rotated", webhook=webhook.name, by=by.person)
    until = made.former_until.isoformat()
    rotated = SecretRotated(webhook.name, made.secret, until)
    return json(rotated, {"Cache-Control": "no-store"})


async def own_webhook(request: Request) -> tuple[Webhook, Actor, Runtime]:
    """The webhook that the path names; 404 for another bureau's."""
    actor, runtime = webhook_keeper(request), runtime_of(request)
    every = await run_in_threadpool(webhooks_of(runtime.settings).all)
    name = request.path_params["name"]
    found = next((one for one in every if one.name == name and is_theirs(actor, one)), None)
    if found is None:
        raise HTTPException(404)
    return found, actor, runtime


def webhook_keeper(request: Request) -> Actor:
    """The caller; 403 for those who keep no webhooks."""
    actor = actor_of(request)
    if actor.role not in OFFICIALS | WEBHOOK_ADMINISTRATORS:
        raise HTTPException(403)
    return actor


DONE = Answered({}, status="204", description="done")
ON_ONE = ("401", "403", "404", "413", "422", "503")
ROUTES = (
    Route(
        "GET",
        "/webhooks",
        list_webhooks,
        "webhooks",
        many(WebhookShown),
        ("401", "403", "422", "503"),
        {},
        words=Text("推送地址", "Webhooks"),
        tag="feed",
    ),
    Route(
        "POST",
        "/webhooks",
        add_webhook,
        "addWebhook",
        one(WebhookAdded, "201", "added"),
        ("401", "403", "409", "413", "422", "503"),
        body=WebhookAsked,
        words=Text("登记推送地址", "Register a webhook"),
        tag="feed",
    ),
    Route(
        "DELETE",
        "/webhooks/{name}",
        remove_webhook,
        "removeWebhook",
        DONE,
        ("401", "403", "404", "503"),
        words=Text("移除推送地址", "Remove a webhook"),
        tag="feed",
    ),
    Route(
        "PUT",
        "/webhooks/{name}/secret",
        rotate_webhook,
        "rotateWebhookSecret",
        one(SecretRotated),
        ON_ONE,
        body=SecretAsked,
        words=Text("换发推送密钥", "Give a webhook another secret"),
        tag="feed",
    ),
    Route(
        "PUT",
        "/webhooks/{name}/place",
        replay_webhook,
        "replayWebhook",
        DONE,
        ON_ONE,
        body=PlaceAsked,
        words=Text("从某一位置起重新推送", "Send again from a position on"),
        tag="feed",
    ),
)
