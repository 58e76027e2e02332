"""`anjuan import`: what a file asks for is done once, and what is refused is told line by line."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from services.demo import people as demo
from services.imports.ndjson import NdjsonImporter
from services.metrics import REGISTRY
from services.runtime import Runtime
from tests.support.asking import PROPER, SUBMIT, WITHDRAW
from tests.support.calling import as_body, draft, eventually
from tests.support.citing import invariant
from tests.support.command_line import Terminal
from tests.support.dispatching import held, requested
from tests.support.sichuan import ROAD, named_after

BOX = {
    "$": "sealed",
    "subject": "s",
    "purpose": "contact",
    "key": 1,
    "at": "x",
    "nonce": "",
    "box": "",
}
pytest_plugins = ["tests.support.terminal_fixtures"]
pytestmark = pytest.mark.twin("soak")


def line(stream: str, id: str, command: str, actor: str, body: Any = None, **more: Any) -> str:
    asked = {"stream": stream, "id": id, "command": command, "body": body or {}, "actor": actor}
    return json.dumps({**asked, **more}, ensure_ascii=False)


def road(id: str) -> list[str]:
    """A whole application, up to the experts' review, as lines of a file."""
    industry = named_after("白酒产业")
    lines = [line("applications", id, "CreateDraft", "applicant.1", draft(**industry))]
    for name, command, actor, document_no in ROAD[:-1]:
        paper = {"document_no": document_no} if document_no else {}
        body = as_body(command)
        lines.append(line("applications", id, name, actor.person, body, **paper))
    return lines


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "commands.ndjson"


def results(own: Terminal, file: Path, status: int = 0) -> list[dict[str, Any]]:
    return own.lines("import", file, status=status)


@invariant(56)
def test_a_file_is_done_whole_and_done_again_changes_nothing(own: Terminal, file: Path) -> None:
    file.write_text("\n".join(road("i1")) + "\n")
    first, again = results(own, file), results(own, file)
    assert [one["line"] for one in first] == list(range(1, 10))
    assert not any(one.get("replayed") for one in first)
    assert all(one["replayed"] for one in again)
    assert [one["position"] for one in again] == [one["position"] for one in first]
    with closing(own.runtime()) as runtime:
        case, version = runtime.store.current("applications/i1")
        assert (case and case.stage, version) == ("EXPERT_REVIEW", 9)


def test_an_import_that_was_cut_off_goes_on_where_it_was(own: Terminal, file: Path) -> None:
    lines = road("i1")
    file.write_text("\n".join(lines[:4]))
    begun = results(own, file)
    file.write_text("\n".join(lines))
    whole = results(own, file)
    assert [one["position"] for one in whole[:4]] == [one["position"] for one in begun]
    assert [bool(one.get("replayed")) for one in whole] == [True] * 4 + [False] * 5


def test_a_refused_line_is_told_with_its_number_and_rule_and_stops_no_other(
    own: Terminal, file: Path
) -> None:
    submit, future = {"addressee": "510100"}, {"occurred_on": "2030-01-01"}
    lines = [
        line("applications", "i1", "CreateDraft", "applicant.1", draft()),
        line("applications", "a1", "StartLocalReview", "pref.510700", {"no_conflict": True}),
        line("applications", "none", "AcceptApplication", "pref.510100"),
        line("applications", "a1", "RecommendApplication", "pref.510100"),
        line("applications", "a1", "StartLocalReview", "pref.510100", {"no_conflict": True}),
        line("applications", "i1", "SubmitApplication", "applicant.1", submit, **future),
    ]
    file.write_text("\n".join(lines))
    told = own.run("import", file, status=1)
    reported = {text.split(":")[1]: text for text in told.stdout.splitlines()}
    assert set(reported) == {"2", "3", "4", "6"}
    assert "SC-07.1" in reported["2"]
    assert "CaseMissing" in reported["3"]
    assert "意见：未填写；择优次序：未填写" in reported["4"]
    assert "2030-01-01" in reported["6"]
    assert "2 件办理 done, 4 件未办 refused" in told.stderr


@pytest.mark.parametrize("actor", ["applicant.5", "prov.sc", "pref.510100"])
def test_a_report_says_of_a_hidden_case_what_it_says_of_none(
    own: Terminal, tmp_path: Path, actor: str
) -> None:
    revised = {"form": draft()["form"]}
    lines = [line("applications", "i1", "CreateDraft", "applicant.1", draft())]
    lines += [line("applications", id, "ReviseDraft", actor, revised) for id in ("i1", "i2")]
    (file := tmp_path / "lines.ndjson").write_text("\n".join(lines))
    _, hidden, absent = results(own, file, 1)
    assert hidden["problem"] == absent["problem"].replace("i2", "i1")
    assert hidden["problem_en"] == absent["problem_en"].replace("i2", "i1")


@pytest.mark.parametrize(
    "bad",
    [
        b"not json",
        b"[]",
        b"{}",
        "四川".encode("gbk"),
        b"\xff\xfe",
        b'{"stream":"applications","id":"i1","command":"CreateDraft","actor":"x","body":'
        + b"[" * 100_000
        + b"]" * 100_000
        + b"}",
        line("nothing", "x", "CreateDraft", "applicant.1").encode(),
        line("applications", "x", "NoSuchCommand", "applicant.1").encode(),
        line("claims", "x", "ReserveClaim", "prov.sc").encode(),
        line("applications", "demo-5", "ProposeEntry", "prov.sc.decider").encode(),
        line("applications", "x", "CreateDraft", "nobody", draft()).encode(),
        line("applications", "a/b", "CreateDraft", "applicant.1", draft()).encode(),
        line("applications", "x", "CreateDraft", "applicant.1", draft(), more=1).encode(),
        line("applications", "x", "CreateDraft", "applicant.1", draft(contact_name=BOX)).encode(),
    ],
    ids=lambda bad: bad[:60].decode("latin-1"),
)
def test_a_line_that_is_no_command_stops_no_other(
    terminal: Terminal, tmp_path: Path, bad: bytes
) -> None:
    file = tmp_path / "commands.ndjson"
    good = line("applications", f"g{abs(hash(bad))}", "CreateDraft", "applicant.1", draft())
    file.write_bytes(b"\n".join([bad, b"", good.encode(), b"   "]))
    wrong, done = results(terminal, file, status=1)
    assert (wrong["line"], done["line"]) == (1, 3)
    assert wrong["problem"]
    assert "problem" not in done


def test_a_key_of_its_own_makes_a_line_happen_once(own: Terminal, file: Path) -> None:
    key = {"idempotency_key": "old-system-77"}
    opening = line("applications", "i1", "CreateDraft", "applicant.1", draft(), **key)
    other = line("applications", "i2", "CreateDraft", "applicant.1", draft(), **key)
    file.write_text("\n".join([opening, opening, other]))
    first, again, reused = results(own, file, status=1)
    assert again["position"] == first["position"]
    assert "KeyReused" in reused["problem"]


def test_many_lines_are_few_commits(own: Terminal, file: Path) -> None:
    def commits() -> float:
        return REGISTRY.get_sample_value("anjuan_commit_size_count") or 0.0

    before = commits()
    lines = [
        line("applications", f"i{n}", "CreateDraft", "applicant.1", draft()) for n in range(300)
    ]
    file.write_text("\n".join(lines))
    assert len(results(own, file)) == 300
    assert commits() - before < 100


def test_a_line_that_has_to_be_tried_again_is_overtaken_by_none(
    runtime: Runtime, other: Runtime
) -> None:
    """This process believes that a1 is a draft still: the first line is refused on that, and tried
    again. The second is allowed before the first as well as after it."""
    runtime.accounts.put(demo.accounts(), "a password for tests")
    other.dispatcher.act(requested(SUBMIT))
    lines = [
        line("applications", "a1", "AcceptApplication", "pref.510100"),
        line("applications", "a1", "WithdrawApplication", "applicant.1", as_body(WITHDRAW.command)),
    ]
    with ThreadPoolExecutor(1) as pool:
        with held(runtime.dispatcher):
            handed_in = pool.submit(
                list, NdjsonImporter(runtime).hand_in(text.encode() for text in lines)
            )
            eventually(lambda: runtime.dispatcher._queue.qsize() == len(lines))
        accepted, withdrawn = handed_in.result(20)
    assert (accepted.problem, withdrawn.problem) == (None, None)
    assert (accepted.position or 0) < (withdrawn.position or 0)


def test_every_command_can_stand_on_a_line(runtime: Runtime) -> None:
    actors = {ask.actor.person: ask.actor for ask in PROPER.values()}
    runtime.accounts.put(actors, "a password for tests")
    lines = [
        line(ask.stream, ask.id, name, ask.actor.person, as_body(ask.command))
        for name, ask in PROPER.items()
        if ask.actor.role != "PUBLIC"  # anybody's words come in by no file
    ]
    assert list(NdjsonImporter(runtime).check(text.encode() for text in lines)) == []


def test_a_file_that_is_not_there_is_wrong_usage(terminal: Terminal) -> None:
    assert "nowhere" in terminal.run("import", "nowhere.ndjson", status=2).stderr


def test_a_byte_order_mark_before_a_file_is_no_part_of_its_first_line(
    own: Terminal, file: Path
) -> None:
    lines = [line("applications", f"b{n}", "CreateDraft", "applicant.1", draft()) for n in (1, 2)]
    file.write_text("\n".join(lines), "utf-8-sig")
    done = results(own, file)
    file.write_text("\n".join(lines), "utf-8")
    again = results(own, file)
    assert [(one["id"], "problem" in one) for one in done] == [("b1", False), ("b2", False)]
    assert all(one["replayed"] for one in again)


def test_a_line_with_stray_characters_is_told_by_their_numbers(own: Terminal, file: Path) -> None:
    stray = draft(unit_name="某\u200b公司", duty_tags=["甲", "　"])
    file.write_text(line("applications", "s1", "CreateDraft", "applicant.1", stray), "utf-8")
    [told] = results(own, file, status=1)
    assert "U+200B 零宽空格" in told["problem"]
    assert "未填写" in told["problem"]


def test_an_empty_file_is_done(terminal: Terminal, tmp_path: Path) -> None:
    empty = tmp_path / "empty.ndjson"
    empty.write_text("")
    assert "0 件办理 done, 0 件未办 refused" in terminal.run("import", empty).stderr
