"""Settings: from flags, then ANJUAN_* variables, then anjuan.toml in the working folder.

`ANJUAN_<NAME>_FILE` names a file that holds the value, as containers are given secrets.
"""

import os
from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import tomli
from msgspec import Meta, Struct

from domain.working_days import CHINA

Work = Literal["relay", "projector", "timers", "webhooks"]  # what `anjuan worker` does


class WrongSetting(Exception):
    """A setting that cannot be taken, by name."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a service. `database` is a PostgreSQL URL of the application's role; without
    one everything is in SQLite files under `data`. `owner` is the URL of the role that owns the
    database, for `migrate` alone. `nats` are URLs of servers (several with commas); without any
    an embedded server runs beside the service. `replicas` is how many copies a cluster keeps.
    `apart`: HTTP alone, the rest is done by workers. With `demo_lives` a demonstration tells
    whole lives over years, and no rounds under way. `health_port` is where a worker answers
    /healthz, /readyz and /metrics; without one it does not. `public_per_minute` is how often
    one address may act without a token. A session ends after `session_hours`, and when it is
    not used for `idle_minutes`. `proxies` are the addresses and networks (several with commas)
    of those whose `X-Forwarded-For` is believed. `daily_upload_mb` is what one account may
    upload in a day. `tls_certificate` and `tls_key` are PEM files: with them HTTP is HTTPS.
    `footer` is what stands at the foot of every page, lines with | between them: the organ that
    runs the site, its number, its licences. `public_url` is where strangers reach the pages: it
    stands in the QR codes of documents; without one `http://HOST:PORT`. `nats_ca` is the
    authority's certificate by which servers of NATS are known at `tls://` URLs; for PostgreSQL it
    stands in the URL (sslmode, sslrootcert). `vault` is the folder of a discipline vault that runs
    beside the service; a demonstration has one beside its data folder. `webhook_networks` are
    addresses and networks (several with commas) that webhooks may reach although they are not
    public, by http:// too."""

    data: Path = Path("data")
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 8000
    database: str | None = None
    owner: str | None = None
    nats: str | None = None
    replicas: int = 1
    apart: bool = False
    health_port: Annotated[int, Meta(ge=0, le=65_535)] | None = None
    demo: bool = False
    demo_password: str | None = None
    demo_lives: bool = False
    clock: datetime | None = None
    regulations: Path | None = None
    public_per_minute: Annotated[int, Meta(ge=1, le=100_000)] = 30
    session_hours: Annotated[int, Meta(ge=1, le=24 * 30)] = 12
    idle_minutes: Annotated[int, Meta(ge=1, le=24 * 60)] = 60
    proxies: str | None = None
    daily_upload_mb: Annotated[int, Meta(ge=1, le=1_000_000)] = 1000
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    nats_ca: Path | None = None
    footer: str | None = None
    public_url: str | None = None
    vault: Path | None = None
    webhook_networks: str | None = None

    @property
    def vault_folder(self) -> Path | None:
        """The folder of the discipline vault beside this service; None where it has none."""
        if self.vault or not self.demo:
            return self.vault
        return self.data.with_name(f"{self.data.name}-vault")

    @property
    def address(self) -> str:
        """Where strangers reach the pages."""
        scheme = "https" if self.tls_certificate else "http"
        return (self.public_url or f"{scheme}://{self.host}:{self.port}").rstrip("/")


def read_settings(
    flags: Mapping[str, Any],
    environment: Mapping[str, str] = os.environ,
    file: Path = Path("anjuan.toml"),
) -> Settings:
    """Reads the settings. Raises WrongSetting, naming the setting."""
    values: dict[str, Any] = {}
    if file.exists():
        try:
            values |= tomli.loads(file.read_text("utf-8-sig"))
        except tomli.TOMLDecodeError as error:
            raise WrongSetting(f"{file}: {error}") from error
    values |= from_variables(environment)
    values |= {name: value for name, value in flags.items() if value is not None}
    try:
        settings = msgspec.convert(values, Settings, strict=False, dec_hook=path)
    except msgspec.ValidationError as error:
        raise WrongSetting(str(error)) from error
    refuse_unsafe(settings)
    if settings.clock and settings.clock.tzinfo is None:
        settings = msgspec.structs.replace(settings, clock=settings.clock.replace(tzinfo=CHINA))
    return settings


def refuse_unsafe(settings: Settings) -> None:
    """Refuses settings that do not go together, or would trust everybody. Raises WrongSetting."""
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        raise WrongSetting("tls_certificate, tls_key: 两者同用 / both or none")
    for name in ("tls_certificate", "tls_key", "nats_ca"):
        file: Path | None = getattr(settings, name)
        if file and not file.is_file():
            raise WrongSetting(f"{name}: {file}: 没有这个文件 / no such file")
    for name in ("proxies", "webhook_networks"):
        networks: str | None = getattr(settings, name)
        for network in networks.split(",") if networks is not None else ():
            try:
                ip_network(network.strip())
            except ValueError as error:
                raise WrongSetting(f"{name}: {error}") from error


def from_variables(environment: Mapping[str, str]) -> dict[str, str]:
    """Values of the variables, or of the files that they name. Raises WrongSetting."""
    values = {}
    for name in Settings.__struct_fields__:
        key = f"ANJUAN_{name.upper()}"
        if key in environment and f"{key}_FILE" in environment:
            raise WrongSetting(f"{key} and {key}_FILE: one of the two")
        if key in environment:
            values[name] = environment[key]
        elif file := environment.get(f"{key}_FILE"):
            values[name] = content(f"{key}_FILE", Path(file))
    return values


def content(key: str, file: Path) -> str:
    """Content of a secret's file. Raises WrongSetting."""
    try:
        return file.read_text("utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(f"{key}: {error}") from error


def path(kind: type, value: Any) -> Any:
    if kind is Path or issubclass(kind, Path):
        return Path(value)
    raise TypeError(kind)
