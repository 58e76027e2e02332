"""Discipline inspection in its own house: a case from the clue to a package of evidence that proves
itself, of which nobody outside hears."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from adapters.evidence.checkpoint import CheckpointKey
from adapters.evidence.package_check import checked_package
from domain.context import Actor
from domain.money import in_yuan
from lives.asked import Asked
from services.api.discipline_door import socket_in
from services.processes.vault_beside import SIGNING_KEY, VaultProcess, VaultSettings, without_vault
from services.runtime import Runtime

INSPECTORS = {
    name: Actor(name, "DISCIPLINE", "510000") for name in ("inspector", "inspector.second")
}
LETTER_NO = "川监〔2026〕7号"
CASE = "discipline-cases/d-1"
STARTS_WITHIN = 240.0  # seconds


@contextmanager
def vault_running(runtime: Runtime) -> Iterator[Path]:
    """The discipline vault beside the service, in a process of its own; its folder."""
    settings = runtime.settings
    folder = settings.vault_folder
    assert folder
    process = VaultProcess(VaultSettings(folder, without_vault(settings)), after=0.0)
    process.start()
    try:
        await_door(folder)
        yield folder
    finally:
        process.stop()


def await_door(folder: Path) -> None:
    """Until the vault answers; it stands back behind all else that the machine does."""
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            with socket.socket(socket.AF_UNIX) as door:
                door.connect(str(socket_in(folder)))
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


class Inspection:
    """What the inspector does; each read names the letter that it rests on."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def read(self, path: str) -> Any:
        return json.loads(self.asked.send("GET", path, "inspector", letter=LETTER_NO))

    def does(self, what: str, path: str, said: dict[str, Any]) -> dict[str, Any]:
        body = json.dumps({**said, "document_no": LETTER_NO}).encode()
        done: dict[str, Any] = json.loads(self.asked.send("POST", path, "inspector", body))
        print(f"  {LETTER_NO}  {what}")
        return done

    def acts(self, what: str, slug: str, **command: Any) -> None:
        self.does(what, f"{CASE}/{slug}", {"command": command})

    def opened(self) -> None:
        clue = {"source": "RED_FLAG", "facts": "专项资金回流到建设主体的其他账户"}
        clue |= dict(zip(("handler", "reviewer"), INSPECTORS, strict=True))
        said = {"id": CASE.partition("/")[2], "command": clue | {"received_on": "2026-01-13"}}
        self.does("受理线索 a clue is received", CASE.partition("/")[0], said)
        self.acts("初步核实 preliminary look", "dispose-clue", disposal="PRELIM", reason="有流水")
        self.acts("立案 filed", "file-discipline-case", facts="涉嫌挪用专项资金")

    def traced(self, project: str, position: int) -> None:
        """What the finance department traced, in the mirror, on a letter and not without."""
        path = f"fund-projects/{project}/trace"
        theirs = self.asked.read("finance", path)["payments"]
        own = self.read(f"{path}?min_position={position}")["payments"]
        assert [(one["fen"], one["min"], one["max"]) for one in own] == [
            (one["fen"], one["min"], one["max"]) for one in theirs
        ]
        assert self.asked.status("inspector", path) == 403
        share = f"至少 {in_yuan(own[-1]['min'])} 至多 {in_yuan(own[-1]['max'])}"
        print(f"  在镜像中追踪 {len(own)} 笔，末笔专项 {share} 元 traced in the mirror")
        print("  不写批准文号的，不予查阅 no letter, no file")

    def sealed(self, project: str, lines: list[str], folder: Path, place: Path) -> None:
        """The package, its chain of custody, and its proof from nothing but the file."""
        links = {"linked_cases": [f"fund-projects/{project}"], "linked_lines": lines}
        self.acts("关联资金明细 lines are linked", "link-evidence", **links)
        packages, keeping = f"{CASE}/evidence-packages", {"recipient": "证据室", "why": "固定证据"}
        sha256 = self.does("封存证据包 a package is sealed", packages, keeping)["event"]["sha256"]
        why = {"sha256": sha256, "recipient": "本人", "why": "核对"}
        assert self.asked.status("inspector", f"{packages}/{sha256}") == 403
        self.acts("开启 opened", "open-package", **why)
        place.write_bytes(self.asked.send("GET", f"{packages}/{sha256}", "inspector"))
        self.acts("归还 returned", "return-package", **why)
        assert self.asked.status("inspector", f"{packages}/{sha256}") == 403
        report = checked_package(place, CheckpointKey(folder / SIGNING_KEY).public, sha256)
        assert report.signature_checked and not report.wrong, report
        held = report.manifest
        assert any(one.here for one in held.files), held.files
        print(
            f"  核验 anjuan vault verify：事件 {len(held.positions)}，文件"
            f" {sum(one.here for one in held.files)}，相符 verified"
        )
