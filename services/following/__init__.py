"""Follows the events as somebody outside does: keeps them, and proves that none is missing."""
