"""The HTTP API: commands, case states, lists, files, tokens, the event feed and OpenAPI."""
