"""Writes REGULATIONS.md and its Chinese twin, from the types (`python -m tools.reference`)."""

from pathlib import Path

from domain.authoring.reference import reference
from tools.timers import timer_table

ROOT = Path(__file__).parent.parent


def pages() -> dict[str, str]:
    """Each page as the types say it now."""
    return {
        "REGULATIONS.md": f"{reference('en')}\n{timer_table('en')}",
        "REGULATIONS.zh.md": f"{reference('zh')}\n{timer_table('zh')}",
    }


if __name__ == "__main__":
    for name, text in pages().items():
        (ROOT / name).write_text(text, "utf-8")
