"""A regime's file: its regulation in versions, its industry catalogues."""
