"""Makes the secrets that compose.yaml hands to its services: python3 tools/compose_secrets.py.

What is there stays. Compose gives files into containers with the mode they have here, and the users
in there are others: so the folder is ours alone, and the files are readable.
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
    """All or nothing: half a set of another time would not fit the rest."""
    if folder.exists():
        sys.exit(f"{folder} is there already")
    folder.mkdir(mode=0o700)
    for name, text in contents().items():
        (folder / name).write_text(f"{text}\n")
        (folder / name).chmod(0o644)
    print(f"{folder}: {', '.join(contents())}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("secrets"))
