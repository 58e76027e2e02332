"""A regime as its officers know it, and a unit that applies under it."""

from typing import NamedTuple


class Regime(NamedTuple):
    """`centre` and `paper` are a centre's name and a paper's number, with a place to fill in;
    `bureau` and `upper` what the bureau of a place and the authority are called; `proofs` the
    conditions that a file proves, `documents` the fields of the form that are files, `reviewed` the
    rules that the review answers, `direct_proofs` what a direct application proves besides."""

    code: str
    authority: str
    title: str
    centre: str
    paper: str
    bureau: tuple[str, str]
    upper: tuple[str, str]
    proofs: tuple[str, ...]
    documents: tuple[str, ...]
    reviewed: tuple[str, ...]
    audits: bool
    people: dict[str, str]
    direct_proofs: tuple[str, ...] = ()

    @property
    def clerk(self) -> str:
        return f"prov.{self.code.lower()}"

    @property
    def reviewer(self) -> str:
        return f"{self.clerk}.reviewer"

    @property
    def experts(self) -> str:
        return f"{self.clerk}.experts"

    @property
    def decider(self) -> str:
        return f"{self.clerk}.decider"


class Applicant(NamedTuple):
    """A unit; in a telling also its application's id and batch and the industry it applies for."""

    regime: Regime
    account: str
    uscc: str
    name: str
    nature: str
    kind: str
    city: str
    level: str = "PREFECTURE"
    channel: str = "ORDINARY"
    staff: int = 5
    id: str = ""
    batch: str = ""
    industry: str = ""

    @property
    def bureau(self) -> str:
        return f"pref.{self.city}"

    @property
    def case(self) -> str:
        return f"applications/{self.id}"

    @property
    def centre_name(self) -> str:
        return self.regime.centre.format(self.industry)

    @property
    def addressee(self) -> str:
        """The organ that accepts."""
        return self.regime.authority if self.channel == "DIRECT" else self.city

    @property
    def before(self) -> tuple[str, str]:
        """What that organ is called."""
        return self.regime.upper if self.channel == "DIRECT" else self.regime.bureau

    @property
    def proofs(self) -> tuple[str, ...]:
        """With the proof of its level, where it applies directly."""
        level = self.regime.direct_proofs if self.channel == "DIRECT" else ()
        return (*self.regime.proofs, *level)
