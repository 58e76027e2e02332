"""The claim to a centre's name: one at a time holds it (Inv. 29)."""

from domain.centre.case import Centre
from domain.matter import Matter


def name_claim(matter: Matter[Centre]) -> tuple[str, str, str]:
    return "centre-name", matter.case.level, matter.case.name
