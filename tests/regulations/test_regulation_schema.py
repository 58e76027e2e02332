"""The JSON Schema of regulation files, made from the types: editors underline by it."""

import json
from copy import deepcopy
from typing import Any

import jsonschema_rs
import msgspec
import pytest
import tomli

from domain.authoring.schema import OWN, WRITTEN_OTHERWISE, source_schema
from domain.facts import FACTS
from domain.regulation.model import Regulation
from domain.regulation.rules import rules_of
from domain.regulation.sources import OWN_KEYS, is_source, procedures
from domain.trial.examples import Example
from domain.words.regulation_keys import BLOCK_WORDS, KEY_WORDS, block_words, key_words
from services.regulation_files import regulation_files
from tests.support.drafted import PROVINCES
from tests.support.regulations import INVENTED

SCHEMA = source_schema()
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA)
TEXTS = {file.name: file.text for file in regulation_files(INVENTED) if file.text}
SOURCES = {
    file.name: file.source
    for file in regulation_files(INVENTED)
    if is_source(tomli.loads(file.source))
} | {f"{one.like} drafted": one.source for one in PROVINCES}


def plain(source: str) -> Any:
    """A TOML text as an editor's checker sees it: JSON, with days as texts."""
    return json.loads(msgspec.json.encode(tomli.loads(source)))


def test_it_is_a_schema() -> None:
    assert jsonschema_rs.meta.is_valid(SCHEMA)
    assert SCHEMA["$schema"].endswith("2020-12/schema")
    assert "\\Z" not in json.dumps(SCHEMA) and '"null"' not in json.dumps(SCHEMA)


@pytest.mark.parametrize("name", SOURCES)
def test_it_takes_every_source_that_is_shipped_or_drafted(name: str) -> None:
    facts = FACTS | (rules_of(TEXTS[name]).facts if name in TEXTS else {})
    validator = jsonschema_rs.Draft202012Validator(source_schema(facts))
    wrong = [f"{e.instance_path}: {e.message}" for e in validator.iter_errors(plain(SOURCES[name]))]
    assert wrong == []


@pytest.mark.parametrize("name", procedures())
def test_it_takes_the_procedures_but_for_whose_text_they_are(name: str) -> None:
    about = plain(SOURCES["sichuan.toml"])["regulation"]
    whole = {"extends": name, "regulation": about} | plain(procedures()[name])
    wrong = [f"{e.instance_path}: {e.message}" for e in VALIDATOR.iter_errors(whole)]
    assert wrong == []


def test_every_key_of_a_source_and_of_a_complete_text_stands_in_it() -> None:
    expected = {*Regulation.__struct_fields__, *OWN_KEYS} - {*WRITTEN_OTHERWISE}
    assert SCHEMA["properties"].keys() == expected
    assert OWN.keys() == set(OWN_KEYS)


MISTAKES: dict[str, tuple[tuple[str, ...], Any]] = {
    "an unknown table": (("publicty",), {}),
    "an unknown key": (("publicity", "lenght"), 5),
    "a wrong kind of value": (("publicity",), {"length": "5"}),
    "a unit that there is not": (("publicity",), {"unit": "moon"}),
    "a level that there is not": (("regulation", "level"), "CENTRALL"),
    "a code with small letters": (("regulation", "code"), "hb"),
    "an unknown step": (("guard", "x"), {"on": ["SubmitAplication"]}),
    "an unknown fact": (("guard", "x"), {"fact": "distinct_staf"}),
    "an unknown operator": (("guard", "x"), {"op": "=>"}),
    "an unknown role": (("step", "PassRecheck"), {"by": ["PREFECT"]}),
    "an unknown duty": (("step", "PassRecheck"), {"duty": "rechecking"}),
    "an unknown stage": (("step", "PassRecheck"), {"to": "EXPERTS"}),
    "an unknown territory": (("step", "PassRecheck"), {"territory": "province"}),
    "an unknown role that is renamed": (
        ("words",),
        {"roles": {"PREFF": {"zh": "市局", "en": "c"}}},
    ),
    "a provision that is a number": (("articles", "HB-01"), 5),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_underlined(mistake: str) -> None:
    (*way, key), value = MISTAKES[mistake]
    source = plain(SOURCES["two_tiers drafted"])
    table = changed = deepcopy(source)
    for name in way:
        table = table.setdefault(name, {})
    table[key] = value
    assert VALIDATOR.is_valid(source) and not VALIDATOR.is_valid(changed)


def test_each_block_and_key_has_words_in_both_languages_and_nothing_else_has() -> None:
    _, parts = msgspec.json.schema_components([Regulation, Example], ref_template="{name}")
    del parts["Regulation"]
    for block, part in parts.items():
        assert block_words(block), block
        assert [key for key in part["properties"] if not key_words(block, key)] == [], block
    keys = {f"{block}.{key}" for block, part in parts.items() for key in part["properties"]}
    assert BLOCK_WORDS.keys() == parts.keys()
    assert {key for key in KEY_WORDS if "." in key} <= keys
    assert {key for key in KEY_WORDS if "." not in key} <= {key.partition(".")[2] for key in keys}
    assert all(words.zh and words.en for words in (*BLOCK_WORDS.values(), *KEY_WORDS.values()))
