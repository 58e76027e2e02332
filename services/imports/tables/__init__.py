"""Tables in: the form's list as CSV or XLSX, one application a row."""
