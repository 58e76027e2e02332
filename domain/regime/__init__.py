"""Regimes: a regulation in versions, and its industry catalogues."""
