"""Writes REGULATIONS.md and its Chinese twin, from the types (`python -m tools.reference`)."""

from pathlib import Path

from domain.authoring.reference import reference

ROOT = Path(__file__).parent.parent


def pages() -> dict[str, str]:
    """Each page as the types say it now."""
    return {"REGULATIONS.md": reference("en"), "REGULATIONS.zh.md": reference("zh")}


if __name__ == "__main__":
    for name, text in pages().items():
        (ROOT / name).write_text(text, "utf-8")
