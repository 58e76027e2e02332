"""Settings: flags, then ANJUAN_* variables, then anjuan.toml in the working folder."""

import os
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from domain.working_days import CHINA


class WrongSetting(Exception):
    """A setting that cannot be taken, by name."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a service is started with. `database` is a PostgreSQL URL of the application's role;
    without one everything lies in SQLite files under `data`. `nats` are URLs of servers (several
    with commas); without any a server of our own runs beside the service. `replicas` is how many
    copies a cluster keeps."""

    data: Path = Path("data")
    host: str = "127.0.0.1"
    port: int = 8000
    database: str | None = None
    nats: str | None = None
    replicas: int = 1
    demo: bool = False
    demo_password: str | None = None
    clock: datetime | None = None
    regulations: Path | None = None


def read_settings(
    flags: Mapping[str, Any],
    environment: Mapping[str, str] = os.environ,
    file: Path = Path("anjuan.toml"),
) -> Settings:
    """Raises WrongSetting, naming the setting."""
    values: dict[str, Any] = {}
    if file.exists():
        try:
            values |= tomllib.loads(file.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise WrongSetting(f"{file}: {error}") from error
    names = Settings.__struct_fields__
    values |= {
        name: environment[key] for name in names if (key := f"ANJUAN_{name.upper()}") in environment
    }
    values |= {name: value for name, value in flags.items() if value is not None}
    try:
        settings = msgspec.convert(values, Settings, strict=False, dec_hook=path)
    except msgspec.ValidationError as error:
        raise WrongSetting(str(error)) from error
    if settings.clock and settings.clock.tzinfo is None:
        settings = msgspec.structs.replace(settings, clock=settings.clock.replace(tzinfo=CHINA))
    return settings


def path(kind: type, value: Any) -> Any:
    if kind is Path or issubclass(kind, Path):
        return Path(value)
    raise TypeError(kind)
