"""Batches: a call for applications, and the lists and publicities it leads to."""
