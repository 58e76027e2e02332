"""Backups of a data folder: made while it is served, checked, restored as a new generation."""
