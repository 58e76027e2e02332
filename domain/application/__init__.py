"""Applications, from draft to result."""
