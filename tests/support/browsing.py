"""Journeys in a real browser: a site on a port of this machine, and a visitor who watches that no
page has an error, asks elsewhere, or shuts anybody out."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize

from services.processes.http_server import Server, config_of
from services.processes.service import Service
from tests.support.calling import Caller
from tests.support.chromium import NODE_FOLDER, ROOT
from tests.support.demonstrations import PASSWORD
from tests.support.free_ports import free_port

SHOTS = ROOT / "build" / "shots"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
VIOLATIONS = (
    "window.refused = []; document.addEventListener('securitypolicyviolation',"
    " e => window.refused.push(e.effectiveDirective + ' ' + e.blockedURI));"
)
AXE = (NODE_FOLDER / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


@contextmanager
def served(service: Service) -> Iterator[str]:
    """The service on a port of this machine; its address."""
    port = free_port()
    config = config_of(service.app, service.runtime.settings, port)
    server = Server(config, service.app.state.notifier)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until_started(server)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


def wait_until_started(server: uvicorn.Server) -> None:
    end = time.monotonic() + 10
    while not server.started:
        assert time.monotonic() < end
        time.sleep(0.01)


class Visitor:
    """One person's browser. `page` is Playwright's."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context, self.site = context, site
        context.set_default_timeout(8000)
        context.add_init_script(VIOLATIONS)
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on("request", self._request)

    def go(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def sign_in(self, name: str, password: str = PASSWORD) -> Page:
        """By the sign-in page; then at the desk."""
        self.context.clear_cookies(name="__Host-anjuan")
        self.go("/sign-in")
        self.page.fill("#username", name)
        self.page.fill("#password", password)
        self.page.press("#password", "Enter")
        self.page.wait_for_url(self.site + HOME_OF.get(name.partition(".")[0], "/desk"))
        return self.page

    def become(self, name: str, house: Caller, path: str = "/") -> Page:
        """Somebody who has signed in already, on a page: quicker than by the sign-in page."""
        token = house.bearer(name)["Authorization"].removeprefix("Bearer ")
        home = self.site.replace("http:", "https:")
        cookie = SetCookieParam(
            name="__Host-anjuan", value=token, url=home, secure=True, httpOnly=True
        )
        self.context.add_cookies([cookie])
        return self.go(path)

    def tab_to(self, words: str, most: int = 60) -> int:
        """Presses Tab until the focus is on what begins with these words, or is called so."""
        for times in range(1, most + 1):
            self.page.keyboard.press("Tab")
            text, id, name = self.page.evaluate(FOCUSED)
            if text.startswith(words) or words in (id, name):
                return times
        raise AssertionError(f"{words}: not reached in {most} tabs")

    def look(self, name: str = "") -> None:
        """Axe finds nothing on this page, it asked nobody else, and no policy was broken. With a
        name, a picture of it is kept in build/shots."""
        assert self.faults_of_page() == []
        if name:
            self.picture(name)

    def faults_of_page(self) -> list[str]:
        self.page.evaluate(AXE)
        run = "levels => axe.run(document, {runOnly: levels})"
        found: dict[str, Any] = self.page.evaluate(run, LEVELS)
        axe = [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]]
        refused: list[str] = self.page.evaluate("window.refused")
        wider = ["wider than the screen"] if self.page.evaluate(OVERFLOWS) else []
        return [*axe, *refused, *wider, *self.wrong]

    def picture(self, name: str) -> Path:
        SHOTS.mkdir(parents=True, exist_ok=True)
        file = SHOTS / f"{name}.png"
        self.page.screenshot(path=file, full_page=True)
        return file

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.site):
            self.wrong.append(f"elsewhere: {request.url}")


HOME_OF = {"expert": "/reviewing", "sysadmin": "/admin"}
"""Where accounts are after they have signed in, by their kind; others are at the desk."""
FOCUSED = (
    "[(document.activeElement.innerText || '').trim(), document.activeElement.id,"
    " document.activeElement.name]"
)

OVERFLOWS = "document.documentElement.scrollWidth > window.innerWidth + 1"


@contextmanager
def visiting(browser: Browser, site: str, width: int = 1366, **options: Any) -> Iterator[Visitor]:
    """A visitor with a browser of their own: no cookies, Chinese."""
    view = ViewportSize(width=width, height=900)
    context = browser.new_context(locale="zh-CN", viewport=view, **options)
    yield Visitor(context, site)
    context.close()
