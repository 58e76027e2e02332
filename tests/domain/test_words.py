"""Each name in code has Chinese and English words in one place: none is missing, none too many."""

import re
from collections import Counter
from collections.abc import Mapping

import pytest
from msgspec.inspect import StructType, type_info

from domain.refusal import Text
from domain.regulation.rules import rules_of
from domain.streams import STREAMS
from domain.words import (
    COMMANDS,
    EVENTS,
    FIELDS,
    GLOSSARIES,
    command_words,
    field_words,
    period_words,
    stages,
    streams,
    values,
)
from domain.words.actors import BODIES, DUTIES, ROLES
from domain.words.periods import PERIODS
from domain.words.proceedings import PROCEEDING_STAGES
from projections.registry import ACTIVE
from services.pages.forms.inputs import Circumstances
from tests.support import names_in_code
from tests.support.citing import rule
from tests.support.names_in_code import FIELD_NAMES, LOUD, TEXTS
from tests.support.regulations import COMPLETE

CHINESE, CODE = re.compile("[\u4e00-\u9fff]"), re.compile(r"[a-z]_[a-z]|[a-z][A-Z]|[A-Z]{3}_?")
TABLES: dict[str, Mapping[str, Text]] = {
    "commands": COMMANDS,
    "events": EVENTS,
    "fields": FIELDS,
    "stages": stages.STAGES,
    "streams": streams.STREAMS,
    "values": values.VALUES,
    "roles": ROLES,
    "duties": DUTIES,
    "periods": PERIODS,
}
ONE_EACH = ("commands", "events", "streams", "roles", "duties")


def test_every_command_event_and_kind_of_case_has_words_and_nothing_else_has() -> None:
    tags = {
        info.tag for kind in names_in_code.EVENTS if isinstance(info := type_info(kind), StructType)
    }
    assert COMMANDS.keys() == {command.__name__ for command in names_in_code.COMMANDS}
    assert EVENTS.keys() == tags
    assert streams.STREAMS.keys() == STREAMS.keys()


def test_no_two_kinds_of_case_have_words_for_the_same_name() -> None:
    """What several kinds of case call by one name stands once."""
    for kind in ("commands", "events", "fields"):
        names = Counter(name for one in GLOSSARIES for name in getattr(one, kind))
        assert [name for name, times in names.items() if times > 1] == []


def test_every_field_of_a_case_a_command_an_event_or_a_row_has_words() -> None:
    without = [one for one in FIELD_NAMES if not FIELDS.keys() & {*one.keys}]
    assert without == []


def test_no_words_stand_for_a_field_that_is_not_there() -> None:
    """Those of a part come before those of the name alone. A form asks for circumstances too."""
    used = {next((key for key in one.keys if key in FIELDS), "") for one in FIELD_NAMES}
    assert FIELDS.keys() - used - {*Circumstances.__struct_fields__} == set()


def test_words_for_a_part_say_something_else_than_its_name_alone() -> None:
    for table in (FIELDS, values.VALUES):
        doubled = [
            key for key in table if "." in key and table[key] == table.get(key.split(".")[1])
        ]
        assert doubled == []


def test_every_value_of_a_closed_list_has_words_and_no_other_has() -> None:
    asked = names_in_code.values()
    known = values.VALUES.keys()
    assert {one for one in asked if not known & {".".join(one), one[1]}} == set()
    source = {text for _, text in names_in_code.strings("domain", "projections")}
    used = {value for _, value in asked} | {".".join(one) for one in asked} | source
    assert known - used == set()


@rule("SC-06.1")
def test_every_stage_role_duty_and_period_of_a_regulation_has_words() -> None:
    steps = [step for text in TEXTS for step in text.step]
    assert stages.STAGES.keys() >= names_in_code.stages() | ACTIVE
    assert ROLES.keys() >= {role for step in steps for role in step.by}
    everywhere = [rules_of(text).text for text in COMPLETE.values()]
    of_steps = {step.duty for text in everywhere for step in text.step} - {None}
    assert DUTIES.keys() == of_steps
    own = {name for text in TEXTS for name in text.period}
    assert PERIODS.keys() >= {name for step in steps for name in step.begins} - own
    assert all(one.zh and one.en for text in TEXTS for one in text.period.values())


def test_every_code_in_capitals_in_the_domain_and_the_lists_has_words() -> None:
    actors = {*ROLES, *BODIES}
    own_stages = {name.partition(".")[2] for name in PROCEEDING_STAGES}
    known = {
        *stages.STAGES,
        *actors,
        *own_stages,
        *(key.split(".")[-1] for key in values.VALUES),
        "NFKC",  # a form of Unicode
        "FEN",  # a currency of Beancount
    }
    loud = {one for one in names_in_code.strings("domain", "projections") if LOUD.fullmatch(one[1])}
    assert {one for one in loud if one[1] not in known} == set()


@pytest.mark.parametrize("name", TABLES)
def test_words_are_chinese_and_english_and_no_names_of_code(name: str) -> None:
    for key, words in TABLES[name].items():
        assert CHINESE.search(words.zh) or key in ("zh", "en"), key
        assert words.en and not CHINESE.search(words.en) and not CODE.search(words.en), key


@pytest.mark.parametrize("name", ONE_EACH)
def test_no_two_of_a_kind_are_called_the_same(name: str) -> None:
    for language in ("zh", "en"):
        called = Counter(getattr(words, language) for words in TABLES[name].values())
        assert [text for text, times in called.items() if times > 1] == []


@pytest.mark.parametrize("command", names_in_code.COMMANDS, ids=lambda command: command.__name__)
def test_a_command_s_docstring_begins_with_its_chinese_name(command: type) -> None:
    doc = command.__dict__.get("__doc__")
    assert (doc or "").startswith(command_words(command.__name__).zh)


def test_words_of_a_part_are_found_by_its_holder_first_then_by_its_kind() -> None:
    assert field_words("name", "applicant_head", "Signatory").zh == "负责人"
    assert field_words("name", "recommender_head", "Signatory").zh == "姓名"
    assert field_words("name", "Party").zh == "名称"
    assert period_words("not-yet-known") == Text("not-yet-known", "not-yet-known")
