"""What the domain may know, and that its table of contents is whole."""

import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import grimp
import pytest

from domain.case import Command
from domain.discipline_case.vault_stream import DISCIPLINE_CASES
from domain.event import Event
from domain.streams import STREAMS
from services.commands import dispatcher
from tests.support.names_in_code import strings

PROJECT = ("domain", "projections", "adapters", "services")


def leaves(kind: type[Any]) -> set[type[Any]]:
    """The subclasses in the domain that have none themselves."""
    below = [sub for sub in kind.__subclasses__() if sub.__module__.startswith("domain.")]
    return set().union(*map(leaves, below)) if below else {kind}


PURE_LIBRARIES = {
    "msgspec": "types, and JSON from and to them",
    "tomli": "the standard library's reader of TOML, compiled",
    "tomli_w": "writes the complete text of a regulation; the standard library only reads TOML",
}


def test_the_domain_knows_the_standard_library_and_few_pure_libraries() -> None:
    graph = grimp.build_graph("domain", include_external_packages=True)
    outside = {name for name in graph.modules if name.split(".")[0] != "domain"}
    others = {name for name in outside if name.split(".")[0] not in sys.stdlib_module_names}
    assert others == PURE_LIBRARIES.keys()


def test_the_domain_has_no_clock_no_chance_and_no_input() -> None:
    graph = grimp.build_graph("domain", include_external_packages=True)
    assert not graph.modules & {"time", "random", "secrets", "uuid", "os", "socket", "sqlite3"}


def test_who_waits_for_a_command_is_answered_in_one_place() -> None:
    folder = Path(dispatcher.__file__).parent
    found = Counter(
        (path.name, what)
        for path in folder.glob("*.py")
        for what in re.findall(r"set_result|set_exception", path.read_text())
    )
    assert found == {("dispatcher.py", "set_result"): 1, ("dispatcher.py", "set_exception"): 1}


@pytest.mark.parametrize(("kind", "field"), [(Command, "commands"), (Event, "events")])
def test_every_command_and_event_is_in_exactly_one_stream(kind: type[Any], field: str) -> None:
    kinds = (*STREAMS.values(), DISCIPLINE_CASES)
    listed = Counter(one for kind_of_case in kinds for one in getattr(kind_of_case, field))
    assert {one for one, times in listed.items() if times > 1} == set()
    assert leaves(kind) == set(listed)


def test_every_stream_opens_with_one_command_of_its_own() -> None:
    for stream in STREAMS.values():
        assert [c for c in stream.commands if c.opens], stream.name
        assert stream.opening is None or not stream.opening.entailed


MAY_NAME_COMMANDS = ("domain/words/", "services/demo/", "services/pages/")
"""Rooms of pages put certain acts in order and fill them in; their forms come from the types."""
BELOW_THEIR_COMMANDS = {  # whose modules import these, or whose classes stand below
    ("domain/regime/lifecycle.py", "ExpireRegime"),
    ("domain/fund_project/finishing.py", "ApplyAcceptance"),
    ("domain/fund_project/holding_back.py", "HoldProjectFunding"),
    ("domain/fund_project/holding_back.py", "ReleaseProjectFunding"),
    ("domain/held_with_centre.py", "ReleaseProjectFunding"),
    ("domain/fund_project/finishing.py", "FailAcceptance"),
    ("domain/violation/holding_projects.py", "LiftHoldByDecision"),
    ("domain/violation/holding_projects.py", "ReleaseProjectFunding"),
    ("domain/violation/funding.py", "HoldFunding"),
    ("domain/violation/funding.py", "ReleaseFunding"),
    ("domain/violation/notifying.py", "SubmitDefence"),
    ("domain/violation/weighing.py", "NotifyIntendedDecision"),
    ("domain/application/case.py", "CompleteExpertReview"),
    ("domain/application/admitting.py", "ResolveObjection"),
    ("domain/regulation/limits.py", "RecommendApplication"),
    ("domain/regulation/limits.py", "SubmitApplication"),
    ("domain/regulation/limits.py", "ProposeEntry"),
    ("domain/regulation/limits.py", "RecogniseCentre"),
    ("domain/regulation/limits.py", "WithdrawApplication"),
}


def test_a_command_is_a_string_in_words_and_the_demonstration_only() -> None:
    names = {command.__name__ for stream in STREAMS.values() for command in stream.commands}
    found = {
        (path, text)
        for path, text in strings(*PROJECT)
        if text in names and not path.startswith(MAY_NAME_COMMANDS)
    }
    assert found == BELOW_THEIR_COMMANDS
