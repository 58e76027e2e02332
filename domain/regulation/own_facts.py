"""Facts of one regime: those of the code, and those that its own fields and criteria make."""

from domain.facts import FACTS, Fact
from domain.refusal import Text
from domain.regulation.judging import Criterion
from domain.regulation.model import Regulation


def facts_of(regulation: Regulation) -> dict[str, Fact]:
    """Every fact that a text may compare: those of the code, the fields of the form that it asks
    itself, and the result of the review under each criterion."""
    own = (fact for field in regulation.field for fact in field.facts)
    return {fact.name: fact for fact in (*own, *map(score_under, regulation.criterion))} | FACTS


def score_under(criterion: Criterion) -> Fact:
    """The fact of a review's result under one criterion."""
    name = criterion.name
    words = Text(f"评审得分（{name}）", f"points for {name}")
    return Fact(f"score:{name}", "points", words, lambda matter: matter.case.points(name))
