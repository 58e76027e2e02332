"""Who may act in a discipline case: the handler or the reviewer that it names, never one for both.

Review is apart from investigation (监察法 39: 内部监督制约), so no account is both.
"""

from collections.abc import Iterable
from typing import Any, Literal

from domain.case import Command
from domain.matter import Matter
from domain.refusal import Refusal, Text

NamedRole = Literal["handler", "reviewer"]
NAMED_ROLES: dict[NamedRole, Text] = {
    "handler": Text("承办人", "the handler"),
    "reviewer": Text("审理人", "the reviewer"),
}


def only_for(matter: Matter[Any], do: type[Command], seat: NamedRole) -> Iterable[Refusal]:
    """Refuses an act to everybody but the person whom the case names for it."""
    step = matter.step(do.__name__)
    if step and matter.context.actor.person != getattr(matter.case, seat):
        words = NAMED_ROLES[seat]
        yield matter.rules.refuse(
            step.rule,
            Text("本人不是本案的" + words.zh, f"you are not {words.en} of this case"),
            Text(f"由本案{words.zh}办理", f"done by {words.en} of the case"),
            "who",
        )


class HandlersCommand(Command, frozen=True, kw_only=True):
    """What the handler of the case does."""

    @classmethod
    def beforehand(cls, matter: Matter[Any]) -> Iterable[Refusal]:
        return only_for(matter, cls, "handler")


class ReviewersCommand(Command, frozen=True, kw_only=True):
    """What the reviewer of the case does."""

    @classmethod
    def beforehand(cls, matter: Matter[Any]) -> Iterable[Refusal]:
        return only_for(matter, cls, "reviewer")
