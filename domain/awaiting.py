"""What waits in a part of a case beside the case's own stage: a tranche, a repayment."""

from msgspec import Struct


class Awaiting(Struct, frozen=True):
    """`part` names the part in its case (`tranche/1`), `stage` says where it is, and `command` what
    is awaited there; without one nothing more is. `by_the_same`: by another person of the organ
    that has asked for it, in the duty of the record that it is about."""

    part: str
    stage: str = ""
    command: str = ""
    by_the_same: bool = False
