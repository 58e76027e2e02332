"""Makes a page of a template: headers, language, view, and the frame that all pages share."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from adapters.credentials.audit_letters import AuditLetter
from domain.context import Actor
from domain.money import in_yuan
from domain.streams import STREAMS
from domain.working_days import CHINA
from services.access.policy import LETTER
from services.access.visibility import ANYBODY
from services.api.commands import slug
from services.api.negotiation import prefers_english
from services.api.requests import runtime_of
from services.pages.navigation import navigation
from services.pages.offices import office_words
from services.pages.session import SIGNED_OUT, FormMark, give_cookie, who_reads
from services.pages.static_files import static
from services.pages.words import between, in_english, phrased, t
from services.runtime import Runtime

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGE, VIEW, ELDER = "language", "view", "elder"
POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)
PAGE_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "Vary": "Cookie",
}
SLUGS = {one.__name__: slug(one) for stream in STREAMS.values() for one in stream.commands}
"""The name of each command in addresses."""
templates = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=["jinja2.ext.do"],
)


def html_page(
    request: Request,
    template: str,
    status: int = 200,
    headers: dict[str, str] | None = None,
    *,
    data: str = "",
    **shown: Any,
) -> Response:
    """The page that a template makes of what is shown. `data` is the address of the same as JSON,
    without `/api/v1`."""
    mark = FormMark(request)
    frame = frame_of(request) | {"mark": mark, "data": data}
    text = templates.get_template(template).render(**frame, **shown)
    response = Response(text, status, PAGE_HEADERS | (headers or {}), "text/html")
    if mark.fresh:
        give_cookie(request, response, SIGNED_OUT, mark.fresh)
    return response


def frame_of(request: Request) -> dict[str, Any]:
    """What the frame around every page says."""
    actor, runtime = who_reads(request), runtime_of(request)
    query = request.url.query
    return {
        "actor": actor,
        "is_signed_in": actor != ANYBODY,
        "elder": request.cookies.get(VIEW) == ELDER,
        "en": in_english.get(),
        "here": request.url.path,
        "here_asked": request.url.path + (f"?{query}" if query else ""),
        "navigation": navigation(request, actor),
        "office": office_words(runtime, actor),
        "own_name": runtime.accounts.names.of([actor.person]).get(actor.person, ""),
        "letter": letter_of(runtime, actor),
        "today": runtime.clock.today(),
        "printed_at": runtime.clock.now(),
        "footer_lines": footer_lines(runtime.settings.footer),
        "is_demonstration": runtime.settings.demo,
    }


def letter_of(runtime: Runtime, actor: Actor) -> AuditLetter | None:
    """The letter by which an auditor reads: it stands on top of every page."""
    if LETTER not in actor.duties:
        return None
    return runtime.accounts.letters.in_force(actor.person, runtime.clock.today())


def chosen_english(request: Request) -> bool:
    """Whether the reader has chosen English: by the page's own link, else as for the API."""
    if chosen := request.cookies.get(LANGUAGE):
        return chosen == "en"
    return prefers_english(request.headers.get("accept-language", ""))


def moment_shown(moment: str | datetime) -> str:
    """A moment in Beijing time."""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    local = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(CHINA)
    return f"{local:%Y-%m-%d %H:%M}"


def footer_lines(footer: str | None) -> list[str]:
    """What the settings want at the foot of every page: organ, site number, licences."""
    return [line.strip() for line in (footer or "").split("|") if line.strip()]


def query_with(asked: Mapping[str, Any], **changed: Any) -> str:
    """The query of this page with some of it changed; empty values are left out."""
    query = {name: one for name, one in {**asked, **changed}.items() if one not in ("", None)}
    return f"?{urlencode(query, doseq=True)}" if query else ""


templates.globals |= {
    "t": t,
    "phrased": phrased,
    "between": between,
    "static": static,
    "query_with": query_with,
}
templates.filters |= {"moment": moment_shown, "slug": SLUGS.__getitem__, "yuan": in_yuan}
