"""Reactions are given in rounds; those that are refused keep nobody behind them from its turn."""

from concurrent.futures import Future
from typing import Any

import msgspec
import pytest

from adapters.read_model.reader import Listed
from domain.refusal import Refused
from projections.reactions import Awaited
from services.commands.messages import CommandRequest, CommandResult
from services.reactions import reacting
from services.reactions.reacting import Reactor


def awaited(number: int) -> Awaited:
    return Awaited(
        reaction="tried",
        of="centres/c1",
        since="2026-03-02",
        position=number,
        regulation="SC",
        division="510000",
        stream="centres",
        id=f"c{number}",
        command="RecordSupervision",
        body={"findings": "正常", "advice": "无"},
    )


class Waiting:
    """Rows of reactions, by page."""

    def __init__(self, *numbers: int) -> None:
        self.numbers = list(numbers)

    def page(
        self, table: Any, *, sort: str, after: tuple[str, str] | None, limit: int
    ) -> list[Listed]:
        left = [one for one in self.numbers if after is None or one > int(after[1])]
        return [
            Listed(str(one), msgspec.json.encode(awaited(one)), ("", str(one)))
            for one in left[:limit]
        ]


class Refusing:
    """A dispatcher that refuses some and stores the others."""

    def __init__(self, *refused: int) -> None:
        self.refused, self.asked = {f"c{one}" for one in refused}, list[str]()

    def submit(self, request: CommandRequest) -> "Future[CommandResult]":
        self.asked.append(request.id)
        answer: Future[CommandResult] = Future()
        if request.id in self.refused:
            answer.set_exception(Refused([]))
        else:
            answer.set_result(CommandResult(()))
        return answer


def reactor(rows: Any, dispatcher: Any) -> Reactor:
    return Reactor(rows, dispatcher)


def test_a_round_of_refused_reactions_keeps_nobody_behind_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reacting, "LARGEST_ROUND", 2)
    rows, dispatcher = Waiting(1, 2, 3, 4, 5), Refusing(1, 2, 4)
    given = reactor(rows, dispatcher)
    assert given.tick() == 2
    assert dispatcher.asked == ["c1", "c2", "c3", "c4", "c5"]
    assert len(given.refused) == 3


def test_what_was_refused_is_asked_again_after_a_while_and_forgotten_with_its_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows, dispatcher = Waiting(1, 2), Refusing(1)
    given = reactor(rows, dispatcher)
    given.tick()
    rows.numbers.remove(2)
    assert (given.tick(), dispatcher.asked) == (0, ["c1", "c2"]), "not at once"
    monkeypatch.setattr(reacting, "TRIED_AGAIN_AFTER", 0.0)
    given.tick()
    assert dispatcher.asked == ["c1", "c2", "c1"]
    rows.numbers.clear()
    given.tick()
    assert given.refused == {}
