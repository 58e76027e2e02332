"""Ledger: what events say of money, as rows of typed tables that are only ever added to."""
