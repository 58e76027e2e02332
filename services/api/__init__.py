"""HTTP: commands, states, lists, files, tokens. OpenAPI from the types."""
