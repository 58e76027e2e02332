"""A demonstration with its discipline vault: the service in this process, the vault in its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from msgspec import Struct
from starlette.testclient import TestClient

from services.processes.service import running_service
from services.processes.vault_beside import VaultProcess, make_vault_ready, vault_beside
from services.settings import Settings
from tests.support.calling import Caller, done, eventually

HANDLER, REVIEWER = "discipline.sc", "discipline.sc.reviewer"
SECRET = "the-secret-case"
LETTER_NO = "川监〔2026〕1号"
ON_LETTER = {"Anjuan-Letter": quote(LETTER_NO)}
STARTS_WITHIN = 60.0
CLUE = {
    "source": "RED_FLAG",
    "facts": "反映某公职人员的问题",
    "handler": HANDLER,
    "reviewer": REVIEWER,
    "received_on": "2026-03-02",
}


class VaultHouse(Struct, frozen=True):
    """The service's callers, and the vault's process and folder."""

    call: Caller
    process: VaultProcess
    folder: Path

    @property
    def data(self) -> Path:
        return self.call.runtime.settings.data

    def answers(self) -> bool:
        return self.call.get(HANDLER, "/discipline-cases").status_code == 200

    def mirrored(self) -> bool:
        """Whether the vault's lists have come as far as the case service's log."""
        [position, _] = self.call.runtime.log.end() or (0, None)
        asked = self.call.get(HANDLER, "/registry/centres", min_position=str(position))
        return asked.status_code == 200

    def do(self, who: str, slug: str, command: dict[str, Any], **more: Any) -> dict[str, Any]:
        return done(self.call.do(who, "discipline-cases", SECRET, slug, command, **more))

    def files(self) -> dict[str, str]:
        """Hashes of the case service's files, but for what SQLite shares between readers."""
        found = (f for f in sorted(self.data.rglob("*")) if f.is_file() and f.suffix != ".db-shm")
        return {
            str(file.relative_to(self.data)): sha256(file.read_bytes()).hexdigest()
            for file in found
            if not file.name.endswith("-shm")
        }


@contextmanager
def vault_house(settings: Settings) -> Iterator[VaultHouse]:
    folder = settings.vault_folder
    assert folder
    make_vault_ready(folder, settings)
    with (
        running_service(settings, timers=False) as service,
        vault_beside(service.app, service.runtime, after=0.0) as process,
        TestClient(service.app) as client,
    ):
        assert process
        house = VaultHouse(Caller(service, client), process, folder)
        eventually(house.answers, STARTS_WITHIN)
        eventually(house.mirrored, STARTS_WITHIN)
        yield house
