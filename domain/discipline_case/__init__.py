"""Discipline cases (纪检监察案件): known in the discipline vault's own process alone."""
