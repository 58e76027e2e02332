"""Read-only views of a data folder's parts: looking makes, migrates and changes nothing."""
