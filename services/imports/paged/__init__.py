"""Statements, vouchers, disbursements and relations, read from files into pages of lines."""
