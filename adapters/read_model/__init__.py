"""Tables of rows for projections."""
