"""Runs a plain Starlette route that decodes and answers a body: what HTTP alone costs here."""

import sys

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def echo(request: Request) -> Response:
    body = msgspec.json.decode(await request.body())
    return Response(msgspec.json.encode(body), 201, media_type="application/json")


async def ready(request: Request) -> Response:
    return Response()


def main() -> None:
    routes = [Route("/", echo, methods=["POST"]), Route("/readyz", ready)]
    uvicorn.run(Starlette(routes=routes), port=int(sys.argv[1]), log_config=None, access_log=False)


if __name__ == "__main__":
    main()
