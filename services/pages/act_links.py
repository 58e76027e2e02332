"""Links to what may be done, from the names of acts that lists give: an act on a case, or on
one that it belongs to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from domain.streams import STREAMS
from services.api.commands import slug

ACT_ADDRESSES = {
    command.__name__: (stream.name, slug(command))
    for stream in STREAMS.values()
    for command in stream.commands
    if not command.entailed
}
"""By the name of an act the kind of case that it is about, and its name in addresses."""


ADVERSE_ACTS = frozenset(
    command.__name__
    for stream in STREAMS.values()
    for command in stream.commands
    if command.adverse
)


class ActLink(Struct, frozen=True):
    """Where an act is done, what people call it, and how its button looks: the awaited one stands
    out, and one against somebody is never the first."""

    href: str
    words: Any
    kind: str = "plain"


def act_links(
    names: Sequence[str], words: Sequence[Any], cases: Mapping[str, str]
) -> Iterator[ActLink]:
    """A link for each act; `cases` are the ids of the case at hand and of those it belongs to."""
    for name, said in zip(names, words, strict=True):
        stream, address = ACT_ADDRESSES.get(name, ("", ""))
        if stream in cases:
            yield ActLink(f"/{stream}/{cases[stream]}/{address}", said)


def acts_now(state: Mapping[str, Any], awaited: Collection[str] = ()) -> list[ActLink]:
    """What may be done now on a case: first what is awaited, last what is against somebody."""
    at = f"/{state['stream']}/{state['id']}"
    now = [one for one in state["actions"] if one["when"] == "now"]
    now.sort(key=lambda one: (one["command"] in ADVERSE_ACTS, one["command"] not in awaited))
    return [ActLink(f"{at}/{one['slug']}", one["words"], button_kind(one, awaited)) for one in now]


def button_kind(action: Mapping[str, Any], awaited: Collection[str]) -> str:
    if action["command"] in ADVERSE_ACTS:
        return "grave"
    return "" if action["command"] in awaited else "plain"


def acts_not_yet(state: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What is the reader's to do and cannot be done yet, each with every reason."""
    return [one for one in state["actions"] if one["when"] == "not_yet"]


def only(state: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """The case with these of its acts alone: for a page that is about them."""
    return {**state, "actions": [one for one in state["actions"] if one["command"] in names]}
