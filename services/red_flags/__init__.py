"""Red flags: leads about money as SQL in files, asked of the ledger, kept as cases."""
