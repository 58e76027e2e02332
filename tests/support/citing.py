"""Decorators by which a test cites rules of the regulations, or invariants of the specification."""

import pytest

rule = pytest.mark.rule
invariant = pytest.mark.invariant
