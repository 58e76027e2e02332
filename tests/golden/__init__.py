"""Stored forms of every release. A file here may grow and never changes.

`python -m tests.golden` prints the lines that the newest file still lacks.
"""
