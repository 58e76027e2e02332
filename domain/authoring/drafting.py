"""Drafts a new regulation file and its table of divisions, to be filled in by an officer."""

import json
from datetime import date

import tomli
from msgspec import Struct

from domain.regulation.nearest import known_ones
from domain.regulation.resolving import resolve_source
from domain.regulation.sources import TomlTable
from domain.regulation.unfilled import BLANK

LIKE = ("two_tiers", "three_tiers", "one_tier", "project")
"""Procedures that a new regulation is drafted on: those in which a unit applies."""
OF_A_CITY = ("one_tier", "project")
"""Procedures whose authority is a city's bureau."""
STATED = (
    *("supervision", "criteria", "application", "submission", "acceptance", "direct", "filing"),
    *("stamp", "local-review", "recommendation", "review", "list", "recognition", "name"),
    *("approval", "construction"),
)
"""What a text usually says itself, in the order of its articles."""
TABLE_HEAD = "code,name,name_en,tier,parent,bureau,covers,valid_from,valid_to"
CITY = f"{BLANK}市州代码〕,{BLANK}市州名称〕,,PREFECTURE,{{code}},{BLANK}市州代码〕"
ROWS = {
    "two_tiers": (f"{CITY},{BLANK}代码前四位〕,,",),
    "three_tiers": (
        f"{CITY},,,",
        f"{BLANK}县区代码〕,{BLANK}县区名称〕,,COUNTY,{BLANK}市州代码〕,{BLANK}市州代码〕,,,",
    ),
    "one_tier": (),
    "project": (f"{BLANK}县区代码〕,{BLANK}县区名称〕,,COUNTY,{{code}},{BLANK}县区代码〕,,,",),
}
"""Rows below the authority's own."""
DRAFT = """\
#:schema anjuan-regulation.schema.json
# 把每处{blank}…〕写成自己的内容，再执行 anjuan regulation check。其余各步按程序办理。
# Replace each {blank}…〕 by what your text says, then run the check. The procedure says the rest.
extends = "{like}"
divisions = "{stem}.divisions.csv"   # 区划和各地由谁推荐 places, and whose bureau recommends

[regulation]
code = "{code}"
title = {title}
title_en = {title_en}
authority = "{authority}"          # 认定机关所在的区划 the division of who recognises
level = "{level}"
issued_on = {issued_on}

{blocks}
[articles]                      # 条款：条目和原文 provision: its article, a space, its very words
{articles}

[cites]                         # 哪一条承担程序的哪一部分 which part of the procedure it carries
{cites}

[guard]                         # 申报条件 conditions: anjuan regulation facts
# staff = {{ fact = "distinct_staff", op = ">=", value = 5, rule = "{condition}" }}
# budget = {{ fact = "dedicated_budget", op = ">", value = 0, rule = "{condition}" }}

[case]                          # 案例：检查时试办 acted out by the check
"合格的申报书，通过" = {{ passes = true }}
# "只有四名工作人员" = {{ form = {{ team = 4 }}, refused = ["{condition}"] }}
"""

BLOCK_DRAFTS = {
    "publicity": """\
[publicity]                     # 公示 length in days, from the day after
length = {length}
unit = "{unit}"           # 或 or "calendar_day"
""",
    "correction": """\
[correction]                    # 补正 days to answer, and the term to correct
answer_within = {answer_within}
term = {term}
""",
    "name": """\
[name]                          # 中心名称 what a centre is called
formula = "{formula}"
""",
    "panel": """\
[panel]                         # 评审组 experts, at least
least = {least}
""",
}
"""Blocks in which a text often says a number of its own, where the procedure has them."""


ALONE = """\
extends = "{like}"
divisions = "x.csv"
[regulation]
authority = "{authority}"
"""


class Beginning(Struct, frozen=True, kw_only=True):
    """What is asked of who begins a regulation; `stem` is the file's name without its ending."""

    like: str
    stem: str
    code: str
    title: str
    title_en: str
    authority: str
    area: str
    issued_on: date


class NoSuchProcedure(Exception):
    """A procedure that no draft stands on; the message names those that there are."""


def drafted(beginning: Beginning) -> str:
    """The source file. Raises NoSuchProcedure."""
    if beginning.like not in LIKE:
        near = known_ones(beginning.like, LIKE)
        raise NoSuchProcedure(
            f"没有程序 {beginning.like}{near.zh} / no procedure {beginning.like}{near.en}"
        )
    whole = procedure(beginning)
    ids = {topic: f"{beginning.code}-{number:02}" for number, topic in enumerate(stated(whole), 1)}
    return DRAFT.format(
        like=beginning.like,
        stem=beginning.stem,
        code=beginning.code,
        title=quoted(beginning.title),
        title_en=quoted(beginning.title_en),
        authority=beginning.authority,
        issued_on=beginning.issued_on,
        blank=BLANK,
        level="PREFECTURE" if beginning.like in OF_A_CITY else "PROVINCIAL",
        articles="\n".join(provision_line(ids[topic], whole, topic) for topic in ids),
        cites="\n".join(f'"{id}" = ["{topic}"]' for topic, id in ids.items()),
        condition=ids.get("IMPLICIT:criteria", f"{beginning.code}-01"),
        blocks=usual_blocks(whole),
    )


def quoted(text: str) -> str:
    """A TOML string."""
    return json.dumps(text, ensure_ascii=False)


def procedure(beginning: Beginning) -> TomlTable:
    """The procedure as a complete text of its own."""
    beside = {"x.csv": f"code,name,tier\n{beginning.authority},{beginning.area},PROVINCE\n"}
    text = ALONE.format(like=beginning.like, authority=beginning.authority)
    return tomli.loads(resolve_source(text, beside).text)


def stated(whole: TomlTable) -> list[str]:
    """The topics of the procedure that a text usually states itself."""
    there = {rule["id"] for rule in whole["rule"]}
    return [topic for name in STATED if (topic := f"IMPLICIT:{name}") in there]


def provision_line(id: str, whole: TomlTable, topic: str) -> str:
    phrase = next(rule["phrase"] for rule in whole["rule"] if rule["id"] == topic)
    return f'"{id}" = "第{BLANK}〕条 {BLANK}原文，大意：{phrase}〕"'


def usual_blocks(whole: TomlTable) -> str:
    """The procedure's blocks, with what it says where the text says nothing else."""
    return "\n".join(
        BLOCK_DRAFTS[name].format(**whole[name]) for name in BLOCK_DRAFTS if name in whole
    )


def drafted_divisions(beginning: Beginning) -> str:
    """The table of divisions: the authority's own row, and one to fill in for each tier below."""
    city = beginning.like in OF_A_CITY
    tier, covers = ("PREFECTURE", beginning.authority[:4]) if city else ("PROVINCE", "")
    own = f"{beginning.authority},{beginning.area},,{tier},,,{covers},,"
    below = [row.format(code=beginning.authority) for row in ROWS[beginning.like]]
    return "\n".join([TABLE_HEAD, own, *below]) + "\n"
