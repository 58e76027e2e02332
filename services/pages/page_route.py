"""A page, declared beside its view: where it stands, how it is asked for, its query parameters."""

from collections.abc import Awaitable, Callable
from functools import wraps

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from services.api.route import refuse_unknown

View = Callable[[Request], Awaitable[Response]]


class PageRoute(Struct, frozen=True):
    """One page. Each module of pages exports its own as `PAGES`; `table.py` collects them.

    `query` are the query parameters that it takes: any other is refused, as by the API (None: not
    checked). With `posts` it takes forms too, where `form_of` reads them and looks for their mark.
    """

    path: str
    view: View
    query: tuple[str, ...] | None = None
    posts: bool = False

    @property
    def methods(self) -> list[str]:
        return ["GET", "POST"] if self.posts else ["GET"]

    @property
    def checked_view(self) -> View:
        """The view, after a check of the names of the query parameters."""
        if self.query is None:
            return self.view
        view, known = self.view, self.query

        @wraps(view)
        async def look_first(request: Request) -> Response:
            refuse_unknown(request, known)
            return await view(request)

        return look_first
