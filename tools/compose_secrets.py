"""Generates the secrets that compose.yaml gives its services: python3 tools/compose_secrets.py.

What exists stays. Compose mounts files with the mode they have here, and containers have other
users: so the folder is closed to others, and the files in it are readable.
"""

import secrets
import sys
from pathlib import Path

NODES = ("nats-1", "nats-2", "nats-3")


def contents() -> dict[str, str]:
    """Each file's name and text; passwords begin with a letter and need no quoting in a URL."""
    owner, app, nats = (f"p{secrets.token_hex(24)}" for _ in range(3))
    return {
        "postgres_password": owner,
        "owner_url": f"postgresql://anjuan_owner:{owner}@postgres/anjuan",
        "database_url": f"postgresql://anjuan_app:{app}@postgres/anjuan",
        "nats_password": f'NATS_PASSWORD: "{nats}"',
        "nats_url": ",".join(f"nats://anjuan:{nats}@{node}:4222" for node in NODES),
    }


def main(folder: Path) -> None:
    """Writes all secrets, or exits where the folder exists: secrets of two runs do not fit."""
    if folder.exists():
        sys.exit(f"{folder} is there already")
    folder.mkdir(mode=0o700)
    for name, text in contents().items():
        (folder / name).write_text(f"{text}\n")
        (folder / name).chmod(0o644)
    print(f"{folder}: {', '.join(contents())}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("secrets"))
