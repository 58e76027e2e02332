"""Says in words what may stand at a key of a regulation file, by its schema."""

from typing import Literal

from domain.authoring.schema import A_SET, JsonSchema
from domain.authoring.vocabulary import NameWords, usual_names
from domain.refusal import Text
from domain.words.actors import DUTIES, ROLES
from domain.words.regulation_keys import block_words
from domain.words.stages import STAGES
from domain.words.streams import STREAMS

Language = Literal["zh", "en"]
BETWEEN = {"zh": "、", "en": ", "}
CLOSED_LISTS: dict[str, tuple[Text, NameWords]] = {
    "role": (Text("角色", "Roles"), ROLES),
    "duty": (Text("职责", "Duties"), DUTIES),
    "stage": (Text("阶段", "Stages"), STAGES),
    "stream": (Text("案卷种类", "Kinds of case"), STREAMS),
    "step": (Text("步骤", "Steps"), usual_names()["do"]),
}
"""Closed lists, by what a value of them is."""
KIND_OF_VALUE = {
    "role": Text("角色", "role"),
    "duty": Text("职责", "duty"),
    "stage": Text("阶段", "stage"),
    "stream": Text("案卷种类", "kind of case"),
    "step": Text("步骤", "step"),
    "fact": Text("事实", "fact"),
    "string": Text("文字", "text"),
    "integer": Text("整数", "number"),
    "boolean": Text("true、false", "true, false"),
    "date": Text("日期", "day"),
    "array": Text("列表：", "list: "),
    "object": Text("表：", "table: "),
}


def in_one(words: Text | None, language: Language) -> str:
    return getattr(words, language, "") if words else ""


def value_told(key: str, schema: JsonSchema, language: Language) -> str:
    """What may stand there."""
    if kind := listed_kind(key, schema):
        return in_one(KIND_OF_VALUE[kind], language)
    if "enum" in schema:
        return BETWEEN[language].join(f"`{one}`" for one in schema["enum"])
    if "anyOf" in schema:
        told = (value_told(key, one, language) for one in schema["anyOf"])
        return " / ".join(dict.fromkeys(told))
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return in_one(block_words(name), language)
    return plain_value(key, schema, language)


def plain_value(key: str, schema: JsonSchema, language: Language) -> str:
    if schema == A_SET:
        return "`@NAME`"
    kind = schema.get("format") or schema.get("type", "string")
    said = in_one(KIND_OF_VALUE[kind], language)
    if kind in ("array", "object"):
        inner = schema.get("items") or schema.get("additionalProperties") or {}
        return said + (value_told(key, inner, language) if isinstance(inner, dict) else "")
    if "pattern" in schema:
        return f"{said} `{schema['pattern']}`"
    if "minimum" in schema:
        return f"{said} {schema['minimum']}–{schema.get('maximum', '')}"
    return said


def listed_kind(key: str, schema: JsonSchema) -> str | None:
    """The closed list that one name of this key is of."""
    if "enum" not in schema or "x-taplo" not in schema:
        return None
    if key == "fact":
        return "fact"
    known = usual_names().get(key)
    return next((kind for kind, (_, words) in CLOSED_LISTS.items() if words is known), None)


def default_told(schema: JsonSchema) -> str:
    default = schema.get("default")
    if default in (None, "", (), [], {}):
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"
