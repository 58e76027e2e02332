"""Walks README: its shell blocks as one script, in a folder of their own, one after the other."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from tests.support.service_process import environment

ROOT = Path(__file__).parents[2]
STAYS = ("make run", "anjuan serve", "anjuan worker", "python3 examples/subscriber.py")
"""Commands that stay until Ctrl-C: each has a terminal of its own."""
LEFT_OUT = {
    "make test": "it is what runs this walk",
    "anjuan serve --demo --lives --data lives": "test_whole_lives.py; it would end `make run`",
    "python3 tools/compose_secrets.py": "test_compose.py",
    "docker compose up --build --detach": "test_compose.py; it downloads images",
}
PREAMBLE = r"""
set -mu
signal_all() { for pid in $(jobs -p); do kill "$1" -- "-$pid"; done 2>/dev/null; }
stop_all() {
  signal_all -INT
  for _ in $(seq 300); do [ "$(jobs -pr)" ] || return 0; sleep 0.1; done
  echo "Ctrl-C did not end:"; jobs -r
  signal_all -KILL
  exit 9
}
trap stop_all EXIT
await() {
  until "$@" >/dev/null 2>&1; do
    kill -0 "$stays" || { cat stays.*; exit 9; }
    sleep 0.1
  done
}
"""
READY = {
    "make run": "curl -s http://127.0.0.1:8000/readyz",
    "anjuan serve": "curl -s http://127.0.0.1:8000/readyz",
    "anjuan worker": """grep -q '"worker"' stays.{nth}""",
    "python3 examples/subscriber.py": "grep -q 'applications/' stays.{nth}",
}
LEAST = ("Makefile", "pyproject.toml", "requirements", "examples")


def shell_blocks(document: str) -> list[str]:
    """The commands in a document's shell blocks, each with the lines it goes on over."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / document).read_text("utf-8"), re.S)
    return [line for block in blocks for line in re.split(r"(?<!\\)\n", block) if line]


def without_comment(command: str) -> str:
    return command.split("  #")[0].split(" # ")[0].rstrip()


def script(document: str, addresses: Mapping[str, str]) -> str:
    """The walk as a shell script that ends at the first command that fails."""
    text = PREAMBLE
    for nth, command in enumerate(shell_blocks(document)):
        if without_comment(command) not in LEFT_OUT:
            text += "\n".join(steps(nth, command)) + "\n"
    for shown, here in addresses.items():
        assert shown in text, shown
        text = text.replace(shown, here)
    return text


def steps(nth: int, command: str) -> Iterator[str]:
    """A command, with its end awaited, or where it stays, its being ready."""
    yield f"echo at $SECONDS s\ncat <<'SHOWN'\n$ {command}\nSHOWN"
    kind = next((kind for kind in STAYS if command.startswith(kind)), None)
    if kind is None:
        yield f"{command}\nstatus=$?; [ $status = 0 ] || exit $status"
        return
    if "serve" in kind or "run" in kind:  # the one before is stopped: they share a port
        yield "stop_all"
    yield f"{without_comment(command)} >stays.{nth} 2>&1 & stays=$!"
    yield f"await {READY[kind].format(nth=nth)}"


def installed_folder(folder: Path) -> Path:
    """A folder as `make run` leaves it after its first time: installed, and without data."""
    folder.mkdir()
    for name in LEAST:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    for path in folder.rglob("*"):
        os.utime(path, (0, 0))  # older than the installation: make has nothing to do
    (folder / ".venv").symlink_to(Path(os.environ.get("VIRTUAL_ENV", ROOT / ".venv")))
    return folder


def bare_folder(folder: Path) -> Path:
    """A folder as it is unpacked: nothing is installed."""
    unwanted = shutil.ignore_patterns(
        ".*", "data", "build", "node_modules", "__pycache__", "*.egg-info", "secrets"
    )
    return Path(shutil.copytree(ROOT, folder, ignore=unwanted))


def walk(folder: Path, text: str, variables: Mapping[str, str], within: float) -> str:
    """Runs the script there; what was said, when it has ended well within these seconds."""
    (folder / ".curlrc").write_text("fail\nshow-error\n")
    kept = {k: v for k, v in environment().items() if not k.startswith("ANJUAN_")}
    here = kept | {"CURL_HOME": str(folder), "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    words = folder / "said"
    with words.open("wb") as file:
        running = subprocess.Popen(
            ["bash", "-c", text],
            cwd=folder,
            env=here | dict(variables),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    with suppress(subprocess.TimeoutExpired):
        running.wait(within)
    ended = running.poll()
    if ended is None:
        running.terminate()
        running.wait(40)
    said = words.read_text("utf-8")
    assert ended == 0, said[-4000:]
    return said
