"""Reads forms that browsers post: bounded_body before they are parsed, and refused unless they are
ours."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from services.pages.session import refuse_foreign_site, refuse_unmarked

MOST_INPUTS, MOST_FILES = 10_000, 500
LONGEST_FORM = 64 * 1024 * 1024  # bytes, files and all
LONGEST_TEXT = 1024 * 1024  # bytes of one input


@asynccontextmanager
async def posted_form(request: Request, longest: int = LONGEST_FORM) -> AsyncIterator[FormData]:
    """The posted form. 403 where it is not from here, 413 where it is too long."""
    refuse_foreign_site(request)
    asked = bounded_body(request, longest)
    limits = {"max_fields": MOST_INPUTS, "max_files": MOST_FILES, "max_part_size": LONGEST_TEXT}
    async with asked.form(**limits) as form:
        refuse_unmarked(request, str(form.get("mark") or ""))
        yield form


def bounded_body(request: Request, longest: int) -> Request:
    """The request, which ends with 413 where more comes than may."""
    size = 0

    async def receive() -> Message:
        nonlocal size
        message = await request.receive()
        size += len(message.get("body", b""))
        if size > longest:
            raise HTTPException(413)
        return message

    return Request(request.scope, receive)


def posted_texts(form: FormData) -> dict[str, str]:
    """The inputs that are texts, by name; of several of one name the last."""
    return {name: text for name, text in form.multi_items() if isinstance(text, str)}
