"""The interface for programs (`/help/api`): every operation with a curl line, every event with its
subject; made from the OpenAPI and AsyncAPI documents."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from domain.refusal import Text
from domain.words import event_words, stream_words
from services.api.asyncapi import ADDRESS, asyncapi_document
from services.api.openapi import document
from services.api.openapi_words import TAGS
from services.api.requests import CALLERS_STREAMS
from services.pages.answering import html_page
from services.pages.help.curl_lines import CurlLine, curl_lines
from services.pages.page_route import PageRoute

INTERFACE_PAGE = "/help/api"


async def interface_page(request: Request) -> Response:
    """`/help/api`: for integrators, public."""
    base = f"{request.url.scheme}://{request.url.netloc}"
    groups: dict[str, list[CurlLine]] = {}
    for tag, line in curl_lines(document(), base):
        groups.setdefault(tag, []).append(line)
    return html_page(
        request,
        "help/interface.html",
        base=base,
        groups=[(tag, tag_called(tag), lines) for tag, lines in groups.items()],
        address=ADDRESS,
        streams=events_told(),
        messages=len(asyncapi_document()["components"]["messages"]),
    )


def tag_called(tag: str) -> Text:
    return TAGS.get(tag) or stream_words(tag)


def events_told() -> list[tuple[Text, list[tuple[str, Text]]]]:
    """The events of each kind of case, by the tag that stands in their subject."""
    return [
        (stream_words(name), [(tag, event_words(tag)) for tag in map(tag_in_subject, one.events)])
        for name, one in CALLERS_STREAMS.items()
    ]


def tag_in_subject(event: Any) -> str:
    return str(event.__struct_config__.tag)


PAGES = (PageRoute(INTERFACE_PAGE, interface_page, ()),)
