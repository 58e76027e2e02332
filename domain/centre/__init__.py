"""A recognised centre, from recognition to its end."""
