"""The command line, `anjuan`."""
