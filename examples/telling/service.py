"""The running service over HTTP, as several of its users see it."""

import json
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

Json = dict[str, Any]


class Stopped(Exception):
    """The story can't be told, or not to its end; the message is for the person at the terminal."""


class Answer(NamedTuple):
    status: int
    body: Any
    replayed: bool = False


class Service:
    """The service over HTTP, for several of its users at once."""

    def __init__(self, url: str, password: str) -> None:
        self.url, self.password = url.rstrip("/"), password
        self.tokens: dict[str, str] = {}
        self.opener = build_opener(ProxyHandler({}))

    def call(
        self, method: str, path: str, who: str | None = None, body: Any = None, **headers: str
    ) -> Answer:
        """`body` is JSON, or bytes as they are."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if who:
            headers["Authorization"] = f"Bearer {self.token(who)}"
        if body is not None:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            headers["Content-Type"] = "application/octet-stream"
        else:
            content = None
        request = Request(f"{self.url}/api/v1/{path}", content, headers, method=method)
        try:
            with self.opener.open(request, timeout=30) as answer:
                replayed = answer.headers.get("Idempotent-Replayed") == "true"
                return Answer(answer.status, json.load(answer), replayed)
        except HTTPError as error:
            with error:
                return Answer(error.code, problem_in(error.read()))
        except (URLError, HTTPException, OSError, ValueError) as error:
            raise Stopped(
                f"服务不可达 {self.url}（{error}）：请先运行 make run\n"
                f"The service does not answer at {self.url}: start it with `make run`"
            ) from None

    def token(self, who: str) -> str:
        if who not in self.tokens:
            credentials = {"username": who, "password": self.password}
            answer = self.call("POST", "tokens", body=credentials)
            if answer.status != 201:
                raise Stopped(
                    f"{who}：口令不对，请在 ANJUAN_DEMO_PASSWORD 中给出演示口令\n"
                    f"{who}: wrong password; give the demonstration's in ANJUAN_DEMO_PASSWORD"
                )
            self.tokens[who] = answer.body["token"]
        return self.tokens[who]

    def read(self, path: str, who: str | None = None, **query: Any) -> Any:
        """What a GET answers, which must be there."""
        answer = self.call("GET", f"{path}?{urlencode(query)}", who)
        if answer.status != 200:
            raise Stopped(f"GET {path}: {answer.status} {answer.body}")
        return answer.body


def problem_in(content: bytes) -> Json:
    try:
        problem = json.loads(content)
    except ValueError:
        problem = None
    return problem if isinstance(problem, dict) else {"title": content.decode(errors="replace")}
