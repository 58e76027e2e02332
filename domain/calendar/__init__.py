"""The working-day calendar: State Council notices, year by year."""
