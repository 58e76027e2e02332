"""Claims: a name, or a place among open applications, reserved for one holder at a time."""
