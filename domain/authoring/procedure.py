"""A shipped procedure by itself: what it comes to, and what provisions can be cited onto."""

from domain.regulation.assembling import Assembly
from domain.regulation.citations import citable
from domain.regulation.sources import layers_of, procedures


def assembled(name: str) -> Assembly:
    """The procedure with those that it stands on. Raises Unreadable."""
    assembly = Assembly([])
    for layer in layers_of({"extends": name}, "", {}):
        assembly.add(layer)
    return assembly


def all_citable() -> list[str]:
    """What provisions can be cited onto, in whichever procedure."""
    found = (target for name in procedures() for target in citable(assembled(name)))
    return sorted(dict.fromkeys(found))
