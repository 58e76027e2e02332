"""The discipline vault (纪检监察库): a second house, which mirrors the case service's whole log."""
