"""What another text would have answered to what was recorded under the one in force."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.event_store.cases import CaseStore
from adapters.event_store.log import Log
from adapters.event_store.sqlite import SQLiteLog
from domain.regulation.rules import text_hash
from services.queries import other_answers
from services.queries.other_answers import OtherAnswer, OtherAnswers, in_place
from tests.support.asking import DEFEND, ESTABLISH, INQUIRE, NOTIFY, TIP, TRIAGE, do
from tests.support.centre_road import before as as_before
from tests.support.folded import Scribe
from tests.support.projected import two_applications
from tests.support.regulations import SICHUAN_TEXT
from tests.support.roads import SICHUAN
from tests.support.world import claim

STAFF = (
    'fact = "distinct_staff"\nop = ">="\nvalue = 5\n',
    'fact = "distinct_staff"\nop = ">="\nvalue = 500\n',
)
PUBLICITY = "[publicity]\nlength = 5", "[publicity]\nlength = 7"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    """One application that is recognised, and one that the experts have reviewed."""
    with closing(SQLiteLog(tmp_path_factory.mktemp("log") / "events.db")) as log:
        Scribe(log).write(two_applications())
        yield log


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    """A centre that is to be cancelled, and a unit against which a violation is established."""
    life = as_before(SICHUAN, "CancelQualification")
    for ask in (TIP, TRIAGE, INQUIRE, NOTIFY, DEFEND, ESTABLISH):
        on = life.centre.last_day
        served = "served_on" in ask.command.__struct_fields__
        do(life.world, ask.saying(served_on=on) if served else ask, on)
    with closing(SQLiteLog(tmp_path_factory.mktemp("lives") / "events.db")) as log:
        Scribe(log).write(life.world)
        yield log


LONGEST = "[period.rectification.longest]\ndays = 180"


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        ((LONGEST, LONGEST.replace("180", "3")), {("OrderRectification", "SC-13.7")}),
        (
            ('    "MISAPPROPRIATION",\n', ""),
            {("NotifyIntendedDecision", "SC-20.1")},
        ),
    ],
)
def test_acts_on_centres_and_in_inquiries_are_compared_too(
    lives: Log, pair: tuple[str, str], told: set[tuple[str, str]]
) -> None:
    found = answers(lives, SICHUAN_TEXT.replace(*pair))
    assert {(one.command, refusal.rule) for one in found for refusal in one.refusals} == told


def test_a_longer_term_for_the_defence_names_the_notice_with_its_other_last_day(lives: Log) -> None:
    [one] = answers(
        lives, changed(("[period.defence]\nworking_days = 5", "[period.defence]\nworking_days = 9"))
    )
    assert one.command == "NotifyIntendedDecision" and not one.refusals
    assert any(pointer.endswith("/period/ends") for pointer, _, _ in one.changes)


def changed(*pairs: tuple[str, str]) -> str:
    text = SICHUAN_TEXT
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after, 1)
    return text


def answers(log: Log, text: str) -> list[OtherAnswer]:
    found = OtherAnswers(log, CaseStore(log), claim, in_place(SICHUAN_TEXT, text))
    return list(found.answers())


def test_the_same_text_answers_everything_as_it_was(log: Log) -> None:
    assert answers(log, changed(("title = ", "title  = "))) == []


def test_a_higher_threshold_names_each_act_that_it_would_have_refused_with_the_rule(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(other_answers, "HELD_CASES", 2)
    found = answers(log, changed(STAFF))
    refused = {(one.stream, one.command): one.refusals[0].rule for one in found if one.refusals}
    assert refused["applications/a1", "SubmitApplication"] == "SC-05.7"
    assert refused["applications/a2", "SubmitApplication"] == "SC-05.7"
    assert set(refused.values()) == {"SC-05.7"}


def test_a_longer_publicity_names_each_act_with_another_last_day(log: Log) -> None:
    found = answers(log, changed(PUBLICITY))
    pointers = {pointer for one in found for pointer, _, _ in one.changes}
    assert any(pointer.endswith("/ends") for pointer in pointers)
    assert {one.stream for one in found} == {"batches/b1"}


def test_a_text_of_another_regime_does_not_stand_in_its_place() -> None:
    with pytest.raises(ValueError):
        in_place(SICHUAN_TEXT, changed(('code = "SC"', 'code = "SX"')))


def test_what_is_put_in_place_changes_nothing_that_is_stored(log: Log, tmp_path: Path) -> None:
    before = [one.state for one in log.follow(0, 1000)]
    answers(log, changed(PUBLICITY))
    assert [one.state for one in log.follow(0, 1000)] == before
    assert text_hash(SICHUAN_TEXT) != text_hash(changed(PUBLICITY))
