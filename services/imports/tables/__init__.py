"""Table import: applications from CSV or XLSX, one a row."""
