"""Pass marks: an application that the panel has judged below them enters no list, and is submitted
to no body."""

from collections.abc import Iterator

from domain.application.case import Application
from domain.facts import fact
from domain.matter import Matter
from domain.points import in_points
from domain.refusal import Refusal, Text


@fact("points", "评审得分", "points of the review")
def review_score(matter: Matter[Application]) -> int | None:
    """The panel's result, in hundredths of a point."""
    return matter.case.score


NO_LIST = Text("未达到的不列入名单", "no list has one below")
NOT_SUBMITTED = Text("未达到的不提请审定", "one below is not submitted")


def below_the_mark(matter: Matter[Application], else_: Text = NO_LIST) -> Iterator[Refusal]:
    """Refuses an application whose result, or whose average for a criterion, is too low; `else_`
    says what does not become of it."""
    panel = matter.rules.text.panel
    if panel and panel.pass_mark:
        yield from short_of(
            matter, panel.rule, Text("总分", "in all"), matter.case.score, panel.pass_mark, else_
        )
    for one in matter.rules.text.criterion:
        if one.least:
            points = matter.case.points(one.name)
            yield from short_of(
                matter, one.rule, Text(one.name, one.name), points, one.least, else_
            )


def short_of(
    matter: Matter[Application],
    rule: str,
    what: Text,
    points: int | None,
    least: int,
    else_: Text,
) -> Iterator[Refusal]:
    """Refuses points below the least; of a channel without a review, none are asked."""
    if not matter.case.reviewed or (points is not None and points >= least):
        return
    given = "—" if points is None else in_points(points)
    asked = Text(f"评审得分（{what.zh}）：{given} 分", f"points ({what.en}): {given}")
    low = in_points(least)
    allowed = Text(f"不低于 {low} 分；{else_.zh}", f"at least {low}; {else_.en}")
    yield matter.rules.refuse(rule, asked, allowed, "fact", ("/score",), over=True)
