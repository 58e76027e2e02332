"""A Chromium for journeys: $CHROMIUM, else one on the PATH, else the one that npm brings, with a
Chinese font that pip brings. Nothing is installed on the machine."""

import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
NODE_FOLDER = ROOT / "tests" / "node"
ON_THE_PATH = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless=shell",
    "--no-sandbox",
    "--no-zygote",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
    "--hide-scrollbars",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser."""
    executable, surroundings = found_chromium()
    surroundings["FONTCONFIG_FILE"] = str(fonts())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=ARGUMENTS, env={**os.environ, **surroundings}
        )
        yield browser
        browser.close()


def found_chromium() -> tuple[str, dict[str, str]]:
    """The executable, and the variables that it needs."""
    named = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ON_THE_PATH)), None)
    if named:
        return named, {}
    folder = unpacked()
    return str(folder / "chromium"), {"LD_LIBRARY_PATH": str(folder / "al2023" / "lib")}


def unpacked() -> Path:
    """The folder of npm's Chromium, unpacked once for all processes of the tests."""
    package = NODE_FOLDER / "node_modules" / "@sparticuz" / "chromium" / "package.json"
    version = msgspec.json.decode(package.read_bytes(), type=dict[str, Any])["version"]
    folder = ROOT / "build" / f"chromium-{version}"
    if not folder.exists():
        folder.parent.mkdir(exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix="chromium-", dir=folder.parent))
        unpack_into(fresh)
        try:
            fresh.rename(folder)
        except OSError:  # another process was first
            shutil.rmtree(fresh)
    return folder


def unpack_into(folder: Path) -> None:
    script = NODE_FOLDER / "unpack.mjs"
    node = ROOT / ".venv" / "bin" / "node"
    program = str(node) if node.exists() else "node"
    subprocess.run([program, str(script), str(folder)], check=True, timeout=120)
    with tarfile.open(folder / "al2023.tar") as packed:
        packed.extractall(folder / "al2023", filter="data")
    (folder / "al2023.tar").unlink()


def fonts() -> Path:
    """A fontconfig file that knows the Chinese font alone, so that pictures are alike anywhere."""
    spec = find_spec("pylopdf_fonts_zh_cn")
    assert spec and spec.origin
    file = ROOT / "build" / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{Path(spec.origin).parent}</dir><cachedir>{file.parent / 'fontcache'}</cachedir>"
        "</fontconfig>"
    )
    return file
