"""`anjuan regulation new, schema, facts, steps, topics, diagram, diff`, as an officer runs them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.cli.main import app
from tests.support.drafted import HUBEI, JINAN, PROVINCES, Province

EACH = pytest.mark.parametrize("province", PROVINCES, ids=lambda one: one.like)


def run(*words: str | Path, status: int = 0, typed: str | None = None) -> Result:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["regulation", *map(str, words)], typed)
    assert result.exit_code == status, (result.output, result.exception)
    return result


def flags(province: Province) -> list[str]:
    asked = province.beginning
    return [
        *("--like", asked.like, "--code", asked.code, "--title", asked.title),
        *("--title-en", asked.title_en, "--authority", asked.authority, "--area", asked.area),
        *("--issued-on", f"{asked.issued_on}"),
    ]


def begun(folder: Path, province: Province) -> Path:
    path = folder / f"{province.code.lower()}.toml"
    run("new", path, *flags(province))
    return path


def fill_in(path: Path, province: Province) -> Path:
    path.write_text(province.source, "utf-8")
    path.with_name(f"{path.stem}.divisions.csv").write_text(province.table, "utf-8")
    return path


@EACH
def test_a_regulation_is_begun_checked_and_filled_in(tmp_path: Path, province: Province) -> None:
    path = begun(tmp_path, province)
    assert "还有一处〔填写…〕没有写" in run("check", path, status=1).stdout
    assert "无误 no fault" in run("check", fill_in(path, province)).stdout


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = begun(tmp_path, HUBEI)
    path.write_text("own", "utf-8")
    assert "已经存在" in run("new", path, *flags(HUBEI), status=1).stderr
    assert path.read_text("utf-8") == "own"


def test_what_is_not_given_is_asked_for(tmp_path: Path) -> None:
    path, given = tmp_path / "jn.toml", flags(JINAN)
    run("new", path, typed="\n".join([*given[1::2], ""]))
    assert path.read_text("utf-8").splitlines()[0] == "#:schema anjuan-regulation.schema.json"
    assert 'extends = "one_tier"' in path.read_text("utf-8")


def test_the_schema_beside_a_draft_is_the_one_that_the_command_says(tmp_path: Path) -> None:
    begun(tmp_path, HUBEI)
    beside = (tmp_path / "anjuan-regulation.schema.json").read_text("utf-8")
    assert run("schema").stdout == beside and json.loads(beside)["title"]


def test_an_unknown_procedure_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    words = ["two_tires" if word == "two_tiers" else word for word in flags(HUBEI)]
    assert "two_tiers" in run("new", tmp_path / "x.toml", *words, status=2).stderr
    assert "three_tiers" in run("topics", "three_tires", status=2).stderr
    assert list(tmp_path.iterdir()) == []


def test_lists_and_pictures_are_shown_of_a_code_or_of_a_file(tmp_path: Path) -> None:
    path = fill_in(begun(tmp_path, HUBEI), HUBEI)
    assert "distinct_staff  工作人员 / distinct staff" in run("facts").stdout
    assert "AcceptApplication:ORDINARY" in run("steps", path).stdout
    assert "IMPLICIT:recognition" in run("topics", "two_tiers").stdout
    assert run("diagram", "SC").stdout.startswith("<svg ")
    changed = path.with_name("changed.toml")
    changed.write_text(HUBEI.source.replace("length = 5", "length = 7"), "utf-8")
    assert run("diff", path, changed).stdout == "publicity.length: 5 → 7\n"
    assert "HB" in run("diff", "SC", path).stdout
    assert "没有这个规定" in run("steps", "XX", status=1).stderr
