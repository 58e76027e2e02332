"""Runs `anjuan` commands in this process, over a demonstration's data folder and database."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from services.cli.main import app
from services.runtime import Runtime, open_runtime
from services.settings import Settings
from tests.support.calling import calling


class Terminal:
    """Runs commands; `settings` reach them through ANJUAN_* variables. A demonstration's, unless
    it is said to be a real store's."""

    def __init__(self, settings: Settings, real: bool = False) -> None:
        self.settings = settings
        self.environment = {"ANJUAN_DATA": str(settings.data)}
        if not real:
            self.environment["ANJUAN_DEMO"] = "true"
        self.environment["ANJUAN_DATABASE"] = settings.database or ""
        if not settings.database:
            del self.environment["ANJUAN_DATABASE"]

    def run(self, *words: str | Path, status: int = 0, input: str | None = None) -> Result:
        """Runs a command that ends with that exit status and without a traceback."""
        runner = CliRunner(env={**self.environment, "COLUMNS": "200"})
        result = runner.invoke(app, [str(word) for word in words], input=input)
        seen = (result.exit_code, result.stdout, result.stderr, result.exception)
        assert result.exit_code == status, seen
        assert result.exception is None or isinstance(result.exception, SystemExit), seen
        return result

    def out(self, *words: str | Path, **options: Any) -> str:
        return self.run(*words, **options).stdout

    def lines(self, *words: str | Path, **options: Any) -> list[Any]:
        """What a command says for a program: one JSON value a line."""
        return [json.loads(line) for line in self.out(*words, "--json", **options).splitlines()]

    def runtime(self) -> Runtime:
        return open_runtime(self.settings)


def demonstrated(settings: Settings) -> Terminal:
    """A demonstration was served from there, and has accepted the application a1."""
    with calling(settings, timers=False) as caller:
        caller.walk("a1", until="AcceptApplication")
    return Terminal(settings)
