"""The mirror that a second house keeps of another's whole log, and what it needs to read it."""
