"""Units with a credit code and their registered names."""
