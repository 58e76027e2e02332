"""Reads by reason (凭文号查阅): who reads a case file of the case service, or a trace of its money,
names the letter that the read rests on. It stands in the vault's own log of reads, and nowhere
else."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import Scope

from services.access.policy import PUBLIC_STREAMS
from services.api import problems
from services.api.problems import WrongForm
from services.api.route import API
from services.api.routes import ROUTES
from services.pages.answering import chosen_english, html_page
from services.pages.table import PAGES
from services.pages.words import in_english

READING_LETTER = b"anjuan-letter"
"""Header of programs: the number of the letter, as UTF-8 or percent-encoded. Pages ask for it once,
as `?letter=`, and it stays with the session."""
ASKED_BY_PAGES = "letter"
LONGEST_LETTER = 100
NO_LETTER = (
    "查阅案卷、追踪资金要写明批准文号（请求头 Anjuan-Letter）"
    " / a case file or a trace is read on a letter: give its number in the header Anjuan-Letter"
)
WHOLE_FILES = frozenset(
    {"/trace", "/events", "/jobs", "/audit/compare", "/audit/replay", "/audit/export"}
)
"""Paths without a case's id that nevertheless show whole files, or have them written out."""
LISTS_ONLY = frozenset({"/jobs"})
"""Of these what GET shows is a list."""
NO_FILE = frozenset(
    {
        *("/{stream}", "/jobs/{id}", "/registry/centres/{id}", "/registry/centres/{id}/history"),
        *("/publicity/{batch}/{list}", "/verify/{mark}", "/guide/{command}", "/help/{command}"),
        *("/static/{name}", "/admin/accounts/{name}", "/admin/regulations/{code}"),
        *("/admin/regulations/{code}/diagram.svg", "/admin/regulations/{code}/compare"),
    }
)
"""Paths with a part that varies which show no case's file: lists, what everybody is shown."""
KnownPath = tuple[re.Pattern[str], str]


def patterns(prefix: str, paths: Iterable[str]) -> tuple[KnownPath, ...]:
    return tuple((compile_path(prefix + path)[0], path) for path in dict.fromkeys(paths))


READABLE_PATHS = (
    *patterns(API, (route.path for route in ROUTES if route.method == "GET")),
    *patterns(API, ("/jobs",)),
    *patterns("", (page.path for page in PAGES)),
)
"""Every path that can be read, in the order in which they are matched."""


def rests_on_letter(method: str, path: str) -> bool:
    """Whether what is asked for shows a case's file, or a trace."""
    for pattern, known in READABLE_PATHS:
        if found := pattern.match(path):
            if known in WHOLE_FILES:
                return method == "POST" or known not in LISTS_ONLY
            is_public = found.groupdict().get("stream") in PUBLIC_STREAMS
            return "{" in known and known not in NO_FILE and not is_public
    return False


def is_another_asked(scope: Scope) -> bool:
    """Whether a page is asked for under another letter than the one before."""
    asked = scope["query_string"].decode("latin-1")
    return is_of_a_page(scope) and ASKED_BY_PAGES in dict(parse_qsl(asked, keep_blank_values=True))


def is_of_a_page(scope: Scope) -> bool:
    path: str = scope["path"]
    return not path.startswith(f"{API}/")


def letter_told(scope: Scope) -> str | None:
    """The letter that a request names; None for one that names none, or nothing fit to be kept."""
    if is_of_a_page(scope):
        asked = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        return fit_letter(asked.get(ASKED_BY_PAGES, ""))
    given = dict(scope["headers"]).get(READING_LETTER, b"")
    return fit_letter(unquote(given.decode("utf-8", "replace")))


def fit_letter(text: str) -> str | None:
    letter = text.strip()
    return letter if 0 < len(letter) <= LONGEST_LETTER and letter.isprintable() else None


def letter_taken_off(scope: Scope) -> Scope:
    """The request as the house knows it: its routes refuse a parameter that they do not know."""
    if not is_of_a_page(scope):
        return scope
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    kept = [pair for pair in pairs if pair[0] != ASKED_BY_PAGES]
    if len(kept) == len(pairs):
        return scope
    return {**scope, "query_string": urlencode(kept).encode("latin-1")}


async def no_letter(request: Request) -> Response:
    """What is answered to a read that names no letter: why, and to a browser a form for it."""
    if not is_of_a_page(request.scope):
        fault = WrongForm(f"/{READING_LETTER.decode()}", NO_LETTER, 403)
        return await problems.answer(request, fault)
    in_english.set(chosen_english(request))
    asked = [pair for pair in request.query_params.multi_items() if pair[0] != ASKED_BY_PAGES]
    return html_page(request, "reading_letter.html", 403, asked=asked)
