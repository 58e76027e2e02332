"""The calendar file: State Council notices, year by year."""
