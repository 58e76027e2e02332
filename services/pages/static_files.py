"""Style, script and icon: read once, and named with their hash, so that browsers keep them."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.pages.page_route import PageRoute

STATIC_FOLDER = Path(__file__).parent / "static"
STATIC_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
KEPT_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}


@cache
def static_contents() -> dict[str, bytes]:
    return {
        file.name: file.read_bytes()
        for file in STATIC_FOLDER.iterdir()
        if file.suffix in STATIC_TYPES
    }


@cache
def static(name: str) -> str:
    """The address of a file; another one when the file changes."""
    return f"/static/{name}?v={sha256(static_contents()[name]).hexdigest()[:12]}"


async def static_file(request: Request) -> Response:
    """`GET /static/{name}`."""
    name = request.path_params["name"]
    if name not in static_contents():
        raise HTTPException(404)
    return Response(static_contents()[name], 200, KEPT_FOR_GOOD, STATIC_TYPES[Path(name).suffix])


PAGES = (PageRoute("/static/{name}", static_file),)
