"""Helps those who write a regulation file: a first draft, its schema, facts, diagram, reference."""
