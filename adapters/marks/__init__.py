"""Marks: up to which event of which store a part of a data folder belongs."""
