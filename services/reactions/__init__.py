"""Event in, command out."""
