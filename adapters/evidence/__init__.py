"""Evidence packages: events as they are stored, with proofs that stand without the store."""
