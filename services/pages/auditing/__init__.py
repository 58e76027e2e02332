"""Pages of auditors: the record of acts, two moments compared, long jobs."""
