"""Long jobs of auditors: deciding again, verifying, exporting; run beside everything else."""
