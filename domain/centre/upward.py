"""Recommends a centre for recognition at the level above: the parent of the regime that recognised
it. C19, SC 14, IM 14."""

from collections.abc import Iterable

from domain.case import CaseId, Command
from domain.centre.case import Centre
from domain.context import Reason
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule
from domain.regime.lifecycle import regime_in


class RecommendToNational(Command, frozen=True, kw_only=True):
    """推荐申报国家级: a centre whose work stands out. What follows is a draft of the unit, under
    the regime above or, where it is named, under a labelled variant of that."""

    at_any_time = True
    achievements: Reason
    under: CaseId | None = None

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        about = matter.rules.about
        if self.regime_above(matter) is None:
            fits = about.parent or "-"
            yield file_rule(
                "regime-above",
                "向上位规定推荐",
                Text(f"按规定 {self.under or '-'} 推荐", f"under {self.under or '-'}"),
                Text(f"{fits}，或者标明为其假定程序的规定", f"{fits}, or a labelled variant of it"),
                "form",
                ("/under",),
            )

    def regime_above(self, matter: Matter[Centre]) -> str | None:
        """The regime of the draft; None where the one that is named is not above this one."""
        parent, named = matter.rules.about.parent, self.under or matter.rules.about.parent
        if named is None or named == parent:
            return named
        rules = regime_in(matter.reader.state("regulations", named)).rules_on(matter.day)
        variant = rules.text.variant if rules else None
        return named if variant and variant.of == parent else None

    def decide(self, matter: Matter[Centre]) -> "RecommendedToNational":
        under = self.regime_above(matter) or ""
        return RecommendedToNational(achievements=self.achievements, under=under)


class RecommendedToNational(Event, frozen=True, kw_only=True, tag="recommended-to-national"):
    """A draft of the unit's follows, by a reaction: another day may refuse it."""

    achievements: str
    under: str
