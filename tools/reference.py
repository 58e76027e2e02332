"""Writes REGULATIONS.md and its Chinese twin, from the types (`python -m tools.reference`)."""

from pathlib import Path

from domain.authoring.reference import reference
from domain.authoring.values_told import Language
from tools.timers import timer_table

ROOT = Path(__file__).parent.parent


PAGES: dict[str, Language] = {"REGULATIONS.md": "en", "REGULATIONS.zh.md": "zh"}


def page(name: str) -> str:
    """A page as the types say it now."""
    language = PAGES[name]
    return f"{reference(language)}\n{timer_table(language)}"


if __name__ == "__main__":
    for name in PAGES:
        (ROOT / name).write_text(page(name), "utf-8")
