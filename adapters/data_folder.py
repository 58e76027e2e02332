"""Names of what lies in a data folder: databases, keys, files of evidence, the embedded stream."""

EVENTS_DB, READ_DB, KEYS_DB, ACCOUNTS_DB = "events.db", "read.db", "keys.db", "accounts.db"
PAPERS_DB = "papers.db"
"""What people have filled in and not handed in: no part of the record, nor of a backup."""
JOBS_DB = "jobs.db"
"""Who had which long job done, and for a day what came of it."""
KEK = "kek"
ESCROW_KEY, VAULT_PUBLIC_KEY = "escrow.key", "vault.pub"
"""The discipline vault's key pair: for the public half, which the case service has, it wraps its
keys as it makes them."""
MIRROR_FOLDER, MIRROR_DB = "mirror", "mirror.db"
PACKAGES_FOLDER, READS_DB = "packages", "reads.db"
"""In the vault's folder: sealed evidence packages, and its own log of reads."""
FILES_FOLDER, NATS_FOLDER, FONTS_FOLDER = "files", "nats", "fonts"
DEMONSTRATION = "demonstration"
"""Is there where the folder is a demonstration's."""
SERVED = "service"
"""Is held by the service that runs over the folder."""
SENDING = "webhooks.lock"
"""Is held by the process that sends to webhooks."""
IMPORTING, IMPORTED = "importing.lock", "imported"
"""Is held by each import while it runs; says where the log ended when the last one was done."""
RESTORING = "restoring"
"""Stands in a data folder while a backup is restored into it."""
DATA_FILES = frozenset(
    {
        *(EVENTS_DB, READ_DB, KEYS_DB, ACCOUNTS_DB, PAPERS_DB, JOBS_DB, KEK),
        *(NATS_FOLDER, DEMONSTRATION, SERVED, RESTORING, ESCROW_KEY, VAULT_PUBLIC_KEY),
    }
)
"""What a data folder is known by."""
