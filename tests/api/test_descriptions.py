"""What strangers' tools make of the two descriptions: linters find nothing, generators take them
as they are."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from services.api.asyncapi import asyncapi_document
from services.api.openapi import document

NODE = Path(__file__).parents[1] / "node"
GENERATORS = Path(sys.prefix) / "generators/bin"
DOCUMENTS = {"oas": document, "asyncapi": asyncapi_document}
USE_OF_TYPES = """
import type { paths } from "./oas";
import type { Messages } from "./asyncapi";
type Body = paths["/api/v1/applications"]["post"]["requestBody"]["content"]["application/json"];
export const body: Body = { command: { regime: "SC", channel: "ORDINARY", form: { team: [] } } };
// @ts-expect-error a regime is a text
export const wrong: Body = { command: { regime: 1, channel: "ORDINARY" } };
type Refused =
  paths["/api/v1/tokens"]["post"]["responses"]["422"]["content"]["application/problem+json"];
export const faults = (refused: Refused) => refused.errors?.map((fault) => fault.pointer);
export const tag = (messages: Messages) => messages.DraftCreatedRecord?.event.type;
"""
USE_OF_CLIENT = """
from made import Client
from made.api.applications import applications_create_draft_open as opening
from made.models import CreateDraft, CreateDraftBody

form = {"unit_name": "甲公司"}
draft = CreateDraft.from_dict({"regime": "SC", "channel": "ORDINARY", "form": form})
body = CreateDraftBody(command=draft)
assert body.to_dict()["command"]["regime"] == "SC", body
asked = opening._get_kwargs(body=body)
assert (asked["method"], asked["url"]) == ("post", "/api/v1/applications"), asked
Client(base_url="http://127.0.0.1:1")
"""
USE_OF_MODELS = """
import made
import msgspec

record = made.DraftCreatedRecord
assert {"event", "context", "command"} <= set(record.__struct_fields__), record
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both documents."""
    folder = tmp_path_factory.mktemp("descriptions")
    for kind, made in DOCUMENTS.items():
        (folder / f"{kind}.json").write_bytes(msgspec.json.encode(made()))
    return folder


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, (done.stdout[-3000:], done.stderr[-3000:])
    return done.stdout


def node(script: str, *arguments: str | Path, cwd: Path) -> str:
    return run(Path(sys.prefix) / "bin/node", NODE / script, *arguments, cwd=cwd)


def lint(kind: str, file: Path) -> list[str]:
    found: list[str] = msgspec.json.decode(node("lint.mjs", kind, file, cwd=file.parent))
    return found


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_two_public_linters_find_nothing(kind: str, written: Path) -> None:
    assert lint(kind, written / f"{kind}.json") == []


def test_the_linters_would_tell(written: Path) -> None:
    """An operation without a summary, and a pattern that is no ECMA expression."""
    name = "/api/v1/tokens"
    whole = document() | {"tags": [], "paths": {name: {"post": {"responses": {}}}}}
    whole["components"] = {"schemas": {"Code": {"type": "string", "pattern": r"^a\Z"}}}
    spoiled = written / "spoiled.json"
    spoiled.write_bytes(msgspec.json.encode(whole))
    rules = {one.split()[1] for one in lint("oas", spoiled)}
    assert {"operation-summary", "oas3-schema"} <= rules


def test_typescript_takes_the_types_of_both(written: Path) -> None:
    for kind in DOCUMENTS:
        types = node("types.mjs", kind, f"{kind}.json", cwd=written)
        (written / f"{kind}.ts").write_text(types, "utf-8")
    (written / "use.ts").write_text(USE_OF_TYPES, "utf-8")
    node("node_modules/typescript/bin/tsc", "--noEmit", "--strict", "use.ts", cwd=written)


@pytest.mark.soak
def test_python_takes_a_client(written: Path) -> None:
    """Made by openapi-python-client; without its formatting, which changes nothing."""
    (written / "config.yml").write_text("post_hooks: []\n", "utf-8")
    asked = ("--path", "oas.json", "--meta", "none", "--output-path", "made")
    command = (GENERATORS / "openapi-python-client", "generate", *asked, "--config", "config.yml")
    assert "Warning" not in run(*command, cwd=written)
    run(GENERATORS / "python", "-c", USE_OF_CLIENT, cwd=written)


@pytest.mark.soak
def test_python_takes_models_of_the_messages(written: Path) -> None:
    """Made by datamodel-code-generator, as msgspec structs."""
    folder = written / "models"
    folder.mkdir()
    asked = ("--input", "../asyncapi.json", "--input-file-type", "asyncapi", "--output", "made.py")
    kinds = ("--output-model-type", "msgspec.Struct", "--formatters", "builtin")
    run(GENERATORS / "datamodel-codegen", *asked, *kinds, cwd=folder)
    run(sys.executable, "-c", USE_OF_MODELS, cwd=folder)


def test_what_people_read_of_an_operation_begins_in_chinese() -> None:
    whole = document()
    told = {tag["name"] for tag in whole["tags"]}
    for item in whole["paths"].values():
        for operation in item.values():
            assert "\u4e00" <= operation["summary"][0] <= "\u9fff", operation["summary"]
            assert set(operation["tags"]) <= told
    assert all("\u4e00" <= tag["description"][0] <= "\u9fff" for tag in whole["tags"])
