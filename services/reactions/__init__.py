"""Process managers: an event in, a command out."""
