"""Pages of administration: accounts, regulations, calendars, health."""
