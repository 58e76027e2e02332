"""The demonstration's password: given, or made at the first start; kept in the data folder."""

from contextlib import suppress
from pathlib import Path
from secrets import token_hex, token_urlsafe

from adapters.folders import make_private_file
from services.settings import Settings


def password_file(data: Path) -> Path:
    return data / "demo_password"


def demo_password(settings: Settings) -> str:
    """The password of all its accounts, the same at every start unless another one is given."""
    file = password_file(settings.data)
    draft = file.with_name(f"{file.name}.{token_hex(4)}")
    make_private_file(draft)
    draft.write_text(f"{settings.demo_password or token_urlsafe(12)}\n", "utf-8")
    if settings.demo_password:
        draft.replace(file)
    else:
        with suppress(FileExistsError):  # made at an earlier start, or by another process just now
            file.hardlink_to(draft)
        draft.unlink()
    return file.read_text("utf-8").strip()
