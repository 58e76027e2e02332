"""`anjuan` on a terminal: what it says, and with which status it ends."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.data_folder import EVENTS_DB
from domain.case import BOOKKEEPING
from services.processes import service as serving
from services.settings import Settings
from tests.support.citing import invariant, rule
from tests.support.command_line import Terminal
from tests.support.documented import text_of
from tests.support.regulations import FOLDER, INVENTED, SICHUAN_TEXT

pytest_plugins = ["tests.support.terminal_fixtures"]
pytestmark = pytest.mark.twin("soak")


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """`serve` sets up the logs of its process, which is ours."""
    monkeypatch.setattr("services.cli.main.log_as_json", lambda: None)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in an empty folder."""
    monkeypatch.chdir(tmp_path)
    terminal = Terminal(Settings(data=tmp_path / "data"))
    terminal.environment.clear()
    return terminal


def test_every_shipped_regulation_is_without_fault(bare: Terminal) -> None:
    names = ("house.toml", "sichuan.toml", "inner_mongolia.toml")
    files = [str(FOLDER / name) for name in names]
    files += [str(INVENTED / name) for name in ("three_tiers.toml", "one_city.toml")]
    assert bare.out("regulation", "check", *files).count("无误 no fault") == 5


def test_a_faulty_regulation_is_told_by_line_and_key(bare: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "faulty.toml"
    file.write_text(SICHUAN_TEXT.replace("issued_on = 2025-01-01", 'issued_on = "soon"'))
    number = SICHUAN_TEXT[: SICHUAN_TEXT.index("issued_on")].count("\n") + 1
    out = bare.out("regulation", "check", file, status=1)
    assert f"line {number} regulation.issued_on" in out
    file.write_text("not = [toml")
    assert "line 1" in bare.out("regulation", "check", file, status=1)


def test_a_regulation_file_that_is_not_there_or_not_text_is_wrong_usage(
    bare: Terminal, tmp_path: Path
) -> None:
    assert "nowhere.toml" in bare.run("regulation", "check", "nowhere.toml", status=2).stderr
    (tmp_path / "gbk.toml").write_bytes("四川省".encode("gbk"))
    assert "gbk.toml" in bare.run("regulation", "check", "gbk.toml", status=2).stderr


@rule("SC-01", "SC-21", "IM-01", "IM-19")
def test_regulations_are_listed_and_shown(bare: Terminal) -> None:
    out = bare.out("regulation", "list")
    assert "四川省产业知识产权运营中心建设管理办法" in out
    assert "HOUSE" in out
    assert out.count("依据 based on NAT-2024") == 2
    assert "解释 interpreted by 省市场监管局知识产权运用处" in out
    assert "解释 interpreted by 自治区局知识产权运用促进处" in out
    assert bare.out("regulation", "show", "SC", "--whole") == SICHUAN_TEXT
    source = (FOLDER / "sichuan.toml").read_text("utf-8")
    assert bare.out("regulation", "show", "SC") == source
    bare.run("regulation", "show", "XX", status=1)


def test_a_case_is_shown_with_its_people_sealed(terminal: Terminal) -> None:
    out = terminal.out("case", "show", "a1")
    assert "已受理" in out
    assert "［已封存 sealed］" in out
    assert "王示例" not in out
    [shown] = terminal.lines("case", "show", "applications/a1")
    assert (shown["case"], shown["version"]) == ("applications/a1", 3)
    assert shown["state"]["stage"] == "ACCEPTED"
    assert not BOOKKEEPING & set(shown["state"])


def test_the_document_of_an_event_is_written_to_a_file(terminal: Terminal, tmp_path: Path) -> None:
    last = terminal.lines("case", "history", "a1")[-1]["version"]
    paper = tmp_path / "paper.pdf"
    terminal.run("case", "document", "a1", str(last), "--output", paper)
    assert "受理通知书" in text_of(paper.read_bytes())
    wrong = terminal.run("case", "document", "a1", "1", status=1)
    assert "没有这份公文" in wrong.stderr


def test_a_history_says_who_did_what_under_which_rules(terminal: Terminal) -> None:
    lines = terminal.out("case", "history", "a1").splitlines()
    assert len(lines) == 3
    assert "受理 Accept application" in lines[2]
    assert "pref.510100" in lines[2]
    assert "SC-07.1" in lines[2]
    records = terminal.lines("case", "history", "a1")
    assert [record["version"] for record in records] == [1, 2, 3]
    assert records[2]["command"] == {"do": "AcceptApplication"}


def test_a_case_that_is_not_there_is_found_wanting(terminal: Terminal) -> None:
    for command in ("show", "history", "replay"):
        assert "no such case" in terminal.run("case", command, "nothing", status=1).stderr
    several = terminal.run("case", "show", "demo-5", status=2).stderr
    assert "applications/demo-5" in several
    assert "centres/demo-5" in several


@invariant(55)
def test_every_case_of_the_demonstration_is_decided_again_in_the_same_way(
    terminal: Terminal,
) -> None:
    with closing(terminal.runtime()) as runtime:
        kinds = ("applications", "batches", "centres", "parties", "regulations", "calendars")
        names = [name for kind in kinds for name in runtime.log.streams(f"{kind}/")]
    assert len(names) > 12
    for name in names:
        [answer] = terminal.lines("case", "replay", name, "--check")
        assert answer["same"]
        assert len(answer["verdicts"]) == answer["version"]
    assert "一致 same" in terminal.out("case", "replay", "a1")


def test_the_registry_is_listed_for_people_and_for_programs(terminal: Terminal) -> None:
    assert "四川省装备制造产业知识产权运营中心" in terminal.out("registry")
    [centre] = terminal.lines("registry", "装备")
    assert (centre["id"], centre["active"]) == ("demo-5", True)
    assert terminal.lines("registry", "--as-of", "2026-02-08") == []
    assert len(terminal.lines("registry", "--as-of", "2026-02-09")) == 1
    assert terminal.lines("registry", "--known-at", "2020-01-01T00:00:00Z") == []
    assert terminal.lines("registry", "没有这个") == []
    terminal.run("registry", "--as-of", "yesterday", status=2)


def test_a_registry_with_nothing_in_it_says_so(terminal: Terminal) -> None:
    out = terminal.out("registry", "--as-of", "2026-02-08")
    assert out == "2026-02-08：名录中没有 / nothing in the registry\n"


@pytest.mark.parametrize("moment", ["2026-03-01", "2026-03-01T09:00:00", "2026-03-01 09:00", "now"])
def test_a_moment_without_an_offset_is_refused_by_the_terminal_as_by_http(
    terminal: Terminal, moment: str
) -> None:
    assert "RFC 3339" in terminal.run("registry", "--known-at", moment, status=2).stderr


def test_an_account_is_added_used_and_closed(own: Terminal) -> None:
    words = ("user", "add", "clerk.1", "PREF", "510100", "--duty", "acceptance", "--name", "李敏")
    own.run(*words, input="a long enough password\n")
    token = own.out("user", "token", "clerk.1").strip()
    with closing(own.runtime()) as runtime:
        assert runtime.accounts.check("clerk.1", "a long enough password")
        assert runtime.accounts.names.of(["clerk.1", "nobody"]) == {"clerk.1": "李敏"}
        actor = runtime.accounts.bearer(token, datetime.now(UTC))
        assert actor is not None
        assert (actor.role, actor.organ, actor.duties) == ("PREF", "510100", ("acceptance",))
    own.run("user", "disable", "clerk.1")
    with closing(own.runtime()) as runtime:
        assert runtime.accounts.bearer(token, datetime.now(UTC)) is None
    own.run("user", "token", "clerk.1", status=1)
    own.run("user", "disable", "nobody", status=1)
    own.run("user", "add", "clerk.2", "PREF", "510100", input="short\n", status=2)
    long = "a long enough password\n"
    own.run("user", "add", "clerk.2", "PREFECT", "510100", input=long, status=2)
    own.run("user", "add", "clerk.2", "PREF", "510100", "--duty", "all", input=long, status=2)


def test_an_account_that_is_there_is_not_added_again(own: Terminal) -> None:
    first, other = "kelp-unmoored-7-fathoms", "quartz-hinge-41-lanterns"
    own.run("user", "add", "clerk.1", "PREF", "510100", input=f"{first}\n")
    again = own.run("user", "add", "clerk.1", "PROV", "510000", input=f"{other}\n", status=1)
    assert "已有这个账号" in again.stderr
    token = own.out("user", "token", "clerk.1").strip()
    own.run("user", "password", "clerk.1", input="password1234\n", status=2)
    own.run("user", "password", "clerk.1", input=f"{other}\n")
    own.run("user", "password", "nobody", input=f"{other}\n", status=1)
    with closing(own.runtime()) as runtime:
        accounts, actor = runtime.accounts, runtime.accounts.actor("clerk.1")
        assert actor is not None and (actor.role, actor.organ) == ("PREF", "510100")
        assert not accounts.check("clerk.1", first) and accounts.check("clerk.1", other)
        assert accounts.bearer(token, datetime.now(UTC)) is None


def test_accounts_of_a_service_over_a_database_are_kept_where_that_is_named(own: Terminal) -> None:
    """Each command of `anjuan user` takes the database as the others do, without a variable."""
    database = own.environment.pop("ANJUAN_DATABASE", None)
    named = ("--database", database) if database else ()
    word, other = "kelp-unmoored-7-fathoms\n", "quartz-hinge-41-lanterns\n"
    own.run("user", "add", "clerk.1", "PREF", "510100", *named, input=word)
    own.run("user", "password", "clerk.1", *named, input=other)
    assert own.out("user", "token", "clerk.1", *named)
    for command in ("grant", "revoke"):
        own.run("user", command, "clerk.1", "applicant.1", *named)
    own.run("user", "disable", "clerk.1", *named)
    assert (own.settings.data / EVENTS_DB).exists() == (database is None)


def test_a_password_is_typed_unseen_and_twice(
    own: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter(["kelp-unmoored-7-fathoms", "another", *["kelp-unmoored-7-fathoms"] * 2])
    monkeypatch.setattr("services.cli.users.getpass", lambda _: next(typed))
    monkeypatch.setattr("services.cli.users.at_terminal", lambda: True)
    own.run("user", "add", "clerk.1", "PREF", "510100", status=2)
    own.run("user", "add", "clerk.1", "PREF", "510100")


WRONG = {
    ("APPLICANT", "91510100MA6T000122"): "校验码",
    ("CENTRE", "510100"): "应为18位",
    ("PREF", "519900"): "没有行政区划 519900",
    ("PREF", "Chengdu"): "没有行政区划 Chengdu",
    ("PROV", "510100"): "不是省级，应为 510000",
    ("CNIPA", "510000"): "可用 000000、100000",
    ("PUBLIC", "510000"): "PUBLIC：可用 APPLICANT（申报单位）",
    ("SYSTEM", "system"): "SYSTEM：可用",
    ("EXPERT", "510000", "--duty", "decision"): "decision：可用 scoring（评审）",
    ("COUNTY", "510104", "--duty", "recheck"): "recheck：可用 （无）",
}


@pytest.mark.parametrize("words", WRONG)
def test_an_account_is_of_an_organ_that_there_is_with_duties_of_its_role(
    own: Terminal, words: tuple[str, ...]
) -> None:
    given = own.run("user", "add", "new.1", *words, input="kelp-unmoored-7-fathoms\n", status=2)
    assert WRONG[words] in given.stderr


def test_the_demonstration_can_be_put_into_a_folder(bare: Terminal, tmp_path: Path) -> None:
    assert "password" in bare.out("demo", "--data", "there")
    assert "password" in bare.out("demo", "--data", "there")
    there = Terminal(Settings(data=tmp_path / "there"))
    [shown] = there.lines("case", "show", "centres/demo-5")
    assert shown["state"]["stage"] == "ACTIVE"
    with closing(there.runtime()) as runtime:
        end = runtime.log.end()
        assert end is not None
        assert end[1].date().isoformat() == "2026-03-02"


def test_a_wrong_setting_is_named_and_is_wrong_usage(
    bare: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANJUAN_PORT", "many")
    for command in (["doctor"], ["demo"], ["serve"], ["case", "show", "a1"]):
        assert "port" in bare.run(*command, status=2).stderr
    monkeypatch.delenv("ANJUAN_PORT")
    (tmp_path / "anjuan.toml").write_text("prot = 1")
    assert "prot" in bare.run("doctor", status=2).stderr
    (tmp_path / "anjuan.toml").write_text("port = [")
    assert "anjuan.toml" in bare.run("doctor", status=2).stderr
    (tmp_path / "anjuan.toml").unlink()
    assert "no such data folder" in bare.run("doctor", "--data", "nowhere", status=2).stderr
    bare.run("serve", "--port", "many", status=2)
    bare.run("nothing", status=2)


def test_a_flag_goes_before_a_variable_and_a_variable_before_the_file(
    bare: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[Settings] = []
    monkeypatch.setattr(serving, "serve", served.append)
    (tmp_path / "anjuan.toml").write_text('port = 1\nhost = "file"\ndata = "file"\ndemo = true')
    monkeypatch.setenv("ANJUAN_PORT", "2")
    monkeypatch.setenv("ANJUAN_HOST", "variable")
    bare.run("serve", "--port", "3")
    assert (served[0].port, served[0].host) == (3, "variable")
    assert (served[0].data, served[0].demo) == (Path("file"), True)
    monkeypatch.setenv("ANJUAN_CLOCK", "2027-01-01T09:00:00")
    bare.run("serve")
    assert served[1].clock is not None
    assert served[1].clock.isoformat() == "2027-01-01T09:00:00+08:00"
