"""Writes the reference page of regulation files, in Chinese or English, from the types."""

from collections.abc import Iterable, Iterator, Mapping

from domain.authoring.drafting import LIKE
from domain.authoring.fact_list import fact_lines
from domain.authoring.procedure import assembled
from domain.authoring.schema import OWN, JsonSchema, referred, source_schema
from domain.authoring.step_list import topic_lines
from domain.authoring.values_told import (
    BETWEEN,
    CLOSED_LISTS,
    Language,
    default_told,
    in_one,
    value_told,
)
from domain.refusal import Text
from domain.regulation.sources import procedures
from domain.words.regulation_keys import block_words, key_words

PageLines = Iterator[str]

PAGE_TITLE = Text("规定文件", "Regulation files")
TWIN = Text("[English](REGULATIONS.md)", "[中文](REGULATIONS.zh.md)")
PAGE_OPENING = Text(
    "本页由类型生成（`python -m tools.reference`），说明规定文件的每个部分和每个键。"
    f"怎样从头写一个：[TUTORIAL.zh.md](TUTORIAL.zh.md)；"
    f"`anjuan regulation new --like` {'、'.join(LIKE)}。\n\n"
    "规定文件写在一个程序之上：`extends` 指明程序，文件只写自己的条款和不同之处。"
    "`[step]`、`[guard]`、`[flag]`、`[case]` 中的各项有名称，同名即改变程序的那一项，"
    "`remove = true` 去掉它。列表中的 `@NAME` 代表 `[sets]` 中的一组。"
    "`anjuan regulation show FILE --whole` 给出合成的完整文本。\n\n"
    "文件放在 `--regulations` 指定的目录中。首次启动（库中尚无记录，SQLite、PostgreSQL 相同）时，"
    "有一个文件有误就不启动，错误全部列出；此后的启动只在日志中指出有误的或者与已登记的不同的文件"
    "（`regulation_left`），不予登记，仍按已登记的办理。",
    "This page is made from the types (`python -m tools.reference`) and says what each part and key"
    " of a regulation file means. How to write one from the beginning: [TUTORIAL.md](TUTORIAL.md);"
    f" `anjuan regulation new --like` {', '.join(LIKE)}."
    "\n\nA file stands on a procedure: `extends` names it, and the file says its own provisions and"
    " what is different. Parts of `[step]`, `[guard]`, `[flag]` and `[case]` have names: one of the"
    " same name changes the procedure's, `remove = true` takes it away. `@NAME` in a list stands"
    " for a set of `[sets]`. `anjuan regulation show FILE --whole` says the whole, put together."
    "\n\nFiles lie in the folder that `--regulations` names. The first start over a store, SQLite's"
    " or PostgreSQL's, is refused where one of them is at fault, and every fault is said. Each"
    " later start says in the log (`regulation_left`) which file is at fault, or differs from what"
    " was issued; it issues none of these and goes on by what was issued.",
)
KEY_HEADS = Text("| 键 | 说明 | 值 | 不写时 |", "| key | what it says | value | without it |")


def reference(language: Language) -> str:
    """The whole page."""
    said = [
        *opening(language),
        *blocks_told(language),
        *facts_told(language),
        *closed_lists(language),
    ]
    return "\n".join([*said, *topics_told(language)]) + "\n"


def opening(language: Language) -> PageLines:
    yield f"# {in_one(PAGE_TITLE, language)}\n\n{in_one(TWIN, language)}\n"
    yield f"{in_one(PAGE_OPENING, language)}\n"
    yield "| | |\n|---|---|"
    for name, said in OWN.items():
        yield f"| `{name}` | {half(said, language)} |"
    yield ""


def half(said: str, language: Language) -> str:
    """One language of a text that has the Chinese first, and then the other."""
    last = max(place for place, char in enumerate(said) if ord(char) > 0x2E7F) + 1
    return (said[:last] if language == "zh" else said[last:]).strip()


def blocks_told(language: Language) -> PageLines:
    """Every block with its keys; what it is made of follows those that need it."""
    schema = source_schema()
    defined, seen = schema["$defs"], set[str]()
    for table, block in sorted(schema["properties"].items(), key=lambda one: one[0] in OWN):
        for heading, name in parts_of_block(table, block, defined):
            if name not in seen:
                seen.add(name)
                yield from part_told(heading, name, defined[name], language)


def parts_of_block(table: str, block: JsonSchema, defined: JsonSchema) -> Iterator[tuple[str, str]]:
    """What a block is made of, each with its heading: itself, then what stands at its keys."""
    for name in referred(block):
        yield f"`[{table}]`", name
        for key, schema in defined[name]["properties"].items():
            yield from ((f"`[{table}]` `{key}`", inner) for inner in referred(schema))


def part_told(heading: str, name: str, part: JsonSchema, language: Language) -> PageLines:
    yield f"## {heading}\n\n{in_one(block_words(name), language)}\n"
    yield f"{in_one(KEY_HEADS, language)}\n|---|---|---|---|"
    for key, schema in part["properties"].items():
        said = in_one(key_words(name, key), language) or half(schema["description"], language)
        value, default = value_told(key, schema, language), default_told(schema)
        yield f"| `{key}` | {said} | {value} | {default} |"
    yield ""


def facts_told(language: Language) -> PageLines:
    title = {"zh": "事实", "en": "Facts"}[language]
    heads = {"zh": "| 事实 | 说明 | 种类 | 比较 | 值 |", "en": "| fact | | kind | by | values |"}
    yield f"## {title}\n\n{heads[language]}\n|---|---|---|---|---|"
    for line in fact_lines():
        values = BETWEEN[language].join(
            f"`{one}`" for one in line.values if line.name != "filled_fields"
        )
        unit = f" {in_one(line.unit, language)}".rstrip()
        operators = " ".join(f"`{one}`" for one in line.operators)
        told = in_one(line.words, language), in_one(line.kind, language) + unit
        yield f"| `{line.name}` | {told[0]} | {told[1]} | {operators} | {values} |"
    yield ""


def closed_lists(language: Language) -> PageLines:
    for title, words in CLOSED_LISTS.values():
        yield f"## {in_one(title, language)}\n\n{names_told(words, language)}\n"


def names_told(words: Mapping[str, Text], language: Language) -> str:
    told: Iterable[str] = (f"`{name}` {in_one(said, language)}" for name, said in words.items())
    return {"zh": "；", "en": "; "}[language].join(told)


def topics_told(language: Language) -> PageLines:
    """What each procedure does without a provision, for `[cites]`."""
    for name in procedures():
        line = {"zh": f"## 程序 {name}", "en": f"## The procedure {name}"}[language]
        steps = len(assembled(name).parts["step"])
        counted = {"zh": f"{steps} 个步骤。", "en": f"{steps} steps."}[language]
        yield f"{line}\n\n{counted}\n\n| `[cites]` | |\n|---|---|"
        for topic in topic_lines(name):
            yield f"| `{topic.id}` | {in_one(topic.phrase, language)} |"
        yield ""
