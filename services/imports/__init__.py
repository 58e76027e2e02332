"""Files of commands and tables, read in."""
