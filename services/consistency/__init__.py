"""Whether store, read model, keys, accounts and files belong together."""
