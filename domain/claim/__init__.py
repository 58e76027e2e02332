"""Claims: one holder at a time of a name or of a place among open applications."""
