"""What a form answers: the defects that a bureau told, the facts of an objection. It stands above
the inputs, so that nobody has to look for it elsewhere."""

from collections.abc import Callable, Iterator
from typing import Any

from domain.application.correcting import SupplyCorrection
from domain.application.investigating import AnswerObjection
from services.pages.words import t


def defects_told(state: dict[str, Any]) -> Iterator[str]:
    yield from (state.get("correction") or {}).get("defects", ())


def open_objections(state: dict[str, Any]) -> Iterator[str]:
    for one in state.get("objections") or ():
        if one.get("answered_on") is None and one.get("facts"):
            no, facts = one.get("no"), one["facts"]
            yield t("异议 {no}（{day} 收到）：{facts}", no=no, day=one["received_on"], facts=facts)


WHAT_EACH_ANSWERS: dict[str, Callable[[dict[str, Any]], Iterator[str]]] = {
    SupplyCorrection.__name__: defects_told,
    AnswerObjection.__name__: open_objections,
}


def answered_by(command: str, state: dict[str, Any]) -> list[str]:
    """What this command answers in the case as it is shown, each in one line."""
    told = WHAT_EACH_ANSWERS.get(command)
    return list(told(state)) if told else []
