"""Applies the schema migrations to a PostgreSQL database, as its owner, before anything runs."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from adapters.event_store.log import StoreUnavailable
from adapters.event_store.postgres import connection_parts

FOLDER = Path(__file__).parent / "migrations"
APP_ROLE = "anjuan_app"
ONE_AT_A_TIME = 0x616E_6A75_616E  # "anjuan", the advisory lock that migrating processes share

Connection = psycopg.Connection[tuple[Any, ...]]


class MigrationRefused(Exception):
    """The database is not what these migrations would have made."""


def migrate_store(
    owner_url: str,
    *,
    app_role: str = APP_ROLE,
    app_password: str | None = None,
    demo: bool = False,
    folder: Path = FOLDER,
) -> list[str]:
    """Applies the numbered files not yet applied, all or none, and returns their names.

    Makes the application's role when absent (a password is then set, and never changed later).
    Files find its name in the setting anjuan.app_role. `demo` lets callers give the time of
    events; a database stays what it was made as. Raises MigrationRefused where an applied file was
    changed or is missing, or wants more than the owner may do, and StoreUnavailable where the owner
    cannot connect.
    """
    with connected(owner_url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (ONE_AT_A_TIME,))
        _ensure_role(connection, app_role, app_password)
        applied = _applied(connection)
        files = {path.name: path.read_bytes() for path in sorted(folder.glob("[0-9]*.sql"))}
        for name, digest in applied.items():
            if name not in files or sha256(files[name]).digest() != digest:
                raise MigrationRefused(f"{name} was applied and has been changed since")
        missing = [name for name in files if name not in applied]
        connection.execute("SELECT set_config('anjuan.app_role', %s, true)", (app_role,))
        for name in missing:
            _apply(connection, name, files[name])
        _settle_demo(connection, demo)
    return missing


def connected(owner_url: str) -> Connection:
    connection_parts(owner_url)
    try:
        return psycopg.connect(owner_url)
    except psycopg.OperationalError as error:
        raise StoreUnavailable(str(error)) from error


def role_in(url: str | None) -> tuple[str, str | None]:
    """The application's role and password, as its own URL names them."""
    given = connection_parts(url or "")
    return str(given.get("user") or APP_ROLE), str(given.get("password") or "") or None


def _ensure_role(connection: Connection, role: str, password: str | None) -> None:
    """Roles are the whole server's, so another database's migration may make it meanwhile."""
    if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
        return
    statement = SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(Identifier(role), Literal(password))
    try:
        with connection.transaction():
            connection.execute(statement)
    except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
        pass


def _applied(connection: Connection) -> dict[str, bytes]:
    connection.execute("CREATE SCHEMA IF NOT EXISTS anjuan")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS anjuan.migrations (name text PRIMARY KEY,"
        " sha256 bytea NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
    )
    return dict(connection.execute("SELECT name, sha256 FROM anjuan.migrations").fetchall())


def _apply(connection: Connection, name: str, content: bytes) -> None:
    try:
        connection.execute(content)
    except psycopg.errors.InsufficientPrivilege as error:
        raise MigrationRefused(f"{name}: {error}") from error
    connection.execute(
        "INSERT INTO anjuan.migrations (name, sha256) VALUES (%s, %s)",
        (name, sha256(content).digest()),
    )


def _settle_demo(connection: Connection, demo: bool) -> None:
    row = connection.execute("SELECT demo FROM anjuan.settings").fetchone()
    if row is None:
        connection.execute("INSERT INTO anjuan.settings (demo) VALUES (%s)", (demo,))
    elif row[0] != demo:
        made = "a demonstration" if row[0] else "no demonstration"
        raise MigrationRefused(f"this database was made as {made} and stays so")
