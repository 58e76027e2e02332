"""A route of the API, declared beside its handler: routing, the check of query parameters and the
OpenAPI document follow from it."""

from collections.abc import Awaitable, Callable
from functools import wraps

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from domain.refusal import Text
from services.api.openapi_words import Answered, Schema
from services.api.problems import WrongForm
from services.api.requests import number_asked

Handler = Callable[[Request], Awaitable[Response]]

API = "/api/v1"


class Route(Struct, frozen=True):
    """One method of one path; where the path begins with `{stream}`, OpenAPI has it for each kind
    of case.

    `query` are its parameters, each with a schema: any other is refused (None: not checked). Every
    GET takes `min_position` too; reads from the store itself need not wait for it. `name` is the
    operation's name in OpenAPI, `words` what people call it, `tag` the group that it is listed in
    where its path names no kind of case; without an `answer` it is described elsewhere.
    """

    method: str
    path: str
    handler: Handler
    name: str = ""
    answer: Answered | None = None
    problems: tuple[str, ...] = ()
    query: dict[str, Schema] | None = None
    headers: tuple[Schema, ...] = ()
    body: type[Struct] | Schema | None = None
    public: bool = False
    words: Text = Text("", "")
    tag: str = "lists"

    @property
    def known(self) -> tuple[str, ...]:
        """The names of its query parameters."""
        return (*(self.query or ()), *(("min_position",) if self.method == "GET" else ()))

    @property
    def of_a_stream(self) -> bool:
        return "{stream}" in self.path

    @property
    def structs(self) -> tuple[type[Struct], ...]:
        """Its structs that OpenAPI needs schemas of."""
        answered = self.answer.structs if self.answer else ()
        return (*answered, self.body) if isinstance(self.body, type) else answered

    @property
    def checked(self) -> Handler:
        """The handler, after a check of the names of the query parameters."""
        if self.method != "GET" and self.query is None:
            return self.handler
        handler, known = self.handler, self.known

        @wraps(handler)
        async def look_first(request: Request) -> Response:
            refuse_unknown(request, known)
            return await handler(request)

        return look_first


def refuse_unknown(request: Request, known: tuple[str, ...]) -> None:
    """Refuses unknown query parameters: a misspelt filter would show everything."""
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        named, usable = ", ".join(unknown), ", ".join(known)
        pointer = unknown[0].replace("~", "~0").replace("/", "~1")
        raise WrongForm(
            f"/{pointer}",
            f"查询参数 {named} 不存在，可用 {usable}"
            f" / no such query parameter: {named}; one of: {usable}",
        )
    number_asked(request, "min_position", 0, 0, 2**62)
