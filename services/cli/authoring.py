"""`anjuan regulation new, schema, facts, steps, diagram, diff`: help for who writes a file."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from domain.authoring.diagram import diagram
from domain.authoring.drafting import LIKE, Beginning, NoSuchProcedure, drafted, drafted_divisions
from domain.authoring.fact_list import fact_lines
from domain.authoring.schema import source_schema
from domain.authoring.step_list import step_lines, topic_lines
from domain.facts import FACTS, Fact
from domain.regulation.differences import regulation_differences
from domain.regulation.nearest import known_ones
from domain.regulation.rules import rules_of
from domain.regulation.sources import procedures
from services.cli.failures import REFUSED, WRONG_USAGE, stop
from services.cli.named_regulations import complete_text, named_file
from services.cli.regulations import Folder, regulation_app
from services.cli.terminal import print
from services.regulation_files import SUFFIX

OWN_FACTS = "a code, or a file: its own facts too"
SCHEMA_FILE = "anjuan-regulation.schema.json"


@regulation_app.command()
def new(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="such as hubei.toml")],
    like: Annotated[str, typer.Option(help=f"procedure: {', '.join(LIKE)}", prompt="程序 like")],
    code: Annotated[str, typer.Option(help="a short name in capitals: HB", prompt="代码 code")],
    title: Annotated[str, typer.Option(help="in Chinese", prompt="规定名称 title")],
    title_en: Annotated[str, typer.Option(help="in English", prompt="英文名称 title in English")],
    authority: Annotated[
        str, typer.Option(help="code of the division that recognises", prompt="区划代码 authority")
    ],
    area: Annotated[
        str, typer.Option(help="name of that division: 湖北省", prompt="区划名称 name of area")
    ],
    issued_on: Annotated[
        datetime, typer.Option(help="the text's date: 2026-01-05", prompt="印发日期 issued on")
    ],
) -> None:
    """Begin a regulation: a file to fill in, with its table of divisions and its schema beside it.
    Nothing that is there is written over."""
    beginning = Beginning(
        like=like,
        stem=path.name.removesuffix(SUFFIX),
        code=code,
        title=title,
        title_en=title_en,
        authority=authority,
        area=area,
        issued_on=issued_on.date(),
    )
    try:
        source = drafted(beginning)
    except NoSuchProcedure as error:
        stop(str(error), WRONG_USAGE)
    table = path.with_name(f"{beginning.stem}.divisions.csv")
    if there := [str(one) for one in (path, table) if one.exists()]:
        stop(f"{'、'.join(there)} 已经存在 / is there already", REFUSED)
    path.write_text(source, "utf-8")
    table.write_text(drafted_divisions(beginning), "utf-8")
    path.with_name(SCHEMA_FILE).write_text(schema_text(), "utf-8")
    print(f"{path}、{table}：请填写，再执行 / fill them in, then: anjuan regulation check {path}")


@regulation_app.command()
def schema(
    regulation: Annotated[str | None, typer.Argument(help=OWN_FACTS)] = None,
    regulations: Folder = None,
) -> None:
    """JSON Schema of a regulation file, for editors: anjuan regulation schema > FILE."""
    print(schema_text(facts_of_one(regulation, regulations)), end="")


def schema_text(known: Mapping[str, Fact] = FACTS) -> str:
    return json.dumps(source_schema(known), ensure_ascii=False, indent=1) + "\n"


def facts_of_one(regulation: str | None, folder: Path | None) -> Mapping[str, Fact]:
    """The facts of a regulation; without one, those that all have."""
    if regulation is None:
        return FACTS
    return FACTS | rules_of(complete_text(named_file(regulation, folder))).facts


@regulation_app.command()
def facts(
    regulation: Annotated[str | None, typer.Argument(help=OWN_FACTS)] = None,
    regulations: Folder = None,
) -> None:
    """Every fact that a condition may compare: how, with which values, in which words."""
    for line in fact_lines(facts_of_one(regulation, regulations)):
        print(f"{line.name}  {line.words.zh} / {line.words.en}")
        unit = f" {line.unit.zh} {line.unit.en}" if line.unit.zh else ""
        print(f"    {line.kind.zh} {line.kind.en}{unit}  {'  '.join(line.operators)}")
        if line.values:
            print(f"    {', '.join(line.values)}")


@regulation_app.command()
def steps(
    regulation: Annotated[str, typer.Argument(help="a code, or a file")],
    regulations: Folder = None,
) -> None:
    """Each step of a regulation: who may do it, in which stages, where it leads, under what."""
    for line in step_lines(rules_of(complete_text(named_file(regulation, regulations)))):
        print(f"{line.name}  {line.stream.zh}：{line.words.zh} / {line.words.en}")
        print(
            f"    {line.by.zh or '随之办理'}  {line.during} → {line.to or '（不变）'}  {line.rule}"
        )


@regulation_app.command()
def topics(
    procedure: Annotated[str, typer.Argument(help=f"{', '.join(LIKE)}")],
) -> None:
    """What a procedure does without a provision: what can be cited onto in [cites]."""
    if procedure not in procedures():
        near = known_ones(procedure, procedures())
        stop(f"没有程序 {procedure}{near.zh} / no procedure {procedure}{near.en}", WRONG_USAGE)
    for line in topic_lines(procedure):
        print(f"{line.id}  {line.phrase.zh} / {line.phrase.en}")
        print(f"    {', '.join(line.parts)}")


@regulation_app.command(name="diagram")
def draw(
    regulation: Annotated[str, typer.Argument(help="a code, or a file")],
    regulations: Folder = None,
) -> None:
    """The stages and steps of a regulation as SVG: anjuan regulation diagram FILE > FILE.svg."""
    text = complete_text(named_file(regulation, regulations))
    print(diagram(rules_of(text)), end="")


@regulation_app.command()
def diff(
    before: Annotated[str, typer.Argument(help="a code, or a file")],
    after: Annotated[str, typer.Argument(help="a code, or a file")],
    regulations: Folder = None,
) -> None:
    """What the second regulation says otherwise than the first, resolved, part by part."""
    old, new = (
        rules_of(complete_text(named_file(one, regulations))).text for one in (before, after)
    )
    for change in regulation_differences(old, new):
        print(str(change))
