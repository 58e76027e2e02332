"""Demonstration data: whole lives of thirty centres, under four regimes, over three years."""
