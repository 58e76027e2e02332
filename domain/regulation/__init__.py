"""A regime as data: what a regulation file may say, how it is read, and how it is checked."""
