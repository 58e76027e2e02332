"""JSON Schema (2020-12) of a regulation's source file, made from the types, for editors."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from domain.authoring.procedure import all_citable
from domain.authoring.vocabulary import NameWords, vocabulary
from domain.facts import FACTS, Fact
from domain.refusal import Text
from domain.regulation.model import Regulation
from domain.regulation.sets import MARK
from domain.regulation.sources import BY_OWN_NAME, KEPT_BY_NAME, procedures
from domain.trial.examples import Example
from domain.words.regulation_keys import block_words, key_words

JsonSchema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
DEFINITION = "#/$defs/{name}"
WRITTEN_OTHERWISE = ("rule", "division")
"""Parts of a complete text that a source writes as `[articles]` and as a table of divisions."""
ALWAYS_WHOLE = ("regulation",)
STRING: JsonSchema = {"type": "string"}
A_SET: JsonSchema = {"type": "string", "pattern": f"^{MARK}[A-Za-z_]+$"}
TAKEN_AWAY: JsonSchema = {
    "type": "boolean",
    "description": "去掉 takes the procedure's part of this name away",
}
A_BLOCK_TAKEN_AWAY: JsonSchema = {
    "type": "object",
    "properties": {"remove": TAKEN_AWAY},
    "required": ["remove"],
    "additionalProperties": False,
}
OWN: dict[str, str] = {
    "extends": "程序，或者旁边的文件 a shipped procedure, or the name of a file beside this one",
    "divisions": "旁边的区划表 the table of divisions beside this file: x.divisions.csv",
    "sets": "名称的组：@NAME 代表其中各项 names that @NAME stands for in lists",
    "implicit": "文本没有写明的规则 rules that no text states",
    "articles": "条款：条目、空格、原文 provisions: article, a space, its very words",
    "cites": "条款承担程序的哪一部分 which parts of the procedure a provision carries",
    "case": "例：检查时逐一试办 examples that the check acts out",
}


def source_schema(facts: Mapping[str, Fact] = FACTS) -> JsonSchema:
    """The schema of a file that stands on a procedure; keys that the procedure says may be left
    out. `facts` are those of a regulation."""
    names = vocabulary(facts)
    _, parts = msgspec.json.schema_components([Regulation, Example], ref_template=DEFINITION)
    whole = parts.pop("Regulation")
    blocks = {n: without_null(s) for n, s in whole["properties"].items() if n in fitting()}
    partly = {
        name for kind in blocks if kind not in ALWAYS_WHOLE for name in given_partly(blocks, kind)
    }
    for name, part in parts.items():
        if name in partly:
            part.pop("required", None)
        complete(name, part, names)
    for kind in blocks.keys() - {*ALWAYS_WHOLE}:
        may_be_taken_away(blocks[kind], parts)
        if kind not in KEPT_BY_NAME and blocks[kind].get("type") == "array":
            blocks[kind] = {"anyOf": [blocks[kind], A_BLOCK_TAKEN_AWAY]}
    for kind in KEPT_BY_NAME:
        blocks[kind] = by_name(blocks[kind], parts)
    for kind in BY_OWN_NAME:
        blocks[kind] = by_own_name(blocks[kind], parts)
    return {
        "$schema": DIALECT,
        "title": "案卷规定文件 Regulation file of Anjuan",
        "description": "写在程序之上的规定 a regulation on top of a procedure",
        "type": "object",
        "properties": {**own_keys(parts), **blocks},
        "required": ["extends", "regulation"],
        "additionalProperties": False,
        "$defs": parts,
    }


def fitting() -> list[str]:
    return [name for name in Regulation.__struct_fields__ if name not in WRITTEN_OTHERWISE]


def given_partly(blocks: JsonSchema, kind: str) -> Iterator[str]:
    """The parts of a block that a source may give partly: not of those that it gives anew, in a
    list."""
    block = blocks[kind]
    listed = kind not in KEPT_BY_NAME and block.get("type") == "array"
    yield from () if listed else referred(block)


def referred(schema: Any) -> Iterator[str]:
    """The definitions that a schema refers to itself."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"].rpartition("/")[2]
        for inner in schema.values():
            yield from referred(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from referred(inner)


def complete(block: str, part: JsonSchema, names: Mapping[str, NameWords]) -> None:
    """Puts in what the types do not say: what the block and its keys say, and which names may stand
    there."""
    part["description"] = description_of(block_words(block))
    for key, schema in part.get("properties", {}).items():
        said = {"description": description_of(key_words(block, key))}
        part["properties"][key] = said | with_names(names.get(key), without_null(schema))


def description_of(words: Text | None) -> str:
    return f"{words.zh}\n{words.en}" if words else ""


def without_null(schema: JsonSchema) -> JsonSchema:
    """TOML has no null: what may be None is left out."""
    kept = {name: value for name, value in schema.items() if name != "default" or value is not None}
    others = [one for one in kept.pop("anyOf", ()) if one != {"type": "null"}]
    return {**kept, **(others[0] if len(others) == 1 else {"anyOf": others} if others else {})}


def with_names(words: NameWords | None, schema: JsonSchema) -> JsonSchema:
    """With the closed list of the key, where it has one, and patterns as editors read them."""
    if "pattern" in schema:
        return {**schema, "pattern": schema["pattern"].replace("\\Z", "$")}
    if "anyOf" in schema:
        return {**schema, "anyOf": [with_names(words, one) for one in schema["anyOf"]]}
    if words and schema.get("type") == "array":
        return {**schema, "items": {"anyOf": [names_schema(words), A_SET]}}
    if words and schema.get("type") == "object":
        return {**schema, "propertyNames": names_schema(words)}
    return schema | names_schema(words) if words and schema.get("type") == "string" else schema


def names_schema(words: NameWords) -> JsonSchema:
    """One of these names; their words stand where editors show them."""
    shown = [f"{one.zh} {one.en}" for one in words.values()]
    return {"enum": list(words), "x-taplo": {"docs": {"enumValues": shown}}}


def may_be_taken_away(block: JsonSchema, parts: JsonSchema) -> None:
    """Lets a source take away a block that there is one of, or one of those under names."""
    inner = block.get("additionalProperties")
    for one in (block, inner if isinstance(inner, dict) else {}):
        if "$ref" in one:
            [name] = referred(one)
            parts[name]["properties"]["remove"] = TAKEN_AWAY


def by_name(block: JsonSchema, parts: JsonSchema) -> JsonSchema:
    """Named parts as a table, each whole or only what is changed of it, or taken away."""
    [name] = referred(block)
    parts[name]["properties"]["remove"] = TAKEN_AWAY
    return named_parts(name)


def by_own_name(block: JsonSchema, parts: JsonSchema) -> JsonSchema:
    """Parts in a table by the name that each has, or in a list."""
    [name] = referred(block)
    parts[name]["required"] = [key for key in parts[name]["required"] if key != "name"]
    return named_parts(name)


def named_parts(name: str) -> JsonSchema:
    """A table of parts by their names, or several tables."""
    one = {"$ref": DEFINITION.format(name=name)}
    table = {"type": "object", "additionalProperties": one}
    return {"anyOf": [table, {"type": "array", "items": one}]}


def own_keys(parts: JsonSchema) -> JsonSchema:
    """What only a source has."""
    rule = provision_schema(parts)
    listed: JsonSchema = {"type": "array", "items": STRING}
    cited: JsonSchema = {"anyOf": [{"enum": all_citable()}, STRING]}
    base: JsonSchema = {"anyOf": [{"enum": list(procedures())}, STRING]}
    shapes: dict[str, JsonSchema] = {
        "extends": one_or_more(base),
        "divisions": STRING,
        "sets": {"type": "object", "additionalProperties": listed},
        "implicit": {"type": "object", "additionalProperties": rule},
        "articles": {"type": "object", "additionalProperties": {"anyOf": [STRING, rule]}},
        "cites": {
            "type": "object",
            "additionalProperties": one_or_more(cited),
        },
        "case": named_parts("Example"),
    }
    return {name: {"description": said, **shapes[name]} for name, said in OWN.items()}


def one_or_more(one: JsonSchema) -> JsonSchema:
    return {"anyOf": [one, {"type": "array", "items": one}]}


def provision_schema(parts: JsonSchema) -> JsonSchema:
    """A provision as a table: a rule whose id is its key."""
    rule = {**parts.pop("Rule")}
    rule["properties"] = {k: v for k, v in rule["properties"].items() if k != "id"}
    rule["required"] = [key for key in rule["required"] if key not in ("id", "kept")]
    return rule
